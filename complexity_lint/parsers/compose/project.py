"""The compose files of a folder -> the workloads of the projects people start from them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.settings import VariableUse
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.compose.commands import (
    files_in_head,
    is_command_file,
    joined_files,
    put_on_others,
)
from complexity_lint.parsers.compose.consistency import check_consistency
from complexity_lint.parsers.compose.documents import read_file
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.environment_files import with_files
from complexity_lint.parsers.compose.files import GivenFiles
from complexity_lint.parsers.compose.loading import (
    SECTIONS,
    Scope,
    is_service,
    load_project,
    resolve_environment,
    with_services,
)
from complexity_lint.parsers.compose.nodes import to_node
from complexity_lint.parsers.compose.normal_form import normal_form
from complexity_lint.parsers.compose.normalize import Normalization
from complexity_lint.parsers.compose.obsolete import obsolete_uses
from complexity_lint.parsers.compose.paths import joined
from complexity_lint.parsers.compose.references import Use, references
from complexity_lint.parsers.compose.services import read_workload
from complexity_lint.parsers.compose.set_places import SetPlaces, set_places, with_set_places
from complexity_lint.parsers.compose.starts import BASE_NAMES, File, Project, Starts, head_of, stands_alone
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.parsers.compose.tree import Rejected, Table
from complexity_lint.parsers.compose.variable_uses import variable_uses
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.unit import Parts, Unit
from complexity_lint.parsers.yaml_nodes import Entry
from complexity_lint.source import Source

_COMPOSE_ENDINGS = (".yml", ".yaml")
_NAME = re.compile(r"(?i)(^|[._-])compose([._-]|$)|^fig\.ya?ml$")
_KEYS = frozenset(("version", "name", "include", *SECTIONS))
_TEMPLATE_MARKS = ("{{", "{%", "<%")


def evaluate(unit: Unit, commands: Sequence[Sequence[str]] = ()) -> Parts:
    """The workloads of the compose files of one folder, once for each project they make.

    The unit's sources are the folder's files, with `.env`, whatever files they name, and scripts, pipelines and
    READMEs that join some of them. `commands` are further lists of files, relative to the root, that are joined.
    """
    return _Folder.of(unit, commands).parts()


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Files taken together, what docker compose refuses in them, and what it finds missing from the whole."""

    top: Table
    rejected: tuple[Rejected, ...]
    incomplete: tuple[Rejected, ...]


@dataclass(slots=True)
class _Folder:
    """The files of one folder, and what was found out about them."""

    files: GivenFiles
    own: list[File]
    variables: Variables
    folder: str
    commands: list[Sequence[str]]
    coverage: dict[str, FileCoverage]
    yaml_problems: list[SyntaxProblem]
    old: set[str]
    loaded: dict[tuple[str, ...], _Loaded] = field(default_factory=dict)
    set_places: SetPlaces = field(default_factory=lambda: set_places(None, GivenFiles({})))

    @classmethod
    def of(cls, unit: Unit, commands: Sequence[Sequence[str]]) -> "_Folder":
        """Read a unit's files."""
        settings = joined(unit.name, ".env")
        dotenv = next((s for s in unit.sources if s.path == settings), None)
        variables = Variables(_settings(dotenv))
        found = cls(GivenFiles({}), [], variables, unit.name, [*commands], {}, [], set())
        kept = {source.path: source for source in unit.sources}
        given = [source for source in unit.sources if is_command_file(source.path)]
        listed = [s for s in unit.sources if s.name.endswith(_COMPOSE_ENDINGS) and s not in given]
        found.commands += [files for source in given for files in joined_files(source)]
        elsewhere = [source for source in listed if source.folder != unit.name]
        found.commands += [files for source in elsewhere for files in files_in_head(source)]
        brought = put_on_others(found.commands, kept)
        named: set[str] = set()
        for source in listed:
            if not found.read(source, source.folder == unit.name or brought.get(source.path) == unit.name):
                del kept[source.path]
                continue
            named |= {r.path for r in references(source) if r.use is Use.PROJECT and r.path != source.path}
        found.files = GivenFiles(kept)
        found.set_places = set_places(dotenv, found.files)
        found.own = [f for f in found.own if f.path not in named or f.name in BASE_NAMES]
        return found

    def read(self, source: Source, own: bool) -> bool:
        """Take in one compose file; False for one that is something else: a template of one, another format."""
        read = read_file(source)
        if read.problems and any(mark in source.text for mark in _TEMPLATE_MARKS):
            self.coverage[source.path] = FileCoverage(source.path, "skipped", "a template of another tool")
            return False
        if not _is_compose(source, [document.top for document in read.documents]):
            self.coverage[source.path] = FileCoverage(source.path, "skipped", "not a compose file")
            return False
        self.yaml_problems += read.problems
        status = ("partly", "not valid YAML") if read.problems else ("evaluated", "")
        self.coverage[source.path] = FileCoverage(source.path, *status)
        tops = [with_services(document.top) for document in read.documents]
        if any(is_old for _, is_old in tops):
            self.old.add(source.path)
        services = {name: f for top, _ in tops for name, f in top.table("services").fields.items()}
        if own and tops:
            self.own.append(File(source, Table(tops[0][0].at, services), head_of(source.text)))
        return True

    def parts(self) -> Parts:
        """Everything the projects of the folder say."""
        starts = Starts(self.own, self.commands, _compose_file(self.folder, self.variables), self.faults)
        workloads: list[Workload] = []
        uses: list[VariableUse] = []
        problems = list(self.yaml_problems)
        for project in starts.projects():
            loaded = self.load(project.paths)
            for file in self.own:
                if file.path in project.paths:
                    uses += variable_uses(file.source, project.environment, project.name)
            workloads += self._workloads(project, loaded.top)
            problems += self._problems(project, loaded)
        unique = dict.fromkeys(problems)
        obsolete = (u for f in self.own for u in obsolete_uses(f.source, is_old=f.path in self.old))
        return Parts(
            workloads=tuple(workloads),
            obsolete=tuple(obsolete),
            variable_uses=tuple(uses),
            problems=tuple(unique),
            coverage=tuple(self.coverage.values()),
        )

    def load(self, paths: tuple[str, ...]) -> _Loaded:
        """The files taken together, and what docker compose refuses in them. Asked for again, it is not done
        again.
        """
        if paths not in self.loaded:
            self.loaded[paths] = self._load(paths)
        return self.loaded[paths]

    def _load(self, paths: tuple[str, ...]) -> _Loaded:
        rejected: list[Rejected] = []
        scope = Scope(self.files, self.folder, self.variables, rejected.append, old_format=True)
        top = resolve_environment(load_project(paths, scope), self.variables)
        form = normal_form(Normalization("project", self.variables).apply(top), (), rejected.append)
        incomplete = tuple(check_consistency(form))
        services = top.get("services")
        if isinstance(services, Table):
            read = services.mapped(
                lambda name, value: with_files(value, scope) if isinstance(value, Table) else value
            )
            top = top.put("services", read)
        return _Loaded(top, tuple(rejected), incomplete)

    def faults(self, paths: tuple[str, ...]) -> int:
        """How much docker compose refuses in these files."""
        loaded = self.load(paths)
        return sum(not error.lacking for error in (*loaded.rejected, *loaded.incomplete))

    def _problems(self, project: Project, loaded: _Loaded) -> Iterator[SyntaxProblem]:
        """What docker compose refuses for certain.

        In a pair that may never be started, that is only what either file says alone. That something is missing is
        told only of what starts by itself: another file may be half of a whole nobody told us of.
        """
        for error in loaded.rejected:
            if error.lacking:
                self._say_partly(error.at.path, error.message)
        if not self.old.isdisjoint(project.paths):
            return
        certain = _problems(loaded.rejected)
        whole = any(stands_alone(found.value) for found in loaded.top.table("services").fields.values())
        if project.usual and whole and not _is_joined_elsewhere(project, loaded):
            certain |= _problems(loaded.incomplete)
        elif loaded.incomplete:
            self._say_partly(project.paths[-1], f"not complete by itself: {loaded.incomplete[0].message}")
        if len(project.paths) > 1 and not project.usual:
            certain &= {
                problem for path in project.paths for problem in _problems(self.load((path,)).rejected)
            }
        yield from sorted(certain, key=lambda problem: (problem.at.order, problem.message))

    def _say_partly(self, path: str, reason: str) -> None:
        old = self.coverage.get(path)
        if old is not None and old.status == "evaluated":
            self.coverage[path] = FileCoverage(path, "partly", reason)

    def _workloads(self, project: Project, top: Table) -> Iterator[Workload]:
        read = list(self._services(project, top))
        waited_for = {d.name for w in read for d in w.dependencies if d.condition == "completed_successfully"}
        for workload in read:
            yield replace(workload, ends=True) if workload.name in waited_for else workload

    def _services(self, project: Project, top: Table) -> Iterator[Workload]:
        # What is relative in a compose file is relative to the folder of the project's first file.
        folder = project.paths[0].rpartition("/")[0]
        for name, found in top.table("services").fields.items():
            entry = Entry(name, found.at, to_node(found.value))
            workload = read_workload(entry, project.name, project.environment, folder)
            if workload is not None:
                workload = with_set_places(workload, self.set_places)
                # Version 1 of the format knew no network but the one that all containers of a machine are on.
                is_old = not self.old.isdisjoint(project.paths)
                yield replace(workload, networks=()) if is_old else workload


def _is_joined_elsewhere(project: Project, loaded: _Loaded) -> bool:
    """Whether a file in a folder of its own uses networks and declares none: one that is joined with whatever declares
    them, for nobody can start it alone.
    """
    lacks = any("undefined network" in error.message for error in loaded.incomplete)
    declared = set(loaded.top.table("networks").fields) - {"default"}
    return lacks and not declared and "/" in project.paths[0]


def _problems(rejected: Sequence[Rejected]) -> set[SyntaxProblem]:
    return {SyntaxProblem(error.at, error.message) for error in rejected if not error.lacking}


def _is_compose(source: Source, tops: Sequence[Table]) -> bool:
    """Whether a file without a name that says so is a compose file: other formats have a key `services` too."""
    if _NAME.search(source.name):
        return True
    return all(
        isinstance(top.get("services"), (Table, type(None)))
        and all(_is_known(key, top) for key in top.fields)
        for top in tops
    )


def _is_known(key: str, top: Table) -> bool:
    return key.startswith("x-") or key in _KEYS or is_service(top.fields[key].value)


def _settings(source: Source | None) -> dict[str, str]:
    return read_environment_file(source.text, Variables()).values() if source else {}


def _compose_file(folder: str, variables: Variables) -> tuple[str, ...]:
    """The files that COMPOSE_FILE in `.env` joins, none without it."""
    named = variables.values.get("COMPOSE_FILE")
    separator = variables.values.get("COMPOSE_PATH_SEPARATOR") or ":"
    return tuple(joined(folder, path) for path in named.split(separator)) if named else ()
