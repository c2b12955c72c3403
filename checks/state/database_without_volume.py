"""A store keeps its data inside its container.

The data is gone when the container is made anew: at the next deployment, when a node is drained, when the image is
updated. Nothing warns, because everything starts again, empty.

Mount a named volume or a claim at the path where this image keeps its data; each image has its own.

It is fine for a cache that may start empty, and for data that is made at start.
"""

from collections.abc import Iterator

from complexity_lint import Container, Finding, Level, Mount, MountKind, Precision, Role, System, Workload, check

FROM_SETTINGS = ("PGDATA", "MYSQL_DATADIR", "ES_PATH_DATA", "RABBITMQ_MNESIA_BASE", "ETCD_DATA_DIR", "MINIO_VOLUMES", "INFLUXDB_DATA_DIR")
"""Settings that move an image's data to another path."""


@check("database-without-volume", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def database_without_volume(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        container = workload.main
        if container is not None and _keeps_data(workload) and workload.is_production:
            problem = _problem(workload, container)
            if problem:
                yield _finding(workload, container, problem)


def _keeps_data(workload: Workload) -> bool:
    return (
        workload.role.keeps_state
        and workload.role is not Role.CACHE
        and workload.software is not None
        and bool(workload.software.data_paths)
        and not workload.controller.runs_to_completion
        and not workload.is_first_party
    )


def _finding(workload: Workload, container: Container, problem: str) -> Finding:
    of_record = workload.role.keeps_records
    return Finding(
        at=container.image.at if container.image else workload.at,
        message=f"{workload.name} {problem}",
        entity=workload.name,
        evidence=workload.software.id if workload.software else "",
        environments=workload.environments,
        level=None if of_record else Level.WARNING,
    )


def _problem(workload: Workload, container: Container) -> str:
    """What is wrong with where the data goes; empty when it is kept or nobody can know."""
    software = workload.software
    paths = _data_paths(container, software.data_paths if software else ())
    title = software.title if software else "the store"
    for mount in container.mounts:
        if any(_covers(mount.target, path) for path in paths):
            if mount.kind.is_persistent:
                return ""
            return f"keeps the data of {title} on {_name(mount)} at {mount.target}, which goes with the container"
    lasting = [m for m in container.mounts if m.kind.is_persistent and not _is_configuration(m)]
    if workload.claims:
        lasting = [*lasting, *(m for m in container.mounts if m.kind is MountKind.CLAIM_TEMPLATE)]
    if lasting:
        return f"mounts {lasting[0].target}, but {title} keeps its data in {paths[0]}"
    return f"keeps the data of {title} in the container: no volume is mounted at {paths[0]}"


def _data_paths(container: Container, known: tuple[str, ...]) -> tuple[str, ...]:
    moved = [v.value for v in container.settings if v.name in FROM_SETTINGS and v.value and v.value.startswith("/")]
    options = ("--data-dir", "--dbpath", "--datadir", "-data-dir", "--path.data")
    stated = [w for c in container.starts for w in c.values_of(*options)]
    plain = [w for c in container.starts for w in c.arguments if w.startswith("/") and "data" in w]
    return tuple(dict.fromkeys((*moved, *stated, *known, *plain)))


def _covers(target: str, path: str) -> bool:
    """Whether a mount holds a path, or a part of it."""
    target, path = target.rstrip("/"), path.rstrip("/")
    return target == path or path.startswith(target + "/") or target.startswith(path + "/")


def _is_configuration(mount: Mount) -> bool:
    name = mount.target.rpartition("/")[2]
    words = ("conf", "cnf", "init", "certs", "ssl", "log", "entrypoint", "etc", "script", "backup", "secret", "tmp", "localtime", "timezone")
    return "." in name or any(word in mount.target.lower() for word in words) or mount.read_only


def _name(mount: Mount) -> str:
    return {
        MountKind.EPHEMERAL: "an ephemeral volume",
        MountKind.ANONYMOUS: "an anonymous volume",
        MountKind.CONFIGURATION: "a configuration volume",
    }.get(mount.kind, mount.kind.value)
