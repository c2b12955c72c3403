"""A well-known store or proxy is taken from a doubtful publisher.

Nobody rebuilds such an image when its base has a hole, its tags stop some day and its publisher is not asked who
depends on it. A registry that is closed serves what it has until it does not.

Take the official image or the vendor's own; where it behaves otherwise, that is seen now rather than on the day.

It is fine to take a verified publisher's image, a mirror of the official one, and an image of the repository's own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from complexity_lint import (
    ClosedImage,
    Finding,
    ImageBuild,
    ImageFacts,
    ImageReference,
    Level,
    Ownership,
    Precision,
    Role,
    System,
    Workload,
    check,
    closed_image,
    describe,
)

PROXIES = (Role.PROXY, Role.DATABASE, Role.CACHE, Role.BROKER, Role.SEARCH, Role.COORDINATION)

TRUSTED = frozenset(
    (
        "amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 mips64le ppc64le riscv64 s390x winamd64 library "
        "bitnami chainguard crunchydata linuxserver percona rapidfort redhat suse timescale ubuntu wodby"
    ).split()
)
"""Where Docker Hub builds official images for one architecture (github.com/docker-library/official-images), and
verified publishers (docs.docker.com, "Docker Verified Publisher Program") of their own builds of others' software.
"""


@check("unofficial-image", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def unofficial_image(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        for container in workload.containers:
            image = container.image
            if image is None or container.build is not None or not workload.is_production:
                continue
            known = None if _is_of_here(image, system.builds) else closed_image(image)
            if known is not None:
                yield _finding(image, known, workload.name, workload.environments)
            elif _is_personal(workload, image) and not (
                _is_of_here(image, system.builds) or _is_known_here(image, system)
            ):
                yield _personal(workload, image)
    for dependency in system.dependencies:
        known = closed_image(dependency.image) if dependency.image and dependency.is_deployed else None
        if known is not None and dependency.image is not None:
            yield _finding(dependency.image, known, dependency.name, dependency.environment.names)
    seen: set[object] = set()
    for build in system.builds:
        for stage in build.shipped_stages if build.is_deployed else ():
            known = closed_image(stage.base) if stage.base_stage is None else None
            own = known is not None and _is_of_here(stage.base, system.builds)
            if known is not None and not own and stage.base.at not in seen:
                seen.add(stage.base.at)
                yield _finding(stage.base, known, build.at.path, ())


def _is_of_here(image: ImageReference, builds: Iterable[ImageBuild]) -> bool:
    """Whether a publisher's image is made in this repository, in a folder of its name, by a Dockerfile whose image has
    no other name and is not made of that very image.
    """
    if image.registry not in ("", "docker.io") or "/" not in image.repository:
        return False
    made = (build for build in builds if build.home.rpartition("/")[2] == image.name)
    return any(
        {one.repository for one in build.references} <= {image.repository}
        and image.repository not in {stage.base.repository for stage in build.dockerfile.stages}
        for build in made
    )


def _is_personal(workload: Workload, image: ImageReference) -> bool:
    """Whether an image of Docker Hub has the name of a well-known one under another publisher."""
    software = workload.software
    known = software is not None and not software.exact and software.role in PROXIES
    return bool(
        known
        and workload.ownership is Ownership.OFF_THE_SHELF
        and workload.main is not None
        and workload.main.image == image
        and not image.registry
        and image.repository.count("/") == 1
        and software is not None
        and _is_its_name(image, software)
    )


def _is_its_name(image: ImageReference, software: ImageFacts) -> bool:
    """Whether an image is called as the software is, or as the official image of it: `postgres` of PostgreSQL."""
    official = describe(replace(image, repository=image.name))
    return image.name == software.id or (
        official is not None and official.exact and official.id == software.id
    )


def _is_known_here(image: ImageReference, system: System) -> bool:
    """Whether the repository runs other images of that publisher which are nobody else's software: its own, then."""
    publisher = image.repository.partition("/")[0]
    others = (c.image for w in system.workloads for c in w.containers if c.image)
    return publisher in TRUSTED or any(
        other.registry in ("", "docker.io")
        and other.repository.partition("/")[0] == publisher
        and describe(other) is None
        for other in others
    )


def _finding(
    image: ImageReference, known: ClosedImage, entity: str, environments: tuple[str, ...]
) -> Finding:
    return Finding(
        at=image.name_at or image.at,
        message=f"{image.text.partition('@')[0]}: {known.why}; take {known.instead}",
        entity=entity,
        evidence=image.repository,
        environments=environments,
    )


def _personal(workload: Workload, image: ImageReference) -> Finding:
    publisher = image.repository.partition("/")[0]
    return Finding(
        at=image.name_at or image.at,
        message=f"{image.text} is {image.name} as {publisher} publishes it, not the official image",
        entity=workload.name,
        evidence=image.repository,
        environments=workload.environments,
        pedantic=True,
    )
