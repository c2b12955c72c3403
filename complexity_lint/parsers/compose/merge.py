"""Several compose files -> one (Compose Specification, "Merge"; compose-go 2.16, override/merge.go).

What a later file says wins, key by key; lists are joined, and `unicity` then removes what is said twice.
"""

from collections.abc import Callable

from complexity_lint.parsers.compose.scalars import shown
from complexity_lint.parsers.compose.tree import (
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
    content,
    is_null,
)

Rule = Callable[[Tree, Tree, Path], Tree]


def merge(base: Tree, later: Tree, path: Path = ()) -> Tree:
    """What two files say at one path. Raises Rejected where their kinds do not go together."""
    rule = _RULES.find(path)
    if rule is not None:
        return rule(base, later, path)
    if is_null(later):
        return base
    if isinstance(base, Leaf):
        return later
    if isinstance(base, Table) and isinstance(later, Table):
        return merge_tables(base, later, path)
    if isinstance(base, Row) and isinstance(later, Row):
        return Row(base.at, appended(base.items, later.items))
    raise Rejected(later.at, f"cannot override {'.'.join(path)}")


def merge_tables(base: Table, later: Table, path: Path) -> Table:
    """Two mappings, key by key; a key stands where it was first written unless its value is replaced."""
    fields = dict(base.fields)
    for key, new in later.fields.items():
        old = fields.get(key)
        if old is None:
            fields[key] = new
        else:
            merged = merge(old.value, new.value, (*path, key))
            at = old.at if isinstance(merged, Table) or merged is old.value else new.at
            fields[key] = Field(at, merged)
    return Table(base.at, fields)


def appended(before: tuple[Tree, ...], later: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """Two lists as one, without those of the later one that are there already.

    docker compose 5.6 does so in all lists, which the sources of compose-go it was built from (2.16.1) do not show.
    """
    found = {content(item) for item in before}
    items = list(before)
    for item in later:
        value = content(item)
        if value not in found:
            found.add(value)
            items.append(item)
    return tuple(items)


def as_list(tree: Tree) -> tuple[Tree, ...]:
    """A mapping as a sorted list of `NAME=value`, text as a list of one."""
    if isinstance(tree, Row):
        return tree.items
    if isinstance(tree, Leaf):
        return (tree,) if isinstance(tree.value, str) else ()
    pairs = [pair for name, found in tree.fields.items() for pair in _pairs(name, found)]
    return tuple(sorted(pairs, key=lambda pair: str(pair.value)))


def _pairs(name: str, found: Field) -> tuple[Leaf, ...]:
    values = found.value.items if isinstance(found.value, Row) else (found.value,)
    pairs = []
    for value in values:
        if isinstance(value, Leaf):
            bare = value.value is None and not isinstance(found.value, Row)
            text = name if bare else f"{name}={shown(value.value)}"
            pairs.append(Leaf(found.at, text, value.known))
    return tuple(pairs)


def _joined(base: Tree, later: Tree, path: Path) -> Tree:
    return Row(base.at, appended(as_list(base), as_list(later)))


def _replaced(base: Tree, later: Tree, path: Path) -> Tree:
    return later


def _build(base: Tree, later: Tree, path: Path) -> Tree:
    return merge_tables(_with_context(base), _with_context(later), path)


def _with_context(tree: Tree) -> Table:
    if isinstance(tree, Table):
        return tree
    named = isinstance(tree, Leaf) and isinstance(tree.value, str)
    return Table(tree.at, {"context": Field(tree.at, tree)} if named else {})


def _logging(base: Tree, later: Tree, path: Path) -> Tree:
    """Options of another driver are of no use to this one, so they are not taken over."""
    if not (isinstance(base, Table) and isinstance(later, Table)):
        return later if isinstance(later, Table) else base
    if base.text("driver") == later.text("driver") or "driver" not in base or "driver" not in later:
        return merge_tables(base, later, path)
    return later


def as_names(tree: Tree, condition: bool = False) -> Table:
    """A list of names as a mapping from each to nothing, or to a dependency's defaults with `condition`."""
    if isinstance(tree, Table):
        return tree
    fields: dict[str, Field] = {}
    for item in tree.items if isinstance(tree, Row) else ():
        if isinstance(item, Leaf) and isinstance(item.value, str):
            table = Table(item.at).default("condition", "service_started").default("required", True)
            fields[item.value] = Field(item.at, table if condition else Leaf(item.at))
    return Table(tree.at, fields)


def _named(base: Tree, later: Tree, path: Path) -> Tree:
    return merge_tables(as_names(base), as_names(later), path)


def _depends_on(base: Tree, later: Tree, path: Path) -> Tree:
    return merge_tables(as_names(base, True), as_names(later, True), path)


def _pools(base: Tree, later: Tree, path: Path) -> Tree:
    """`ipam.config`: pools of the same subnet are one."""
    if not (isinstance(base, Row) and isinstance(later, Row)):
        raise Rejected(later.at, f"{'.'.join(path)}: unexpected type")
    pools: list[Table] = []
    for original in (item for item in base.items if isinstance(item, Table)):
        current = original
        for new in (item for item in later.items if isinstance(item, Table)):
            subnets = [pool.text("subnet") for pool in pools]
            if new.text("subnet") != current.text("subnet") and new.text("subnet") not in subnets:
                pools.append(new)
                continue
            current = merge_tables(current, new, path)
            if current.text("subnet") in subnets:
                pools[subnets.index(current.text("subnet"))] = current
            else:
                pools.append(current)
    return Row(base.at, tuple(pools))


_JOINED = (
    "networks.*.labels volumes.*.labels configs.*.labels secrets.*.labels services.*.annotations services.*.build.args "
    "services.*.build.additional_contexts services.*.build.labels services.*.deploy.labels services.*.dns "
    "services.*.dns_opt services.*.dns_search services.*.env_file services.*.label_file services.*.environment "
    "services.*.labels services.*.sysctls services.*.tmpfs"
)
_RULES: Patterns[Rule] = Patterns(
    also_for(
        {
            **dict.fromkeys(_JOINED.split(), _joined),
            "networks.*.ipam.config": _pools,
            "services.*.build": _build,
            "services.*.build.extra_hosts": _joined,
            "services.*.command": _replaced,
            "services.*.depends_on": _depends_on,
            "services.*.entrypoint": _replaced,
            "services.*.extra_hosts": _joined,
            "services.*.healthcheck.test": _replaced,
            "services.*.logging": _logging,
            "services.*.models": _named,
            "services.*.networks": _named,
            "services.*.ulimits.*": _replaced,
        },
        JOBS,
    )
)
