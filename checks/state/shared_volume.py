"""Two workloads use one store's volume.

A database's files have one owner. A second process that reads them sees them half written, one that writes them
destroys them, and a database that finds its own lock file from another machine either stops or does not.

Give every store a volume of its own; whoever needs the data asks the store for it.

It is fine for a backup that mounts the data read-only, for sidecars of the same pod, and for folders of one volume
that are kept apart (`subPath`).
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from complexity_lint import (
    Container,
    Controller,
    Finding,
    Level,
    Mount,
    MountKind,
    Precision,
    Related,
    Role,
    System,
    Workload,
    check,
)

Use = tuple[Workload, Mount]
BACKUP_WORDS = (
    "backup",
    "dump",
    "snapshot",
    "restore",
    "export",
    "migrat",
    "init",
    "chown",
    "permission",
    "upgrade",
)


@check("shared-volume", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def shared_volume(system: System) -> Iterator[Finding]:
    uses: dict[tuple[str, ...], list[Use]] = defaultdict(list)
    for workload in system.workloads:
        for mount in _mounts(workload):
            uses[_volume(workload, mount)].append((workload, mount))
    for (*_, name), listed in uses.items():
        yield from _collisions(name, listed)


def _mounts(workload: Workload) -> Iterator[Mount]:
    """The volumes a workload mounts to write, each once, whichever of its containers does."""
    kinds = (MountKind.VOLUME, MountKind.CLAIM, MountKind.BIND)
    seen: set[str] = set()
    for container in workload.containers:
        for mount in container.mounts:
            known = mount.kind in kinds and mount.source and "$" not in mount.source and not _is_file(mount)
            # In a pod a volume that is no claim is a file system elsewhere, which may well be shared.
            elsewhere = mount.kind is MountKind.VOLUME and workload.controller.is_kubernetes
            if known and not elsewhere and mount.source not in seen:
                seen.add(mount.source)
                yield mount


def _is_file(mount: Mount) -> bool:
    """Whether one file is mounted: `./users.acl` on `/data/users.acl`."""
    names = (mount.source.rpartition("/")[2], mount.target.rpartition("/")[2])
    return mount.kind is MountKind.BIND and all("." in name.strip(".") for name in names)


def _volume(workload: Workload, mount: Mount) -> tuple[str, ...]:
    return (*workload.group, workload.namespace, mount.kind.value, mount.source)


def _collisions(name: str, listed: list[Use]) -> Iterator[Finding]:
    for first, second in combinations(listed, 2):
        store, other = (first, second) if _keeps_data(*first) else (second, first)
        if first[0].name == second[0].name or not _keeps_data(*store) or _together(first[0], second[0]):
            continue
        if _is_harmless(*other) or (other[1].sub_path or store[1].sub_path):
            continue
        two = _keeps_data(*other)
        yield _finding(name, store, other, two_stores=two)


def _keeps_data(workload: Workload, mount: Mount) -> bool:
    """Whether a mount holds the data of a store."""
    software = workload.software
    if software is None or not workload.role.keeps_state or workload.is_first_party or mount.read_only:
        return False
    if workload.runs_to_completion or _only_holds(workload):
        return False
    target = mount.target.rstrip("/")
    paths = [path.rstrip("/") for path in software.data_paths]
    return any(
        path == target or path.startswith(f"{target}/") or target.startswith(f"{path}/") for path in paths
    )


def _together(one: Workload, other: Workload) -> bool:
    """Whether only one of them runs at a time: services of exclusive profiles."""
    return bool(one.profiles and other.profiles and not set(one.profiles) & set(other.profiles))


def _is_harmless(workload: Workload, mount: Mount) -> bool:
    """Whether it only reads, copies the data or prepares the folder."""
    job = workload.controller in (Controller.JOB, Controller.CRON_JOB)
    # what tells of a store's figures copies nothing
    words = f"{workload.name} {_image(workload.main)}".lower().replace("exporter", "")
    if _only_holds(workload):
        return True
    return (
        mount.read_only or job or workload.role is Role.BACKUP or any(word in words for word in BACKUP_WORDS)
    )


def _only_holds(workload: Workload) -> bool:
    """Whether a container starts nothing that stays: it is there for its volumes."""
    # the last command tells: the `true` of `while true` is another thing
    ends = (container.starts[-1] for container in workload.containers if container.starts)
    return any(command.name == "true" and not command.in_loop for command in ends)


def _image(container: Container | None) -> str:
    return container.image.text if container is not None and container.image is not None else ""


def _finding(name: str, store: Use, other: Use, *, two_stores: bool) -> Finding:
    what = "both keep their data on" if two_stores else "has its data on"
    message = (
        f"{store[0].name} and {other[0].name} {what} {name}; give each a volume of its own"
        if two_stores
        else f"{other[0].name} mounts {name}, where {store[0].name} {what.removesuffix(' on')}, and may write to it"
    )
    return Finding(
        at=other[1].at,
        message=message,
        related=(Related(store[1].at, f"mounted by {store[0].name}"),),
        entity=name,
        evidence=f"{store[0].name} {other[0].name}",
        environments=store[0].environments,
    )
