"""Address arithmetic (terraform `internal/lang/funcs/cidr.go`, apparentlymart/go-cidr)."""

import ipaddress
from collections.abc import Sequence
from typing import Final, TypeAlias

from complexity_lint.parsers.terraform.functions.signature import NUMERIC, TEXT, Function, text, whole
from complexity_lint.parsers.terraform.types import STRING, ListType
from complexity_lint.parsers.terraform.values import EvaluationError, Value, list_of, string

_Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(prefix: str) -> _Network:
    address, slash, bits = prefix.partition("/")
    if not slash or not bits.isdigit() or not bits.isascii() or (len(bits) > 1 and bits[0] == "0"):
        raise EvaluationError(f"invalid CIDR expression: {prefix!r}")
    try:
        return ipaddress.ip_network(f"{_bare(address)}/{bits}", strict=False)
    except ValueError as error:
        raise EvaluationError(f"invalid CIDR expression: {error}") from error


def _bare(address: str) -> str:
    """Terraform still takes leading zeros as decimal (its ipaddr package is from before Go 1.17)."""
    if ":" in address:
        return address
    parts = address.split(".")
    return ".".join(str(int(part)) if part.isascii() and part.isdigit() else part for part in parts)


def _cidrhost(given: Sequence[Value]) -> Value:
    network, host = _network(text(given[0])), whole(given[1])
    size = network.num_addresses
    if not -size <= host < size:
        raise EvaluationError(f"prefix of {network.prefixlen} does not accommodate a host numbered {host}")
    return string(str(network[host if host >= 0 else size + host]))


def _cidrnetmask(given: Sequence[Value]) -> Value:
    network = _network(text(given[0]))
    if network.version == 6:
        raise EvaluationError("IPv6 addresses cannot have a netmask")
    return string(str(network.netmask))


def _subnet(network: _Network, bits: int, position: int) -> _Network:
    length = network.prefixlen + bits
    if length > network.max_prefixlen:
        raise EvaluationError(f"not enough address space for a subnet with a prefix of {length} bits")
    if length < 0 or not 0 <= position < 1 << max(bits, 0):
        raise EvaluationError(f"an extension of {bits} bits does not accommodate a subnet {position}")
    first = int(network.network_address) + (position << (network.max_prefixlen - length))
    address = ipaddress.IPv4Address(first) if network.version == 4 else ipaddress.IPv6Address(first)
    return ipaddress.ip_network(f"{address}/{length}")


def _cidrsubnet(given: Sequence[Value]) -> Value:
    network, bits, position = _network(text(given[0])), whole(given[1]), whole(given[2])
    return string(str(_subnet(network, bits, position)))


def _cidrsubnets(given: Sequence[Value]) -> Value:
    network = _network(text(given[0]))
    current = int(network.network_address)
    end = current + network.num_addresses
    made: list[Value] = []
    for one in given[1:]:
        bits = whole(one)
        if bits < 1 or bits > 32 or network.prefixlen + bits > network.max_prefixlen:
            raise EvaluationError("the prefix extension is out of range")
        size = 1 << (network.max_prefixlen - network.prefixlen - bits)
        current = -(-current // size) * size
        if current + size > end:
            raise EvaluationError("not enough remaining address space")
        address = ipaddress.IPv4Address(current) if network.version == 4 else ipaddress.IPv6Address(current)
        made.append(string(f"{address}/{network.prefixlen + bits}"))
        current += size
    return list_of(made, STRING)


FUNCTIONS: Final = {
    "cidrhost": Function(_cidrhost, (TEXT, NUMERIC), STRING),
    "cidrnetmask": Function(_cidrnetmask, (TEXT,), STRING),
    "cidrsubnet": Function(_cidrsubnet, (TEXT, NUMERIC, NUMERIC), STRING),
    "cidrsubnets": Function(_cidrsubnets, (TEXT,), ListType(STRING), NUMERIC),
}
