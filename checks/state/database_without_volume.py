"""A store keeps its data inside its container.

The data is gone when the container is made anew: at the next deployment, when a node is drained, when the image is
updated. Nothing warns, because everything starts again, empty.

Mount a named volume or a claim at the path where this image keeps its data; each image has its own.

It is fine for a cache that may start empty, and for data that is made at start.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from complexity_lint import (
    Container,
    Finding,
    Level,
    Location,
    Mount,
    MountKind,
    Precision,
    Related,
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
                yield _finding(workload, problem)


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


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is wrong with the data's place; `shown` is what the edited line brings or leaves out."""

    at: Location
    message: str
    sure: bool = True
    shown: Location | None = None


def _finding(workload: Workload, problem: _Problem) -> Finding:
    level = Level.WARNING if workload.role is Role.CACHE else None
    shown = problem.shown if problem.shown != problem.at else None
    return Finding(
        at=problem.at,
        message=f"{workload.name} {problem.message}",
        related=(Related(shown, "the store"),) if shown else (),
        entity=workload.name,
        evidence=workload.software.id if workload.software else "",
        environments=workload.environments,
        level=level if problem.sure else Level.NOTE,
    )


def _problem(workload: Workload, container: Container) -> _Problem | None:
    """What is wrong with the data's place; None when it is kept or nobody can know."""
    software = workload.software
    known = software.data_paths if software else ()
    paths = _data_paths(container, known)
    title = software.title if software else "the store"
    holding = _holding(workload, container, paths)
    if any(mount.kind.is_persistent for mount in holding):
        return None
    if holding:
        mount = holding[0]
        where = f"on {_name(mount)} at {mount.target}, which goes with the container"
        return _Problem(mount.source_at or mount.at, f"keeps the data of {title} {where}")
    lasting = [m for m in container.mounts if _may_hold_data(m)]
    if len({m.target for m in lasting if any(_is_below(m.target, path) for path in paths)}) > 1:
        return None  # a store whose journal and tables, say, each have a volume of their own
    by_file = _is_configured_by_file(container)
    if lasting and by_file and not _is_well_known(workload):
        return None  # the file says where the data is
    if lasting:
        image = container.image
        newest = image is not None and image.steadiness is Steadiness.FLOATING and len(known) == 1
        which = f"the newest {title}, which this is," if newest else title
        what = f"mounts {lasting[0].target}, but {which} keeps its data in {paths[0]}"
        # Whoever mounts storage somewhere may have told the image of it in a way that is not seen here.
        return _Problem(lasting[0].at, what, sure=_is_well_known(workload) and not by_file)
    described = container.image.at if container.image else workload.at
    missing = f"keeps the data of {title} in the container: no volume is mounted at {paths[0]}"
    return _Problem(container.storage_off_at or described, missing, shown=described)


def _holding(workload: Workload, container: Container, paths: tuple[str, ...]) -> list[Mount]:
    """The mounts that hold the data's paths, for each path the nearest one."""
    known = workload.software.data_paths if workload.software else ()
    # where the data lies below what is kept of an image, the image declares a volume for the whole
    declared = [path for path in known if not any(_is_below(path, other) for other in known)]
    hiding = declared if _declares_volume(workload) else []
    found = (
        max(over, key=lambda mount: len(mount.target.rstrip("/")))
        for path in paths
        if (over := [mount for mount in container.mounts if _covers(mount, path, hiding)])
    )
    return list(dict.fromkeys(found))


_FILE_OF_SETTINGS = re.compile(r"\.(conf|cnf|cfg|ini|ya?ml|toml|properties|json|xml)$")


def _is_configured_by_file(container: Container) -> bool:
    """Whether a command of the deployment's own starts the store with a file of settings. PostgreSQL's tells nothing of
    the data: the image makes that before the file is read.
    """
    own = container.command is not None or container.arguments is not None
    words = (word for start in container.starts for word in start.words[1:])
    named = (word for word in words if not word.startswith("config_file="))
    return own and any(_FILE_OF_SETTINGS.search(word) for word in named)


def _data_paths(container: Container, known: tuple[str, ...]) -> tuple[str, ...]:
    moved = [
        v.value for v in container.settings if v.name in FROM_SETTINGS and v.value and v.value.startswith("/")
    ]
    options = ("--data-dir", "--dbpath", "--datadir", "-data-dir", "--path.data")
    stated = [w for c in container.starts for w in c.values_of(*options)]
    # What is mounted and named on the command line or in a setting is where this one was told to keep its data.
    told = {w.rstrip("/") for c in container.starts for w in c.arguments}
    told |= {(v.value or "").rstrip("/") for v in container.settings}
    kept = [m for m in container.mounts if m.kind is not MountKind.CONFIGURATION and not _is_aside(m.target)]
    folders = [m.target for m in kept if "." not in m.target.rpartition("/")[2]]
    mounted = [f for f in folders if any(path == f or path.startswith(f + "/") for path in told)]
    return tuple(dict.fromkeys((*moved, *stated, *known, *mounted)))


_ASIDE = re.compile(
    r"(?i)/((\w+[-_])?(etc|conf|cfg|config|configs|configuration|tmp|temp|run|secrets?|certs?|ssl|tls|scripts?|bin))(/|$)"
)


def _is_aside(path: str) -> bool:
    """Whether a folder is one for settings, secrets, programs or what is thrown away, whatever names it."""
    return _ASIDE.search(path) is not None


def _declares_volume(workload: Workload) -> bool:
    """Whether docker puts an anonymous volume at the data path; Kubernetes ignores what an image declares."""
    return _is_well_known(workload) and not workload.controller.is_kubernetes


def _is_well_known(workload: Workload) -> bool:
    """Whether the image is one of docker's own or of Confluent's, whose paths are well known and declared as volumes
    (github.com/confluentinc/kafka-images).
    """
    image = workload.main.image if workload.main else None
    if image is None:
        return False
    official = image.repository.removeprefix("library/") == image.name
    return official or image.repository.startswith("confluentinc/cp-")


def _covers(mount: Mount, path: str, hiding: Sequence[str]) -> bool:
    """Whether a mount holds a path. What lies in a volume that the image declares further down is not seen there."""
    target, path = mount.target.rstrip("/"), path.rstrip("/")
    if any(_is_below(one, target) and (path == one or _is_below(path, one)) for one in hiding):
        return False
    return target == path or _is_below(path, target)


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
        "/keys",
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
