"""Where the settings of workloads point: hosts and databases, and which component of the repository a host means."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from complexity_lint.model.components import Component
from complexity_lint.model.images import Variable
from complexity_lint.model.links import Endpoint
from complexity_lint.model.workloads import Container, Controller, Exposure, Workload
from complexity_lint.parsers.addresses import Address, addresses_in, is_host
from complexity_lint.source import Location

_HOST_NAMES = re.compile(
    r"(?i)(^|[_.-])(host|hostname|server|servers|hosts|addr|address|endpoint|url|uri|broker|brokers|upstream|backend"
    r"|service|node|nodes|contactpoints|contact[_-]points|bootstrap)$|(?i:_service_name)$|^PGHOST$"
)
_OWN = re.compile(
    r"(?i)cors|origin|public|external|advertised|allowed|callback|redirect|virtual_host|server_name|(^|_)self(_|$)"
    r"|otel_service_name|^selfurl$|frontend_url|(^|_)base_?url|site_url|root_url|app_url|domain|no_proxy|listen|bind"
)
"""Settings that state a workload's own address or whom it lets in; no link to another."""

_DATABASE_ENDS = ("_DATABASE_NAME", "_DB_NAME", "_DBNAME", "_DATABASE", "_NAME", "_DB", "DATABASE")
_HOST_END = re.compile(
    r"(?i)_?(HOSTS?|HOSTNAME|SERVERS?|ADDR|ADDRESS|ENDPOINT|HOST_NAME|SERVER_NAME|SERVICE_HOST)$"
)
_ENGINES = re.compile(
    r"(?i)postgres|pgsql|mysql|maria|mongo|sqlite|mssql|sqlserver|oracle|redis|true|false|yes|no|on|off|\d+$"
)
"""What `DB` says where it names the kind of database."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1", "host.docker.internal", "example.com"})
_CLUSTER_TAIL = re.compile(r"\.svc(\.[\w.-]+)?$")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that workloads answer to: by project and environment, and by namespace for what a cluster holds."""

    local: Mapping[tuple[str, str, str], str]
    clusterwide: Mapping[tuple[str, str], frozenset[str]]

    def component(self, workload: Workload, host: str) -> str:
        """The component that a host means to a workload; empty where it lies elsewhere."""
        found = self.local.get((*workload.group, host))
        if found is not None:
            return found
        if not workload.controller.is_kubernetes:
            return ""
        name = _CLUSTER_TAIL.sub("", host)
        parts = name.split(".")
        tried = [parts[0]] if len(parts) == 1 else [parts[0], parts[1]]
        for part in tried:  # `db-0.db` names a pod behind a headless service
            found = self.local.get((*workload.group, part))
            if found is not None:
                return found
            several = self.clusterwide.get((workload.environment.name, part), frozenset())
            if len(several) == 1 and (len(parts) <= 3 or host != name):
                return next(iter(several))
        return ""


def find_names(components: Iterable[Component], exposures: Sequence[Exposure]) -> Names:
    """Index the names by which the repository's workloads can be reached."""
    local: dict[tuple[str, str, str], str] = {}
    clusterwide: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_group: dict[tuple[str, str], list[Exposure]] = defaultdict(list)
    for exposure in exposures:
        by_group[exposure.project, exposure.environment.name].append(exposure)
    for component in components:
        for workload in component.workloads:
            for name in _names_of(workload, by_group.get(workload.group, ())):
                local.setdefault((*workload.group, name), component.name)
                if workload.controller.is_kubernetes:
                    clusterwide[workload.environment.name, name].add(component.name)
    return Names(local, {key: frozenset(names) for key, names in clusterwide.items()})


def _names_of(workload: Workload, exposures: Iterable[Exposure]) -> Iterator[str]:
    if not workload.controller.is_kubernetes:
        yield workload.name.lower()
        yield from (alias.lower() for alias in workload.aliases)
        return
    labels = set(workload.labels)
    for exposure in exposures:
        if exposure.selector and set(exposure.selector) <= labels:
            yield exposure.name.lower()
    if workload.controller is Controller.CUSTOM:
        yield workload.name.lower()


def endpoints_of(workload: Workload, names: Names) -> tuple[Endpoint, ...]:
    """The endpoints that a workload's settings, and the words its containers start with, name.

    A bare host counts in a setting whose name says that it holds one, or where it is a component's name. Words
    of commands count only where they lead to a component.
    """
    found: dict[tuple[str, str, str], Endpoint] = {}
    for container in workload.containers:
        for endpoint in (*_of_settings(container, workload, names), *_of_starts(container, workload, names)):
            key = (endpoint.setting, endpoint.host, endpoint.database)
            found.setdefault(key, endpoint)
    return tuple(found.values())


def _of_settings(container: Container, workload: Workload, names: Names) -> Iterator[Endpoint]:
    settings = {v.name: v for v in container.settings if v.value is not None}
    for variable in settings.values():
        if _OWN.search(variable.name):
            continue
        for address in _addresses(variable, workload, names):
            if address.host in _LOCAL:
                continue
            beside = _beside(variable, settings)
            yield _endpoint(
                variable.value_at or variable.at, variable.name, _joined(address, beside), workload, names
            )


def _addresses(variable: Variable, workload: Workload, names: Names) -> Iterator[Address]:
    value = (variable.value or "").strip()
    found = list(addresses_in(value))
    if found:
        yield from found
    elif is_host(value) and not value.isdigit():
        host = value.lower()
        known = bool(names.component(workload, host))
        if _HOST_NAMES.search(variable.name) and (known or "." in host or _is_host_setting(variable.name)):
            yield Address(host)


def _is_host_setting(name: str) -> bool:
    return bool(re.search(r"(?i)(host|hostname|addr|address|server)$", name))


def _beside(variable: Variable, settings: Mapping[str, Variable]) -> Address:
    """What settings beside a host's say of it: `DB_NAME` and `DB_PORT` of `DB_HOST`."""
    prefix = _HOST_END.sub("", variable.name)
    if prefix == variable.name:
        return Address("")
    upper = {name.upper(): v for name, v in settings.items()}
    stem = prefix.upper()
    database = next(
        (
            v.value
            for end in _DATABASE_ENDS
            if (v := upper.get(stem + end)) and v.value and _names_database(v)
        ),
        "",
    )
    bare = upper.get(stem) if stem in ("DB", "DATABASE") else None
    if not database and bare is not None and bare.value and not _ENGINES.match(bare.value):
        database = bare.value if _names_database(bare) else ""
    port = upper.get(stem + "_PORT") or upper.get(stem + "PORT")
    number = int(port.value) if port and port.value and port.value.isdigit() else None
    schema = upper.get(stem + "_SCHEMA")
    return Address("", "", number, database or "", (schema.value or "") if schema else "")


def _names_database(variable: Variable) -> bool:
    value = variable.value or ""
    return bool(re.fullmatch(r"[\w$-]+", value))


def _joined(address: Address, beside: Address) -> Address:
    return replace(
        address,
        port=address.port or beside.port,
        database=address.database or beside.database,
        schema=address.schema or beside.schema,
    )


_NUMBER = re.compile(r"^\d{2,5}$")


def _of_starts(container: Container, workload: Workload, names: Names) -> Iterator[Endpoint]:
    for command in container.starts:
        words = command.words
        for index, word in enumerate(words[1:], start=1):
            value = word.partition("=")[2] if word.startswith("-") and "=" in word else word
            addresses = list(addresses_in(value))
            following = words[index + 1] if index + 1 < len(words) else ""
            if not addresses and _NUMBER.match(following) and is_host(value):
                addresses = [Address(value.lower(), "", int(following))]  # `nc -z db 5432`
            for address in addresses:
                endpoint = _endpoint(command.at, command.name, address, workload, names)
                if endpoint.component:
                    yield endpoint


def _endpoint(at: Location, setting: str, address: Address, workload: Workload, names: Names) -> Endpoint:
    return Endpoint(
        at=at,
        setting=setting,
        host=address.host,
        scheme=address.scheme,
        port=address.port,
        database=address.database,
        schema=address.schema,
        component=names.component(workload, address.host),
    )


def with_endpoints(
    workloads: Sequence[Workload], filled: Sequence[Workload], names: Names
) -> tuple[Workload, ...]:
    """The workloads with their endpoints; `filled` are the same with the settings they take from elsewhere."""
    pairs = zip(workloads, filled, strict=True)
    return tuple(replace(w, endpoints=endpoints_of(full, names)) for w, full in pairs)
