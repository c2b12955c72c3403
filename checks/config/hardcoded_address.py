"""A service finds its peer by an address that is written down.

The machine behind it is replaced, the address moves or the network is split, and something that nobody changed stops
working. The same line cannot be true in two environments, so it is edited by hand for each.

Use a name that the platform keeps right: the service's name in the project or cluster, a record in DNS, the output of
the resource that makes the address.

It is fine for ranges, for addresses to listen on, loopback, documentation, metadata and name servers.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint import (
    Container,
    Environment,
    Finding,
    Level,
    Location,
    Precision,
    SettingKind,
    System,
    Variable,
    Workload,
    check,
)

ADDRESS = re.compile(
    r"(?<![\w.:/-])(?:[a-z][\w+.-]*://(?:[^\s/@]*@)?)?(?P<ip>(?:\d{1,3}\.){3}\d{1,3})(?P<rest>/\d{1,2}\b)?(?!\.?\d)(?![\w.-]*[a-z])"
)
MACHINE = re.compile(
    r"(?<![\w.-])(?P<name>ip-\d{1,3}(?:-\d{1,3}){3}(?:\.[\w-]+)*|ec2-\d+(?:-\d+){3}(?:\.[\w-]+)+|"
    r"[a-z]+[a-z-]*\d{1,3}(?:\.[a-z0-9-]+)*\.(?:corp|lan|intra|intranet|internal|local|home(?:\.arpa)?)(?!\w))"
)
NOT_A_PEER_NAME = re.compile(
    r"(BIND|LISTEN|CIDR|SUBNET|NETWORK|RANGE|MASK|ALLOW|DENY|TRUSTED|WHITELIST|BLACKLIST|DNS|NAMESERVER|RESOLVER|"
    r"GATEWAY_IP|POD_IP|CLUSTER_IP|CLUSTERIP|NO_PROXY|VERSION|IGNORE|EXCLUDE|METADATA|FORWARDED|REAL_IP|ACL|HOST_IP|"
    r"ADVERTISE|EXTERNAL_IP|PUBLIC_IP|NODE_IP|LOCAL_IP|STUN|TURN|OID|NTP|IPAM|LOADBALANCER_?IP|RELEASE|TAG|IMAGE|"
    r"PROXIES|REALIP|SAN|ALT_?NAMES|FIREWALL|BANNED|UNBOUND|COREFILE|USER_?AGENT|MYNETWORKS|IPV4|CALLBACK|REDIRECT|RETURN_?URL|CORS|ORIGIN)",
    re.IGNORECASE,
)
PEER_NAME = re.compile(
    r"(?i)(url|uri|host|addr|address|server|servers|endpoint|broker|brokers|upstream|peer|peers|target|master|dsn|"
    r"database|proxy_pass|seed|seeds|bootstrap|service)s?$"
)
"""How lines of a configuration file are called that name a peer."""
DOCUMENTATION = tuple(
    ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
)
FINE = (
    tuple(
        ipaddress.ip_network(net)
        for net in (
            "127.0.0.0/8",
            "0.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "172.17.0.1/32",
        )
    )
    + DOCUMENTATION
)
"""RFC 5735 and 5737: loopback, this network, link-local, multicast, reserved, documentation; docker's own bridge."""
RESOLVERS = frozenset(
    "1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9 10.96.0.10 10.43.0.10 10.0.0.2 208.67.222.222 4.4.4.4".split()
)
CLUSTER_SUFFIX = re.compile(
    r"\.(svc(\.cluster\.local)?|cluster\.local|docker\.internal|metadata\.google\.internal)$|"
    r"^(host|gateway|metadata)\.|kubernetes\.|compute\.amazonaws"
)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that may hold an address, what names it, and whose it is."""

    at: Location
    name: str
    text: str
    owner: str
    environment: Environment


@check("hardcoded-address", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def hardcoded_address(system: System) -> Iterator[Finding]:
    seen: set[tuple[Location, str]] = set()
    own = _stated_here(system)
    for found in _texts(system):
        if not found.environment.is_production or NOT_A_PEER_NAME.search(found.name):
            continue
        for address in dict.fromkeys(_addresses(found.text)):
            if (found.at, address) in seen:
                break  # told already, as what somebody takes from this line
            if address in own:
                continue
            seen.add((found.at, address))
            yield Finding(
                found.at,
                f"{found.owner} reaches a peer by the address {address} in {found.name}: use a name that follows it",
                entity=found.owner,
                evidence=f"{found.name} {address}",
                environments=found.environment.names,
            )
            break


def _texts(system: System) -> Iterator[_Text]:
    for workload in system.workloads:
        yield from _of_hosts(workload)
        for container in workload.containers:
            for setting in container.settings:
                if setting.value:
                    yield _Text(
                        _edited(setting), setting.name, setting.value, workload.name, workload.environment
                    )
            for command in container.starts:
                for option, value in _options(command.words):
                    at = _written(value, container) or command.at
                    yield _Text(at, option, value, workload.name, workload.environment)
    for stored in system.settings:
        if stored.kind in (SettingKind.CONFIG_MAP, SettingKind.ENVIRONMENT_FILE):
            whole = "\n" not in stored.value.strip()
            for at, name, value in stored.settings:
                if whole or PEER_NAME.search(name):
                    yield _Text(at, name, value, stored.holder, stored.environment)


def _edited(setting: Variable) -> Location:
    """Where the address of a setting is changed: in the file that the line takes it from, if it does."""
    made = [line.at for line in setting.made_with if any(_addresses(line.value or ""))]
    made += [at for text, at in setting.made_of if any(_addresses(text))]
    elsewhere = setting.edited_at.path != setting.at.path
    return made[0] if made else setting.edited_at if elsewhere else setting.at


def _written(value: str, container: Container) -> Location | None:
    """Where the word of a container's command line is written that holds a value."""
    return next((_edited(word) for word in container.words if value in (word.value or "")), None)


def _of_hosts(workload: Workload) -> Iterator[_Text]:
    """The addresses that a workload is told its peers' names by, each once."""
    told: set[str] = set()
    for host in workload.known_hosts:
        if host.value and host.value not in told:
            told.add(host.value)
            name = f"the list of hosts for {host.name}"
            yield _Text(host.at, name, host.value, workload.name, workload.environment)


def _options(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The options of a command with their values; a word that is none stands for itself."""
    for index, word in enumerate(words[1:], 1):
        name, equals, value = word.partition("=")
        if equals and name.startswith("-"):
            yield name, value
        elif not word.startswith("-"):
            before = words[index - 1]
            yield (before if before.startswith("-") else words[0]), word


def _stated_here(system: System) -> set[str]:
    """Addresses that are no peers': those that compose gives its own containers are another check's."""
    return {
        port.host_address
        for w in system.workloads
        for c in w.containers
        for port in c.ports
        if port.host_address
    }


def _addresses(text: str) -> Iterator[str]:
    if len(text) > 2000:
        return
    for match in ADDRESS.finditer(text):
        if match["rest"] is None and _is_peer(match["ip"]):
            yield match["ip"]
    for match in MACHINE.finditer(text):
        if not CLUSTER_SUFFIX.search(match["name"]):
            yield match["name"]


def _is_peer(text: str) -> bool:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return (
        text not in RESOLVERS
        and not text.endswith((".0", ".255"))
        and not any(address in net for net in FINE)
    )
