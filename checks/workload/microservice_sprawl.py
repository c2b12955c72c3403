"""There are more services than the team, or the code in them, can justify.

Each service is one more image, pipeline, dashboard, certificate, on-call page and network hop. A small team that
runs more services than it has people spends its time on the seams; services of a hundred lines each are
functions with an operating system around them.

Start with few: put what changes together into one service, and cut a piece off when it has a reason to live alone
(its own load, its own team, its own release rhythm).

It is fine for an organisation with a team for every few services; set the budget (`budget`) to what it can carry.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from complexity_lint import (
    Component,
    Controller,
    EnvironmentKind,
    Finding,
    Level,
    Ownership,
    Precision,
    Related,
    Role,
    System,
    check,
)


@dataclass(frozen=True, slots=True)
class _Service:
    """A service of our own: what is built from one Dockerfile. `lines` is its code's, None where it is not known."""

    component: Component
    lines: int | None


@check("microservice-sprawl", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def microservice_sprawl(
    system: System, *, budget: int = 10, small: int = 300, min_small_services: int = 5
) -> Iterator[Finding]:
    for services in _applications(system):
        yield from _judged(services, budget, small, min_small_services)


def _judged(services: list[_Service], budget: int, small: int, min_small_services: int) -> Iterator[Finding]:
    counted = [s.lines for s in services if s.lines is not None]
    if len(services) > budget:
        beyond = services[budget].component
        usual = f", the usual one of {median(counted):.0f} lines" if counted else ""
        message = f"{len(services)} services of your own{usual}; the budget is {budget}"
        yield _finding(beyond, message, services, f"budget {budget}")
    elif len(counted) >= min_small_services and len(counted) == len(services) and median(counted) < small:
        least = min(services, key=lambda service: service.lines or 0)
        message = (
            f"{len(services)} services whose usual size is {median(counted):.0f} lines; "
            f"{least.component.name} has {least.lines}, which could be a module of another"
        )
        yield _finding(least.component, message, services, "small")


def _applications(system: System) -> Iterator[list[_Service]]:
    """The services of our own of each application: those that run all the time, roles of one image counted once."""
    lines = {payload.build: payload.own_lines for payload in system.payloads}
    found: dict[str, dict[str, _Service]] = defaultdict(dict)
    for component in system.components:
        kinds = {w.environment.kind for w in component.workloads}
        runs = [w for w in component.workloads if w.controller is not Controller.CRON_JOB]
        if (
            component.ownership is Ownership.FIRST_PARTY
            and component.role in (Role.WEB, Role.WORKER, Role.APPLICATION, Role.UNKNOWN)
            and runs
            and not kinds <= {EnvironmentKind.EXAMPLE, EnvironmentKind.TEST}
        ):
            known = lines.get(component.built_by)
            built = component.built_by or any(w.main and w.main.build for w in component.workloads)
            if not known and built:
                continue  # an image without code of ours is configuration of somebody else's
            image = component.built_by or component.name
            found[component.application].setdefault(image, _Service(component, known))
    for services in found.values():
        yield list(services.values())


def _finding(component: Component, message: str, services: list[_Service], evidence: str) -> Finding:
    shown = [s.component for s in services if s.component is not component][:9]
    return Finding(
        at=component.descriptions[0].at,
        message=message,
        related=tuple(Related(one.descriptions[0].at, f"{one.name} is one of them") for one in shown),
        entity=component.application,
        evidence=evidence,
    )
