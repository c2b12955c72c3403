"""A store runs under a controller made for interchangeable containers.

A rolling update starts the new container before it stops the old one: both want the same volume. On one node
they corrupt the data, on two the new one waits for ever for a volume the old one holds.

Use a StatefulSet, whose replicas have a volume each and are replaced one after the other; better, let
somebody else run the store.

With one replica and the strategy `Recreate` it works; it is then told as a note.
"""

from collections.abc import Iterator

from complexity_lint import (
    Controller,
    Finding,
    Level,
    Location,
    Mount,
    MountKind,
    Precision,
    Role,
    System,
    Workload,
    check,
)

CONTROLLERS = (Controller.DEPLOYMENT, Controller.REPLICA_SET, Controller.REPLICATION_CONTROLLER)


@check("database-as-deployment", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def database_as_deployment(system: System) -> Iterator[Finding]:
    shared = {
        claim.name
        for claim in system.claims
        if claim.access_modes and set(claim.access_modes) <= {"ReadWriteMany"}
    }
    for workload in system.workloads:
        if workload.controller in CONTROLLERS and workload.is_production and _is_store(workload):
            claim = _claim_of(workload)
            # A claim that many may mount at once lets a rolling update pass, but data files are not fit for
            # two servers.
            if claim is not None and (claim.source not in shared or _replicas(workload) > 1):
                yield _finding(workload, claim)


def _replicas(workload: Workload) -> int:
    value = workload.replicas.value if workload.replicas else 1
    return value if isinstance(value, int) else 1


def _is_store(workload: Workload) -> bool:
    return workload.role.keeps_state and workload.role is not Role.CACHE and not workload.is_first_party


def _claim_of(workload: Workload) -> Mount | None:
    """The claim, or else the disk or the folder of the machine, that the store's own data is on."""
    mounts = workload.main.mounts if workload.main else ()
    claim = next((m for m in mounts if m.kind is MountKind.CLAIM), None)
    return claim or next((m for m in mounts if m.kind in _OTHERS and _holds_data(m, workload)), None)


_OTHERS = {MountKind.BIND: "host path", MountKind.VOLUME: "disk"}
"""What else a pod may keep data on, as the message calls it."""


def _holds_data(mount: Mount, workload: Workload) -> bool:
    target = mount.target.rstrip("/")
    paths = workload.software.data_paths if workload.software else ()
    return not mount.read_only and any(path == target or path.startswith(f"{target}/") for path in paths)


def _finding(workload: Workload, claim: Mount) -> Finding:
    replicas = _replicas(workload)
    recreated = _stops_first(workload)
    several = replicas > 1
    title = workload.software.title if workload.software else workload.role.value
    volume = f"the {_OTHERS.get(claim.kind, 'claim')} {claim.source}"
    if several:
        what = f"{replicas} replicas of {title} share {volume}"
    elif recreated:
        what = f"{title} is stopped at every change, since its only replica owns {volume}"
    else:
        what = f"a rolling update starts a second {title} on {volume} before the first has stopped"
    return Finding(
        at=_place(workload) if not (several or recreated) else workload.controller_at or workload.at,
        message=f"{workload.name} is a {workload.controller.value}: {what}",
        entity=workload.name,
        evidence=claim.source,
        environments=workload.environments,
        level=Level.NOTE if recreated and not several else None,
    )


def _stops_first(workload: Workload) -> bool:
    """Whether an update stops the old one before it starts the new one."""
    surge = workload.max_surge
    if surge is not None and surge.value in ("0", "0%"):
        return True
    return workload.update_strategy is not None and workload.update_strategy.value == "Recreate"


def _place(workload: Workload) -> Location:
    """The kind; of a chart whose values choose the rolling update, that value."""
    kind = workload.controller_at or workload.at
    strategy = workload.update_strategy
    return strategy.at if strategy is not None and strategy.at.path != kind.path else kind
