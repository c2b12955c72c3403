"""Configuration files of proxies, monitors and the like -> the components that they name."""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from complexity_lint.assemble.endpoints import Names
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.images import Copy, ImageBuild
from complexity_lint.model.links import Endpoint
from complexity_lint.model.workloads import MountKind, Workload
from complexity_lint.source import Location

_CONFIGURATION = re.compile(
    r"(?i)\.(conf|cfg|ya?ml|toml|ini|properties|vcl)(\.(template|tmpl|tpl|j2))?$|\.(template|tmpl)$|caddyfile$"
)
_ADDRESS = re.compile(
    r"(?://|[\s\"'\[,=])(?P<host>[A-Za-z][\w.-]*):(?P<port>\d{2,5})\b|//(?P<named>[A-Za-z][\w.-]*)"
)
_COMMENT = re.compile(r"^\s*[#;]")
MAX_FILES = 40
MAX_CHARACTERS = 200_000


def with_configured_endpoints(
    workloads: Iterable[Workload], builds: Iterable[ImageBuild], names: Names, repository: Repository
) -> tuple[Workload, ...]:
    """The workloads, those of well-known software with the addresses in the configuration files that are mounted
    into them or that their thin image copies.

    Only addresses (`host:port`, `//host`) that mean a component of the same project are kept: upstreams of nginx and
    HAProxy, targets of Prometheus, routes of Traefik and Envoy look different, but all name them so.
    """
    by_path = {build.at.path: build for build in builds}
    return tuple(_with_endpoints(workload, by_path, names, repository) for workload in workloads)


def _with_endpoints(
    workload: Workload, builds: Mapping[str, ImageBuild], names: Names, repository: Repository
) -> Workload:
    if workload.software is None:
        return workload
    own = names.component(workload, workload.name.lower())
    found = {(e.host, e.component): e for e in workload.endpoints}
    paths = list(dict.fromkeys(_paths(workload, builds, repository)))[:MAX_FILES]
    for path in paths:
        for endpoint in _addresses(path, repository.text(path) or "", workload, names):
            if endpoint.component != own:
                found.setdefault((endpoint.host, endpoint.component), endpoint)
    return replace(workload, endpoints=tuple(found.values())) if paths else workload


def _paths(workload: Workload, builds: Mapping[str, ImageBuild], repository: Repository) -> Iterator[str]:
    """The configuration files that a workload's containers get from the repository."""
    folder = posixpath.dirname(workload.project)
    for container in workload.containers:
        for mount in container.mounts:
            if mount.kind is MountKind.BIND and not mount.source.startswith(("/", "~")):
                yield from _below(posixpath.normpath(posixpath.join(folder, mount.source)), repository.paths)
    build = builds.get(workload.built_by)
    for stage in build.shipped_stages if build else ():
        for step in stage.steps:
            if isinstance(step, Copy) and not step.from_ and not step.is_heredoc:
                for source in step.sources:
                    where = posixpath.join((build.context if build else "") or "", source.lstrip("/"))
                    yield from _below(posixpath.normpath(where), repository.paths)


def _below(path: str, paths: Sequence[str]) -> Iterator[str]:
    """The configuration files among sorted paths that are `path` or lie below it."""
    if path == ".":
        return
    first = bisect_left(paths, path)
    named = paths[first : first + 1] if first < len(paths) and paths[first] == path else ()
    # What is below sorts between `path/` and `path0`: 0 is the character after the slash.
    inside = paths[bisect_left(paths, f"{path}/") : bisect_left(paths, f"{path}0")]
    yield from (one for one in (*named, *inside) if _CONFIGURATION.search(one))


def _addresses(path: str, text: str, workload: Workload, names: Names) -> Iterator[Endpoint]:
    for number, line in enumerate(text[:MAX_CHARACTERS].splitlines(), start=1):
        if _COMMENT.match(line):
            continue
        for match in _ADDRESS.finditer(line):
            host = (match["host"] or match["named"]).lower()
            component = names.component(workload, host)
            if component:
                at = Location(path, number, match.start() + 1)
                port = int(match["port"]) if match["port"] else None
                yield Endpoint(at, posixpath.basename(path), host, port=port, component=component)
