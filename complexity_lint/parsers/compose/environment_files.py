"""What `env_file` and `label_file` add to services (compose-go 2.16, types/project.go)."""

from collections.abc import Iterator

from complexity_lint.parsers.compose.dotenv import EnvironmentFile, Fault, Setting, read_environment_file
from complexity_lint.parsers.compose.loading import Scope, read_named
from complexity_lint.parsers.compose.paths import joined
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.parsers.compose.tree import Field, Leaf, Rejected, Row, Table, Tree
from complexity_lint.source import Location


def with_files(service: Table, scope: Scope) -> Table:
    """A service with the settings and labels of the files it names; its own win. `env_file` goes."""
    own = _own(service.get("environment"))
    variables = scope.variables.below(_values(own))
    settings: dict[str, Field] = {}
    for item in service.items("env_file"):
        settings |= _read(item, variables, settings, scope)
    if settings:
        service = service.put("environment", Table(service.at, {**settings, **own}))
    labels: dict[str, Field] = {}
    for item in service.items("label_file"):
        # Labels are not expanded with the project's variables, only with labels of the files before.
        labels |= _read(item, Variables(_values(labels), scope.variables.complete), {}, scope)
    if labels:
        service = service.put("labels", Table(service.at, {**labels, **_own(service.get("labels"))}))
    return service.without("env_file")


def _own(tree: Tree | None) -> dict[str, Field]:
    """Settings as fields, whether written as a mapping or a list."""
    if isinstance(tree, Table):
        return dict(tree.fields)
    fields: dict[str, Field] = {}
    for item in tree.items if isinstance(tree, Row) else ():
        if isinstance(item, Leaf):
            name, separator, value = str(item.value).partition("=")
            fields[name] = Field(item.at, Leaf(item.at, value if separator else None, item.known))
    return fields


def _values(fields: dict[str, Field]) -> dict[str, str]:
    found = {name: f.value.value for name, f in fields.items() if isinstance(f.value, Leaf) and f.value.known}
    return {name: str(value) for name, value in found.items() if value is not None}


def _read(item: Tree, variables: Variables, before: dict[str, Field], scope: Scope) -> dict[str, Field]:
    """The settings of one file; `before` are those of the files before it."""
    named = item.get("path") if isinstance(item, Table) else item
    if not isinstance(named, Leaf) or not named.known:
        return {}
    path = joined(scope.folder, str(named.value))
    source = scope.files.read(path)
    required = item.get("required") if isinstance(item, Table) else None
    if source is None and isinstance(required, Leaf) and required.value is False:
        return {}
    if not read_named(path, named.at, "reads", scope) or source is None:
        return {}
    kind = item.text("format") if isinstance(item, Table) else ""
    if kind not in ("", "raw"):
        scope.report(Rejected(named.at, f'unsupported env_file format "{kind}"'))
        return {}
    raw = kind == "raw"
    read = (
        _raw(source.text, variables)
        if raw
        else read_environment_file(source.text, variables, _values(before))
    )
    if read.fault:
        scope.report(
            Rejected(Location(path, read.fault.line), f"failed to read {path}: {read.fault.message}")
        )
    return dict(_fields(read, path))


def _fields(read: EnvironmentFile, path: str) -> Iterator[tuple[str, Field]]:
    for setting in read.settings:
        if setting.value is not None:
            at = Location(path, setting.line)
            yield setting.name, Field(at, Leaf(at, setting.value, setting.known))


def _raw(text: str, variables: Variables) -> EnvironmentFile:
    """The format `raw`: a line is a name and its value to the letter (docker/cli, kvfile)."""
    settings: list[Setting] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.lstrip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not name or any(character.isspace() for character in name):
            return EnvironmentFile(tuple(settings), Fault(number, f'variable "{name}" contains whitespaces'))
        settings.append(Setting(name, value if separator else variables.values.get(name), number))
    return EnvironmentFile(tuple(settings))
