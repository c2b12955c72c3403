"""The same services are described for two orchestrators.

Every change is made twice and tested once; the description that is not used is wrong within weeks, and nobody is
sure which one that is. Both orchestrators need somebody who knows them.

Decide for one and delete the other; history keeps it. Keep a compose file for development, which is
another job.

It is fine while moving from one to the other, for as long as the move has an end, and for software that others
deploy as they like.
"""

from collections.abc import Iterator

from complexity_lint import (
    Component,
    Controller,
    Finding,
    Level,
    Location,
    Ownership,
    Precision,
    Related,
    System,
    Workload,
    check,
)


@check("competing-orchestrators", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def competing_orchestrators(system: System, *, min_services: int = 2) -> Iterator[Finding]:
    applications: dict[str, list[Component]] = {}
    for component in system.components:
        if len(_orchestrators(component)) > 1:
            applications.setdefault(component.application, []).append(component)
    for name, competing in applications.items():
        own = [c for c in system.components if c.application == name and _is_ones_own(c)]
        if len(competing) >= min_services or own == competing:
            yield _finding(competing)


def _is_ones_own(component: Component) -> bool:
    live = any(workload.is_production for workload in component.workloads)
    return live and component.ownership is Ownership.FIRST_PARTY


def _orchestrators(component: Component) -> dict[str, Location]:
    """The orchestrators that a component is described for in production, each at its first place."""
    found: dict[str, Location] = {}
    for workload in component.workloads:
        if workload.is_production:
            found.setdefault(_orchestrator(workload), workload.at)
    return found


def _orchestrator(workload: Workload) -> str:
    if workload.controller.is_kubernetes:
        return "Kubernetes"
    if workload.controller is Controller.SWARM:
        return "Swarm"
    if workload.controller is Controller.COMPOSE:
        return "compose"
    return {"Nomad job": "Nomad", "Marathon application": "Marathon"}.get(
        workload.format, "container service"
    )


def _finding(components: list[Component]) -> Finding:
    shares: dict[str, int] = {}
    for component in components:
        for name in _orchestrators(component):
            shares[name] = shares.get(name, 0) + 1
    everywhere = [name for name in shares if shares[name] == len(components)]
    names = sorted(everywhere if len(everywhere) > 1 else shares, key=lambda name: (-shares[name], name))
    last = _orchestrators(components[0])
    least = next(name for name in reversed(names) if name in last)
    shown = ", ".join(c.name for c in components[:5]) + (" ..." if len(components) > 5 else "")
    what = "one service is" if len(components) == 1 else f"{len(components)} services are"
    return Finding(
        at=last[least],
        message=f"{what} deployed by {' and by '.join(names)}: {shown}",
        related=tuple(
            Related(at, f"{component.name} for {name}")
            for component in components[:4]
            for name, at in _orchestrators(component).items()
            if at != last[least]
        ),
        entity=components[0].application,
        evidence=" ".join(names),
    )
