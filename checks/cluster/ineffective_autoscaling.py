"""An autoscaler that cannot do what it is there for.

Without requests there is no use to compare; with as many at least as at most there is nothing to choose; beside a
fixed replica count every deployment sets back what the autoscaler found. It looks like elasticity and is a fixed
number, paid for with one more thing to understand.

Give the containers requests and the autoscaler room, and leave `replicas` out of what it scales - or take the
autoscaler away and write the number down.

It is fine to hold the number still for a while, for a campaign or a measurement, and to write down where it begins if
what deploys leaves it alone after that (`ignore_changes` in Terraform).
"""

from collections.abc import Iterator

from complexity_lint import (
    Autoscaler,
    Container,
    Finding,
    Level,
    Location,
    NodeGroup,
    Precision,
    Related,
    System,
    Workload,
    autoscalers_of,
    check,
)


@check("ineffective-autoscaling", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def ineffective_autoscaling(system: System, *, many: int = 5) -> Iterator[Finding]:
    for scaler in system.autoscalers:
        if scaler.environment.is_production and _is_fixed(scaler):
            yield _fixed(scaler)
    counted: dict[Location, list[tuple[Workload, Autoscaler]]] = {}
    for workload in system.workloads:
        for scaler in autoscalers_of(workload, system.autoscalers) if workload.is_production else ():
            count = workload.replicas
            # Nought is how it is switched off by hand.
            stated = count is not None and isinstance(count.value, int) and count.value > 0
            if count is not None and stated and not workload.replicas_left and not _is_fixed(scaler):
                counted.setdefault(count.at, []).append((workload, scaler))
            yield from _of_utilization(workload, scaler)
    for at, scaled in counted.items():
        yield _of_count(at, scaled)
    for group in system.node_groups:
        if group.environment.is_production:
            yield from _of_group(group, many)


def _is_fixed(scaler: Autoscaler) -> bool:
    low, high = scaler.minimum, scaler.maximum
    return low is not None and high is not None and isinstance(low.value, int) and low.value == high.value


def _fixed(scaler: Autoscaler) -> Finding:
    size = scaler.maximum.value if scaler.maximum else 0
    return Finding(
        at=scaler.maximum.at if scaler.maximum else scaler.at,
        message=f"the autoscaler of {scaler.target} keeps at least and at most {size}: write `replicas: {size}`",
        related=(Related(scaler.minimum.at, "the minimum"),) if scaler.minimum else (),
        entity=scaler.target,
        evidence="min equals max",
        environments=scaler.environment.names,
    )


def _of_count(at: Location, scaled: list[tuple[Workload, Autoscaler]]) -> Finding:
    """One line may set the replicas of many: a patch, a default of a chart."""
    workload, _ = scaled[0]
    count = workload.replicas.value if workload.replicas else 0
    others = {other.name for other, _ in scaled} - {workload.name}
    more = f" (and so have {len(others)} more)" if others else ""
    return Finding(
        at=at,
        message=f"{workload.name} has `replicas: {count}` and an autoscaler{more}: every deployment sets back what "
        "that found",
        related=tuple(dict.fromkeys(Related(scaler.at, "the autoscaler") for _, scaler in scaled)),
        entity=workload.name,
        evidence="replicas",
        environments=tuple(dict.fromkeys(name for other, _ in scaled for name in other.environments)),
    )


def _of_utilization(workload: Workload, scaler: Autoscaler) -> Iterator[Finding]:
    for resource in scaler.utilization_of:
        lacking = next((c for c in workload.containers if _lacks(c, resource)), None)
        if lacking is not None:
            yield Finding(
                at=lacking.resources.at if lacking.resources else lacking.at,
                message=f"the autoscaler of {workload.name} compares {resource} with requests that its containers do "
                "not have, so it never scales",
                related=(Related(scaler.at, "the autoscaler"),),
                entity=workload.name,
                evidence=f"no {resource} requests",
                environments=workload.environments,
            )
            return


def _lacks(container: Container, resource: str) -> bool:
    """Whether a container states neither a request nor a limit, which would stand in for it."""
    stated = None if container.initial else container.resources
    return stated is not None and resource not in (*stated.requests, *stated.limits)


def _of_group(group: NodeGroup, many: int) -> Iterator[Finding]:
    low, high, size = group.minimum, group.maximum, group.size
    place = high or size
    if low is not None and high is not None:
        number = high.value if low.value == high.value else None
    elif low is None and high is None and size is not None:
        number = size.value
    else:
        number = None
    if isinstance(number, int) and number >= many and place is not None:
        yield Finding(
            at=place.at,
            message=f"{group.service} {group.name} always has {number} machines: bounds to scale between would pay "
            "for what is used",
            entity=group.name,
            evidence="fixed size",
            environments=group.environment.names,
        )
