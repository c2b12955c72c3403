"""Structures, lists and mappings of the kinds of values that a compose project has in its normal form."""

from collections.abc import Callable
from dataclasses import dataclass

from complexity_lint.parsers.compose.kinds import Kind, wrong
from complexity_lint.parsers.compose.tree import Field, Leaf, Rejected, Row, Table, Tree, is_null


@dataclass(frozen=True, slots=True)
class Structure:
    """A mapping with known keys; others are dropped.

    `always` are printed even when there is nothing to print: as null, or as `{}` for a structure. `renamed` are
    printed under another name. With `nullable` null stays null.
    """

    keys: dict[str, Kind]
    always: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    nullable: bool = False

    def __call__(self, tree: Tree | None) -> Tree | None:
        """The structure of a mapping, None where there is none."""
        if tree is None or is_null(tree):
            return tree if self.nullable else None
        if not isinstance(tree, Table):
            raise wrong(tree, "a mapping")
        return self.filled(tree)

    def filled(self, tree: Table, report: Callable[[Rejected], None] | None = None) -> Table:
        """The keys of a mapping in normal form. With `report` a wrong one is told and left out, not raised."""
        names = dict(self.renamed)
        fields: dict[str, Field] = {}
        for key, kind in self.keys.items():
            old = tree.fields.get(key)
            try:
                value = kind(old.value if old else None)
            except Rejected as error:
                if report is None:
                    raise Rejected(error.at, f"{key}: {error.message}") from error
                report(Rejected(error.at, f"{key}: {error.message}"))
                value = None
            if value is None and key in self.always:
                value = kind(Table(tree.at)) if isinstance(kind, Structure) else Leaf(tree.at)
            if value is not None:
                fields[names.get(key, key)] = Field(old.at if old else tree.at, value)
        return Table(tree.at, fields)


def each(kind: Kind) -> Kind:
    """A list whose items are of one kind, printed when it has any."""

    def listed(tree: Tree | None) -> Tree | None:
        if tree is None or is_null(tree):
            return None
        if not isinstance(tree, Row):
            raise wrong(tree, "a list")
        kept: list[Tree] = []
        for item in tree.items:
            if isinstance(kind, Structure) and isinstance(item, Leaf):
                # A short form that is not known stays as it is; one that could not be read was told when it was.
                kept += [] if item.known else [item]
            elif (found := kind(item)) is not None:
                kept.append(found)
        return Row(tree.at, tuple(kept)) if kept else None

    return listed


def named(kind: Kind) -> Kind:
    """A mapping from names to values of one kind, printed when it has any; null stays."""

    def table(tree: Tree | None) -> Tree | None:
        if tree is None or is_null(tree):
            return None
        if not isinstance(tree, Table):
            raise wrong(tree, "a mapping")
        found = tree.mapped(lambda name, value: value if is_null(value) else kind(value))
        return found if found.fields else None

    return table
