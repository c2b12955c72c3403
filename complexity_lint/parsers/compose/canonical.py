"""Short forms -> long forms, and the values that docker compose implies (compose-go 2.16, transform/).

A text whose variables are unknown stays in its short form.
"""

from collections.abc import Callable
from dataclasses import dataclass

from complexity_lint.parsers.compose.casts import Report
from complexity_lint.parsers.compose.merge import as_names
from complexity_lint.parsers.compose.port_text import long_ports
from complexity_lint.parsers.compose.scalars import shown
from complexity_lint.parsers.compose.tree import (
    HOOKS,
    ITEM,
    JOBS,
    Field,
    Leaf,
    Path,
    Patterns,
    Rejected,
    Row,
    Table,
    Tree,
    also_for,
    is_null,
    leaf_like,
)
from complexity_lint.parsers.compose.volume_text import long_volume

Change = Callable[[Tree, Path], Tree]


@dataclass(frozen=True, slots=True)
class _Rule:
    change: Change
    deeper: bool = False
    """Whether the rules of the paths below apply too."""


def canonical(top: Tree, report: Report) -> Tree:
    """A project with every short form written out. What cannot be is reported and left."""
    return _apply(top, (), _LONG_FORMS, report)


def with_defaults(top: Tree, report: Report) -> Tree:
    """A project in long form with the defaults of ports, builds, secrets, devices and binds."""
    return _apply(top, (), _DEFAULTS, report)


def _apply(tree: Tree, path: Path, rules: Patterns[_Rule], report: Report) -> Tree:
    rule = rules.find(path)
    if rule is not None:
        try:
            tree = rule.change(tree, path)
        except Rejected as error:
            report(error)
            return tree
        if not rule.deeper:
            return tree
    if isinstance(tree, Table):
        return tree.mapped(lambda key, value: _apply(value, (*path, key), rules, report))
    if isinstance(tree, Row):
        return Row(tree.at, tuple(_apply(item, (*path, ITEM), rules, report) for item in tree.items))
    return tree


def _fail(tree: Tree, path: Path, what: str) -> Rejected:
    return Rejected(tree.at, f"{'.'.join(path)}: invalid type for {what}")


def _is_text(tree: Tree) -> bool:
    return isinstance(tree, Leaf) and isinstance(tree.value, str)


def _under(key: str, what: str) -> Change:
    """A text becomes a mapping that holds it under one key."""

    def change(tree: Tree, path: Path) -> Tree:
        if isinstance(tree, Table):
            return tree
        if _is_text(tree):
            return Table(tree.at, {key: Field(tree.at, tree)})
        raise _fail(tree, path, what)

    return change


def _listed(tree: Tree, path: Path) -> Tree:
    return Row(tree.at, (tree,)) if _is_text(tree) else tree


def _shown(tree: Tree, path: Path) -> Tree:
    return leaf_like(tree, shown(tree.value)) if isinstance(tree, Leaf) else tree


def _names(tree: Tree, path: Path) -> Tree:
    return as_names(tree) if isinstance(tree, Row) else tree


def _pairs(tree: Tree, path: Path) -> Tree:
    if isinstance(tree, Table):
        return tree
    fields: dict[str, Field] = {}
    for item in tree.items if isinstance(tree, Row) else ():
        name, separator, value = str(item.value).partition("=") if isinstance(item, Leaf) else ("", "", "")
        if not separator or not isinstance(item, Leaf):
            raise Rejected(item.at, f"{'.'.join(path)}: invalid value, expected key=value")
        fields[name] = Field(item.at, leaf_like(item, value))
    return Table(tree.at, fields)


def _depends_on(tree: Tree, path: Path) -> Tree:
    if isinstance(tree, Leaf):
        raise _fail(tree, path, "depends_on")

    def dependency(name: str, value: Tree) -> Tree:
        if not isinstance(value, Table):
            raise Rejected(value.at, f"{'.'.join(path)}.{name}: unsupported value")
        return value.default("condition", "service_started").default("required", True)

    return as_names(tree, condition=True).mapped(dependency)


def _environment_files(tree: Tree, path: Path) -> Tree:
    items = tree.items if isinstance(tree, Row) else (tree,)
    files = []
    for item in items:
        table = Table(item.at, {"path": Field(item.at, item)}) if _is_text(item) else item
        if not isinstance(table, Table):
            raise _fail(tree, path, "env_file")
        files.append(table.default("required", True))
    return Row(tree.at, tuple(files))


def _volume(tree: Tree, path: Path) -> Tree:
    if isinstance(tree, Leaf) and isinstance(tree.value, str):
        return long_volume(tree) if tree.known else tree
    if isinstance(tree, Table):
        return tree
    raise _fail(tree, path, "service volume mount")


def _device(tree: Tree, path: Path) -> Tree:
    if isinstance(tree, Table):
        return tree
    if not isinstance(tree, Leaf) or not isinstance(tree.value, str):
        raise _fail(tree, path, "service device")
    parts = tree.value.split(":")
    if len(parts) > 3:
        raise Rejected(tree.at, f"confusing device mapping, please use long syntax: {tree.value}")
    target = parts[1] if len(parts) > 1 and parts[1] else parts[0]
    permissions = parts[2] if len(parts) > 2 else "rwm"
    values = {"source": parts[0], "target": target, "permissions": permissions}
    return Table(tree.at, {key: Field(tree.at, leaf_like(tree, text)) for key, text in values.items()})


def _ports(tree: Tree, path: Path) -> Tree:
    if not isinstance(tree, Row):
        raise _fail(tree, path, "port")
    ports: list[Tree] = []
    for item in tree.items:
        if isinstance(item, Leaf) and not item.known:
            ports.append(item)
        elif (
            isinstance(item, Leaf) and isinstance(item.value, (str, int)) and not isinstance(item.value, bool)
        ):
            ports += long_ports(leaf_like(item, str(item.value)))
        elif isinstance(item, Table):
            ports.append(item)
        else:
            raise _fail(item, path, "port")
    return Row(tree.at, tuple(ports))


def _ssh(tree: Tree, path: Path) -> Tree:
    if isinstance(tree, Table):
        return tree
    if not isinstance(tree, Row):
        raise _fail(tree, path, "ssh")
    fields: dict[str, Field] = {}
    for item in tree.items:
        name, separator, value = str(item.value).partition("=") if isinstance(item, Leaf) else ("", "", "")
        if not isinstance(item, Leaf) or (not separator and name != "default"):
            raise Rejected(item.at, f'invalid ssh key "{name}"')
        fields[name] = Field(item.at, leaf_like(item, value if separator else None))
    return Table(tree.at, fields)


def _gpus(tree: Tree, path: Path) -> Tree:
    if isinstance(tree, Row):
        return tree
    if not _is_text(tree):
        raise _fail(tree, path, "gpus")
    return Row(tree.at, (Table(tree.at).default("count", "all"),))


def _ulimit(tree: Tree, path: Path) -> Tree:
    whole = isinstance(tree, Leaf) and isinstance(tree.value, int) and not isinstance(tree.value, bool)
    if isinstance(tree, Table) or whole or (isinstance(tree, Leaf) and not tree.known):
        return tree
    raise _fail(tree, path, "external")


def _external(tree: Tree, path: Path) -> Tree:
    """`external: {name: x}` is an old way to write `external: true` and `name: x`."""
    if is_null(tree) or not isinstance(tree, Table):
        return tree
    inner = tree.get("external")
    if not isinstance(inner, Table):
        return tree
    found = tree.put("external", Leaf(inner.at, True))
    name = inner.get("name")
    if name is None:
        return found
    if "name" in tree and isinstance(name, Leaf) and tree.text("name") != name.value:
        raise Rejected(name.at, f"{'.'.join(path)}: name and external.name conflict; only use name")
    return found if "name" in tree else found.put("name", name)


def _empty_items(tree: Tree, path: Path) -> Tree:
    listed = _listed(tree, path)
    if not isinstance(listed, Row):
        return listed
    return Row(listed.at, tuple(i for i in listed.items if not (is_null(i) or i == Leaf(i.at, ""))))


_LONG_FORMS = Patterns(
    also_for(
        {
            "services.*.build.secrets.*": _Rule(_under("source", "file mount")),
            "services.*.build.provenance": _Rule(_shown),
            "services.*.build.sbom": _Rule(_shown),
            "services.*.build.additional_contexts": _Rule(_pairs),
            "services.*.depends_on": _Rule(_depends_on),
            "services.*.env_file": _Rule(_environment_files),
            "services.*.label_file": _Rule(_listed),
            "services.*.extends": _Rule(_under("service", "extends")),
            "services.*.gpus": _Rule(_gpus),
            "services.*.networks": _Rule(_names),
            "services.*.models": _Rule(_names),
            "services.*.volumes.*": _Rule(_volume),
            "services.*.dns": _Rule(_empty_items),
            "services.*.devices.*": _Rule(_device),
            "services.*.secrets.*": _Rule(_under("source", "file mount")),
            "services.*.configs.*": _Rule(_under("source", "file mount")),
            "services.*.ports": _Rule(_ports),
            "services.*.build": _Rule(_under("context", "build"), deeper=True),
            "services.*.build.ssh": _Rule(_ssh),
            "services.*.ulimits.*": _Rule(_ulimit),
            "services.*.build.ulimits.*": _Rule(_ulimit),
            "services.*.develop.watch.*.ignore": _Rule(_listed),
            "services.*.develop.watch.*.include": _Rule(_listed),
            "jobs.*.triggers.schedule.*": _Rule(_under("cron", "schedule")),
            "volumes.*": _Rule(_external),
            "networks.*": _Rule(_external),
            "secrets.*": _Rule(_external),
            "configs.*": _Rule(_external),
        },
        JOBS,
        HOOKS,
    )
)


def _build_context(tree: Tree, path: Path) -> Tree:
    return tree.default("context", ".") if isinstance(tree, Table) else tree


def _secret_target(tree: Tree, path: Path) -> Tree:
    if not isinstance(tree, Table) or "target" in tree:
        return tree
    source = tree.get("source")
    known = isinstance(source, Leaf) and source.known
    return tree.put("target", Leaf(tree.at, f"/run/secrets/{tree.text('source')}", known))


def _port(tree: Tree, path: Path) -> Tree:
    return tree.default("protocol", "tcp").default("mode", "ingress") if isinstance(tree, Table) else tree


def _device_request(tree: Tree, path: Path) -> Tree:
    if not isinstance(tree, Table):
        raise _fail(tree, path, "device request")
    return tree if "device_ids" in tree else tree.default("count", "all")


def _bind(tree: Tree, path: Path) -> Tree:
    if not isinstance(tree, Table):
        raise _fail(tree, path, "service volume bind")
    return tree.default("create_host_path", True)


_DEFAULTS = Patterns(
    also_for(
        {
            "services.*.build": _Rule(_build_context),
            "services.*.secrets.*": _Rule(_secret_target),
            "services.*.ports.*": _Rule(_port),
            "services.*.deploy.resources.reservations.devices.*": _Rule(_device_request),
            "services.*.gpus.*": _Rule(_device_request),
            "services.*.volumes.*.bind": _Rule(_bind),
        },
        JOBS,
    )
)
