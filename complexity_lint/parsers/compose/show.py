"""What docker compose makes of files: `docker compose config --format json --no-path-resolution`."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from complexity_lint.parsers.compose.consistency import check_consistency
from complexity_lint.parsers.compose.documents import read_file
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.environment_files import with_files
from complexity_lint.parsers.compose.files import Files
from complexity_lint.parsers.compose.loading import Scope, load_project, resolve_environment
from complexity_lint.parsers.compose.normal_form import as_tree, normal_form, places, plain, used_only
from complexity_lint.parsers.compose.normalize import Normalization, project_name
from complexity_lint.parsers.compose.paths import joined
from complexity_lint.parsers.compose.template import InvalidTemplate, RequiredVariable, Variables, interpolate
from complexity_lint.parsers.compose.tree import Field, Leaf, Rejected, Table, Tree
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.source import Location

DEFAULT_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE_NAMES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)


@dataclass(frozen=True, slots=True)
class Start:
    """How a project is started: the files given with `-f` (relative to the root), or the folder alone.

    `environment` are the variables of the process that starts it, `folder_name` the name of the folder on the
    machine, after which a project is named that has no name.
    """

    folder: str
    paths: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    environment: Mapping[str, str] | None = None
    folder_name: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The merged project as data for JSON, the place of each dotted key, and what docker compose refuses."""

    data: dict[str, Any]
    places: dict[str, Location]
    problems: tuple[SyntaxProblem, ...]


def show(start: Start, files: Files) -> Shown:
    """The project that starts there. With problems, docker compose would print nothing; what could be read is
    shown.
    """
    found: list[Rejected] = []
    outside = Variables(start.environment or {}, complete=True)
    variables = outside.below(_settings(joined(start.folder, ".env"), files, outside, found))
    paths = start.paths or _default_paths(start.folder, files, variables)
    if not paths:
        problem = SyntaxProblem(Location(start.folder or "."), "no compose file in this folder")
        return Shown({}, {}, (problem,))
    name = _name(paths, start, files, variables, found)
    variables = Variables({**variables.values, "COMPOSE_PROJECT_NAME": name}, complete=True)
    scope = Scope(files, start.folder, variables, found.append, home=start.home)
    tree = _project(paths, name, start.profiles or _profiles(variables), scope)
    problems = dict.fromkeys(SyntaxProblem(error.at, error.message) for error in found)
    data = plain(tree)
    return Shown(data, places(tree), tuple(problems))


def _project(paths: Sequence[str], name: str, profiles: Sequence[str], scope: Scope) -> Table:
    top = load_project(paths, scope)
    if not top.fields:
        scope.report(Rejected(Location(paths[0]), "empty compose file"))
    if not name:
        scope.report(Rejected(Location(paths[0]), "project name must not be empty"))
    top = resolve_environment(top, scope.variables)
    top = Normalization(name, scope.variables).apply(top)
    form = normal_form(top, profiles, scope.report)
    for error in check_consistency(form):
        scope.report(error)
    services = {
        key: Field(f.at, with_files(f.value, scope)) if isinstance(f.value, Table) else f
        for key, f in form.services.fields.items()
    }
    form = replace(form, services=Table(form.services.at, services))
    return as_tree(used_only(form), name)


def _settings(path: str, files: Files, outside: Variables, found: list[Rejected]) -> dict[str, str]:
    source = files.read(path)
    if source is None:
        return {}
    read = read_environment_file(source.text, outside)
    if read.fault:
        found.append(
            Rejected(Location(path, read.fault.line), f"failed to read {path}: {read.fault.message}")
        )
    return read.values()


def _default_paths(folder: str, files: Files, variables: Variables) -> tuple[str, ...]:
    """What starts in a folder when no file is named: COMPOSE_FILE, or the file with a default name and its
    override.
    """
    named = variables.values.get("COMPOSE_FILE")
    if named is not None:
        separator = variables.values.get("COMPOSE_PATH_SEPARATOR") or ":"
        return tuple(joined(folder, path) for path in named.split(separator))
    paths = []
    for names in (DEFAULT_NAMES, OVERRIDE_NAMES):
        there = (joined(folder, name) for name in names if files.read(joined(folder, name)) is not None)
        first = next(there, None)
        if first is None:
            break
        paths.append(first)
    return tuple(paths)


def _profiles(variables: Variables) -> tuple[str, ...]:
    return tuple(part.strip() for part in variables.values.get("COMPOSE_PROFILES", "").split(","))


def _name(
    paths: Sequence[str], start: Start, files: Files, variables: Variables, found: list[Rejected]
) -> str:
    """COMPOSE_PROJECT_NAME, or the last `name` in the files, or the folder's."""
    given = variables.values.get("COMPOSE_PROJECT_NAME")
    if given:
        if project_name(given) != given:
            found.append(Rejected(Location(paths[0]), f'invalid project name "{given}"'))
        return given
    name = project_name(start.folder_name or posixpath.basename(start.folder))
    written = [leaf for path in paths for leaf in _names_in(path, files)]
    if not written:
        return name
    try:
        return project_name(interpolate(str(written[-1].value), variables)[0])
    except (InvalidTemplate, RequiredVariable) as error:
        found.append(Rejected(written[-1].at, str(error)))
        return name


def _names_in(path: str, files: Files) -> list[Leaf]:
    source = files.read(path)
    if source is None:
        return []
    values: list[Tree | None] = [document.top.get("name") for document in read_file(source).documents]
    return [value for value in values if isinstance(value, Leaf) and value.value]
