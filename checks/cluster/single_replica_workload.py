"""A service runs once, and is stopped before its next version starts.

Every deployment is an outage, and so is every restart of the machine it runs on. It is short, it is at the busiest
time more often than not, and it makes deployments something to be planned.

Let the new one start before the old one stops (`maxSurge: 1`, `maxUnavailable: 0`), or run two.

It is fine for a worker of which there must be only one, as an operator is, and for a store. That several replicas
have no disruption budget is told with `--profile all`.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Controller,
    Finding,
    Level,
    Located,
    MountKind,
    Precision,
    Related,
    System,
    Workload,
    autoscalers_of,
    budgets_of,
    check,
    leads_to,
)

_OF_THE_CLUSTER = re.compile(r"(^|-)(operator|controller|controller-manager)$")
"""What brings a cluster to where it should be: two at a time would work against each other, and nobody waits for one
(kubernetes.io, "Operator pattern").
"""
ROLLED = (Controller.DEPLOYMENT, Controller.STATEFUL_SET, Controller.REPLICA_SET)


@check("single-replica-workload", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def single_replica_workload(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        serves = workload.is_first_party and workload.is_production and _serves(workload, system)
        if not serves or workload.controller not in ROLLED:
            continue
        number = _replicas(workload, system)
        stopping = _stops_first(workload)
        if number == 1 and stopping is not None and not _keeps_files(workload):
            yield _stopped(workload, stopping)
        elif number is not None and number > 1 and not budgets_of(workload, system.disruption_budgets):
            yield _unprotected(workload, number)


def _serves(workload: Workload, system: System) -> bool:
    if workload.role.keeps_state or _OF_THE_CLUSTER.search(workload.name):
        return False
    if any(container.ports for container in workload.containers):
        return True
    return any(leads_to(exposure, workload) for exposure in system.exposures)


def _replicas(workload: Workload, system: System) -> int | None:
    """The least there can be; None where it is not known."""
    for scaler in autoscalers_of(workload, system.autoscalers):
        least = scaler.minimum.value if scaler.minimum else 1
        return least if isinstance(least, int) else None
    if workload.replicas is None:
        return 1
    return workload.replicas.value if isinstance(workload.replicas.value, int) else None


def _stops_first(workload: Workload) -> Located[str] | None:
    """What makes a rollout stop the old one first, at the place that says so."""
    strategy, away, more = workload.update_strategy, workload.max_unavailable, workload.max_surge
    if strategy is not None and strategy.value == "Recreate":
        return Located("strategy Recreate", strategy.at)
    no_more = more is not None and more.value.strip("%") == "0"
    if (
        away is not None
        and away.value.strip("%") not in ("0", "25")
        and (no_more or away.value in ("1", "100%"))
    ):
        return Located(f"maxUnavailable {away.value}", away.at) if no_more or more is None else None
    return None


def _keeps_files(workload: Workload) -> bool:
    """Whether it holds a volume that only one can have at a time, which leaves no choice."""
    claims = (MountKind.CLAIM, MountKind.CLAIM_TEMPLATE)
    return any(mount.kind in claims for container in workload.containers for mount in container.mounts)


def _stopped(workload: Workload, stopping: Located[str]) -> Finding:
    return Finding(
        at=stopping.at,
        message=f"{workload.name} runs once and {stopping.value} stops it before the next one starts: every "
        "deployment is an outage",
        related=(Related(workload.at, "the workload"),),
        entity=workload.name,
        evidence=stopping.value,
        environments=workload.environments,
    )


def _unprotected(workload: Workload, number: int) -> Finding:
    return Finding(
        at=workload.at,
        message=f"{workload.name} has {number} replicas and no disruption budget: draining nodes may stop all at once",
        entity=workload.name,
        evidence="no disruption budget",
        environments=workload.environments,
        pedantic=True,
    )
