"""`include`: other projects as a part of this one (compose-go 2.16, loader/include.go)."""

import posixpath
from dataclasses import replace

from complexity_lint.parsers.compose.documents import Document, reset
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.loading import SECTIONS, Scope, load_included, read_named
from complexity_lint.parsers.compose.merge import merge
from complexity_lint.parsers.compose.paths import is_remote, joined
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.parsers.compose.tree import Field, Leaf, Rejected, Row, Table, Tree
from complexity_lint.source import Location

MAX_DEPTH = 30


def apply_include(top: Table, document: Document, scope: Scope) -> Table:
    """A file with the resources of what it includes; what it says of them itself wins."""
    listed = top.get("include")
    if listed is None:
        return top
    if isinstance(listed, Row):
        for item in listed.items:
            imported = _included(item, scope)
            if imported is not None:
                top = _imported(top, imported, document, scope)
    elif not (isinstance(listed, Leaf) and listed.value is None):
        scope.report(Rejected(listed.at, "`include` must be a list"))
    return top.without("include")


def _included(item: Tree, scope: Scope) -> Table | None:
    paths = texts(item.get("path")) if isinstance(item, Table) else texts(item)
    if not paths or len(scope.included) > MAX_DEPTH:
        return None
    if any(is_remote(path) or path.startswith("oci:") for path in paths):
        scope.report(Rejected(item.at, f"includes {paths[0]}, which is not in the repository", lacking=True))
        return None
    found = [joined(scope.folder, path) for path in paths]
    if not all(read_named(path, item.at, "includes", scope) for path in found):
        return None
    if found[0] in scope.included:
        message = f"include cycle detected: {' includes '.join((*scope.included, found[0]))}"
        scope.report(Rejected(item.at, message))
        return None
    directory = item.text("project_directory") if isinstance(item, Table) else ""
    folder = joined(scope.folder, directory) if directory else posixpath.dirname(found[0])
    folder = "" if folder == "." else folder
    inner = replace(scope, folder=folder, variables=_variables(item, folder, scope))
    prefix = posixpath.relpath(folder or ".", scope.folder or ".")
    return load_included(found, inner, prefix)


def texts(tree: Tree | None) -> list[str]:
    """A text, or a list of them, as a list."""
    items = tree.items if isinstance(tree, Row) else (tree,)
    return [str(i.value) for i in items if isinstance(i, Leaf) and isinstance(i.value, str)]


def _variables(item: Tree, folder: str, scope: Scope) -> Variables:
    """The variables of an included project: those of the project it is part of, then its own files'."""
    given = texts(item.get("env_file")) if isinstance(item, Table) else []
    paths = [joined(scope.folder, path) for path in given if path != "/dev/null"]
    there = [path for path in paths if read_named(path, item.at, "reads", scope)]
    paths = there if given else [joined(folder, ".env")]
    values: dict[str, str] = {}
    for path in paths:
        source = scope.files.read(path)
        if source is None:
            continue
        read = read_environment_file(source.text, scope.variables.below(values))
        if read.fault:
            scope.report(
                Rejected(Location(path, read.fault.line), f"failed to read {path}: {read.fault.message}")
            )
        values.update(read.values())
    return scope.variables.below(values)


def _imported(top: Table, imported: Table, document: Document, scope: Scope) -> Table:
    for section in SECTIONS:
        added = imported.table(section).fields
        if not added:
            continue
        fields = dict(top.table(section).fields)
        for name, found in added.items():
            own = fields.get(name)
            value = found.value if own is None else _joined(section, name, found, own.value, document, scope)
            fields[name] = Field(own.at if own else found.at, value)
        top = top.put(section, Table(top.table(section).at, fields))
    return top


def _joined(section: str, name: str, found: Field, own: Tree, document: Document, scope: Scope) -> Tree:
    at = found.at
    wrapped = Table(at, {section: Field(at, Table(at, {name: found}))})
    kept = reset(wrapped, document.resets).get(section, name)
    if kept is None:
        return own
    try:
        return merge(kept, own, (section, name))
    except Rejected as error:
        scope.report(error)
        return own
