"""The compose files of a folder -> the projects people start from them, and their workloads.

A project is one file that stands alone, or a base file with one that completes it: `docker compose` itself joins
`compose.yaml` with `compose.override.yaml`; other pairs are joined with `-f base -f other`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint.model.environment_names import from_path
from complexity_lint.finding import FileCoverage
from complexity_lint.model.environments import DEVELOPMENT, UNSTATED, Environment
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.compose.interpolate import parse_environment_file
from complexity_lint.parsers.compose.merge import merge_files
from complexity_lint.parsers.compose.services import read_workload, resolve
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.unit import Parts, Unit
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, load
from complexity_lint.source import Source

BASE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "fig.yml")
_OVERRIDE = re.compile(r"(docker-)?compose\.override\.ya?ml")
MAX_EXTENDS = 10


@dataclass(frozen=True, slots=True)
class File:
    """One compose file: its path, its name and its top-level mapping with services under `services`."""

    source: Source
    top: Mapping

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def services(self) -> tuple[Entry, ...]:
        return self.top.mapping("services").entries


@dataclass(frozen=True, slots=True)
class Project:
    """One way to start a folder's compose files: its main file, what they say together, and for whom."""

    name: str
    top: Mapping
    environment: Environment


def evaluate(unit: Unit) -> Parts:
    """The workloads of the compose files of one folder, once for each project they make."""
    files: list[File] = []
    problems: list[SyntaxProblem] = []
    coverage: list[FileCoverage] = []
    variables: dict[str, str] = {}
    for source in unit.sources:
        if source.name == ".env":
            variables = parse_environment_file(source.text)
            continue
        documents = load(source)
        top = next(documents.mappings(), None)
        if documents.problem:
            problems.append(documents.problem)
            coverage.append(FileCoverage(source.path, "partly", "not valid YAML"))
        if top is not None:
            files.append(File(source, with_services(top)))
        if not documents.problem:
            coverage.append(FileCoverage(source.path, "evaluated"))
    notes: set[tuple[str, str]] = set()
    workloads = [w for project in projects(files) for w in _workloads(project, files, variables, notes)]
    partly = {path: reason for path, reason in sorted(notes)}
    coverage = [FileCoverage(c.path, "partly", partly[c.path]) if c.path in partly else c for c in coverage]
    return Parts(workloads=tuple(workloads), problems=tuple(problems), coverage=tuple(coverage))


def with_services(top: Mapping) -> Mapping:
    """A file of the first format, with its services at the top level, in the shape of the later ones."""
    if top.get("services") is not None or top.get("include") is not None:
        return top
    services = [e for e in top.entries if isinstance(e.value, Mapping) and _is_service(e.value)]
    if not services:
        return top
    return Mapping(top.at, (Entry("services", top.at, Mapping(top.at, tuple(services))),))


def projects(files: list[File]) -> Iterator[Project]:
    """The projects that the files of one folder make."""
    base = next((f for name in BASE_NAMES for f in files if f.name == name), None)
    completed: list[Environment] = []
    for file in files:
        if file is base:
            continue
        stated = _environment(file)
        if base is not None and _completes(base, file):
            environment = DEVELOPMENT if _OVERRIDE.fullmatch(file.name) else stated
            completed.append(environment)
            yield Project(base.source.path, merge_files(base.top, file.top), environment)
        else:
            yield Project(file.source.path, file.top, stated)
    if base is not None and not any(e == DEVELOPMENT or e.is_production for e in completed):
        yield Project(base.source.path, base.top, _environment(base))


def _environment(file: File) -> Environment:
    return from_path(file.source.path) or UNSTATED


def _is_service(value: object) -> bool:
    return isinstance(value, Mapping) and any(value.entry(k) for k in ("image", "build", "extends", "provider"))


def _completes(base: File, other: File) -> bool:
    """Whether a file only makes sense together with the base: it is the override, or lacks a service's image."""
    if _OVERRIDE.fullmatch(other.name):
        return True
    names = {entry.key for entry in base.services}
    return any(not _is_service(entry.value) and entry.key in names for entry in other.services)


def _workloads(
    project: Project, files: list[File], variables: dict[str, str], notes: set[tuple[str, str]]
) -> Iterator[Workload]:
    if project.top.get("include") is not None:
        notes.add((project.name, "included files are read on their own"))
    for entry in project.top.mapping("services").entries:
        merged = _extended(entry, project.top, files, notes, 0)
        resolved = Entry(entry.key, entry.at, resolve(merged, variables)) if merged else entry
        # What is relative in a compose file is relative to the folder of the project's main file.
        folder = project.name.rpartition("/")[0]
        workload = read_workload(resolved, project.name, project.environment, folder)
        if workload is not None:
            yield workload


def _extended(
    entry: Entry, top: Mapping, files: list[File], notes: set[tuple[str, str]], depth: int
) -> Mapping | None:
    """A service with what it `extends` below it, from this file or another of the folder."""
    service = entry.value
    if not isinstance(service, Mapping):
        return None
    extends = service.get("extends")
    if extends is None or depth > MAX_EXTENDS:
        return service
    name, file_name = (extends.text("service"), extends.text("file")) if isinstance(extends, Mapping) else (
        service.text("extends"),
        "",
    )
    if file_name:
        other = next((f.top for f in files if f.name == file_name.removeprefix("./")), None)
        if other is None:
            notes.add((entry.at.path, f"extends {file_name}, which is not read with it"))
            return service
        top = other
    parent = top.mapping("services").entry(name)
    if parent is None or parent.value is service:
        return service
    below = _extended(parent, top, files, notes, depth + 1)
    if below is None:
        return service
    joined = merge_files(_as_file(below), _as_file(service)).get("services", "x")
    return joined if isinstance(joined, Mapping) else service


def _as_file(service: Mapping) -> Mapping:
    entries = tuple(e for e in service.entries if e.key != "extends")
    inner = Mapping(service.at, (Entry("x", service.at, Mapping(service.at, entries)),))
    return Mapping(service.at, (Entry("services", service.at, inner),))
