"""Compose documents as typed values, each with the place that set it.

Unlike the nodes of `yaml_nodes`, which hold text, these hold what docker compose sees: integers, booleans, null.
They are never changed; the verbs of this folder make new ones.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from complexity_lint.source import Location

Plain = str | int | float | bool | None
Path = tuple[str, ...]
"""Keys from the top of a project; the items of a list all have the key `[]`."""

T = TypeVar("T")

ITEM = "[]"
ANY = "*"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is no collection.

    `known` is False where a part of the text is a variable whose value nobody knows: it stands there as `${NAME}`.
    `indent` is the indentation of a block scalar's lines, 0 for every other style.
    """

    at: Location
    value: Plain = None
    known: bool = True
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a table: the key's own place, and its value."""

    at: Location
    value: "Tree"


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from names to values, in the order written."""

    at: Location
    fields: dict[str, Field] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def get(self, *keys: str) -> "Tree | None":
        """The value below a path of keys, None where there is none."""
        found: Tree | None = self
        for key in keys:
            if not isinstance(found, Table) or key not in found.fields:
                return None
            found = found.fields[key].value
        return found

    def table(self, *keys: str) -> "Table":
        """The table below a path of keys, an empty one where there is none."""
        found = self.get(*keys)
        return found if isinstance(found, Table) else Table(self.at)

    def items(self, *keys: str) -> "tuple[Tree, ...]":
        """The items of the list below a path of keys, none where there is no list."""
        found = self.get(*keys)
        return found.items if isinstance(found, Row) else ()

    def text(self, *keys: str) -> str:
        """The text below a path of keys, empty where there is none."""
        found = self.get(*keys)
        return found.value if isinstance(found, Leaf) and isinstance(found.value, str) else ""

    def put(self, key: str, value: "Tree", at: Location | None = None) -> "Table":
        """The same table with a key set; a new key is said to stand at `at`, or where its value does."""
        old = self.fields.get(key)
        place = at or (old.at if old else value.at)
        return Table(self.at, {**self.fields, key: Field(place, value)})

    def default(self, key: str, value: Plain) -> "Table":
        """The same table with a key set where it is missing; what is implied stands where the table does."""
        return self if key in self.fields else self.put(key, Leaf(self.at, value))

    def without(self, key: str) -> "Table":
        """The same table without a key."""
        if key not in self.fields:
            return self
        return Table(self.at, {name: f for name, f in self.fields.items() if name != key})

    def mapped(self, change: "Callable[[str, Tree], Tree | None]") -> "Table":
        """The same keys with changed values; a value that becomes None goes."""
        fields: dict[str, Field] = {}
        for key, old in self.fields.items():
            value = change(key, old.value)
            if value is not None:
                fields[key] = old if value is old.value else Field(old.at, value)
        return Table(self.at, fields)


@dataclass(frozen=True, slots=True)
class Row:
    """A list of values."""

    at: Location
    items: "tuple[Tree, ...]" = ()


Tree = Leaf | Table | Row


class Rejected(Exception):
    """What docker compose refuses: the place, and why. Whoever catches it keeps what can be kept.

    `lacking` is True where the file itself is fine and only something is missing that it names: an environment
    file, a variable that has to be set.
    """

    def __init__(self, at: Location, message: str, lacking: bool = False) -> None:
        super().__init__(message)
        self.at = at
        self.message = message
        self.lacking = lacking


def content(tree: Tree) -> Hashable:
    """What a value says, wherever it stands: equal for equal values, different for `1` and `"1"`."""
    if isinstance(tree, Leaf):
        return (type(tree.value), tree.value)
    if isinstance(tree, Row):
        return tuple(content(item) for item in tree.items)
    return frozenset((key, content(found.value)) for key, found in tree.fields.items())


def is_null(tree: Tree | None) -> bool:
    """Whether a value is null, or is not there."""
    return tree is None or (isinstance(tree, Leaf) and tree.value is None)


def known(tree: Tree) -> bool:
    """Whether all of a value is known."""
    if isinstance(tree, Leaf):
        return tree.known
    if isinstance(tree, Row):
        return all(known(item) for item in tree.items)
    return all(known(f.value) for f in tree.fields.values())


JOBS = "jobs.*"
HOOKS = "services.*.pre_start.*"


def also_for(rules: dict[str, T], *others: str) -> dict[str, T]:
    """Rules of services, and the same ones for what is described by the keys of a service elsewhere."""
    inner = {
        pattern.removeprefix("services.*"): rule
        for pattern, rule in rules.items()
        if pattern.startswith("services.*.")
    }
    return rules | {other + rest: rule for other in others for rest, rule in inner.items()}


class _Branch(Generic[T]):
    """A key of the patterns: what is registered here, and the keys below."""

    __slots__ = ("below", "rule")

    def __init__(self) -> None:
        self.rule: T | None = None
        self.below: dict[str, _Branch[T]] = {}


class Patterns(Generic[T]):
    """What is registered for paths: `services.*.ports` and the like, where `*` stands for any one key."""

    def __init__(self, rules: dict[str, T]) -> None:
        self._root: _Branch[T] = _Branch()
        for pattern, rule in rules.items():
            branch = self._root
            for key in pattern.split("."):
                branch = branch.below.setdefault(key, _Branch())
            branch.rule = rule

    def find(self, path: Path) -> T | None:
        """What is registered for this path, or None."""
        branches = [self._root]
        for key in path:
            branches = [
                found for b in branches for name in (key, ANY) if (found := b.below.get(name)) is not None
            ]
            if not branches:
                return None
        return next((branch.rule for branch in branches if branch.rule is not None), None)


def walk(tree: Tree, path: Path = ()) -> Iterator[tuple[Path, Tree, Location]]:
    """Every value below a tree with its path, list items by number, and the place of its key or itself."""
    if isinstance(tree, Table):
        for key, found in tree.fields.items():
            yield (*path, key), found.value, found.at
            yield from walk(found.value, (*path, key))
    elif isinstance(tree, Row):
        for number, item in enumerate(tree.items):
            yield (*path, str(number)), item, item.at
            yield from walk(item, (*path, str(number)))


def leaf_like(leaf: Leaf, value: Plain) -> Leaf:
    """The same place and certainty with another value."""
    return replace(leaf, value=value)
