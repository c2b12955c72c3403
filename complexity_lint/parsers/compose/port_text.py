"""The short form of ports -> their long form (docker/go-connections, nat.ParsePortSpec)."""

import ipaddress
from collections.abc import Iterator

from complexity_lint.parsers.compose.tree import Field, Leaf, Plain, Rejected, Table, leaf_like

_PROTOCOLS = ("tcp", "udp", "sctp")


def long_ports(spec: Leaf) -> tuple[Table, ...]:
    """`address:host:container/protocol` as mappings, one for each container port, sorted by their text.

    Raises Rejected for what docker compose refuses.
    """
    text = str(spec.value)
    try:
        rows = sorted(_ports(text), key=lambda row: f"{row['target']}/{row['protocol']}")
    except ValueError as error:
        raise Rejected(spec.at, str(error)) from error
    return tuple(
        Table(
            spec.at,
            {key: Field(spec.at, leaf_like(spec, value)) for key, value in row.items() if value != ""},
        )
        for row in rows
    )


def _ports(text: str) -> Iterator[dict[str, Plain]]:
    address, host, rest = _parts(text)
    container, _, protocol = rest.partition("/")
    protocol = protocol.lower() if protocol else "tcp"
    address = _address(address)
    if not container:
        raise ValueError(f"no port specified: {text}<empty>")
    first, last = _range(container, "containerPort")
    low, high = _range(host, "hostPort") if host else (0, 0)
    if host and last - first != high - low and first != last:
        raise ValueError(f"invalid ranges specified for container and host Ports: {container} and {host}")
    if protocol not in _PROTOCOLS:
        raise ValueError(f"invalid proto: {protocol}")
    for offset in range(last - first + 1):
        published = str(low + offset) if host else ""
        if host and first == last and low != high:
            published += f"-{high}"
        yield {
            "mode": "ingress",
            "host_ip": address,
            "target": first + offset,
            "published": published,
            "protocol": protocol,
        }


def _parts(text: str) -> tuple[str, str, str]:
    parts = text.split(":")
    if len(parts) == 1:
        return "", "", parts[0]
    return ":".join(parts[:-2]), parts[-2], parts[-1]


def _address(address: str) -> str:
    if address.startswith("["):
        if not address.endswith("]"):
            raise ValueError(f"invalid IP address: {address}")
        address = address[1:-1]
    if address and not is_address(address):
        raise ValueError(f"invalid IP address: {address}")
    return address


def is_address(text: str) -> bool:
    """Whether text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _range(text: str, what: str) -> tuple[int, int]:
    low, dash, high = text.partition("-")
    for number in (low, high) if dash else (low,):
        if not (number.isascii() and number.isdigit() and len(number) < 10 and int(number) < 65536):
            raise ValueError(f"invalid {what}: {text}")
    first, last = int(low), int(high) if dash else int(low)
    if last < first:
        raise ValueError(f"invalid {what}: {text}")
    return first, last
