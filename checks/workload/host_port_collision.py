"""Two workloads want the same port of the machine.

Only one of them gets it: the other does not start, and which one that is depends on the order. It works as
long as nobody starts both, so it is found out during the first real deployment or after the next reboot.

Publish another port for one of them, bind them to different addresses, or put one proxy in front and publish
only that.

It is fine where the two never run at the same time; give them profiles that say so.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from complexity_lint import (
    Controller,
    EnvironmentKind,
    Exposure,
    Finding,
    Level,
    Location,
    Port,
    Precision,
    Related,
    System,
    Workload,
    check,
)

QUIET = (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)
ANY_ADDRESS = ("", "0.0.0.0", "::", "*")


@dataclass(frozen=True, slots=True)
class Claim:
    """That something wants a port of the machine."""

    at: Location
    name: str
    number: int
    protocol: str
    address: str
    profiles: tuple[str, ...]
    environments: tuple[str, ...]


@check("host-port-collision", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def host_port_collision(system: System, *, max_told: int = 5) -> Iterator[Finding]:
    for claims in (*_of_workloads(system), *_of_exposures(system)):
        pairs = _collisions(claims)
        if len(pairs) <= max_told:
            yield from (_finding(earlier, later) for earlier, later in pairs)
        else:
            # A project in which so many collide is a menu to choose from; one finding says it.
            earlier, later = pairs[0]
            found = _finding(earlier, later)
            yield replace(
                found, message=f"{found.message} ({len(pairs) - 1} more ports here are taken twice)"
            )


def _collisions(claims: list[Claim]) -> list[tuple[Claim, Claim]]:
    """The claims that collide with an earlier one, each with the first of those."""
    pairs = []
    for index, later in enumerate(claims):
        earlier = next((claim for claim in claims[:index] if _collide(claim, later)), None)
        if earlier is not None:
            pairs.append((earlier, later))
    return pairs


def _finding(earlier: Claim, later: Claim) -> Finding:
    port = f"{later.number}/{later.protocol}"
    return Finding(
        at=later.at,
        message=f"{later.name} takes port {port} of the machine, and so does {earlier.name}: only one of them starts",
        related=(Related(earlier.at, f"{earlier.name} takes port {port}"),),
        entity=later.name,
        evidence=f"{port} {earlier.name}",
        environments=later.environments,
    )


def _collide(one: Claim, other: Claim) -> bool:
    if (one.number, one.protocol) != (other.number, other.protocol) or one.at == other.at:
        return False
    if one.profiles and other.profiles and not set(one.profiles) & set(other.profiles):
        return False
    return one.address == other.address or one.address in ANY_ADDRESS or other.address in ANY_ADDRESS


def _of_workloads(system: System) -> Iterator[list[Claim]]:
    """Ports of the workloads of one compose project, and of the node agents of one cluster; other pods are
    kept apart by the scheduler, and so are the tasks of a container service, or have addresses of their own.
    """
    grouped: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for workload in system.workloads:
        if workload.environment.kind in QUIET:
            continue
        if workload.controller.is_kubernetes and workload.controller is not Controller.DAEMON_SET:
            continue
        if workload.controller is Controller.CONTAINER_SERVICE:
            continue
        on_host = bool(workload.host_network and workload.host_network.value)
        for container in workload.containers:
            for port in container.ports:
                number = port.host if port.host is not None else (port.container if on_host else None)
                if number is not None and not (on_host and not workload.controller.is_kubernetes):
                    grouped[_machine(workload)].append(_claim(workload, port, number))
    yield from grouped.values()


def _machine(workload: Workload) -> tuple[str, ...]:
    """What runs together: a project, or all projects in a folder that is named after their environment."""
    folders = workload.project.split("/")[:-1]
    if workload.environment.name in folders:
        depth = folders.index(workload.environment.name) + 1
        return ("/".join(folders[:depth]), workload.environment.name)
    return workload.group


def _claim(workload: Workload, port: Port, number: int) -> Claim:
    return Claim(
        port.at,
        workload.name,
        number,
        port.protocol,
        port.host_address,
        workload.profiles,
        workload.environments,
    )


def _of_exposures(system: System) -> Iterator[list[Claim]]:
    """Fixed node ports of one folder of manifests: the whole cluster shares them."""
    grouped: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for exposure in system.exposures:
        if exposure.environment.kind not in QUIET:
            for port in exposure.ports:
                if port.host:
                    grouped[exposure.project, exposure.environment.name].append(
                        _node_port(exposure, port, port.host)
                    )
    for claims in grouped.values():
        # One object written twice is two versions of it, not two objects.
        yield list({(claim.name, claim.number): claim for claim in reversed(claims)}.values())[::-1]


def _node_port(exposure: Exposure, port: Port, number: int) -> Claim:
    return Claim(port.at, exposure.name, number, port.protocol, "", (), exposure.environment.names)
