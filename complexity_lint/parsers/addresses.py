"""Addresses in settings: URLs, connection strings, `host:port` -> the hosts and databases they name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True, slots=True)
class Address:
    """What one address names. Parts nobody can know statically, or that are not stated, are empty.

    `database` is the database's name on the server (for MongoDB the one of the path, for Redis its number), or the
    variable that is all of it (`$POSTGRES_DB`), `schema` the schema within it.
    """

    host: str
    scheme: str = ""
    port: int | None = None
    database: str = ""
    schema: str = ""


DEFAULT_PORTS = {
    "postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mongodb": 27017, "redis": 6379, "rediss": 6379,
    "amqp": 5672, "amqps": 5671, "http": 80, "https": 443, "nats": 4222, "sqlserver": 1433, "oracle": 1521,
}  # fmt: skip
"""Ports that schemes stand for."""

_SCHEMES = {"postgres": "postgresql", "psql": "postgresql", "mssql": "sqlserver", "pgsql": "postgresql"}
_WITH_DATABASE = frozenset(
    "postgresql mysql mariadb mongodb redis rediss sqlserver cockroachdb clickhouse db2 oracle cassandra".split()
)
"""Schemes whose path is the name of a database."""

_URL = re.compile(
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.:-]*)://(?:(?P<user>[^@/\s'\"]*)@)?(?P<hosts>[^/?#;\s'\"<>()]+)"
    r"(?P<path>/[^?#;\s'\"<>]*)?(?P<query>\?[^#\s'\"<>]*)?(?P<options>;[^\s'\"]*)?"
)
_GO_MYSQL = re.compile(
    r"^[^\s@/]*@(?:tcp|unix)?\((?P<host>[^():]+)(?::(?P<port>\d+))?\)/(?P<database>[\w$-]*)"
)
_PAIR = re.compile(r"(?i)\b(?P<key>[a-z][a-z _]*?)\s*=\s*(?P<value>'[^']*'|\"[^\"]*\"|[^;\s]+(?: [^;=\s]+)*)")
_KEYWORD_PAIR = re.compile(r"(?P<key>\b[a-z_]+)\s*=\s*(?P<value>'[^']*'|[^\s;]+)")
_HOST = re.compile(r"^(?:[a-zA-Z0-9](?:[a-zA-Z0-9_-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9_-]+)*\.?$")
_HOST_PORT = re.compile(r"^(?P<host>[\w.-]+):(?P<port>\d{1,5})$")
_HOLE = re.compile(r"\$\{[^}]*\}?|\$\w+|\$\([^)]*\)|\{\{.*?\}\}|<[^>]*>|%\w+%")
_VARIABLE = re.compile(r"\$\{?(\w+)")
_MARK = "\0"


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses that a setting's value holds; nothing for a value that is none.

    Read are URLs with their JDBC, SQLAlchemy (`postgresql+psycopg://`) and several-host (`mongodb://a,b/`) forms,
    the keyword forms of libpq (`host=db dbname=app`) and ADO.NET (`Server=db;Database=app`), the form of Go's MySQL
    driver (`user@tcp(db:3306)/app`), and `host:port` or a list of these. Variables that nobody resolved
    leave the part that holds them empty, but for one that is all of a URL's database.
    """
    value = _HOLE.sub(_MARK, text.strip())
    if not value or len(value) > 4000 or "\n" in value:
        return
    found = list(_urls(value, _HOLE.findall(text.strip())))
    if not found:
        found = list(_go_mysql(value)) or list(_keywords(value)) or list(_host_ports(value))
    yield from found


def _urls(value: str, holes: Sequence[str]) -> Iterator[Address]:
    """The addresses of URLs; `holes` are the variables whose place the marks in the value hold."""
    for match in _URL.finditer(value):
        scheme = match["scheme"].lower().removeprefix("jdbc:").removeprefix("r2dbc:")
        scheme = scheme.partition("+")[0].rpartition(":")[2] if not scheme.startswith("oracle") else "oracle"
        scheme = _SCHEMES.get(scheme, scheme)
        query = dict(parse_qsl((match["query"] or "").lstrip("?")))
        options = _options(match["options"] or "")
        path = unquote((match["path"] or "").strip("/"))
        database = path.partition("/")[0] if scheme in _WITH_DATABASE else ""
        database = options.get("databasename") or options.get("database") or query.get("dbname") or database
        if database == _MARK == path:
            named = _VARIABLE.match(holes[value.count(_MARK, 0, match.start("path"))])
            database = f"${named[1]}" if named else database
        schema = query.get("currentSchema") or query.get("schema") or query.get("search_path") or ""
        for host in match["hosts"].split(","):
            address = _with_port(host, scheme)
            if address is not None:
                yield replace(address, database=_known(database), schema=_known(schema))


def _options(text: str) -> dict[str, str]:
    """`;databaseName=app;encrypt=true` of SQL Server's URLs."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _with_port(host: str, scheme: str) -> Address | None:
    name, _, port = host.rpartition("@")[2].partition(":")
    if not name or _MARK in name or not _HOST.match(name):
        return None
    number = int(port) if port.isdigit() and int(port) < 65536 else None
    if not port:
        number = DEFAULT_PORTS.get(scheme)
    return Address(name.lower().rstrip("."), scheme, number)


def _go_mysql(value: str) -> Iterator[Address]:
    match = _GO_MYSQL.match(value)
    if match and _MARK not in match["host"]:
        yield Address(match["host"].lower(), "mysql", int(match["port"] or 3306), _known(match["database"]))


_HOST_KEYS = frozenset({"host", "server", "data source", "address", "addr", "datasource"})
_DATABASE_KEYS = frozenset({"dbname", "database", "initial catalog", "db"})


def _keywords(value: str) -> Iterator[Address]:
    """`Server=tcp:db,1433;Database=app` and `host=db port=5432 dbname=app`."""
    pattern = _PAIR if ";" in value else _KEYWORD_PAIR
    pairs = {m["key"].strip().lower(): m["value"].strip("'\" ") for m in pattern.finditer(value)}
    host = next((pairs[key] for key in pairs if key in _HOST_KEYS), "")
    database = next((pairs[key] for key in pairs if key in _DATABASE_KEYS), "")
    if not host or not (database or "user" in pairs or "username" in pairs or "user id" in pairs):
        return
    host, _, port = host.removeprefix("tcp:").replace(",", ":").partition(":")
    port = port or pairs.get("port", "")
    if _HOST.match(host):
        yield Address(
            host.lower(), "", int(port) if port.isdigit() else None, _known(database), pairs.get("schema", "")
        )


def _host_ports(value: str) -> Iterator[Address]:
    """`db:5432`, or `kafka-1:9092,kafka-2:9092`."""
    for part in re.split(r"[,\s]+", value):
        match = _HOST_PORT.match(part)
        if match is None or int(match["port"]) > 65535 or not _HOST.match(match["host"]):
            return
        if match["host"].isdigit():
            return  # `10:30` is a time
        yield Address(match["host"].lower(), "", int(match["port"]))


def is_host(text: str) -> bool:
    """Whether a text can be the name of a machine."""
    return bool(_HOST.match(text)) and not text.replace(".", "").isdigit()


def _known(text: str) -> str:
    return "" if _MARK in text else text
