"""Services depend on each other in a circle.

None of them can be started, deployed or tested without all the others, so they are one application that happens
to be cut into several images: the cost of services without the independence they are for. After an
outage nobody knows which to start first.

Turn one of the arrows round: let one side publish what happened (an event, a queue) instead of calling back, move
what both need into a third place, or make the services that cannot live apart one service.

It is fine where an arrow is only a link shown to people: public addresses and allowed origins are not counted.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint import (
    EnvironmentKind,
    Finding,
    Level,
    Location,
    Ownership,
    Precision,
    Related,
    Role,
    SettingKind,
    System,
    Workload,
    check,
)

_SHOWN_TO_PEOPLE = re.compile(
    r"(?i)(^|_|\b)(web|client|ui|front[-_]?end|portal|dashboard|site|console)[-_]?(app)?[-_]?(base)?[-_]?(url|uri|host|link)"
    r"|health|logout|login|issuer|metrics|monitor|trac(e|ing)|otel|eureka|consul|discovery|registry|config"
)
"""Settings that tell of links for people, of observation and of discovery, not of calls."""

_BESIDE = (Role.OBSERVABILITY, Role.PROXY, Role.ADMIN, Role.CI, Role.TOOL, Role.COORDINATION)
"""Roles of what knows everybody by its trade."""


@dataclass(frozen=True, slots=True)
class _Arrow:
    """That one service needs another."""

    at: Location
    target: str
    why: str


_Graph = dict[str, dict[str, _Arrow]]
_Objects = defaultdict[tuple[SettingKind, str], set[Location]]
"""Where the settings of ConfigMaps and Secrets are, by kind and name."""


@check("dependency-cycle", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def dependency_cycle(system: System) -> Iterator[Finding]:
    names = {
        (w.at, w.name, w.project): c.name
        for c in system.components
        if c.ownership is not Ownership.OFF_THE_SHELF and c.role not in _BESIDE
        for w in c.workloads
    }
    environments: dict[str, list[Workload]] = defaultdict(list)
    for workload in system.workloads:
        if workload.environment.kind not in (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST):
            where = "cluster" if workload.controller.is_kubernetes else workload.project
            environments[f"{where} {workload.environment.name}"].append(workload)
    objects: _Objects = defaultdict(set)
    for stored in system.settings:
        objects[stored.kind, stored.holder].add(stored.at)
    told: set[frozenset[str]] = set()
    for workloads in environments.values():
        graph = _graph(workloads, names, objects)
        for cycle in _cycles(graph):
            if frozenset(cycle) not in told:
                told.add(frozenset(cycle))
                yield _finding(cycle, graph, workloads[0])


def _graph(
    workloads: list[Workload], names: dict[tuple[Location, str, str], str], objects: _Objects
) -> _Graph:
    graph: _Graph = {}
    own = {names[key] for w in workloads if (key := (w.at, w.name, w.project)) in names}
    by_name = {(w.project, w.name): names.get((w.at, w.name, w.project), "") for w in workloads}
    given = _places_of_settings(workloads, names, objects)
    for workload in workloads:
        source = names.get((workload.at, workload.name, workload.project))
        if source is None:
            continue
        arrows = graph.setdefault(source, {})
        for dependency in workload.dependencies:
            target = by_name.get((workload.project, dependency.name), "")
            arrows.setdefault(target, _Arrow(dependency.at, target, "waits for its start"))
        for link in workload.links:
            target = by_name.get((workload.project, link.value), "")
            arrows.setdefault(target, _Arrow(link.at, target, "links to it"))
        for endpoint in workload.endpoints:
            if endpoint.at in given[endpoint.component]:
                continue  # a list of addresses that all of them are given, whoever uses which
            if endpoint.component in own and not _SHOWN_TO_PEOPLE.search(endpoint.setting):
                arrow = _Arrow(endpoint.at, endpoint.component, f"calls it ({endpoint.setting})")
                arrows.setdefault(endpoint.component, arrow)
        for nothing in ("", source):
            arrows.pop(nothing, None)
    return graph


def _places_of_settings(
    workloads: list[Workload], names: dict[tuple[Location, str, str], str], objects: _Objects
) -> dict[str, set[Location]]:
    """Where the settings of each service are stated, those of whole ConfigMaps that it takes with them."""
    found: dict[str, set[Location]] = defaultdict(set)
    for workload in workloads:
        source = names.get((workload.at, workload.name, workload.project), "")
        for setting in (s for container in workload.containers for s in container.settings):
            found[source] |= {at for at in (setting.at, setting.value_at) if at is not None}
        for taken in (t for container in workload.containers for t in container.taken if not t.key):
            found[source] |= objects.get((taken.kind, taken.name), set())
    return found


def _cycles(graph: _Graph) -> Iterator[list[str]]:
    """The shortest circle through each service that is in one; services told of already are passed by."""
    seen: set[str] = set()
    for start in sorted(graph):
        if start in seen:
            continue
        cycle = _shortest(graph, start)
        if cycle:
            seen |= set(cycle)
            yield cycle


def _shortest(graph: _Graph, start: str) -> list[str]:
    """The shortest way from a service back to it, breadth first; empty where there is none."""
    paths = [[start]]
    reached = {start}
    for path in paths:
        for target in sorted(graph.get(path[-1], ())):
            if target == start:
                return path
            if target not in reached:
                reached.add(target)
                paths.append([*path, target])
    return []


def _finding(cycle: list[str], graph: _Graph, workload: Workload) -> Finding:
    arrows = [graph[one][other] for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True)]
    closing = arrows[-1]
    shown = " -> ".join([*cycle, cycle[0]])
    return Finding(
        at=closing.at,
        message=f"{len(cycle)} services need each other in a circle: {shown}; none can be run without the others",
        related=tuple(
            Related(arrow.at, f"{source} {arrow.why}: {arrow.target}")
            for source, arrow in zip(cycle, arrows[:-1], strict=False)
        ),
        entity=cycle[0],
        evidence=" ".join(cycle),
        environments=workload.environments,
    )
