"""An image is built on a base from somebody else's registry.

When that registry is slow, sets limits or is gone, nobody can build or start the service, and nothing was scanned
before it came in.

Take the base image from the company's mirror.

It is fine for images that are used in development only.
"""

from collections.abc import Iterator

from complexity_lint import Finding, ImageBuild, Level, Stage, System, check


@check("foreign-registry", Level.WARNING, since="1.0.0")
def foreign_registry(system: System, *, mirror: str = "registry.acme.example") -> Iterator[Finding]:
    for build in system.builds:
        if build.is_deployed:
            for stage in build.dockerfile.stages:
                if _is_foreign(stage, mirror):
                    yield _finding(stage, build, mirror)


def _is_foreign(stage: Stage, mirror: str) -> bool:
    # A base with an unknown part may well come from the mirror: what nobody can know makes no check fire.
    base = stage.base
    is_image = stage.base_stage is None and base.repository != "scratch" and not base.partial
    return is_image and base.registry != mirror


def _finding(stage: Stage, build: ImageBuild, mirror: str) -> Finding:
    return Finding(
        stage.base.at,
        f"{stage.base.text} does not come from {mirror}",
        entity=build.at.path,
        evidence=stage.base.repository,
    )
