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
    EVERYTHING,
    ChartDependency,
    Controller,
    Environment,
    Finding,
    Level,
    ManagedStore,
    Precision,
    Related,
    Role,
    Script,
    System,
    Workload,
    check,
    describe_name,
    dumped_by,
    is_dumped,
    stores_named,
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

_SCHEMA_ONLY = frozenset(
    {"--schema-only", "--no-data", "--roles-only", "--globals-only", "--tablespaces-only"}
)
_SENDERS = frozenset({"aws", "az", "gcloud", "gsutil", "mc"})
_COPIERS = _SENDERS | {"docker", "kubectl", "rsync", "tar"}
_MEASURES = re.compile(r"(?i)monitor|metric|heapster|grafana|telegraf|autoscal")
_WORD = re.compile(r"(?i)(^|[^a-z])(backups?|snapshots?|pg-?dump|mysql-?dump|mongo-?dump)([^a-z]|$)")


@check("store-without-backup", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def store_without_backup(system: System) -> Iterator[Finding]:
    yield from _managed(system)
    copied = _copied(system)
    for workload in system.workloads:
        software = workload.software.id if workload.software else ""
        own = workload.backup is not None and workload.backup.value is not False
        if _keeps_records(workload) and not own and not is_dumped(software, copied):
            yield _of_workload(workload)
    for dependency in system.dependencies:
        if dependency.is_deployed and dependency.role is Role.DATABASE and not dependency.local:
            facts = describe_name(dependency.name)
            if not is_dumped(facts.id if facts else "", copied):
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


def _copied(system: System) -> frozenset[str]:
    """What anything in the repository makes copies of: a job, an operator's object, a script, a service."""
    if system.backup_plans or any(thing.kind in _OBJECTS for thing in system.objects):
        return frozenset({EVERYTHING})
    copied: set[str] = set()
    for dependency in system.dependencies:
        if dependency.role is Role.BACKUP or _WORD.search(dependency.name):
            copied |= stores_named(dependency.name) or {EVERYTHING}
    for workload in system.workloads:
        copied |= _copied_by(workload)
    written = {script.at.path.rpartition("/")[2] for script in system.scripts}
    for script in system.scripts:
        copied |= _copied_in(script, written)
    return frozenset(copied)


def _copied_in(script: Script, written: set[str]) -> frozenset[str]:
    """What a script makes copies of: by what it runs, or by where it copies to, and by its own name if that is all."""
    commands = [c for c in script.commands if _SCHEMA_ONLY.isdisjoint(c.words)]
    found = frozenset(kind for c in commands for kind in dumped_by(" ".join(c.words)))
    plain = [c for c in commands if not dumped_by(" ".join(c.words))]
    # what a dump is sent away with copies the dump
    copiers = _COPIERS - _SENDERS if found else _COPIERS
    for command in plain:
        if command.name in copiers and any(_WORD.search(word) for word in command.arguments):
            found |= {EVERYTHING}
        elif _WORD.search(command.name) and command.name not in written:
            found |= stores_named(command.name) or {EVERYTHING}
    name = script.at.path.rpartition("/")[2]
    return found or (stores_named(name) or frozenset({EVERYTHING}) if _WORD.search(name) else found)


def _copied_by(workload: Workload) -> frozenset[str]:
    """What a workload makes copies of: of the stores that it speaks of, where it speaks of some."""
    containers = workload.containers
    if workload.controller is not Controller.JOB and any(
        _is_schedule(variable.name, variable.value) for c in containers for variable in c.settings
    ):
        return stores_named(_names_of(workload)) or frozenset({EVERYTHING})
    # what runs once dumps a store to move it
    speaks = workload.controller is not Controller.JOB and _speaks_of_copies(workload)
    if workload.role is not Role.BACKUP and not _WORD.search(workload.name) and not speaks:
        return frozenset()
    text = " ".join(_words(workload))
    return dumped_by(text) | stores_named(f"{_names_of(workload)} {text}") or frozenset({EVERYTHING})


def _names_of(workload: Workload) -> str:
    images = (container.image.repository for container in workload.containers if container.image)
    return " ".join((workload.name, *images, *(container.name for container in workload.containers)))


def _words(workload: Workload) -> Iterator[str]:
    for container in workload.containers:
        yield from (word for command in container.starts for word in command.words)
        yield from (*(container.command or ()), *(container.arguments or ()))


def _speaks_of_copies(workload: Workload) -> bool:
    named = _WORD.search(_names_of(workload)) is not None
    return named or any(dumped_by(word) or _WORD.search(word) for word in _words(workload))


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
