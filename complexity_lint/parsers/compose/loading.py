"""Compose files -> the project they make (compose-go 2.16, loader/loader.go).

The order matters and is compose-go's: each file is interpolated, its includes are read, then what its services
extend; then it is merged into what the files before it said, checked, and written out in long form.
"""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from complexity_lint.parsers.compose.canonical import canonical, with_defaults
from complexity_lint.parsers.compose.casts import Interpolation, Report
from complexity_lint.parsers.compose.documents import Document, read_file, reset
from complexity_lint.parsers.compose.files import Files, is_outside
from complexity_lint.parsers.compose.merge import merge
from complexity_lint.parsers.compose.paths import PathResolution
from complexity_lint.parsers.compose.schema import check
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.parsers.compose.tree import Field, Leaf, Rejected, Row, Table, Tree, leaf_like
from complexity_lint.parsers.compose.unicity import enforce
from complexity_lint.parsers.compose.validation import validate
from complexity_lint.source import Location

SECTIONS = ("services", "jobs", "volumes", "networks", "secrets", "configs", "models")


MAX_FILES = 1000
"""Files read for one project, counted as often as they are included or extended."""


@dataclass(slots=True)
class Budget:
    """How many more files may be read: files that include each other twice make four, eight, sixteen ..."""

    left: int = MAX_FILES

    def take(self) -> bool:
        """Whether one more may be read."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Scope:
    """What the files of a project, or of a part that is included, are read with.

    `folder` is where their relative paths start, itself relative to the root. `included` are the files on the way
    here. A file that is extended is not `checked` by itself, and neither includes nor extends. `old_format` lets
    files of the first format in, which docker compose does not read any more. `home` is what `~` stands for.
    """

    files: Files
    folder: str
    variables: Variables
    report: Report
    included: tuple[str, ...] = ()
    checked: bool = True
    old_format: bool = False
    home: str = ""
    budget: Budget = field(default_factory=Budget)


def load_project(paths: Sequence[str], scope: Scope) -> Table:
    """The files of a project, the first one first, as one tree in long form with its defaults. Never raises."""
    top = Table(Location(paths[0]))
    for path in paths:
        top = _add_file(top, path, scope)
    top = _tabled(with_defaults(top, scope.report))
    for fault in validate(top):
        scope.report(fault)
    return top


def load_included(paths: Sequence[str], scope: Scope, prefix: str) -> Table:
    """The files that an `include` names, with paths seen from the folder that includes it."""
    top = load_project(paths, scope)
    return resolve_environment(_tabled(PathResolution(prefix, scope.home).apply(top)), scope.variables)


def load_extended(path: str, scope: Scope) -> tuple[Table, Document | None]:
    """A file that is extended, with paths seen from the project's folder; and its last document."""
    prefix = posixpath.relpath(posixpath.dirname(path) or ".", scope.folder or ".")
    inner = replace(scope, checked=False)
    top = _add_file(Table(Location(path)), path, inner)
    documents = _documents(path, inner)
    return _tabled(PathResolution(prefix, scope.home).apply(top)), documents[-1] if documents else None


def read_named(path: str, at: Location, what: str, scope: Scope) -> bool:
    """Whether a file that another one names can be read; says so where it cannot."""
    if is_outside(path):
        scope.report(Rejected(at, f"{what} {path}, which is outside of the repository", lacking=True))
        return False
    if scope.files.read(path) is None:
        scope.report(Rejected(at, f"{what} {path}, which is not there", lacking=True))
        return False
    return True


def _tabled(tree: Tree) -> Table:
    return tree if isinstance(tree, Table) else Table(tree.at)


def _documents(path: str, scope: Scope) -> tuple[Document, ...]:
    source = scope.files.read(path)
    return read_file(source).documents if source is not None else ()


def _add_file(top: Table, path: str, scope: Scope) -> Table:
    source = scope.files.read(path) if scope.budget.take() else None
    if source is None:
        why = "is not there" if scope.budget.left >= 0 else f"is one of more than {MAX_FILES} files"
        scope.report(Rejected(Location(path), f"{path} {why}", lacking=True))
        return top
    read = read_file(source)
    for problem in read.problems:
        scope.report(Rejected(problem.at, problem.message))
    inner = replace(scope, included=(*scope.included, path))
    for document in read.documents:
        top = _add_document(top, document, inner)
    return top


def _add_document(top: Table, document: Document, scope: Scope) -> Table:
    # Each imports this module: includes and extended files are loaded the way the file that names them is.
    from complexity_lint.parsers.compose.extends import apply_extends
    from complexity_lint.parsers.compose.include import apply_include

    written, old = with_services(document.top) if scope.old_format else (document.top, False)
    added = _tabled(Interpolation(scope.variables, scope.report).apply(written))
    if scope.checked:
        added = apply_include(added, document, scope)
        top = reset(top, document.resets)
        added = apply_extends(added, document, scope)
    top = _merged(top, added, scope.report)
    top = _tabled(enforce(top, scope.report))
    if scope.checked and not old:
        for fault in check(top):
            scope.report(fault)
        top = top.without("version")
    top = _tabled(canonical(top, scope.report))
    return _tabled(enforce(top, scope.report))


def _merged(base: Table, later: Table, report: Report) -> Table:
    """Two files as one; where something of one service, network ... cannot be joined, the later file has it all."""
    try:
        merged = merge(base, later)
        return merged if isinstance(merged, Table) else later
    except Rejected as error:
        report(error)
    sections = dict(base.fields)
    for section, new in later.fields.items():
        old = sections.get(section)
        tables = old is not None and isinstance(old.value, Table) and isinstance(new.value, Table)
        sections[section] = Field(new.at, _section(section, base, later)) if tables else new
    return Table(base.at, sections)


def _section(section: str, base: Table, later: Table) -> Table:
    fields = dict(base.table(section).fields)
    for name, new in later.table(section).fields.items():
        old = fields.get(name)
        try:
            value = merge(old.value, new.value, (section, name)) if old else new.value
        except Rejected:  # reported when the files were merged as a whole
            value = new.value
        fields[name] = Field(old.at if old else new.at, value)
    return Table(base.table(section).at, fields)


def with_services(top: Table) -> tuple[Table, bool]:
    """A file of the first format, services at the top, in the shape of the later ones; and whether it was one."""
    if any(section in top for section in ("services", "include", *SECTIONS, "version")):
        return top, False
    services = {key: f for key, f in top.fields.items() if not key.startswith("x-") and is_service(f.value)}
    if not services:
        return top, False
    return Table(top.at, {"services": Field(top.at, Table(top.at, services))}), True


def is_service(value: Tree) -> bool:
    """Whether a value says what a service runs."""
    return isinstance(value, Table) and any(key in value for key in ("image", "build", "extends", "provider"))


def resolve_environment(top: Table, variables: Variables) -> Table:
    """A project whose bare `NAME` items in lists of `environment` have the values of those variables."""
    values = variables.values

    def filled(item: Tree) -> Tree:
        if isinstance(item, Leaf) and isinstance(item.value, str) and item.value in values:
            return leaf_like(item, f"{item.value}={values[item.value]}")
        return item

    def service(name: str, value: Tree) -> Tree:
        listed = value.get("environment") if isinstance(value, Table) else None
        if not isinstance(value, Table) or not isinstance(listed, Row):
            return value
        return value.put("environment", Row(listed.at, tuple(filled(item) for item in listed.items)))

    if not isinstance(top.get("services"), Table):
        return top
    return top.put("services", top.table("services").mapped(service))
