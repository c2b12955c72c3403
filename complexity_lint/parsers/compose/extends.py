"""`extends`: a service on top of another one, of the same file or another (compose-go 2.16, loader/extends.go)."""

from dataclasses import dataclass

from complexity_lint.parsers.compose.documents import Document, reset
from complexity_lint.parsers.compose.loading import Scope, load_extended, read_named
from complexity_lint.parsers.compose.merge import merge
from complexity_lint.parsers.compose.paths import is_remote, joined
from complexity_lint.parsers.compose.tree import Field, Leaf, Path, Rejected, Table, Tree, is_null

MAX_CHAIN = 50


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a service is looked up: the services of a file, the file's path, and what the file resets."""

    services: Table
    path: str
    resets: tuple[Path, ...] = ()


def apply_extends(top: Table, document: Document, scope: Scope) -> Table:
    """A file with what its services extend below them."""
    services = top.get("services")
    if not isinstance(services, Table):
        return top
    fields = dict(services.fields)  # what is done is not done again for a service that extends it
    home = _Home(Table(services.at, fields), scope.included[-1], document.resets)
    for name, found in services.fields.items():
        merged = _extended(name, home, scope, ())
        if merged is not None:
            fields[name] = Field(found.at, merged)
    return top.put("services", home.services)


def _extended(name: str, home: _Home, scope: Scope, chain: tuple[tuple[str, str], ...]) -> Tree | None:
    service = home.services.get(name)
    if not isinstance(service, Table) or "extends" not in service:
        return None if is_null(service) else service
    alone = service.without("extends")
    reference, file = _reference(service)
    at = service.fields["extends"].at
    if not reference:
        scope.report(Rejected(at, f"extends.{name}.service is required"))
        return alone
    if (home.path, name) in chain or len(chain) > MAX_CHAIN:
        scope.report(Rejected(at, f"Circular reference: {name} in {home.path} extends itself"))
        return alone
    other = _home_of(file, service, home, scope)
    if other is None:
        return alone
    if reference not in other.services:
        message = f'cannot extend service "{name}" in {home.path}: service "{reference}" not found'
        scope.report(Rejected(at, message))
        return alone
    base = _extended(reference, other, scope, (*chain, (home.path, name)))
    return _joined(base, service, name, home, scope) if isinstance(base, Table) else alone


def _reference(service: Table) -> tuple[str, str]:
    """The service and the file that `extends` names."""
    extends = service.get("extends")
    if isinstance(extends, Table):
        return extends.text("service"), extends.text("file")
    return (str(extends.value) if isinstance(extends, Leaf) and extends.value else ""), ""


def _home_of(file: str, service: Table, home: _Home, scope: Scope) -> _Home | None:
    if not file:
        return home
    at = service.fields["extends"].at
    if is_remote(file) or file.startswith("oci:"):
        scope.report(Rejected(at, f"extends {file}, which is not in the repository", lacking=True))
        return None
    path = joined(scope.folder, file)
    if not read_named(path, at, "extends", scope):
        return None
    top, document = load_extended(path, scope)
    if not isinstance(top.get("services"), Table):
        scope.report(Rejected(at, f"extends {file}, which has no services"))
        return None
    return _Home(top.table("services"), path, document.resets if document else ())


def _joined(base: Table, service: Table, name: str, home: _Home, scope: Scope) -> Table:
    wrapped = Table(base.at, {"services": Field(base.at, Table(base.at, {name: Field(base.at, base)}))})
    kept = reset(wrapped, home.resets).table("services", name)
    try:
        merged = merge(kept, service, ("services", "x"))
    except Rejected as error:
        scope.report(error)
        return service.without("extends")
    return merged.without("extends") if isinstance(merged, Table) else service
