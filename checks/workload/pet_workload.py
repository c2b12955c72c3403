"""A workload is tied to one machine, one address or one name.

When that machine goes, the workload goes and nothing starts it elsewhere: somebody is called who remembers how it was
set up. It cannot be two, and it cannot be replaced by a new one beside the old.

Let the platform choose the machine; keep data on volumes that follow, find each other by name, and make machines of
one image in a group. A machine that keeps data is no such one: a managed service takes its place, or an image and a
volume that outlives it.

It is fine for agents that need their node, for a `container_name` on a service that runs once, for one bastion, and for
machines that make load for tests.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Controller,
    Finding,
    Level,
    Location,
    Machine,
    MountKind,
    PinKind,
    Precision,
    Related,
    Role,
    System,
    Workload,
    check,
)

OF_THE_NODE = re.compile(
    r"^/(proc|sys|dev|etc|run|var/run|var/log|var/lib/(docker|kubelet|containerd|containers|cni)|lib/modules|usr|boot|lib|bin"
    r"|opt/cni|tmp|sbin|root/\.kube)(/|$)|^/$|\.sock$"
)
NOT_DATA = re.compile(
    r"(?i)conf|cert|ssl|log|secret|script|init|localtime|timezone|\.(ya?ml|json|conf|sh|sql|toml|crt|key|pem)$"
)
STORES = (
    r"kafka|redpanda|zookeeper|etcd|postgres(ql)?|pgsql|mysqld?|mariadb|mongo(d|db)?|cassandra|scylla(db)?|clickhouse"
    r"|elasticsearch|opensearch|solr|rabbitmq|influxdb|couchdb|minio|jenkins|gitlab|gitea|nexus|artifactory|sonarqube|harbor"
    r"|database|db|nfs|vault|consul"
)
KEEPING = re.compile(rf"(?i)(?<![a-z0-9])({STORES})(?![a-z])")
RUNS = re.compile(
    rf"(?i)\b(docker|podman)\b[^\n]*\brun\b([^\n]|\\\n)*\s([\w.-]+/)*({STORES})(:[\w.-]+)?(\s|$)"
    rf"|\b(systemctl|service)\b[^\n]*(?<![a-z0-9])({STORES})(?![a-z])|\binstall\b[^\n]*\s({STORES})[\w.-]*-server"
)
"""Lines of a script that bring such a program up: a client alone keeps nothing."""
FEW = (Role.OBSERVABILITY, Role.ORCHESTRATOR)


@check("pet-workload", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def pet_workload(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        if workload.is_production and workload.controller is not Controller.DAEMON_SET:
            for at, how in _ties(workload):
                yield _finding(workload, at, how)
    yield from _machines(system)


def _ties(workload: Workload) -> Iterator[tuple[Location, str]]:
    replicas = workload.replicas.value if workload.replicas else None
    for pin in workload.pins:
        if pin.kind is PinKind.NODE:
            yield pin.at, f"can only run on {_shown(pin.value)}"
        elif pin.kind is PinKind.ADDRESS:
            yield pin.at, f"has the fixed address {_shown(pin.value)}: others find it by its name"
        elif isinstance(replicas, int) and replicas > 1:
            yield pin.at, f"is named {pin.value}, which only one container can be, and runs {replicas} times"
    if workload.controller.is_kubernetes and workload.role not in FEW:
        folder = _host_folder(workload)
        if folder is not None:
            yield folder


def _shown(value: str) -> str:
    return value if value and "$" not in value else "one machine"


def _host_folder(workload: Workload) -> tuple[Location, str] | None:
    for container in workload.containers:
        for mount in container.mounts:
            path = mount.source or ""
            data = mount.kind is MountKind.BIND and path.startswith("/") and not mount.read_only
            if data and not OF_THE_NODE.search(path) and not NOT_DATA.search(f"{path} {mount.target}"):
                at = mount.source_at or mount.at
                return at, f"keeps data in {path} of whichever machine it runs on"
    return None


def _finding(workload: Workload, at: Location, how: str) -> Finding:
    return Finding(
        at=at,
        message=f"{workload.name} {how}",
        entity=workload.name,
        evidence=how,
        environments=workload.environments,
    )


def _machines(system: System) -> Iterator[Finding]:
    """Machines that are made and set up one by one; one alone may be a bastion."""
    by_folder: dict[str, list[int]] = {}
    for index, machine in enumerate(system.machines):
        if machine.environment.is_production:
            by_folder.setdefault(machine.at.path.rpartition("/")[0], []).append(index)
    for indexes in by_folder.values():
        machines = [system.machines[index] for index in indexes]
        names = list(dict.fromkeys(machine.name for machine in machines))
        first = machines[0]
        if len(names) > 1:
            yield Finding(
                at=first.at,
                message=f"{len(names)} machines ({', '.join(names[:4])}) are each written down and set up by "
                f"{first.setup}: {_instead(machines)}",
                related=tuple(Related(m.at, f"machine {m.name}") for m in machines[1:5]),
                entity=first.name,
                evidence=" ".join(names),
                environments=first.environment.names,
            )


def _instead(machines: list[Machine]) -> str:
    """What is simpler; a machine that keeps data is not replaced by another one of the same image."""
    keeping = [machine.name for machine in machines if _keeps_data(machine)]
    others = [machine.name for machine in machines if machine.name not in keeping]
    if not keeping:
        return "a group of one image could replace any of them"
    data = "a managed service, or an image and a volume that outlives the machine, keeps {}"
    if not others:
        return data.format("what they hold")
    return (
        f"{data.format('what ' + _listed(keeping) + ' holds')}, a group of one image could replace the others"
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else "each of " + ", ".join(names[:3])


def _keeps_data(machine: Machine) -> bool:
    """Whether what it is called, or what it gets running, is a store or another program with data of its own."""
    return any(KEEPING.search(text) and ("\n" not in text or RUNS.search(text)) for text in machine.told)
