"""Settings that several workloads are given in one list, and which of them use which: the code tells."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from complexity_lint.assemble.contexts import files_behind
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.images import Copy, ImageBuild, Variable
from complexity_lint.model.links import Endpoint
from complexity_lint.model.workloads import Workload
from complexity_lint.source import Location

MAX_FILES = 2000
"""Of a larger folder the first files are read."""

_NO_USE = re.compile(r"(?i)\.(md|rst|adoc|txt|svg|lock|sum|css|map)$|-lock\.(json|ya?ml)$|(^|/)node_modules/")
_SPRING = re.compile(r"^SPRING_(DATASOURCE_(JDBC_)?URL|R2DBC_URL|DATA_MONGODB_(URI|HOST|DATABASE))$")
"""What Spring Boot reads by itself where a starter for databases is there (its "Common Application Properties")."""
_BUILDS_OF_JAVA = ("pom.xml", "build.gradle", "build.gradle.kts")
_SPRING_DATA = re.compile(r"spring-boot-starter-(data|jdbc)")


def with_named_settings(
    workloads: Sequence[Workload],
    filled: Sequence[Workload],
    builds: Iterable[ImageBuild],
    repository: Repository,
) -> tuple[Workload, ...]:
    """The workloads, whose endpoints say whether a database's setting of a shared list is named by their own code.

    `filled` are the same workloads with the settings they take from elsewhere. A setting that a workload states itself
    (`environment:`) is its own, also where its value comes from a file for all.
    """
    shared = _shared_lines(filled)
    if not shared:
        return tuple(workloads)
    by_path = {build.at.path: build for build in builds}
    code = _Code(repository)
    found = []
    for workload, full in zip(workloads, filled, strict=True):
        settings = [setting for container in full.containers for setting in container.settings]
        given = {v.name for v in settings if _line(v) in shared} - {
            v.name for v in settings if _line(v) not in shared
        }
        build = by_path.get(workload.built_by)
        found.append(_with_uses(workload, given, build, code))
    return tuple(found)


_Line = tuple[Location, Location | None]


def _line(setting: Variable) -> _Line:
    """Where a setting is given, and where its value is written: a chart's template has one line for all its releases,
    each of which has a value of its own.
    """
    return (setting.at, setting.value_at)


def _shared_lines(workloads: Iterable[Workload]) -> set[_Line]:
    """The lines that give several workloads a setting."""
    users: dict[_Line, set[str]] = defaultdict(set)
    for workload in workloads:
        for setting in (s for container in workload.containers for s in container.settings):
            users[_line(setting)].add(workload.name)
    return {at for at, names in users.items() if len(names) > 1}


def _with_uses(workload: Workload, given: set[str], build: ImageBuild | None, code: "_Code") -> Workload:
    if not any(one.database and one.setting in given for one in workload.endpoints):
        return workload
    return replace(workload, endpoints=tuple(_settled(one, given, build, code) for one in workload.endpoints))


def _settled(endpoint: Endpoint, given: set[str], build: ImageBuild | None, code: "_Code") -> Endpoint:
    if not endpoint.database or endpoint.setting not in given:
        return endpoint
    named = build is not None and code.names(endpoint.setting, build, endpoint.at.path)
    return endpoint if named else replace(endpoint, only_given=True)


class _Code:
    """The text files that belong to one image alone, searched for the names of settings."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def names(self, setting: str, build: ImageBuild, besides: str) -> bool:
        """Whether a file of an image's own, `besides` the one that gives the setting, names it: as it stands
        (`DATABASE_URL`) or as programs and frameworks spell it (`database.url`, `databaseUrl`).
        """
        last = setting.rpartition("__")[2]  # `ConnectionStrings__Orders` is `GetConnectionString("Orders")`
        parts = [re.escape(part) for part in re.split(r"[_.:-]+", last) if part]
        spelled = re.compile(rf"(?i)(?<![a-z0-9_]){'[_.:-]?'.join(parts)}(?![a-z0-9_])")
        spring = bool(_SPRING.match(setting))
        for path in self._files(build):
            text = self.repository.text(path) if path != besides else None
            if text is None:
                continue
            if spelled.search(text) or (
                spring and path.rpartition("/")[2] in _BUILDS_OF_JAVA and _SPRING_DATA.search(text)
            ):
                return True
        return False

    def _files(self, build: ImageBuild) -> Iterator[str]:
        """The files below the image's folder, or what is copied by name out of a context for all."""
        own = build.home or build.context or ""
        copies = (
            s for stage in build.needed_stages for s in stage.steps if isinstance(s, Copy) and not s.from_
        )
        sources = [s for copy in copies if not copy.takes_all and not copy.is_heredoc for s in copy.sources]
        below = {path for path in self.repository.paths if own and path.startswith(own + "/")}
        for source in sources:
            below.update(files_behind(build.context or "", source, self.repository.paths))
        yield from [path for path in sorted(below) if not _NO_USE.search(path)][:MAX_FILES]
