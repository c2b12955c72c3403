"""One runtime, distribution or store is there in three versions or more.

Each is upgraded, scanned and known by heart on its own; what was learned with one does not help with the next. Most
were never decided: each was the newest on the day its folder was made.

Choose one version and raise all of them in one change; where one must stay behind, say why beside it.

It is fine in a matrix that tests several versions on purpose, and in a repository whose purpose is to publish them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from complexity_lint import (
    EnvironmentKind,
    Finding,
    ImageReference,
    Level,
    Location,
    Precision,
    Related,
    Role,
    System,
    check,
    describe,
    order_of,
    release_of,
)

COUNTED = (
    Role.RUNTIME,
    Role.DATABASE,
    Role.CACHE,
    Role.BROKER,
    Role.SEARCH,
    Role.PROXY,
    Role.COORDINATION,
    Role.OBJECT_STORE,
)
SPOKEN_OF = (EnvironmentKind.PRODUCTION, EnvironmentKind.DEVELOPMENT)
ASIDE = re.compile(
    r"(?i)(^|/)(tests?|testdata|fixtures?|examples?|samples?|e2e|ci|archived?|benchmarks?)(/|$)"
)


@check("version-sprawl", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def version_sprawl(system: System, *, versions: int = 3) -> Iterator[Finding]:
    found: dict[str, dict[str, list[Location]]] = defaultdict(lambda: defaultdict(list))
    titles: dict[str, str] = {}
    for image in _images(system):
        facts = describe(image)
        if facts is None or facts.role not in COUNTED or not facts.exact:
            continue
        release = release_of(image.tag, facts.id)
        # A folder for each version is how versions are published on purpose.
        if release and not _is_per_version(image.at.path, image.tag):
            titles[facts.id] = facts.title
            at = image.tag_at or image.at
            if at not in found[facts.id][release]:
                found[facts.id][release].append(at)
    for software, places in found.items():
        if len(places) >= versions:
            yield _finding(software, titles[software], places)


def _images(system: System) -> Iterator[ImageReference]:
    """Every image that something is built on or runs, but for tests and examples."""
    for build in system.builds:
        aside = build.environments and all(e.kind not in SPOKEN_OF for e in build.environments)
        for stage in build.dockerfile.stages if not aside and not ASIDE.search(build.at.path) else ():
            if stage.base_stage is None and not stage.base.partial:
                yield stage.base
    for workload in system.workloads:
        for container in workload.containers:
            spoken_of = workload.environment.kind in SPOKEN_OF and not container.build
            if container.image and spoken_of and not ASIDE.search(container.image.at.path):
                yield container.image


def _is_per_version(path: str, tag: str) -> bool:
    first = tag.partition("-")[0]
    short = ".".join(first.split(".")[:2])
    names = (first, short, f"v{short}", first.partition(".")[0])
    return any(re.search(rf"(^|[/._-])v?{re.escape(name)}([/._-]|$)", path) for name in names if name)


def _finding(software: str, title: str, places: dict[str, list[Location]]) -> Finding:
    ordered = sorted(places, key=order_of)
    rarest = min(ordered, key=lambda release: (len(places[release]), order_of(release)))
    others = [release for release in ordered if release != rarest]
    return Finding(
        at=min(places[rarest], key=lambda at: at.order),
        message=f"{title} is there in {len(places)} versions ({', '.join(ordered)}), each to be upgraded on its own",
        related=tuple(
            Related(min(places[release], key=lambda at: at.order), f"{title} {release}") for release in others
        ),
        entity=software,
        evidence=" ".join(ordered),
    )
