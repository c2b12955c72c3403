"""A StatefulSet keeps data of record.

Kubernetes gives each replica a name and a volume, and nothing else: how the data survives an upgrade, who
takes over when a node is gone, and how a restore goes is the team's to build, to test and to get up for at
night.

Use the provider's managed service for the data and keep the cluster for what can be thrown away. Where it
must run here, an operator that upgrades, fails over and restores is the least a team should start with.

It is fine for caches and for coordination services, whose data can be made again, and for a team that has
rehearsed the restore.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from complexity_lint import (
    ChartDependency,
    Controller,
    Finding,
    Level,
    MountKind,
    Precision,
    Related,
    Role,
    System,
    Workload,
    check,
)

OF_RECORD = (Role.DATABASE, Role.OBJECT_STORE)
REMADE = (
    Role.CACHE,
    Role.COORDINATION,
    Role.OBSERVABILITY,
    Role.PROXY,
    Role.SEARCH,
    Role.SECRET_STORE,
    Role.IDENTITY,
)
"""Roles whose StatefulSets keep data that can be made again, or too little to call it data of record."""


@check("stateful-set", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def stateful_set(system: System) -> Iterator[Finding]:
    shared = _shared_claims(system)
    for workload in system.workloads:
        of_role = workload.role.keeps_state and workload.role is not Role.CACHE
        stays = of_role and not _is_left_without_volumes(workload)
        stays = stays or (_keeps_data(workload) and (of_role or not _is_one_of_many(workload, shared)))
        if workload.controller is Controller.STATEFUL_SET and workload.is_production and stays:
            yield _finding(workload, system)
    for dependency in system.dependencies:
        brought = dependency.is_deployed and not dependency.local
        if brought and dependency.role in OF_RECORD and not dependency.keeps_nothing:
            yield _of_dependency(dependency)


def _finding(workload: Workload, system: System) -> Finding:
    of_record = workload.role in OF_RECORD or (_keeps_data(workload) and workload.role not in REMADE)
    what = workload.software.title if workload.software else f"a {workload.role.value} workload"
    known = workload.software is not None and workload.software.role is not Role.RUNTIME
    if not known or workload.role is Role.UNKNOWN or workload.is_first_party:
        what = "this workload"
    kept = f"the data of {what}"
    if _serves_an_object_store(workload):
        of_record, kept = False, "a copy of what its object store has"
    described = workload.controller_at or workload.at
    return Finding(
        at=workload.switch_at or described,
        message=f"StatefulSet {workload.name} keeps {kept}: {_duties(workload, system, of_record)}",
        related=(Related(described, "what it brings"),) if workload.switch_at else (),
        entity=workload.name,
        evidence=workload.role.value,
        environments=workload.environments,
        level=None if of_record else Level.NOTE,
    )


def _serves_an_object_store(workload: Workload) -> bool:
    """Whether it is the gateway to an object store, which syncs the index of what lies there to its volume
    (thanos.io, "Store"; grafana.com/docs/mimir, "Store-gateway").
    """
    starts = [command.words for container in workload.containers for command in container.starts]
    return any(
        ("store" in words[:2] and any(word.startswith("--objstore.config") for word in words))
        or not {"-target=store-gateway", "--target=store-gateway"}.isdisjoint(words)
        for words in starts
    )


def _of_dependency(dependency: ChartDependency) -> Finding:
    """A chart from elsewhere is not the user's text: it is told where it is pulled in."""
    return Finding(
        at=dependency.enabled.at if dependency.enabled else dependency.at,
        message=f"the chart {dependency.name} brings a stateful workload with data of record: upgrade and restore it",
        entity=dependency.name,
        evidence=dependency.name,
        environments=dependency.environment.names,
    )


_LASTING = (MountKind.CLAIM, MountKind.CLAIM_TEMPLATE, MountKind.VOLUME, MountKind.BIND)


def _keeps_data(workload: Workload) -> bool:
    return bool(workload.claims) or any(m.kind in _LASTING for c in workload.containers for m in c.mounts)


def _shared_claims(system: System) -> frozenset[str]:
    """The claims that several workloads mount."""
    # one workload may be there for several environments
    users = {(workload.name, claim) for workload in system.workloads for claim in _mounted_claims(workload)}
    counted = Counter(claim for _, claim in users)
    return frozenset(claim for claim, count in counted.items() if count > 1)


def _mounted_claims(workload: Workload) -> set[str]:
    if not workload.is_production:
        return set()
    mounts = (mount for container in workload.containers for mount in container.mounts)
    return {mount.source for mount in mounts if mount.kind is MountKind.CLAIM}


def _is_one_of_many(workload: Workload, shared: Collection[str]) -> bool:
    """Whether all the storage it sees is claims that others mount too: what is kept there is not its own."""
    lasting = {m.kind for c in workload.containers for m in c.mounts if m.kind in _LASTING}
    claims = _mounted_claims(workload)
    return not workload.claims and lasting == {MountKind.CLAIM} and claims <= frozenset(shared)


def _is_left_without_volumes(workload: Workload) -> bool:
    """Whether the values of a chart leave the persistence off: what its template mounts then goes with the pod."""
    kinds = {m.kind for c in workload.containers for m in c.mounts}
    return workload.format == "chart" and MountKind.EPHEMERAL in kinds and MountKind.UNKNOWN not in kinds


def _duties(workload: Workload, system: System, of_record: bool) -> str:
    """What is the team's now, and what of it the repository covers."""
    missing = ["upgrades"]
    covered: list[str] = []
    replicas = workload.replicas.value if workload.replicas else 1
    several = isinstance(replicas, int) and replicas > 1
    taken_over = (several and _elects(workload, system)) or _is_watched(workload, system)
    (covered if taken_over else missing).append("failover")
    if of_record:  # what can be made again needs no restore
        (covered if _backed_up(workload, system) else missing).append("restore")
    words = f"{', '.join(missing)} are yours to see to"
    return f"{words}; here there is something for {', '.join(covered)}" if covered else words


ONE_WRITES = frozenset(
    (
        "chroma citus crunchy-postgres db2 dragonfly firebird influxdb keydb libsql mariadb meilisearch mongodb mssql "
        "mysql oracle percona-server pgvector postgis postgresql questdb redis sameersbn-postgresql supabase-postgres "
        "timescaledb valkey"
    ).split()
)
"""Stores whose replicas do not choose a new writer by themselves: each is alone, or follows the one it is told."""
ELECTING = re.compile(
    r"(?i)sentinel|cluster[-_]enabled[ =]+[\"']?yes|redis-cluster|(redis|valkey)-cli\b.*--cluster\b|patroni|spilo"
    r"|repmgr|stolon|pg_auto_failover|pg_autoctl|pgpool|galera|wsrep|group_replication|orchestrator|maxscale|replset|replica_?set"
    r"|innodb-?cluster|availability_?group"
)
"""Words of what makes a replica the writer when the writer is gone."""


def _elects(workload: Workload, system: System) -> bool:
    """Whether one of several replicas takes over by itself: known stores that vote or have no single writer do, others
    with what is set up for that in them or beside them.
    """
    facts = workload.software
    alone = facts is not None and facts.role is not Role.RUNTIME and facts.id not in ONE_WRITES
    if alone and not workload.is_first_party:
        return True
    texts = (_text_of(other) for other in system.workloads if other.group == workload.group)
    named = [text for text in texts if any(name in text for name in _names_of(workload))]
    kept = [
        one.value for one in system.settings if one.project == workload.project and len(one.value) < _LONGEST
    ]
    return any(ELECTING.search(text) for text in (*named, *kept))


_LONGEST = 100_000


def _is_watched(workload: Workload, system: System) -> bool:
    """Whether Sentinels beside a Redis of one replica promote another when it is gone."""
    if workload.software is None or workload.software.id not in ("redis", "valkey"):
        return False
    return any(
        "sentinel" in word.lower()
        for other in system.workloads
        if other.group == workload.group
        for container in other.containers
        for word in (container.name, *(word for start in container.starts for word in start.words[:2]))
    )


def _backed_up(workload: Workload, system: System) -> bool:
    """Whether something beside it speaks of backing it up."""
    if any(o.kind in ("VolumeSnapshot", "Schedule", "Backup", "ScheduledBackup") for o in system.objects):
        return True
    beside = [w for w in system.workloads if w.group == workload.group]
    others = frozenset(
        name for w in beside if w.controller is Controller.STATEFUL_SET for name in _names_of(w)
    ) - _names_of(workload)
    for job in beside:
        if job.runs_to_completion and (job.role is Role.BACKUP or "backup" in job.name):
            text = _text_of(job)
            # one that speaks of another store is that one's
            if any(name in text for name in _names_of(workload)) or not any(name in text for name in others):
                return True
    return False


def _names_of(workload: Workload) -> frozenset[str]:
    """What a store is called: its name, its software, and the short forms of what dumps that."""
    software = workload.software.id if workload.software else ""
    return frozenset({workload.name.lower(), software, *_DUMPED_BY.get(software, ())} - {""})


_DUMPED_BY = {
    "postgresql": ("pg_dump", "postgres"),
    "mysql": ("mysqldump",),
    "mariadb": ("mysqldump", "mysql"),
    "mongodb": ("mongodump", "mongo"),
}
"""How jobs that copy a store call it besides."""


def _text_of(job: Workload) -> str:
    words = [job.name]
    for container in job.containers:
        words += [container.name, container.image.text if container.image else ""]
        words += [word for start in container.starts for word in start.words]
        words += [f"{setting.name} {setting.value or ''}" for setting in container.settings]
    return " ".join(words).lower()
