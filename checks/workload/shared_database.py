"""Services that are built apart keep their data in one database.

They were cut into services so that each could change alone; the tables tie them together again. A migration for
one is a risk for all, nobody can say who owns a row, and one slow query stops everything. What is paid for is
microservices, what is got is a monolith with a network in it.

Give each service its own database, or at least its own schema and user on the same server, and let the others ask
it through its interface. Where the services always change together, making them one is simpler still.

It is fine for the roles of one application (web, worker, migrations) and for read replicas. Where all services are
given one file of settings, those count whose own code names the database's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint import (
    Controller,
    Endpoint,
    EnvironmentKind,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    Related,
    Role,
    System,
    Workload,
    carried_installations,
    check,
)

_PARTS_OF_OTHERS = re.compile(
    r"(?i)migrat|seed|init\b|backup|restore|replica|read[-_]?only|admin|setup|test|exporter"
)
"""Names of what belongs to the application whose database it opens."""

_RELATIONAL = frozenset(
    "postgresql mysql mariadb sqlserver oracle mongodb cockroachdb clickhouse db2".split()
)


@dataclass(frozen=True, slots=True)
class _Use:
    """That a workload is told to use a database."""

    workload: Workload
    endpoint: Endpoint


@check("shared-database", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def shared_database(system: System) -> Iterator[Finding]:
    databases = {c.name for c in system.components if c.role is Role.DATABASE}
    contexts = {build.at.path: build.context for build in system.builds}
    pages = {build.at.path for build in system.builds if _serves_pages(build)}
    uses: dict[tuple[str, str, str], list[_Use]] = defaultdict(list)
    for workload in system.workloads:
        if not _speaks(workload) or workload.built_by in pages:
            continue
        for endpoint in workload.endpoints:
            named = endpoint.database and _is_the_same_for_all(endpoint, workload)
            if named and not endpoint.only_given and _is_database(endpoint, databases):
                where = workload.project if not workload.controller.is_kubernetes else "cluster"
                host = endpoint.component or endpoint.host
                key = (f"{where} {workload.environment.name}", host, endpoint.database.lower())
                uses[key].append(_Use(workload, endpoint))
    told: set[tuple[str, str, tuple[Location, ...]]] = set()
    for (where, host, database), found in uses.items():
        separate = _built_apart(found, contexts)
        # the members of a replica set are one server: each setting that lists them is told once
        listed = (where, database, tuple(use.endpoint.at for use in separate))
        if len(separate) > 1 and listed not in told:
            told.add(listed)
            yield _finding(host, database, separate)


_WEB_SERVERS = frozenset(("nginx", "nginx-unprivileged", "httpd", "caddy", "lighttpd", "static-web-server"))
_RUNTIMES = re.compile(r"^(php|python|node|ruby|perl|lua|openjdk|java|npm)")


def _serves_pages(build: ImageBuild) -> bool:
    """Whether an image is a web server with nothing that could open a database, however many settings it is given."""
    stages = build.shipped_stages
    if not stages or stages[-1].base.name not in _WEB_SERVERS:
        return False
    return not any(_RUNTIMES.match(name) for one in carried_installations(build) for name in one.names)


def _is_the_same_for_all(endpoint: Endpoint, workload: Workload) -> bool:
    """Whether a database's name is one: a variable has the same value for all of a compose project, and elsewhere one
    for each.
    """
    return not endpoint.database.startswith("$") or workload.controller is Controller.COMPOSE


def _speaks(workload: Workload) -> bool:
    return (
        workload.is_first_party
        and bool(workload.built_by)
        and workload.environment.kind not in (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)
        and not workload.runs_to_completion
        and not _PARTS_OF_OTHERS.search(workload.name)
    )


def _is_database(endpoint: Endpoint, databases: set[str]) -> bool:
    return endpoint.component in databases if endpoint.component else _keeps_records(endpoint)


def _keeps_records(endpoint: Endpoint) -> bool:
    """Whether an address elsewhere is a database's: by its scheme, or by the name of the setting."""
    named = re.search(
        r"(?i)database|postgres|mysql|maria|mongo|(^|_)(db|pg|sql)(_|$)|datasource", endpoint.setting
    )
    return endpoint.scheme in _RELATIONAL or (not endpoint.scheme and bool(named))


def _built_apart(uses: list[_Use], contexts: dict[str, str | None]) -> list[_Use]:
    """One use for each application: images that are built from one folder are roles of one."""
    found: dict[object, _Use] = {}
    for use in uses:
        dockerfile = use.workload.built_by
        folder = dockerfile.rpartition("/")[0]
        found.setdefault(contexts.get(dockerfile) or folder, use)
    return list(found.values())


def _finding(host: str, database: str, uses: list[_Use]) -> Finding:
    first, *others = uses
    names = ", ".join(use.workload.name for use in uses[:5]) + (" ..." if len(uses) > 5 else "")
    last = others[-1]
    schemas = {use.endpoint.schema for use in uses}
    apart = len(schemas) == len(uses) and "" not in schemas
    each = " in a schema each" if apart else ""
    return Finding(
        at=last.endpoint.at,
        message=f"{len(uses)} services share the database {database} on {host}{each}: {names}",
        related=tuple(_related(use, last) for use in uses if use is not last),
        entity=database,
        evidence=f"{host} {' '.join(sorted(use.workload.name for use in uses))}",
        environments=first.workload.environments,
        level=Level.NOTE if apart else None,
    )


def _related(use: _Use, told: _Use) -> Related:
    """Where another service says that it uses the database; its own place, where both say so by one line."""
    same = use.endpoint.at == told.endpoint.at
    at = use.workload.at if same else use.endpoint.at
    return Related(at, f"{use.workload.name} uses it through {use.endpoint.setting}")
