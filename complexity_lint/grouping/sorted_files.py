"""A repository's files, sorted by what reads them, and what is passed over and why."""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from complexity_lint.discovery.repository import Repository, decode
from complexity_lint.finding import FileCoverage
from complexity_lint.grouping.foreign_folders import ForeignFolders
from complexity_lint.grouping.rendered_files import RenderedFiles
from complexity_lint.grouping.versioned_dockerfiles import VersionedDockerfiles
from complexity_lint.kinds import (
    INVENTORY,
    OTHER_TEMPLATE,
    SUPERVISED,
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
    from complexity_lint.parsers.kustomize.usage import Usage


class SortedFiles:
    """Collects files by kind while a repository is walked once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.charts = {p.rpartition("/")[0] for p in repository.paths if p.rpartition("/")[2] == "Chart.yaml"}
        self.unpacked = unpacked_charts(repository, self.charts)
        self.versioned = VersionedDockerfiles(repository)
        self.rendered = RenderedFiles(repository, self.charts)
        self.binaries: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        self.single: list[Unit] = []
        self.pipelines: list[Source] = []
        self.by_folder: dict[tuple[UnitKind, str], list[Source]] = defaultdict(list)
        self.passed_over: list[FileCoverage] = []
        self.files: dict[str, Source | None] = {}
        self.foreign = ForeignFolders(repository.paths)
        self.usage = self._kustomize_usage()

    def _kustomize_usage(self) -> "Usage | None":
        """How the kustomizations hang together; None where there are none: then no YAML library is loaded for
        them.
        """
        paths = [p for p in self.repository.paths if p.rpartition("/")[2] in _KUSTOMIZATIONS]
        paths = [p for p in paths if not self.foreign.reason(p) and not self.chart_of(p.split("/")[:-1])]
        if not paths:
            return None
        from complexity_lint.parsers.kustomize.usage import find_usage, read_kustomization

        sources = [source for path in paths if (source := self.file(path)) is not None]
        return find_usage([read_kustomization(s) for s in sources if not _OBJECT_OF_FLUX.search(s.text)])

    def file(self, path: str) -> Source | None:
        """A file that another one names, whatever it holds; read once."""
        if path not in self.files:
            text = self.repository.text(path)
            self.files[path] = None if text is None else Source(path, text)
        return self.files[path]

    def own_file(self, path: str) -> Source | None:
        """A file that another one names, with nothing in it where a script renders it."""
        source = self.file(path)
        return Source(path, "") if source is not None and self.rendered.holds(path) else source

    def skip(self, path: str, reason: str) -> None:
        self.passed_over.append(FileCoverage(path, "skipped", reason))

    def take(self, path: str) -> None:
        *folders, name = path.split("/")
        kind = kind_by_name(path, name)
        foreign = self.foreign.reason(path)
        if foreign:
            if kind is not None:
                self.skip(path, foreign)
            return
        if self.unpacked and any("/".join(folders[:n]) in self.unpacked for n in range(1, len(folders) + 1)):
            if name == "Chart.yaml" or kind is not None:
                self.skip(path, "a chart of others, unpacked")
            return
        chart = self.chart_of(folders)
        if chart is not None and self._take_chart_file(path, name, chart) and kind is not UnitKind.DOCKERFILE:
            return
        reader = _TAKERS.get(kind) if kind else None
        if reader is not None:
            reader(self, path, name)
        elif name.endswith((".yaml", ".yml", ".json", ".hcl", ".template")) or INVENTORY.search(path):
            self._take_by_content(path, name)
        elif name.endswith((".conf", ".ini")):
            self._take_supervised(path)
        elif "." not in name and name not in _WRAPPERS and path not in self.repository.links:
            self._take_shell_script(path)

    def source(self, path: str) -> Source | None:
        """The file as text, or None (said in the coverage) when it is too large or generated."""
        data = self.repository.read(path)
        if data is None:
            self.skip(path, "too large or not readable")
            return None
        if b"\0" in data[:1024] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            self.skip(path, "not text")
            return None
        if is_generated(data) or self.rendered.holds(path):
            self.skip(path, "generated")
            return None
        return Source(path, decode(data))

    def take_dockerfile(self, path: str, name: str) -> None:
        if TEMPLATE_NAME.search(name):
            self.skip(path, "a template of another tool")
            return
        if self.versioned.make(path):
            self.skip(path, "generated")
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

    def take_script(self, path: str, name: str) -> None:
        """Keep a script, but a PowerShell one only where no shell script beside it says the same."""
        if name.lower().endswith(".ps1") and f"{path[:-4]}.sh" in self.repository.paths:
            self.skip(path, "the PowerShell twin of a shell script")
            return
        self.take_single(UnitKind.SCRIPT)(path)

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
        elif kind is UnitKind.MANIFESTS and self._is_unused_patch(path):
            self.skip(path, "a patch that no kustomization uses")
        elif kind is UnitKind.PIPELINE:
            self.take_pipeline(path, name)
        elif (source := self.source(path)) is not None:
            folder = "" if kind is UnitKind.ANSIBLE else source.folder
            self.by_folder[kind, folder].append(source)

    def _is_unused_patch(self, path: str) -> bool:
        """Whether a file that no kustomization names is called a patch and lies with one, as scaffolds leave them."""
        folder = path.rpartition("/")[0]
        beside = (folder, folder.rpartition("/")[0])
        with_one = self.usage is not None and any(one in self.usage.by_folder for one in beside)
        return with_one and _PATCH.search(path) is not None

    def _take_supervised(self, path: str) -> None:
        """Keep a file of settings that lists programs for supervisord."""
        if SUPERVISED.search(self.repository.read(path) or b""):
            self.take_single(UnitKind.PROCESS_LIST)(path)

    def _take_shell_script(self, path: str) -> None:
        """Keep a file without an ending whose first line calls a shell: `bin/deploy`."""
        if _SHELL.match(self.repository.read(path) or b""):
            self.take_single(UnitKind.SCRIPT)(path)

    def chart_of(self, folders: list[str]) -> str | None:
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


_SHELL = re.compile(rb"#! *(/usr)?/bin/(env +(-S +)?)?(ba|da|k|a|z)?sh\b")
_WRAPPERS = frozenset(("gradlew", "mvnw"))
"""Scripts that build tools generate into a project."""
_PATCH = re.compile(r"(?i)(^|/)patches/[^/]+$|(^|[/._-])patch([._-][^/]*)?\.(ya?ml|json)$")
_KUSTOMIZATIONS = frozenset(("kustomization.yaml", "kustomization.yml", "Kustomization"))
_OBJECT_OF_FLUX = re.compile(r"(?m)^apiVersion:[ \t]*[\"']?[\w.-]+\.toolkit\.fluxcd\.io/")
"""Flux has a kind of the same name (`kustomize.toolkit.fluxcd.io`): a file that holds one is a manifest, whatever it
is called.
"""
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


_TAKERS: dict[UnitKind, Callable[[SortedFiles, str, str], None]] = {
    UnitKind.DOCKERFILE: SortedFiles.take_dockerfile,
    UnitKind.TERRAFORM: SortedFiles.take_terraform,
    UnitKind.PIPELINE: SortedFiles.take_pipeline,
    UnitKind.PROCESS_LIST: lambda files, path, name: files.take_single(UnitKind.PROCESS_LIST)(path),
    UnitKind.BAKE: lambda files, path, name: files.take_bake(path),
    UnitKind.NOMAD: lambda files, path, name: files.take_single(UnitKind.NOMAD)(path),
    UnitKind.UNIT_FILE: lambda files, path, name: files.take_single(UnitKind.UNIT_FILE)(path),
    UnitKind.RECIPE: lambda files, path, name: files.take_single(UnitKind.RECIPE)(path),
    UnitKind.AZURE: lambda files, path, name: files.take_single(UnitKind.AZURE)(path),
    UnitKind.SCRIPT: SortedFiles.take_script,
}
