"""A store keeps its data inside its container.

The data is gone when the container is made anew: at the next deployment, when a node is drained, when the image is
updated. Nothing warns, because everything starts again, empty.

Mount a named volume or a claim at the path where this image keeps its data; each image has its own.

It is fine for a cache that may start empty, and for data that is made at start.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from complexity_lint import (
    Container,
    Finding,
    Level,
    Location,
    Mount,
    MountKind,
    Precision,
    Role,
    Steadiness,
    System,
    Workload,
    check,
)

FROM_SETTINGS = (
    "PGDATA",
    "MYSQL_DATADIR",
    "ES_PATH_DATA",
    "KAFKA_LOG_DIRS",
    "KAFKA_CFG_LOG_DIRS",
    "RABBITMQ_MNESIA_BASE",
    "ETCD_DATA_DIR",
    "MINIO_VOLUMES",
    "INFLUXDB_DATA_DIR",
)
"""Settings that move an image's data to another path."""


KEPT_ELSEWHERE = frozenset({"MYSQL_SERVICE_HOST", "SPRING_DATASOURCE_PLATFORM"})
"""Settings by which Nacos keeps what it is told in a database (github.com/nacos-group/nacos-docker, "Common property
configuration")."""

_OWN_STORAGE = (MountKind.VOLUME, MountKind.CLAIM, MountKind.CLAIM_TEMPLATE)
PERSISTENCE = ("--appendonly", "--aof-use-rdb-preamble")


@check("database-without-volume", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def database_without_volume(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        container = workload.main
        if container is not None and _keeps_data(workload, container) and workload.is_production:
            problem = _problem(workload, container)
            if problem is not None:
                at, message, sure = problem
                yield _finding(workload, at, message, sure=sure)


def _keeps_data(workload: Workload, container: Container) -> bool:
    software = workload.software
    known = software is not None and bool(software.data_paths) and not software.stands_in
    runs = not workload.runs_to_completion and not workload.is_first_party
    return (
        known
        and runs
        and workload.role.keeps_state
        and not any(s.name in KEPT_ELSEWHERE and s.value for s in container.settings)
        and (workload.role is not Role.CACHE or _persists(container))
    )


def _is_for_data(mount: Mount) -> bool:
    folder = mount.kind is MountKind.BIND and re.search(r"/(lib|data)(/|$)", mount.target) is not None
    return (mount.kind in _OWN_STORAGE and "conf" not in mount.target) or folder


def _persists(container: Container) -> bool:
    """Whether a cache is told to keep what it holds."""
    # A volume of its own is asked for to keep something, wherever it is put.
    if any(_is_for_data(mount) for mount in container.mounts):
        return True
    words = [word for command in container.starts for word in command.words]
    return any(option in PERSISTENCE and value != "no" for option, value in pairwise(words))


def _finding(workload: Workload, at: Location, problem: str, *, sure: bool) -> Finding:
    level = Level.WARNING if workload.role is Role.CACHE else None
    return Finding(
        at=at,
        message=f"{workload.name} {problem}",
        entity=workload.name,
        evidence=workload.software.id if workload.software else "",
        environments=workload.environments,
        level=level if sure else Level.NOTE,
    )


def _problem(workload: Workload, container: Container) -> tuple[Location, str, bool] | None:
    """Where what is wrong with the data's place, and whether that is sure; None when it is kept or nobody can
    know.
    """
    software = workload.software
    known = software.data_paths if software else ()
    paths = _data_paths(container, known)
    title = software.title if software else "the store"
    hidden = known if _declares_volume(workload) else ()
    for mount in container.mounts:
        if any(_covers(mount, path, path in hidden) for path in paths):
            if mount.kind.is_persistent:
                return None
            where = f"on {_name(mount)} at {mount.target}, which goes with the container"
            return mount.source_at or mount.at, f"keeps the data of {title} {where}", True
    lasting = [m for m in container.mounts if _may_hold_data(m)]
    if len({m.target for m in lasting if any(_is_below(m.target, path) for path in paths)}) > 1:
        return None  # a store whose journal and tables, say, each have a volume of their own
    if lasting:
        image = container.image
        newest = image is not None and image.steadiness is Steadiness.FLOATING and len(known) == 1
        which = f"the newest {title}, which this is," if newest else title
        what = f"mounts {lasting[0].target}, but {which} keeps its data in {paths[0]}"
        # Whoever mounts storage somewhere may have told the image of it in a way that is not seen here.
        return lasting[0].at, what, _is_official(workload)
    at = container.image.at if container.image else workload.at
    return at, f"keeps the data of {title} in the container: no volume is mounted at {paths[0]}", True


def _data_paths(container: Container, known: tuple[str, ...]) -> tuple[str, ...]:
    moved = [
        v.value for v in container.settings if v.name in FROM_SETTINGS and v.value and v.value.startswith("/")
    ]
    options = ("--data-dir", "--dbpath", "--datadir", "-data-dir", "--path.data")
    stated = [w for c in container.starts for w in c.values_of(*options)]
    # What is mounted and named on the command line or in a setting is where this one was told to keep its data.
    told = {w.rstrip("/") for c in container.starts for w in c.arguments}
    told |= {(v.value or "").rstrip("/") for v in container.settings}
    kept = [m for m in container.mounts if m.kind is not MountKind.CONFIGURATION]
    folders = [m.target for m in kept if "." not in m.target.rpartition("/")[2]]
    mounted = [f for f in folders if any(path == f or path.startswith(f + "/") for path in told)]
    return tuple(dict.fromkeys((*moved, *stated, *known, *mounted)))


def _declares_volume(workload: Workload) -> bool:
    """Whether docker puts an anonymous volume at the data path: official images declare one, Kubernetes
    ignores it.
    """
    return _is_official(workload) and not workload.controller.is_kubernetes


def _is_official(workload: Workload) -> bool:
    """Whether the image is one of docker's own, whose paths are well known."""
    image = workload.main.image if workload.main else None
    return image is not None and image.repository.removeprefix("library/") == image.name


def _covers(mount: Mount, path: str, hidden: bool) -> bool:
    """Whether a mount holds a path. Where the image declares a volume at the path, only a mount right there does."""
    target, path = mount.target.rstrip("/"), path.rstrip("/")
    return target == path or (path.startswith(target + "/") and not hidden)


def _is_below(target: str, path: str) -> bool:
    return target.startswith(path.rstrip("/") + "/")


def _may_hold_data(mount: Mount) -> bool:
    """Whether a lasting mount looks meant for data, not for configuration or scripts."""
    kept = mount.kind in (MountKind.VOLUME, MountKind.CLAIM, MountKind.CLAIM_TEMPLATE, MountKind.BIND)
    name = mount.target.rpartition("/")[2]
    words = (
        "conf",
        "cnf",
        "init",
        "certs",
        "ssl",
        "log",
        "entrypoint",
        "etc",
        "script",
        "backup",
        "secret",
        "tmp",
        "time",
    )
    return (
        kept
        and not mount.read_only
        and "." not in name
        and not any(word in mount.target.lower() for word in words)
    )


def _name(mount: Mount) -> str:
    return {
        MountKind.EPHEMERAL: "an ephemeral volume",
        MountKind.ANONYMOUS: "an anonymous volume",
        MountKind.CONFIGURATION: "a configuration volume",
    }.get(mount.kind, mount.kind.value)
