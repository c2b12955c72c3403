"""A service can only start after another, and does not try again.

Whatever orders the start is not there when the database restarts at night: the order holds once, the connection breaks
for ever after. And the more wait for each other, the longer and the less certain a start becomes.

Let the service try again, with pauses that grow; then the order does not matter. Where something must wait, wait for
health (`condition: service_healthy`), not for a start.

It is fine to wait for a migration to end (`service_completed_successfully`) and for a health check.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Command,
    Container,
    Dependency,
    EnvironmentKind,
    Finding,
    ImageReference,
    Level,
    Location,
    Precision,
    System,
    Workload,
    check,
)

WAITERS = re.compile(
    r"^(wait[-_]?for[-_]?it|wait[-_]?for|wait|wait4x|dockerize|wait[-_]?until|wait[-_]for[-_]\w+)(\.sh|\.py)?$"
)
PROBES = frozenset(
    "nc ncat telnet curl wget pg_isready mysqladmin mysql psql redis-cli mongo mongosh nslookup ping dig getent".split()
)
WAITING_IMAGES = re.compile(r"(^|[/-])(k8s-wait-for|wait-for(-it|-dependencies)?|wait4x|dockerize)$")
SPOKEN_OF = (EnvironmentKind.PRODUCTION, EnvironmentKind.DEVELOPMENT)


@check("startup-order-coupling", Level.NOTE, since="0.1.0", precision=Precision.HIGH, default=False)
def startup_order_coupling(system: System) -> Iterator[Finding]:
    by_group: dict[tuple[str, str], dict[str, Workload]] = {}
    for workload in system.workloads:
        by_group.setdefault(workload.group, {})[workload.name] = workload
    starts = {build.at.path: build.starts for build in system.builds}
    for workload in system.workloads:
        if workload.environment.kind not in SPOKEN_OF:
            continue
        yield from _of_dependencies(workload, by_group[workload.group])
        for container in workload.containers:
            waits = _waits(container, starts.get(workload.built_by, ()))
            if waits is not None:
                yield _finding(workload, *waits)


def _of_dependencies(workload: Workload, beside: dict[str, Workload]) -> Iterator[Finding]:
    coupled = [one for one in workload.dependencies if one.condition == "started" and _matters(one, beside)]
    if coupled:
        names = " and ".join(one.name for one in coupled[:3])
        more = f" and {len(coupled) - 3} more" if len(coupled) > 3 else ""
        how = (
            f"waits for {names}{more} to start, not to work; let it try again, or wait for `service_healthy`"
        )
        yield _finding(workload, coupled[0].at, how)


def _matters(dependency: Dependency, beside: dict[str, Workload]) -> bool:
    target = beside.get(dependency.name)
    return target is not None and (target.role.keeps_state or target.is_first_party)


def _waits(container: Container, of_image: tuple[Command, ...]) -> tuple[Location, str] | None:
    """Where a container waits for another, and with what; what the deployment starts before what the image does."""
    if container.initial:
        image = container.image
        if image is not None and WAITING_IMAGES.search(image.repository):
            return image.at, f"is held back by an init container of {image.name}"
        polling = [c for c in container.starts if _polls(c)]
        if polling:
            return (
                container.at,
                f"is held back by an init container that asks with {polling[0].name} again and again",
            )
        return None
    written = (*(container.command or ()), *(container.arguments or ()))
    image = container.image
    if image is not None and WAITING_IMAGES.search(image.repository) and _is_told_to_wait(image, written):
        return image.at, f"is only there to wait for others, with {image.name}"
    for command in (*container.starts, *(of_image if container.command is None else ())):
        waiter = _waiter(command, written)
        if waiter:
            return command.at, f"waits for another with {waiter}"
        if _polls(command):
            return command.at, f"asks another with {command.name} again and again before it starts"
    return None


def _is_told_to_wait(image: ImageReference, written: tuple[str, ...]) -> bool:
    """Whether a waiting program's image waits: dockerize also writes files only."""
    return image.name != "dockerize" or any(word.startswith("-wait") for word in written)


def _waiter(command: Command, written: tuple[str, ...]) -> str:
    """The waiting program that a command uses or is run by; empty for all others. `written` are the words it was
    made from, which have the options of what runs it.
    """
    by = command.wrapper.rpartition("/")[2]
    if "dockerize" in (by, command.name):
        return "dockerize" if any(word.startswith("-wait") for word in (*command.arguments, *written)) else ""
    if WAITERS.match(by):
        return by
    name = command.name
    if name in ("sh", "bash", "python", "python3") and command.arguments:
        name = command.arguments[0].rpartition("/")[2]
    return name if WAITERS.match(name) and name != "wait" else ""


def _polls(command: Command) -> bool:
    return command.in_loop and command.name in PROBES


def _finding(workload: Workload, at: Location, how: str) -> Finding:
    return Finding(
        at=at,
        message=f"{workload.name} {how}",
        entity=workload.name,
        evidence="order",
        environments=workload.environments,
    )
