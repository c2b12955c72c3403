"""A service that keeps state on its own disk runs more than once.

Each replica has its own files: an upload is there on every second request, a session is lost when the next one
answers, a scheduled job runs once for each replica. It works in every test with one replica.

Keep what must be shared outside: a database instead of SQLite, Redis or signed cookies for sessions, object storage
for uploads, one scheduler of its own. Or stay with one replica and say so.

It is fine where the files are a cache that each replica may have of its own, and for a claim of one machine on which
all replicas are kept. A volume that all replicas share for uploads is told as a note: it works, and ties the replicas
to it.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Controller,
    Finding,
    Level,
    LocalState,
    Location,
    MountKind,
    PinKind,
    Precision,
    Related,
    System,
    Variable,
    VolumeClaim,
    Workload,
    autoscalers_of,
    check,
    is_scaled,
)

SQLITE = re.compile(r"^(jdbc:)?(sqlite3?|sqlite\+\w+|file):/?/?.*|^(sqlite3?|better-sqlite3)$")
STATE_SETTINGS = re.compile(
    r"(?i)^(\w*DATABASE_URL|\w*DB_(CONNECTION|ENGINE|CLIENT|TYPE|DRIVER|URL|DIALECT)|\w*DATABASE_(ENGINE|CLIENT|TYPE|DRIVER)"
    r"|SPRING_DATASOURCE_URL|\w*DATABASE__CLIENT)$"
)
SESSION_SETTINGS = re.compile(r"(?i)^SESSION_(DRIVER|TYPE|STORE|ENGINE|BACKEND)$")
ELSEWHERE = re.compile(
    r"(?i)(DATABASE_URL|DB_HOST|DB_URL|POSTGRES|MYSQL|MARIADB|MONGO|PG_?HOST|SQLALCHEMY_DATABASE_URI|DATASOURCE)"
)
STORED_ELSEWHERE = re.compile(
    r"(?i)(S3|MINIO|BUCKET|GCS|AZURE_(STORAGE|ACCOUNT|CONTAINER)|CLOUDINARY|STORAGE_BACKEND)"
)
_SQLITE_BY_SETTING, _SQLITE_BY_CODE = "its data in SQLite", "a SQLite database"
State = tuple[Location, str, Level | None]
KEPT = re.compile(r"(?i)(^|/)(uploads?|media|sessions?|user[-_]?files|attachments|storage)(/|$)")


@check("local-state-with-replicas", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def local_state_with_replicas(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        serves = not workload.runs_to_completion and workload.controller is not Controller.DAEMON_SET
        ours = workload.is_first_party or not workload.role.keeps_state
        if workload.is_production and serves and ours and is_scaled(workload, system.autoscalers):
            yield from _told(workload, system)


def _told(workload: Workload, system: System) -> Iterator[Finding]:
    where, how_many = _replicas(workload, system)
    found = [*_settings(workload), *_volumes(workload, system, where)]
    if workload.is_first_party:
        found += _code(workload, system)
    for at, what, level in _each_once(found)[:3]:
        others = tuple(
            Related(other, f"{same}, here too") for other, same, _ in found if _kind(same) == _kind(what)
        )
        yield Finding(
            at=at,
            message=f"{workload.name} keeps {what} and runs {how_many}: {_consequence(what, level)}",
            related=tuple(one for one in (Related(where, f"runs {how_many}"), *others) if one.at != at),
            entity=workload.name,
            evidence=what,
            environments=workload.environments,
            level=level,
        )


def _each_once(found: list[State]) -> list[State]:
    """What is kept, each at the first place that tells it."""
    first: dict[str, State] = {}
    for state in found:
        first.setdefault(_kind(state[1]), state)
    return list(first.values())


def _kind(what: str) -> str:
    """What two tell of alike: the database that a setting names is the one that the code opens."""
    return "SQLite" if what in (_SQLITE_BY_SETTING, _SQLITE_BY_CODE) else what


def _consequence(what: str, level: Level | None) -> str:
    if level is not None:
        return "all replicas hang on that one volume"
    if "claim" in what:
        return "only replicas on the machine that has it can start"
    return "it does its work once in each" if "scheduler" in what else "each replica has its own"


def _replicas(workload: Workload, system: System) -> tuple[Location, str]:
    replicas = workload.replicas
    if replicas is not None and isinstance(replicas.value, int) and replicas.value > 1:
        return replicas.at, f"{replicas.value} times"
    for scaler in autoscalers_of(workload, system.autoscalers):
        if scaler.maximum is not None and isinstance(scaler.maximum.value, int):
            return scaler.maximum.at, f"up to {scaler.maximum.value} times"
        return scaler.at, "as often as its autoscaler likes"
    return workload.at, "more than once"


def _settings(workload: Workload) -> Iterator[State]:
    for container in workload.containers:
        for setting in container.settings:
            value = (setting.value or "").strip()
            if STATE_SETTINGS.match(setting.name) and SQLITE.match(value) and ":memory:" not in value:
                yield setting.edited_at, _SQLITE_BY_SETTING, None
            elif SESSION_SETTINGS.match(setting.name) and value in ("file", "filesystem", "memory", "array"):
                yield setting.edited_at, "sessions in files", None


def _volumes(workload: Workload, system: System, replicas_at: Location) -> Iterator[State]:
    """A claim that all replicas of a Deployment share, and uploads in a folder that goes with the pod."""
    claims = {claim.name: claim for claim in system.claims}
    for container in workload.containers:
        for mount in container.mounts:
            if mount.read_only or container.initial:
                continue
            if mount.kind is MountKind.CLAIM and workload.controller is Controller.DEPLOYMENT:
                claim = claims.get(mount.source)
                access = claim.access_modes if claim else ()
                if (
                    access
                    and not set(access) & {"ReadWriteMany", "ReadOnlyMany"}
                    and not _share(workload, access)
                ):
                    of_chart = workload.format == "chart" and replicas_at.path != workload.at.path
                    at = _in_values(claim) or (replicas_at if of_chart else mount.at)
                    yield at, f"files on the claim {mount.source} ({', '.join(access)})", None
                elif "ReadWriteMany" in access and KEPT.search(mount.target):
                    yield mount.at, f"files on the shared claim {mount.source}", Level.NOTE
            elif mount.kind is MountKind.EPHEMERAL and KEPT.search(mount.target) and workload.is_first_party:
                yield mount.at, f"files in {mount.target}, a folder of the pod's", None


def _in_values(claim: VolumeClaim | None) -> Location | None:
    """Where the values of a chart say how a claim may be mounted."""
    at = claim.access_at if claim else None
    return at if claim is not None and at is not None and at.path != claim.at.path else None


def _share(workload: Workload, access: tuple[str, ...]) -> bool:
    """Whether all replicas are kept on one machine, where they may all have a claim that one machine may have."""
    on_one = workload.together or any(pin.kind is PinKind.NODE for pin in workload.pins)
    return on_one and "ReadWriteOnce" in access


def _code(workload: Workload, system: System) -> Iterator[State]:
    settings = [s for c in workload.containers for s in c.settings]
    mounted = [m.target for c in workload.containers for m in c.mounts if m.kind.is_persistent]
    ours = (s for s in system.local_states if s.build == workload.built_by)
    kept = [s for s in ours if workload.at not in s.left_out_by]
    for state in sorted(kept, key=lambda one: not _is_started(one, workload, system)):
        if not _is_elsewhere(state, settings):
            if state.what == "uploads on its own disk" and mounted:
                continue
            yield state.at, state.what, None


def _is_started(state: LocalState, workload: Workload, system: System) -> bool:
    """Whether the file is what the image starts, which says more than a script that lies beside it."""
    name = state.at.path.rpartition("/")[2]
    starts = [command for b in system.builds if b.at.path == workload.built_by for command in b.starts]
    return any(word == name or word.endswith(f"/{name}") for command in starts for word in command.words)


def _is_elsewhere(state: LocalState, settings: list[Variable]) -> bool:
    """Whether the deployment gives the code something else than its own default."""
    words = {
        _SQLITE_BY_CODE: ELSEWHERE,
        "uploads on its own disk": STORED_ELSEWHERE,
        "sessions in files": re.compile(r"(?i)SESSION|REDIS"),
    }.get(state.what)
    return words is not None and any(
        words.search(s.name) and not SQLITE.match(s.value or "") for s in settings
    )
