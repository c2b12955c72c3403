"""The many spellings of ports and volumes in compose files (Compose Specification, services: ports, volumes)."""

import re
from collections.abc import Iterator

from complexity_lint.model.workloads import Mount, MountKind, Port
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar
from complexity_lint.source import Location

_SHORT = re.compile(
    r"""^(?:(?P<address>\[[0-9a-fA-F:]+\]|[^:]*):)??
        (?:(?P<host>\d*(?:-\d+)?|(?:[\d-]|\$\{[^}]*\}|\$\w+)+):)?
        (?P<container>\d+(?:-\d+)?)
        (?:/(?P<protocol>\w+))?$""",
    re.VERBOSE,
)
MAX_RANGE = 200
"""A longer range is kept as its two ends: enough to tell that it is taken."""


def read_port(node: Node) -> Iterator[Port]:
    """The ports of one entry of `ports`. An entry with unknown parts gives what is known, maybe nothing."""
    if isinstance(node, Mapping):
        yield from _long_port(node)
    elif isinstance(node, Scalar):
        match = _SHORT.match(node.text.strip())
        if match:
            address = (match["address"] or "").strip("[]")
            address = "" if "$" in address else address
            host = None if "$" in (match["host"] or "") else match["host"]  # that only the start knows
            yield from _ranges(node.at, match["container"], host, address, match["protocol"])


def _long_port(node: Mapping) -> Iterator[Port]:
    target, published = node.text("target"), node.text("published")
    if target.isdigit():
        published = published if re.fullmatch(r"\d+(-\d+)?", published) else ""
        yield from _ranges(node.at, target, published, node.text("host_ip"), node.text("protocol"))


def _ranges(
    at: Location, container: str, host: str | None, address: str, protocol: str | None
) -> Iterator[Port]:
    inner = _numbers(container)
    outer = _numbers(host) if host else []
    if outer and len(inner) == 1 and len(outer) > 1:
        outer = []  # one port of the range is taken, nobody knows which
    for index, number in enumerate(inner):
        published = outer[index] if index < len(outer) else None
        yield Port(at, number, published, address, (protocol or "tcp").lower())


def _numbers(text: str) -> list[int]:
    low, _, high = text.partition("-")
    first, last = int(low or 0), int(high or low or 0)
    if not 0 <= last - first < MAX_RANGE:
        return [first, last]
    return list(range(first, last + 1))


def read_volume(node: Node) -> Mount | None:
    """One entry of a service's `volumes`, or None where it cannot be read."""
    if isinstance(node, Mapping):
        return _long_volume(node)
    if not isinstance(node, Scalar):
        return None
    # A Windows drive letter is no separator: C:\data:/data.
    parts = re.split(r":(?![\\/]{1,2}[^:/]*\\)(?<!^[A-Za-z]:)", node.text)
    if len(parts) == 1:
        return Mount(node.at, MountKind.ANONYMOUS, _path(parts[0]))
    source, target = parts[0], parts[1]
    if not target.startswith(("/", "$", "\\")) and not re.match(r"[A-Za-z]:", target):
        return Mount(node.at, MountKind.ANONYMOUS, _path(source))
    options = parts[2].split(",") if len(parts) > 2 else []
    return Mount(node.at, _kind(source), _path(target), source, "ro" in options)


def _long_volume(node: Mapping) -> Mount:
    kinds = {"bind": MountKind.BIND, "tmpfs": MountKind.EPHEMERAL}
    source = node.text("source") or node.text("src")
    kind = kinds.get(node.text("type"), MountKind.VOLUME)
    if kind is MountKind.VOLUME and not source:
        kind = MountKind.ANONYMOUS
    read_only = node.scalar("read_only")
    target = node.text("target") or node.text("dst") or node.text("destination")
    return Mount(
        node.at,
        kind,
        _path(target),
        source,
        bool(read_only and read_only.boolean),
        node.text("volume", "subpath"),
    )


def _kind(source: str) -> MountKind:
    if source.startswith("${"):
        return MountKind.UNKNOWN
    return MountKind.BIND if source.startswith(("/", ".", "~", "$")) or "\\" in source else MountKind.VOLUME


def _path(path: str) -> str:
    return path.rstrip("/") or "/"
