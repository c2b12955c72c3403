"""A store of record has no backup.

Replicas copy a mistake as fast as everything else, and a volume outlives a container, not a wrong DELETE. The
day this matters nobody has time to set it up any more.

Turn on the backups of the managed service, with a last snapshot when it is deleted, or run a job that copies
the data out of the place it is kept in. Then restore one: a backup is what has been restored.

It is fine for data that can be loaded again from elsewhere, and where the backup is made by something that is
not kept in this repository; say so in a suppression, for the next person will ask.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    ChartDependency,
    Command,
    Controller,
    Environment,
    Finding,
    Level,
    ManagedStore,
    Precision,
    Related,
    Role,
    System,
    Workload,
    check,
    describe_name,
)

_OBJECTS = frozenset(
    (
        "VolumeSnapshot VolumeSnapshotSchedule ScheduledBackup Schedule Backup BackupSchedule "
        "BackupConfiguration BackupPlan BackupPolicy BackupRepository RecurringJob ReplicationSource "
        "SnapshotPolicy ScheduledVolumeSnapshot CronJobBackup PerconaServerMongoDBBackup "
        "PerconaXtraDBClusterBackup"
    ).split()
)
"""Kinds of API objects that make copies: snapshots, Velero, CloudNativePG, Stash, K8up, Longhorn, VolSync."""

_TOOLS = re.compile(
    r"\b(pg_dump(all)?|pg_basebackup|pgbackrest|barman|wal-[ge]|mysqldump|mariadb-dump|mydumper|"
    r"xtrabackup|mariabackup|mongodump|restic|borg(matic)?|duplicity|velero|kopia|litestream|neo4j-admin|"
    r"influxd? backup|cockroach dump|create-db-snapshot|create-db-cluster-snapshot|sql backups create|sql export)\b"
)
_SCHEMA_ONLY = frozenset(
    {"--schema-only", "--no-data", "--roles-only", "--globals-only", "--tablespaces-only"}
)
_COPIERS = frozenset({"aws", "az", "docker", "gcloud", "gsutil", "kubectl", "mc", "rsync", "tar"})
_MEASURES = re.compile(r"(?i)monitor|metric|heapster|grafana|telegraf|autoscal")
_WORD = re.compile(r"(?i)(^|[^a-z])(backups?|snapshots?|pg-?dump|mysql-?dump|mongo-?dump)([^a-z]|$)")


@check("store-without-backup", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def store_without_backup(system: System) -> Iterator[Finding]:
    yield from _managed(system)
    if _copies_are_made(system):
        return
    for workload in system.workloads:
        if _keeps_records(workload) and not (workload.backup and workload.backup.value is not False):
            yield _of_workload(workload)
    for dependency in system.dependencies:
        if dependency.is_deployed and dependency.role is Role.DATABASE and not dependency.local:
            yield _of_dependency(dependency)


def _managed(system: System) -> Iterator[Finding]:
    if any(plan.everything for plan in system.backup_plans):
        return
    seen = set()
    for store in system.stores:
        key = (store.at, store.environment)
        if store.role is Role.DATABASE and store.environment.is_production and key not in seen:
            seen.add(key)
            yield from _of_store(store)


def _of_store(store: ManagedStore) -> Iterator[Finding]:
    days, snapshot = store.backup_days, store.skip_final_snapshot
    if days is not None and days.value == 0:
        switch, evidence = days, "no backups"
        message = f"the {store.service} store {store.name} keeps no backups"
    elif snapshot is not None and snapshot.value is True:
        switch, evidence = snapshot, "no final snapshot"
        message = (
            f"the {store.service} store {store.name} is deleted without a last snapshot, "
            "and its automatic backups go with it"
        )
    else:
        return
    places = dict.fromkeys((*switch.origins, store.at))
    yield Finding(
        at=switch.at,
        message=message,
        related=tuple(
            Related(place, "the store" if place == store.at else "comes through here")
            for place in places
            if place != switch.at
        ),
        entity=store.name,
        evidence=evidence,
        environments=_names(store.environment),
    )


def _keeps_records(workload: Workload) -> bool:
    if not workload.is_production or workload.runs_to_completion:
        return False
    if workload.role is not Role.DATABASE or workload.controller is Controller.POD:
        return False
    if workload.software is not None and workload.software.stands_in:
        return False
    return not (_MEASURES.search(f"{workload.project} {workload.name}") and _is_of_measurements(workload))


def _is_of_measurements(workload: Workload) -> bool:
    """Whether it is the store of a monitoring stack: what was measured is no data of record."""
    return workload.software is not None and workload.software.id in ("influxdb", "graphite", "timescaledb")


def _copies_are_made(system: System) -> bool:
    """Whether anything in the repository makes copies: a job, an operator's object, a script, a service."""
    if system.backup_plans or any(thing.kind in _OBJECTS for thing in system.objects):
        return True
    if any(d.role is Role.BACKUP or _WORD.search(d.name) for d in system.dependencies):
        return True
    if any(_makes_copies(workload) for workload in system.workloads):
        return True
    for script in system.scripts:
        if _WORD.search(script.at.path.rpartition("/")[2]):
            return True
        if any(_copies(command) for command in script.commands):
            return True
    return False


def _copies(command: Command) -> bool:
    """Whether a command copies data: by what it runs, or by where it copies to. A dump of the schema holds none."""
    if not _SCHEMA_ONLY.isdisjoint(command.words):
        return False
    if _TOOLS.search(" ".join(command.words)) or _WORD.search(command.name):
        return True
    return command.name in _COPIERS and any(_WORD.search(word) for word in command.arguments)


def _makes_copies(workload: Workload) -> bool:
    if workload.role is Role.BACKUP or _WORD.search(workload.name):
        return True
    if workload.controller is Controller.JOB:
        return False  # what runs once dumps a store to move it
    for container in workload.containers:
        if any(_is_schedule(variable.name, variable.value) for variable in container.settings):
            return True
        image = container.image.repository if container.image else ""
        if _WORD.search(image) or _WORD.search(container.name):
            return True
        words = [word for command in container.starts for word in command.words]
        words += [*(container.command or ()), *(container.arguments or ())]
        if any(_TOOLS.search(word) or _WORD.search(word) for word in words):
            return True
    return False


def _is_schedule(name: str, value: str | None) -> bool:
    """Whether a setting makes an application copy its own data (`GITLAB_BACKUP_SCHEDULE=daily`)."""
    words = name.upper().split("_")
    asked = bool({"BACKUP", "BACKUPS"} & set(words)) and bool(
        {"SCHEDULE", "CRON", "INTERVAL", "ENABLED", "ENABLE", "TIME", "FREQUENCY"} & set(words)
    )
    return asked and (value or "").strip().lower() not in (
        "",
        "false",
        "0",
        "no",
        "off",
        "disable",
        "disabled",
    )


def _of_workload(workload: Workload) -> Finding:
    title = workload.software.title if workload.software else "data"
    switch = workload.backup.at if workload.backup else None
    described = workload.controller_at or workload.at if switch else workload.at
    at = switch or workload.switch_at or described
    what = (
        f"{workload.name}, which keeps {title} of record"
        if title == "data"
        else f"the {title} database {workload.name}"
    )
    message = f"nothing in the repository backs up {what}"
    return Finding(
        at=at,
        message=f"{message}: its backup is switched off" if switch else message,
        related=(Related(described, "the store"),) if at != described else (),
        entity=workload.name,
        evidence=workload.software.id if workload.software else workload.role.value,
        environments=workload.environments,
    )


def _of_dependency(dependency: ChartDependency) -> Finding:
    facts = describe_name(dependency.name)
    title = facts.title if facts else dependency.name
    return Finding(
        at=dependency.enabled.at if dependency.enabled else dependency.at,
        message=f"nothing in the repository backs up the {title} database that the chart brings along",
        entity=dependency.name,
        evidence=dependency.name,
        environments=_names(dependency.environment),
    )


def _names(environment: Environment) -> tuple[str, ...]:
    return (environment.name,) if environment.name else ()
