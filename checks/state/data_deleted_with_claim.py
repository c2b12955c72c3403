"""Data of record is deleted with the thing that holds it.

A claim that is removed, a cluster that is rebuilt, a rename that Terraform turns into "destroy and create":
each is an ordinary change, and here each takes the data with it. Nobody means to; the plan has two hundred
lines and one of them says so.

Keep the volume when its claim goes (`reclaimPolicy: Retain`), and make deleting a store two deliberate steps:
`deletion_protection = true`, or `prevent_destroy` in its `lifecycle`.

It is fine for caches, for anything that can be made again, and for environments that are thrown away on
purpose.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Command,
    Controller,
    Environment,
    Finding,
    Job,
    Level,
    ManagedStore,
    MountKind,
    Precision,
    Related,
    Role,
    RunnerKind,
    Script,
    ScriptKind,
    StorageClass,
    System,
    Workload,
    check,
    compose_verb,
)

_REMADE = (
    Role.CACHE,
    Role.COORDINATION,
    Role.OBSERVABILITY,
    Role.PROXY,
    Role.SEARCH,
    Role.BROKER,
    Role.SECRET_STORE,
    Role.IDENTITY,
    Role.CI,
)
"""Roles whose data can be made again, or is no data of record."""

_DEPLOYS = re.compile(
    r"(?i)(^|[^a-z])(re)?(deploy|deployment|release|rollout|update|upgrade|prod|production)"
)
_TESTS = re.compile(r"(?i)(^|[^a-z])(tests?|ci|e2e|integration|smoke|dev|local|demo|example|clean)([^a-z]|$)")


@check("data-deleted-with-claim", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def data_deleted_with_claim(system: System) -> Iterator[Finding]:
    yield from _stores(system)
    for storage_class in system.storage_classes:
        if storage_class.environment.is_production:
            yield from _of_class(storage_class, system)
    for workload in system.workloads:
        if _keeps_records(workload):
            yield from _of_claims(workload)
    for script in system.scripts:
        yield from _of_script(script, system)


def _stores(system: System) -> Iterator[Finding]:
    seen = set()
    for store in system.stores:
        key = (store.at, store.environment)
        if store.environment.is_production and store.role is Role.DATABASE and key not in seen:
            seen.add(key)
            yield from _of_store(store)


def _of_store(store: ManagedStore) -> Iterator[Finding]:
    if store.prevent_destroy is not None and store.prevent_destroy.value is not False:
        return
    protection, snapshot = store.deletion_protection, store.skip_final_snapshot
    if protection is not None and protection.value is not False:
        return
    copied = snapshot is not None and snapshot.value is False
    if protection is None and (not store.guardable or copied):
        return
    switch = protection or snapshot
    at = switch.at if switch is not None else store.at
    what = store.protected_by or "deletion_protection" if protection is not None else "prevent_destroy"
    # A switch that is written has a place of its own, one that is off by default the store's.
    lacking = f"its {what} is false" if protection is not None and at != store.at else f"it has no {what}"
    end = "; only its last snapshot would stay" if copied else ", and its data with it"
    places = dict.fromkeys((*(switch.origins if switch is not None else ()), store.at))
    yield Finding(
        at=at,
        message=f"nothing keeps a plan from deleting the {store.service} store {store.name}{end}: {lacking}",
        related=tuple(
            Related(place, "the store" if place == store.at else "comes through here")
            for place in places
            if place != at
        ),
        entity=store.name,
        evidence=f"{store.service} {what}",
        environments=_names(store.environment),
    )


def _of_class(storage_class: StorageClass, system: System) -> Iterator[Finding]:
    policy = storage_class.reclaim_policy
    if policy is None or policy.value != "Delete":
        return
    users = [w for w in system.workloads if _keeps_records(w) and _uses(w, storage_class, system)]
    if users:
        names = ", ".join(dict.fromkeys(w.name for w in users))
        yield Finding(
            at=policy.at,
            message=f"the storage class {storage_class.name} deletes a volume with its claim, and {names} "
            "keeps data of record on it: use reclaimPolicy Retain",
            related=tuple(Related(w.at, f"{w.name} uses it") for w in users),
            entity=storage_class.name,
            evidence=names,
            environments=_names(storage_class.environment),
        )


def _uses(workload: Workload, storage_class: StorageClass, system: System) -> bool:
    mounted = {m.source for c in workload.containers for m in c.mounts if m.kind is MountKind.CLAIM}
    claims = [c for c in system.claims if c.name in mounted and c.namespace == workload.namespace]
    for claim in (*workload.claims, *claims):
        if claim.storage_class == storage_class.name:
            return True
        if claim.storage_class is None and storage_class.is_default:
            return True
    return False


def _of_claims(workload: Workload) -> Iterator[Finding]:
    retention = workload.claim_retention
    if retention is not None and retention.value == "Delete":
        yield Finding(
            at=retention.at,
            message=f"the volumes of StatefulSet {workload.name} are deleted with its replicas, "
            "and it keeps data of record: use Retain",
            related=(Related(workload.at, "the StatefulSet"),),
            entity=workload.name,
            evidence="persistentVolumeClaimRetentionPolicy",
            environments=workload.environments,
        )


def _keeps_records(workload: Workload) -> bool:
    if not workload.is_production or workload.runs_to_completion:
        return False
    if workload.role.keeps_records:
        return True
    stateful = workload.controller is Controller.STATEFUL_SET and bool(workload.claims)
    return stateful and workload.role not in _REMADE


def _of_script(script: Script, system: System) -> Iterator[Finding]:
    stores = [
        workload
        for workload in system.workloads
        if workload.controller is Controller.COMPOSE
        and workload.role.keeps_records
        and any(mount.kind is MountKind.VOLUME for c in workload.containers for mount in c.mounts)
    ]
    if not stores or not _deploys(script):
        return
    passing = {command.at for job in script.jobs for command in _of_the_runner(job)}
    for command in script.commands:
        if compose_verb(command) == "down" and _removes_volumes(command) and command.at not in passing:
            there = [w for w in stores if w.project.rpartition("/")[0] == command.folder] or stores
            yield Finding(
                at=command.at,
                message=f"this deployment deletes the volumes of {', '.join(dict.fromkeys(w.name for w in there))}: "
                "`down -v` removes the data with the containers",
                entity=script.at.path,
                evidence="down -v",
                environments=_names(script.environment),
            )


def _deploys(script: Script) -> bool:
    """Whether a script is one that deploys: by its name, and no test or clean-up by its name."""
    path = script.at.path
    if not script.environment.is_production or script.kind is ScriptKind.PROCESS_LIST:
        return False
    return bool(_DEPLOYS.search(path)) and not _TESTS.search(path)


def _of_the_runner(job: Job) -> Iterator[Command]:
    """What a job takes down that it brought up itself, on a machine that is gone when the job ends."""
    remote = ("DOCKER_HOST", "DOCKER_CONTEXT")
    elsewhere = any(
        command.name in ("ssh", "docker-machine")
        or command.wrapper == "ssh"
        or command.words[:2] == ("docker", "context")
        or any(name in remote for name, _ in command.assignments)
        or any(word.startswith(remote) for word in command.words)
        or (command.name == "docker" and command.words[1:2] in (("-H",), ("--host",)))
        for command in job.commands
    )
    if job.runner is not RunnerKind.HOSTED or elsewhere:
        return
    up = False
    for command in job.commands:
        verb = compose_verb(command)
        up = up or verb == "up"
        if up and verb == "down":
            yield command


def _removes_volumes(command: Command) -> bool:
    after = command.words[command.words.index("down") :]
    return "-v" in after or "--volumes" in after


def _names(environment: Environment) -> tuple[str, ...]:
    return (environment.name,) if environment.name else ()
