"""A repository's files -> units: what is evaluated together, and what is passed over and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complexity_lint.discovery.repository import Repository, decode
from complexity_lint.finding import FileCoverage
from complexity_lint.kinds import (
    INVENTORY,
    OTHER_TEMPLATE,
    TEMPLATE_NAME,
    has_deploying_scripts,
    is_generated,
    kind_by_content,
    kind_by_name,
)
from complexity_lint.model.environment_names import from_path
from complexity_lint.parsers.unit import Unit, UnitKind
from complexity_lint.source import Source
from complexity_lint.unpacked_charts import unpacked_charts

if TYPE_CHECKING:
    from complexity_lint.parsers.chart_sources import ChartSources
    from complexity_lint.parsers.kustomize.usage import Usage

VENDORED = frozenset(
    (
        "node_modules vendor third_party third-party thirdparty .terraform bower_components site-packages .venv "
        "venv .tox Pods .git .terragrunt-cache jspm_packages .yarn _vendor"
    ).split()
)
"""Folders whose content is somebody else's."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """The units of a repository and the files that no unit takes although a reader exists for their kind."""

    units: tuple[Unit, ...]
    passed_over: tuple[FileCoverage, ...]


def group(repository: Repository) -> Grouped:
    """Sort a repository's files into units, by name and, for YAML, by content."""
    grouping = _Grouping(repository)
    for path in (*repository.paths, *sorted(repository.links)):
        grouping.take(path)
    for path in repository.outside:
        grouping.skip(path, "a link that leads out of the repository")
    return Grouped(tuple(grouping.units()), tuple(grouping.passed_over))


class _Grouping:
    """Collects files by kind while a repository is walked once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.charts = {p.rpartition("/")[0] for p in repository.paths if p.rpartition("/")[2] == "Chart.yaml"}
        self.unpacked = unpacked_charts(repository, self.charts)
        self.binaries: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        self.single: list[Unit] = []
        self.pipelines: list[Source] = []
        self.by_folder: dict[tuple[UnitKind, str], list[Source]] = defaultdict(list)
        self.passed_over: list[FileCoverage] = []
        self.parts_of_others: frozenset[str] | None = None
        self.joining: list[tuple[Source, tuple[tuple[str, ...], ...]]] | None = None
        self.files: dict[str, Source | None] = {}
        self.chart_sources: ChartSources | None = None
        self.usage = self._kustomize_usage()

    def _kustomize_usage(self) -> "Usage | None":
        """How the kustomizations hang together; None where there are none: then no YAML library is loaded for
        them.
        """
        paths = [p for p in self.repository.paths if p.rpartition("/")[2] in _KUSTOMIZATIONS]
        paths = [
            p
            for p in paths
            if VENDORED.isdisjoint(p.split("/")[:-1]) and not self._chart_of(p.split("/")[:-1])
        ]
        if not paths:
            return None
        from complexity_lint.parsers.kustomize.usage import find_usage, read_kustomization

        sources = [source for path in paths if (source := self._file(path)) is not None]
        return find_usage([read_kustomization(source) for source in sources])

    def _file(self, path: str) -> Source | None:
        """A file that another one names, whatever it holds; read once."""
        if path not in self.files:
            text = self.repository.text(path)
            self.files[path] = None if text is None else Source(path, text)
        return self.files[path]

    def skip(self, path: str, reason: str) -> None:
        self.passed_over.append(FileCoverage(path, "skipped", reason))

    def take(self, path: str) -> None:
        *folders, name = path.split("/")
        kind = kind_by_name(path, name)
        if not VENDORED.isdisjoint(folders):
            if kind is not None:
                self.skip(path, "vendored")
            return
        if self.unpacked and any("/".join(folders[:n]) in self.unpacked for n in range(1, len(folders) + 1)):
            if name == "Chart.yaml" or kind is not None:
                self.skip(path, "a chart of others, unpacked")
            return
        chart = self._chart_of(folders)
        if chart is not None and self._take_chart_file(path, name, chart) and kind is not UnitKind.DOCKERFILE:
            return
        reader = _TAKERS.get(kind) if kind else None
        if reader is not None:
            reader(self, path, name)
        elif name.endswith((".yaml", ".yml", ".json", ".hcl", ".template")) or INVENTORY.search(path):
            self._take_by_content(path, name)

    def source(self, path: str) -> Source | None:
        """The file as text, or None (said in the coverage) when it is too large or generated."""
        data = self.repository.read(path)
        if data is None:
            self.skip(path, "too large or not readable")
            return None
        if b"\0" in data[:1024] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            self.skip(path, "not text")
            return None
        if is_generated(data):
            self.skip(path, "generated")
            return None
        return Source(path, decode(data))

    def take_dockerfile(self, path: str, name: str) -> None:
        if TEMPLATE_NAME.search(name):
            self.skip(path, "a template of another tool")
            return
        source = self.source(path)
        if source is not None:
            if (
                OTHER_TEMPLATE.search(source.text.replace("{{.", ""))
                and "{{" in source.text
                and "FROM {{" in source.text
            ):
                self.skip(path, "a template of another tool")
                return
            self.single.append(Unit(UnitKind.DOCKERFILE, path, (source,), from_path(path)))

    def take_single(self, kind: UnitKind) -> Callable[[str], None]:
        def take(path: str) -> None:
            source = self.source(path)
            if source is not None:
                self.single.append(Unit(kind, path, (source,), from_path(path)))

        return take

    def take_pipeline(self, path: str, name: str) -> None:
        source = self.source(path)
        if source is not None:
            self.pipelines.append(source)

    def take_terraform(self, path: str, name: str) -> None:
        source = self.source(path)
        if source is not None:
            self.by_folder[UnitKind.TERRAFORM, ""].append(source)

    def take_bake(self, path: str) -> None:
        """The bake files of a folder are one unit: which of them belong together is the reader's to say."""
        source = self.source(path)
        if source is not None:
            self.by_folder[UnitKind.BAKE, source.folder].append(source)

    def _take_by_content(self, path: str, name: str) -> None:
        if path in self.repository.links:
            return  # what a link leads to is taken under its own name
        if name == "package.json" and has_deploying_scripts(self.repository.read(path) or b""):
            self.take_single(UnitKind.SCRIPT)(path)
            return
        if name in _NEVER_DEPLOYED or name.endswith((".lock.json", ".schema.json")):
            return
        data = self.repository.read(path)
        if data is None:
            return
        kind = kind_by_content(path, name, data)
        if kind is None or (kind is UnitKind.MANIFESTS and self.usage and path in self.usage.claimed):
            return
        if TEMPLATE_NAME.search(name) and kind is not UnitKind.CLOUDFORMATION:
            self.skip(path, "a template of another tool")
        elif (source := self.source(path)) is not None:
            folder = "" if kind is UnitKind.ANSIBLE else source.folder
            self.by_folder[kind, folder].append(source)

    def _chart_of(self, folders: list[str]) -> str | None:
        """The chart that a file in these folders belongs to: the nearest, or the one whose `charts/` that is
        kept in.
        """
        found: str | None = None
        for depth in range(len(folders), -1, -1):
            folder = "/".join(folders[:depth])
            if folder in self.charts:
                found = folder
                if "charts" not in folders[:depth]:
                    break
        return found

    def _take_chart_file(self, path: str, name: str, chart: str) -> bool:
        """Keep a file for its chart; False for a file that only lies beside a chart at the root."""
        inside = path[len(chart) + 1 :] if chart else path
        if not chart and not _ROOT_CHART.match(inside):
            return False
        data = self.repository.read(path)
        if data is None:
            self.skip(path, "too large or not readable")
        elif b"\0" in data[:1024]:
            self.binaries[chart].append((path, data))
        else:
            self.by_folder[UnitKind.CHART, chart].append(Source(path, decode(data)))
        return True

    def units(self) -> Iterator[Unit]:
        """The units, single files first, then folders in order."""
        yield from self.single
        yield from self._pipeline_units()
        for (kind, folder), sources in sorted(
            self.by_folder.items(), key=lambda item: (item[0][0].value, item[0][1])
        ):
            if kind is UnitKind.COMPOSE:
                yield from self._compose_units(folder, sources)
            elif kind is UnitKind.CHART:
                yield self._chart_unit(folder, sources)
            elif kind is UnitKind.TERRAFORM:
                yield Unit(kind, folder, (*sources, *self._read_by_terraform(sources)))
            elif kind is UnitKind.MANIFESTS:
                yield from self._manifest_units(folder, sources)
            else:
                yield Unit(kind, folder, tuple(sources), from_path(f"{folder}/x"))
        yield from self._kustomize_units()

    def _pipeline_units(self) -> Iterator[Unit]:
        """One unit for each pipeline that starts by itself, with the files it includes."""
        if not self.pipelines:
            return
        from complexity_lint.parsers.pipelines.included import included_files, stands_alone

        named = {s.path: tuple(included_files(s, self._file, self.repository.paths)) for s in self.pipelines}
        included = {source.path for sources in named.values() for source in sources}
        for source in self.pipelines:
            if source.path not in included or stands_alone(source):
                yield Unit(
                    UnitKind.PIPELINE, source.path, (source, *named[source.path]), from_path(source.path)
                )

    def _chart_unit(self, folder: str, sources: list[Source]) -> Unit:
        """A chart with what the repository says of it elsewhere: charts it names, and who installs it how."""
        from complexity_lint.parsers.chart_sources import ChartSources

        if self.chart_sources is None:
            charts = {name: files for (kind, name), files in self.by_folder.items() if kind is UnitKind.CHART}
            installing = (self._file(path) for path in self.repository.paths if self._installs(path))
            self.chart_sources = ChartSources(charts, (one for one in installing if one is not None))
        siblings = self.chart_sources.siblings(folder)
        binaries = [*self.binaries[folder], *(one for name in siblings for one in self.binaries[name])]
        named = (self._file(path) for path in self.chart_sources.installed_with(folder))
        added = [*(one for name in siblings for one in self.by_folder[UnitKind.CHART, name]), *named]
        listed = {source.path: source for source in (*sources, *added) if source is not None}
        environment = from_path(f"{folder}/x")
        return Unit(UnitKind.CHART, folder, tuple(listed.values()), environment, tuple(binaries))

    def _installs(self, path: str) -> bool:
        """Whether a file says who installs which chart."""
        from complexity_lint.parsers.installations import installs

        folders = path.split("/")[:-1]
        if not path.endswith((".yaml", ".yml", ".gotmpl")) or not VENDORED.isdisjoint(folders):
            return False
        return self._chart_of(folders) in (None, "") and installs(path, self.repository.read(path) or b"")

    def _kustomize_units(self) -> Iterator[Unit]:
        """One unit for each kustomization that is deployed as it is, with the files of its bases."""
        if self.usage is None:
            return
        from complexity_lint.parsers.kustomize.usage import sources_of

        for folder in self.usage.roots:
            sources = sources_of(folder, self.usage, self._file)
            yield Unit(UnitKind.KUSTOMIZATION, folder, sources, from_path(f"{folder}/x"))
        for folder in self.usage.unused:
            self.skip(self.usage.by_folder[folder].source.path, "a component that no kustomization uses")

    def _compose_units(self, folder: str, sources: list[Source]) -> Iterator[Unit]:
        """A folder's compose files with all they name; what other folders' files extend or include is read there."""
        from complexity_lint.parsers.compose.references import parts_of_others, with_named_files

        if self.parts_of_others is None:
            listed = (
                s for (kind, _), files in self.by_folder.items() if kind is UnitKind.COMPOSE for s in files
            )
            self.parts_of_others = parts_of_others(listed)
        own = [source for source in sources if source.path not in self.parts_of_others]
        if not own:
            return
        path = f"{folder}/.env" if folder else ".env"
        settings = self.repository.text(path)
        listed_files = [*own, Source(path, settings)] if settings is not None else own
        named = with_named_files(listed_files, self.repository.text)
        commands = self._commands_for({source.path for source in own})
        yield Unit(UnitKind.COMPOSE, folder, (*named, *commands), from_path(f"{folder}/x"))

    def _commands_for(self, paths: set[str]) -> Iterator[Source]:
        """Scripts, pipelines and READMEs with commands that join some of these compose files."""
        from complexity_lint.parsers.compose.commands import is_command_file, joined_files

        if self.joining is None:
            listed = (path for path in self.repository.paths if is_command_file(path))
            texts = (
                (path, self.repository.text(path)) for path in listed if VENDORED.isdisjoint(path.split("/"))
            )
            sources = [Source(path, text) for path, text in texts if text is not None and "ompose" in text]
            self.joining = [(source, lists) for source in sources if (lists := joined_files(source))]
        return (source for source, lists in self.joining if any(paths.issuperset(files) for files in lists))

    def _read_by_terraform(self, sources: list[Source]) -> Iterator[Source]:
        """Files that configurations may read with `file` and `templatefile`: those in and below their own folders."""
        folders = {source.folder for source in sources}
        for path in self.repository.paths:
            if path.endswith(_READ_BY_TERRAFORM) and any(parent in folders for parent in _folders_of(path)):
                text = self.repository.text(path)
                if text is not None and len(text) < _MAX_READ_BY_TERRAFORM:
                    yield Source(path, text)

    def _manifest_units(self, folder: str, sources: list[Source]) -> Iterator[Unit]:
        """Manifests of one folder and environment are one unit."""
        by_environment: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            found = from_path(source.path)
            by_environment[found.name if found else ""].append(source)
        for _, listed in sorted(by_environment.items()):
            yield Unit(UnitKind.MANIFESTS, folder, tuple(listed), from_path(listed[0].path))


_KUSTOMIZATIONS = frozenset(("kustomization.yaml", "kustomization.yml", "Kustomization"))
_NEVER_DEPLOYED = frozenset(
    (
        "package.json package-lock.json tsconfig.json composer.json composer.lock pnpm-lock.yaml "
        "mkdocs.yml .pre-commit-config.yaml .golangci.yml .golangci.yaml dependabot.yml renovate.json "
        "codecov.yml .codecov.yml"
    ).split()
)
_ROOT_CHART = re.compile(
    r"(templates|charts|crds|files|configs?)/|Chart\.(yaml|lock)$|requirements\.(yaml|lock)$|values[^/]*\.ya?ml$|\.helmignore$"
)
"""What of a repository belongs to a chart at its root."""


_READ_BY_TERRAFORM = (
    ".tpl",
    ".tftpl",
    ".tmpl",
    ".sh",
    ".yaml",
    ".yml",
    ".json",
    ".conf",
    ".cfg",
    ".hcl",
    ".ini",
    ".toml",
)
_MAX_READ_BY_TERRAFORM = 100_000


def _folders_of(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
    yield ""


_TAKERS: dict[UnitKind, Callable[[_Grouping, str, str], None]] = {
    UnitKind.DOCKERFILE: _Grouping.take_dockerfile,
    UnitKind.TERRAFORM: _Grouping.take_terraform,
    UnitKind.PIPELINE: _Grouping.take_pipeline,
    UnitKind.PROCESS_LIST: lambda grouping, path, name: grouping.take_single(UnitKind.PROCESS_LIST)(path),
    UnitKind.BAKE: lambda grouping, path, name: grouping.take_bake(path),
    UnitKind.NOMAD: lambda grouping, path, name: grouping.take_single(UnitKind.NOMAD)(path),
    UnitKind.UNIT_FILE: lambda grouping, path, name: grouping.take_single(UnitKind.UNIT_FILE)(path),
    UnitKind.RECIPE: lambda grouping, path, name: grouping.take_single(UnitKind.RECIPE)(path),
    UnitKind.AZURE: lambda grouping, path, name: grouping.take_single(UnitKind.AZURE)(path),
    UnitKind.SCRIPT: lambda grouping, path, name: grouping.take_single(UnitKind.SCRIPT)(path),
}
