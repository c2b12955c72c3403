"""Sorted files -> units: what is evaluated together."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from complexity_lint.grouping.compose_files import ComposeFiles
from complexity_lint.grouping.sorted_files import SortedFiles
from complexity_lint.model.environment_names import from_path
from complexity_lint.parsers.unit import Unit, UnitKind
from complexity_lint.source import Source

if TYPE_CHECKING:
    from complexity_lint.parsers.chart_sources import ChartSources


class Units:
    """Makes units of sorted files; what several of them ask for is found out once."""

    def __init__(self, files: SortedFiles) -> None:
        self.files = files
        self.compose_files = ComposeFiles(files)
        self.chart_sources: ChartSources | None = None

    def all(self) -> Iterator[Unit]:
        """The units, single files first, then folders in order."""
        yield from self.files.single
        yield from self._pipeline_units()
        for (kind, folder), sources in sorted(
            self.files.by_folder.items(), key=lambda item: (item[0][0].value, item[0][1])
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
        if not self.files.pipelines:
            return
        from complexity_lint.parsers.pipelines.included import included_files, stands_alone

        named = {
            s.path: tuple(included_files(s, self.files.file, self.files.repository.paths))
            for s in self.files.pipelines
        }
        included = {source.path for sources in named.values() for source in sources}
        for source in self.files.pipelines:
            if source.path not in included or stands_alone(source):
                yield Unit(
                    UnitKind.PIPELINE, source.path, (source, *named[source.path]), from_path(source.path)
                )

    def _chart_unit(self, folder: str, sources: list[Source]) -> Unit:
        """A chart with what the repository says of it elsewhere: charts it names, and who installs it how."""
        from complexity_lint.parsers.chart_sources import ChartSources

        if self.chart_sources is None:
            charts = {
                name: files for (kind, name), files in self.files.by_folder.items() if kind is UnitKind.CHART
            }
            installing = (
                self.files.file(path) for path in self.files.repository.paths if self._installs(path)
            )
            self.chart_sources = ChartSources(charts, (one for one in installing if one is not None))
        siblings = self.chart_sources.siblings(folder)
        binaries = [
            *self.files.binaries[folder],
            *(one for name in siblings for one in self.files.binaries[name]),
        ]
        named = (self.files.file(path) for path in self.chart_sources.installed_with(folder))
        added = [*(one for name in siblings for one in self.files.by_folder[UnitKind.CHART, name]), *named]
        listed = {source.path: source for source in (*sources, *added) if source is not None}
        environment = from_path(f"{folder}/x")
        return Unit(UnitKind.CHART, folder, tuple(listed.values()), environment, tuple(binaries))

    def _installs(self, path: str) -> bool:
        """Whether a file says who installs which chart."""
        from complexity_lint.parsers.installations import installs

        if not path.endswith((".yaml", ".yml", ".gotmpl")) or self.files.foreign.reason(path):
            return False
        return self.files.chart_of(path.split("/")[:-1]) in (None, "") and installs(
            path, self.files.repository.read(path) or b""
        )

    def _kustomize_units(self) -> Iterator[Unit]:
        """One unit for each kustomization that is deployed as it is, with the files of its bases."""
        if self.files.usage is None:
            return
        from complexity_lint.parsers.kustomize.usage import sources_of

        for folder in self.files.usage.roots:
            sources = sources_of(folder, self.files.usage, self.files.own_file)
            yield Unit(UnitKind.KUSTOMIZATION, folder, sources, from_path(f"{folder}/x"))
        for folder in self.files.usage.unused:
            self.files.skip(
                self.files.usage.by_folder[folder].source.path, "a component that no kustomization uses"
            )

    def _compose_units(self, folder: str, sources: list[Source]) -> Iterator[Unit]:
        """A folder's compose files with all they name and those that commands put on them; what other folders' files
        extend or include is read there.
        """
        from complexity_lint.parsers.compose.references import with_named_files

        elsewhere = self.compose_files.put_on_others
        own = [s for s in sources if s.path not in self.compose_files.parts_of_others]
        own = [s for s in own if s.path not in elsewhere]
        if not own:
            return
        own += [s for s in self.compose_files.sources if elsewhere.get(s.path) == folder]
        path = f"{folder}/.env" if folder else ".env"
        settings = self.files.repository.text(path)
        listed_files = [*own, Source(path, settings)] if settings is not None else own
        named = with_named_files(listed_files, self.files.repository.text)
        commands = self.compose_files.commands_for({source.path for source in own})
        yield Unit(UnitKind.COMPOSE, folder, (*named, *commands), from_path(f"{folder}/x"))

    def _read_by_terraform(self, sources: list[Source]) -> Iterator[Source]:
        """Files that configurations may read with `file` and `templatefile`: those in and below their own folders."""
        folders = {source.folder for source in sources}
        for path in self.files.repository.paths:
            if path.endswith(_READ_BY_TERRAFORM) and any(parent in folders for parent in _folders_of(path)):
                text = self.files.repository.text(path)
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
