"""Names of packages, daemons and roles -> the well-known software they stand for."""

import re

from complexity_lint.model.environments import Environment
from complexity_lint.model.knowledge import ImageFacts, describe_name
from complexity_lint.model.tools import HostService
from complexity_lint.source import Location

_ALIASES = {
    "mysqld": "mysql", "mysqld-safe": "mysql", "mariadbd": "mariadb", "postgres": "postgresql",
    "postmaster": "postgresql", "pg-ctl": "postgresql", "mongod": "mongodb", "mongos": "mongodb", "mongo": "mongodb",
    "mongodb-org": "mongodb", "redis-server": "redis", "etcd2": "etcd", "apache2": "httpd", "httpd": "httpd",
    "zookeeperd": "zookeeper", "percona-server": "percona-server", "clickhouse-server": "clickhouse",
    "influxd": "influxdb", "consul": "consul", "vault": "vault", "nomad": "nomad", "named": "bind9",
    "slapd": "openldap", "scylla": "scylladb", "elastic": "elasticsearch", "pgsql": "postgresql",
}  # fmt: skip
"""Names that differ from the software's own, without what `_cut` takes off."""

_CUT = re.compile(
    r"(-?\d[\d.]*|-(server|core|common-server|community|community-server|ce|ee|oss|full|light|extras|all))*$"
)
_PARTS_ONLY = re.compile(
    r"(^|-)(client|clients|libs?|dev|devel|dbg|doc|docs|common|utils|tools|cli|python|php|perl|ruby|module|plugin|"
    r"exporter|contrib|driver|backup|headers|shell|keyring|repo|release|selinux)\d*($|-)|^(python3?|php[\d.]*|perl|ruby|lib)-?"
)
"""Words of packages that are not the server itself."""

DOCKER = frozenset(
    ("docker", "docker-ce", "docker.io", "docker-engine", "docker-ee", "containerd.io", "podman")
)


def software_of(name: str) -> ImageFacts | None:
    """What a package, daemon or role is, by its name without versions; None for all that is no server known."""
    plain = name.lower().rpartition("/")[2].split("=")[0].split("@")[0].replace("_", "-").strip()
    if not re.fullmatch(r"[a-z0-9][a-z0-9.+-]*", plain) or _PARTS_ONLY.search(plain):
        return None
    cut = plain if plain in _ALIASES else _CUT.sub("", plain)
    meant = _ALIASES.get(cut, cut)
    found = describe_name(meant) if meant else None
    # a name that only ends in a known one (`remove-etcd`) is something else
    return found if found is not None and found.id == meant and found.serves and not found.base else None


def host_service(
    name: str, at: Location, tool: str, environment: Environment, hosts: str = ""
) -> HostService | None:
    """The service that installing something makes, where it is a server known; a container engine counts too."""
    plain = name.lower().rpartition("/")[2].split("=")[0].strip()
    if plain in DOCKER:
        return HostService(at, plain, tool, environment, hosts)
    facts = software_of(name)
    if facts is None:
        return None
    return HostService(at, name, tool, environment, hosts, facts.id, facts.role)
