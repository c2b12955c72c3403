"""Which modules of an image a workload does not load, where its own command tells, and which imports never succeed."""

import posixpath
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from complexity_lint.assemble.python_code import PythonSources
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.commands import Command
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.workloads import Workload
from complexity_lint.source import Location

if TYPE_CHECKING:
    from complexity_lint.parsers.python import ModuleFacts

_LOADS_MORE = re.compile(
    r"\b(importlib|__import__|pkgutil|autodiscover|import_string|runpy|subprocess|multiprocessing|exec|execfile)\b"
    r"|\bos\.(system|exec|spawn|popen)|[\"']\w+:\w+[\"']"
)
"""Words of a module that may load or start others by names which nobody can read."""
_HARMLESS = frozenset(": [ alembic cd echo exec export mkdir set sleep test true".split())
"""Commands before the one that stays, which load no module of their own."""
_CAUGHT = re.compile(r"except\b.*\b(ImportError|ModuleNotFoundError|Exception)\b|except\s*:")
_MANIFESTS = re.compile(
    r"(?i)^([\w.-]*requirements[\w.-]*\.(txt|in)|pyproject\.toml|poetry\.lock|uv\.lock|pdm\.lock|pylock[\w.-]*\.toml"
    r"|Pipfile(\.lock)?|setup\.(py|cfg)|environment[\w.-]*\.ya?ml|constraints[\w.-]*\.txt)$"
)
_IMPORTED = re.compile(r"\s*(?:from|import)\s+(\w+)")


class LoadedModules:
    """What the workloads of one image load of its Python files."""

    def __init__(self, build: ImageBuild, paths: Sequence[str], python: PythonSources) -> None:
        from complexity_lint.parsers.python import ModuleReader

        self._build = build
        self._sources = {source.path: source.text for source in python.at(paths)}
        # Imports alone are wanted: what else the modules hold is read within the budget that others share.
        self._modules = ModuleReader(budget=0).read(python.at(paths))

    def left_out(self, path: str, workloads: Iterable[Workload]) -> tuple[Location, ...]:
        """The workloads of the image, by their places, that are known not to load the module at a path."""
        return tuple(one.at for one in workloads if self._is_left_out(path, one))

    def _is_left_out(self, path: str, workload: Workload) -> bool:
        from complexity_lint.parsers.python import entry_modules, reach

        main = workload.main
        own = main is not None and main.starts
        commands: Sequence[Command] = main.starts if main is not None and own else self._build.starts
        if not own and self._build.supervised:
            return False
        entries: list[ModuleFacts] = []
        for command in commands:
            named = entry_modules(self._modules, self._build.context or "", command.words)
            if not named and command.name not in _HARMLESS:
                return False
            entries += named
        loaded = reach(self._modules, entries) if entries else frozenset((path,))
        return path not in loaded and not any(_LOADS_MORE.search(self._sources[one]) for one in loaded)


def is_never_imported(at: Location, build: ImageBuild, copied: Iterable[str], repository: Repository) -> bool:
    """Whether the code goes on without an import (`except ImportError`) of a package that nothing in the image
    installs, as far as its Dockerfile and the manifests it takes in tell.
    """
    lines = (repository.text(at.path) or "").split("\n")
    match = _IMPORTED.match(lines[at.line - 1]) if at.line and at.line <= len(lines) else None
    if match is None or at.line is None or match[1] in sys.stdlib_module_names:
        return False
    if not _is_guarded(lines, at.line - 1):
        return False
    package = re.compile(rf"(?i)(?<![\w-])([\w.]+[-_])?{re.sub('[-_.]', '[-_.]', match[1])}(?![\w-])")
    dockerfile = repository.text(build.at.path) or ""
    named = {p for p in repository.paths if _is_named(p, build, dockerfile)}
    listed = {path for path in (*copied, *named) if _MANIFESTS.match(posixpath.basename(path))}
    texts = [repository.text(path) or "" for path in sorted(listed)]
    return bool(listed) and not any(package.search(text) for text in (dockerfile, *texts))


def _is_named(path: str, build: ImageBuild, dockerfile: str) -> bool:
    """Whether a file of the context is one that the Dockerfile may mean, in whatever stage."""
    inside = not build.context or path.startswith(f"{build.context}/")
    return inside and posixpath.basename(path) in dockerfile


def _is_guarded(lines: Sequence[str], number: int) -> bool:
    """Whether a line stands in a `try:` that goes on where an import fails."""
    indent = _indent(lines[number])
    before = (i for i in range(number - 1, -1, -1) if lines[i].strip() and _indent(lines[i]) < indent)
    start = next(before, None)
    if start is None or lines[start].strip().split("#")[0].strip() != "try:":
        return False
    after = (line for line in lines[number + 1 :] if line.strip() and _indent(line) <= _indent(lines[start]))
    return _CAUGHT.match(next(after, "").strip()) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
