"""A build context is copied whole with things no image needs.

Version control history, installed packages and local settings travel to the builder and into the image:
every build sends them, any change in them throws the layer cache away, and secrets among them stay
in a layer for whoever pulls the image.

Write a `.dockerignore` that names them, or better one that excludes everything and takes back in
what the build uses.

It is fine where the context is small, throw-away, and holds nothing but the sources.
"""

from collections import defaultdict
from collections.abc import Iterator

from complexity_lint import Copy, Finding, ImageBuild, Level, Precision, System, check


@check("missing-dockerignore", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def missing_dockerignore(system: System) -> Iterator[Finding]:
    by_dockerfile: dict[str, list[ImageBuild]] = defaultdict(list)
    for build in system.builds:
        if build.ballast and build.is_deployed:
            by_dockerfile[build.at.path].append(build)
    for path, builds in by_dockerfile.items():
        build = builds[0]
        copy = _whole_copy(build)
        if copy is not None:
            message = f"copies its whole context, and no .dockerignore keeps out {_listed(build)}"
            yield Finding(copy.at, message, entity=path, evidence=build.context or ".")


def _whole_copy(build: ImageBuild) -> Copy | None:
    for stage in build.dockerfile.stages:
        for step in stage.steps:
            if isinstance(step, Copy) and step.takes_all:
                return step
    return None


def _listed(build: ImageBuild, most: int = 3) -> str:
    prefix = f"{build.context}/" if build.context else ""
    largest = sorted(build.ballast, key=lambda b: -(b.size or 0))
    named = []
    for ballast in largest[:most]:
        size = _size(ballast.size, ballast.complete) if ballast.size else ""
        named.append(f"{ballast.path[len(prefix) :]} ({ballast.reason}{size})")
    more = f" and {len(largest) - most} more" if len(largest) > most else ""
    return ", ".join(named) + more


def _size(size: int, complete: bool) -> str:
    words = "" if complete else "more than "
    if size < 1_000_000:
        return f", {words}{max(size // 1000, 1)} kB"
    return f", {words}{size // 1_000_000} MB"
