"""Values of the Terraform language, with the places they come from.

A value has a type even when it is null or unknown, as in cty; a collection may hold unknown elements.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from complexity_lint.model.values import UNKNOWN, Unknown
from complexity_lint.parsers.terraform.numbers import Number, format_number
from complexity_lint.parsers.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from complexity_lint.source import Location

Data: TypeAlias = "bool | str | Number | tuple[Value, ...] | Mapping[str, Value] | Unknown | None"
_MAX_ORIGINS: Final = 8
_MAX_WEIGHT: Final = 300_000


class EvaluationError(Exception):
    """An expression Terraform itself would refuse; `at` is where, when that is known."""

    def __init__(self, message: str, at: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


class BudgetSpent(Exception):
    """The evaluation went beyond its budget; what is not evaluated yet stays unknown."""


class UndeclaredReference(EvaluationError):
    """A name nothing declares: Terraform refuses it before evaluation, so `try` cannot catch it."""


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value; `data` is None for null, and a mapping sorted by key for maps and objects.

    `at` is where a user would edit it, `origins` the further places it came through, nearest first.
    `encoded` is what a text made by `jsonencode` or `yamlencode` stands for, kept since the text as a
    whole is unknown when a single value inside is. `weight` counts the values inside, each as often as
    it is met on the way down: a few lines of configuration can share one value a million times.
    `hint` is the text of a string that is unknown in places, those written as `${...}`. `made_of` are the known texts
    that a template put it together of, each with the place where a user would edit it.
    """

    type: Type
    data: Data
    at: Location | None = None
    origins: tuple[Location, ...] = ()
    sensitive: bool = False
    encoded: "Value | None" = None
    weight: int = 1
    hint: str = ""
    made_of: tuple[tuple[str, Location], ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether the value as a whole cannot be known."""
        return self.data is UNKNOWN

    @property
    def is_null(self) -> bool:
        """Whether the value is null, of whatever type."""
        return self.data is None

    def __repr__(self) -> str:
        return f"Value({self.type}, {self.data!r})"


DYNAMIC_UNKNOWN: Final = Value(DYNAMIC, UNKNOWN)
NULL: Final = Value(DYNAMIC, None)
TRUE: Final = Value(BOOL, True)
FALSE: Final = Value(BOOL, False)


def weigh(items: Iterable[Value]) -> int:
    """The weight of a collection; raises BudgetSpent when walking it would take too long."""
    weight = 1 + sum(one.weight for one in items)
    if weight > _MAX_WEIGHT:
        raise BudgetSpent
    return weight


def unknown(kind: Type = DYNAMIC) -> Value:
    """An unknown value of a type."""
    return Value(kind, UNKNOWN)


def string(text: str) -> Value:
    """A string."""
    return Value(STRING, text)


def number(value: Number) -> Value:
    """A number."""
    return Value(NUMBER, value)


def boolean(value: bool) -> Value:
    """A truth value."""
    return TRUE if value else FALSE


def tuple_of(items: Iterable[Value]) -> Value:
    """A tuple, typed by its elements."""
    elements = tuple(items)
    kind = TupleType(tuple(one.type for one in elements))
    return Value(kind, elements, weight=weigh(elements))


def object_of(items: Mapping[str, Value]) -> Value:
    """An object, typed by its attributes."""
    data = dict(sorted(items.items()))
    kind = ObjectType(tuple((name, one.type) for name, one in data.items()))
    return Value(kind, data, weight=weigh(data.values()))


def list_of(items: Iterable[Value], element: Type) -> Value:
    """A list; the items have the element's type already."""
    made = tuple(items)
    return Value(ListType(element), made, weight=weigh(made))


def map_of(items: Mapping[str, Value], element: Type) -> Value:
    """A map; the items have the element's type already."""
    return Value(MapType(element), dict(sorted(items.items())), weight=weigh(items.values()))


def set_of(items: Iterable[Value], element: Type) -> Value:
    """A set: equal items become one, the rest stands in cty's order of iteration."""
    kept: list[Value] = []
    seen: set[object] = set()
    for item in items:
        key = identity(item)
        if key is None:
            kept.append(item)
        elif key not in seen:
            seen.add(key)
            kept.append(item)
    return Value(SetType(element), tuple(sorted(kept, key=_set_order)), weight=weigh(kept))


def _set_order(item: Value) -> tuple[int, Number | str | bytes | bool]:
    if item.is_null:
        return (2, 0)
    if item.is_unknown:
        return (1, 0)
    if isinstance(item.data, (bool, str, int)) or item.type == NUMBER:
        return (0, item.data.encode() if isinstance(item.data, str) else item.data)  # type: ignore[return-value]  # the primitives were just told apart
    return (0, _set_text(item).encode())


def _set_text(item: Value) -> str:
    """The text by which cty orders compound members of a set (`cty/set_internals.go`)."""
    data = item.data
    if data is UNKNOWN:
        return "?"
    if data is None:
        return "~"
    if isinstance(data, bool):
        return "T" if data else "F"
    if isinstance(data, str):
        return '"' + data.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(data, tuple):
        opening, closing = "<>" if isinstance(item.type, TupleType) else "[]"
        return opening + "".join(_set_text(one) + ";" for one in data) + closing
    if isinstance(data, Mapping):
        if isinstance(item.type, MapType):
            return "{" + "".join(f'"{key}":{_set_text(one)};' for key, one in data.items()) + "}"
        return "<" + "".join(_set_text(one) + ";" for one in data.values()) + ">"
    assert not isinstance(data, Unknown)
    return f"{float(data):.10g}"


def identity(item: Value) -> object | None:
    """A hashable that equals another's exactly when the values are equal; None with unknowns inside."""
    data = item.data
    if data is UNKNOWN:
        return None
    if isinstance(data, tuple):
        parts = tuple(identity(one) for one in data)
        return None if None in parts else (type(item.type).__name__, parts)
    if isinstance(data, Mapping):
        if is_open(item):
            return None
        pairs = tuple((key, identity(one)) for key, one in data.items())
        return None if any(one is None for _, one in pairs) else (type(item.type).__name__, pairs)
    return (item.type, data) if data is not None else ("null",)


def wholly_known(item: Value) -> bool:
    """Whether nothing inside is unknown."""
    data = item.data
    if isinstance(data, tuple):
        return all(wholly_known(one) for one in data)
    if isinstance(data, Mapping):
        return not is_open(item) and all(wholly_known(one) for one in data.values())
    return data is not UNKNOWN


def is_open(item: Value) -> bool:
    """Whether a provider adds attributes nobody can know to what is configured."""
    return isinstance(item.type, ObjectType) and item.type.open


def open_object(items: Mapping[str, Value], at: Location) -> Value:
    """What a reference to a resource gives: its configured attributes; all others are unknown."""
    data = dict(sorted(items.items()))
    return Value(
        ObjectType(tuple((name, one.type) for name, one in data.items()), open=True),
        data,
        at,
        weight=weigh(data.values()),
    )


def is_sensitive(item: Value) -> bool:
    """Whether the value, or anything inside it, is marked sensitive."""
    if item.sensitive:
        return True
    data = item.data
    if isinstance(data, tuple):
        return any(is_sensitive(one) for one in data)
    return isinstance(data, Mapping) and any(is_sensitive(one) for one in data.values())


def elements(item: Value) -> Iterator[tuple[Value, Value]]:
    """Key and value of every element: index or name, for a set the element itself twice."""
    data = item.data
    if isinstance(data, Mapping):
        for name, one in data.items():
            yield string(name), _from(item, one)
    elif isinstance(data, tuple):
        is_set = isinstance(item.type, SetType)
        for index, one in enumerate(data):
            placed = _from(item, one)
            yield (placed if is_set else number(index)), placed


def _from(collection: Value, one: Value) -> Value:
    return one if one.at is not None else one_at(one, collection.at, collection.origins)


def child(collection: Value, one: Value) -> Value:
    """An element as taken out of its collection: it has a place, and is sensitive when that is."""
    if one.at is None and collection.at is not None:
        one = replace(one, at=collection.at, origins=collection.origins)
    return replace(one, sensitive=True) if collection.sensitive and not one.sensitive else one


def one_at(item: Value, at: Location | None, origins: tuple[Location, ...] = ()) -> Value:
    """The value at a place."""
    return replace(item, at=at, origins=origins)


def through(item: Value, place: Location | None) -> Value:
    """The value after it has come through a further place; without a place of its own it takes that."""
    if place is None or item.at == place:
        return item
    if item.at is None:
        return one_at(item, place, item.origins)
    if len(item.origins) >= _MAX_ORIGINS or any(_same_line(one, place) for one in (item.at, *item.origins)):
        return item
    return one_at(item, item.at, (*item.origins, place))


def _same_line(first: Location, second: Location) -> bool:
    return first.line == second.line and first.path == second.path


def text_of(item: Value) -> str:
    """A known string, number or truth value as Terraform prints it."""
    data = item.data
    if isinstance(data, str):
        return data
    if isinstance(data, bool):
        return "true" if data else "false"
    assert not isinstance(data, (tuple, Mapping, Unknown)) and data is not None
    return format_number(data)
