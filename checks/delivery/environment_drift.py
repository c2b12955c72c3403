"""Environments that should match run different things.

What was tested is not what is deployed: the query that was fast on PostgreSQL 16 runs on 13, the chart that came up in
staging is another one in production. And a service that staging does not have is tested by its users.

Keep what is the same in one place (a base, a chart's values) and let environments differ in size and addresses only.
Raise a version in all of them, one after the other, in one piece of work.

It is fine for a development environment to have more: mail catchers, admin interfaces, sample data. Images built here
and promoted by a pipeline differ for as long as the promotion takes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complexity_lint import (
    Environment,
    EnvironmentKind,
    Finding,
    Level,
    Location,
    Precision,
    Related,
    Role,
    System,
    Workload,
    check,
    order_of,
    release_of,
)

COMPARED = (EnvironmentKind.PRODUCTION, EnvironmentKind.DEVELOPMENT)
EXTRAS = (Role.ADMIN, Role.MAIL, Role.TOOL, Role.OBSERVABILITY, Role.BACKUP, Role.CI)
EXTRA_WORDS = re.compile(r"(?i)mail|admin|debug|test|seed|mock|fake|demo|sample|load-?gen|locust|e2e|smoke")


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of one thing in one environment."""

    release: str
    environment: Environment
    at: Location


@check("environment-drift", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def environment_drift(system: System) -> Iterator[Finding]:
    images: dict[tuple[str, ...], list[_Version]] = defaultdict(list)
    for workload in system.workloads:
        for key, version in _images(workload):
            images[key].append(version)
    for package in system.packages:
        if package.environment.name and package.environment.kind in COMPARED:
            release = release_of(package.version)
            if release:
                home = _home(package.at.path, package.environment)
                key = (home, package.kind.value, package.name, package.source)
                images[key].append(_Version(release, package.environment, package.at))
    for dependency in system.dependencies:
        release = release_of(dependency.version) if dependency.installed_by == "Terraform" else ""
        if release and dependency.environment.name and dependency.environment.kind in COMPARED:
            home = _home(dependency.project, dependency.environment)
            key = (home, "chart", dependency.name, dependency.repository)
            at = dependency.version_at or dependency.at
            images[key].append(_Version(release, dependency.environment, at))
    for (_, kind, name, what), versions in images.items():
        software = what.rpartition("/")[2]
        shown = f"{name} ({software})" if kind == "image" and software != name else name
        yield from _drifts(name, shown, what, versions)
    yield from _absent(system)


def _images(workload: Workload) -> Iterator[tuple[tuple[str, ...], _Version]]:
    named = workload.environment.name and workload.environment.kind in COMPARED
    for container in workload.containers if named and not workload.is_first_party else ():
        image = container.image
        if image is None or container.build is not None or not image.tag:
            continue
        release = release_of(image.tag, workload.software.id if workload.software else "")
        if release:
            key = (_home(workload.project, workload.environment), "image", _plain(workload), image.repository)
            yield key, _Version(release, workload.environment, image.tag_at or image.at)


_SPELLINGS = frozenset({"prod", "production", "prd", "live"})


def _called(environment: Environment) -> str:
    """An environment's name, the same for all spellings of production."""
    return "production" if environment.name in _SPELLINGS else environment.name


def _home(project: str, environment: Environment) -> str:
    """Where a description is, without what names the environment: two with one home are for the same thing."""
    kept = []
    for segment in project.split("/"):
        if environment.name not in re.split(r"[^a-z0-9]+", segment.lower()) and "." not in segment:
            kept.append(segment)
    return "/".join(kept)


def _plain(workload: Workload) -> str:
    """A workload's name without its environment's."""
    name = workload.environment.name
    return re.sub(rf"^{re.escape(name)}-|-{re.escape(name)}$", "", workload.name)


def _drifts(name: str, shown: str, what: str, versions: Sequence[_Version]) -> Iterator[Finding]:
    by_environment = {_called(version.environment): version for version in reversed(versions)}
    releases = {version.release for version in by_environment.values()}
    places = {version.at for version in by_environment.values()}
    production = [v for v in by_environment.values() if v.environment.is_production]
    if len(releases) < 2 or len(places) < 2 or not production:
        return
    # those like production should match first of all; development is only told where it alone differs
    differ = len({version.release for version in production}) > 1
    ordered = sorted(
        production if differ else by_environment.values(),
        key=lambda v: (order_of(v.release), not v.environment.is_production),
    )
    behind, ahead = ordered[0], ordered[-1]
    yield Finding(
        at=behind.at,
        message=f"{shown} is {behind.release} in {behind.environment.name} and {ahead.release} in "
        f"{ahead.environment.name}",
        related=(Related(ahead.at, f"{ahead.release} in {ahead.environment.name}"),),
        entity=name,
        evidence=f"{what} {' '.join(sorted(releases))}",
    )


def _absent(system: System) -> Iterator[Finding]:
    """Services of one environment like production that another does not have."""
    homes: dict[tuple[str, str], dict[str, dict[str, Workload]]] = defaultdict(lambda: defaultdict(dict))
    for workload in system.workloads:
        environment = workload.environment
        if environment.name and environment.is_production and not workload.runs_to_completion:
            home = (_home(workload.project, environment), workload.controller.name)
            homes[home][_called(environment)].setdefault(_plain(workload), workload)
    for environments in homes.values():
        if len(environments) > 1:
            yield from _absent_of(environments)


def _absent_of(environments: dict[str, dict[str, Workload]]) -> Iterator[Finding]:
    fewest = min(len(found) for found in environments.values())
    shared = set.intersection(*(set(found) for found in environments.values()))
    # Environments with little in common are not two of the same thing.
    if len(shared) < 2 or len(shared) * 2 < fewest:
        return
    for name, found in environments.items():
        for other, theirs in environments.items():
            for missing in sorted(set(theirs) - set(found)):
                workload = theirs[missing]
                if workload.role not in EXTRAS and not EXTRA_WORDS.search(missing):
                    yield Finding(
                        at=workload.at,
                        message=f"{missing} is in {other} and not in {name}",
                        entity=missing,
                        evidence=f"{other} {name}",
                    )
