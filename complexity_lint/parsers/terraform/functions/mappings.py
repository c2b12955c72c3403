"""Functions on maps and objects, and conversions.

Follows go-cty `function/stdlib` and terraform `internal/lang/funcs`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from complexity_lint.parsers.terraform.convert import convert
from complexity_lint.parsers.terraform.functions.signature import (
    ANY,
    ANY_NULL,
    ANY_UNKNOWN,
    ANYTHING,
    TEXTS,
    Function,
    Parameter,
    items,
    text,
)
from complexity_lint.parsers.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    EvaluationError,
    Value,
    child,
    elements,
    is_open,
    list_of,
    map_of,
    object_of,
    string,
    tuple_of,
    unknown,
)


def _mapping(value: Value) -> Mapping[str, Value]:
    if not isinstance(value.data, Mapping):
        raise EvaluationError("a map or object is required")
    return value.data


def _keys(given: Sequence[Value]) -> Value:
    value = given[0]
    if isinstance(value.type, ObjectType) and not value.type.open:
        return tuple_of([string(name) for name, _ in value.type.attributes])
    if isinstance(value.type, (Dynamic, ObjectType)):
        return DYNAMIC_UNKNOWN
    if value.is_unknown:
        return unknown(ListType(STRING))
    return list_of([string(name) for name in _mapping(value)], STRING)


def _values(given: Sequence[Value]) -> Value:
    inner = [one for _, one in elements(given[0])] if _mapping(given[0]) is not None else []
    return list_of(inner, given[0].type.element) if isinstance(given[0].type, MapType) else tuple_of(inner)


def _lookup(given: Sequence[Value]) -> Value:
    if not 2 <= len(given) <= 3:
        raise EvaluationError(f"lookup() takes two or three arguments, got {len(given)}")
    source, key = given[0], given[1]
    if isinstance(source.type, Dynamic):
        return DYNAMIC_UNKNOWN
    if not isinstance(source.type, (MapType, ObjectType)):
        raise EvaluationError("lookup() requires a map as the first argument")
    kind = source.type.element if isinstance(source.type, MapType) else DYNAMIC
    fallback = convert(given[2], kind) if len(given) == 3 else None
    if source.is_unknown or key.is_unknown:
        return unknown(kind)
    found = _mapping(source).get(text(key))
    if found is not None:
        return child(source, found)
    if is_open(source):
        return DYNAMIC_UNKNOWN
    if fallback is None:
        raise EvaluationError(f"lookup failed to find key {text(key)!r}")
    return fallback


def _merge(given: Sequence[Value]) -> Value:
    if any(isinstance(one.type, Dynamic) for one in given if not one.is_null):
        return DYNAMIC_UNKNOWN
    merged: dict[str, Value] = {}
    unchecked = False
    for one in given:
        # go-cty stops looking at types where the first null without one stands
        unchecked = unchecked or (one.is_null and isinstance(one.type, Dynamic))
        if not unchecked and not isinstance(one.type, (MapType, ObjectType)):
            raise EvaluationError("arguments must be maps or objects")
        merged.update((text(key), item) for key, item in elements(one))
    first = given[0].type if given else None
    if isinstance(first, MapType) and all(one.type == first for one in given):
        return map_of(merged, first.element)
    return object_of(merged)


def _zipmap(given: Sequence[Value]) -> Value:
    names, values = items(given[0]), given[1]
    if not isinstance(values.type, (ListType, TupleType)):
        raise EvaluationError("values argument must be a list or tuple value")
    if any(name.is_unknown for name in names):
        return unknown(MapType(values.type.element)) if isinstance(values.type, ListType) else DYNAMIC_UNKNOWN
    placed = [one for _, one in elements(values)]
    if len(names) != len(placed):
        raise EvaluationError(
            f"number of keys ({len(names)}) does not match number of values ({len(placed)})"
        )
    made = {text(name): one for name, one in zip(names, placed, strict=True)}
    return map_of(made, values.type.element) if isinstance(values.type, ListType) else object_of(made)


def _transpose(given: Sequence[Value]) -> Value:
    turned: dict[str, list[str]] = {}
    for name, inner in _mapping(given[0]).items():
        for item in items(inner):
            turned.setdefault(text(item), []).append(name)
    made = {name: list_of([string(one) for one in sorted(names)], STRING) for name, names in turned.items()}
    return map_of(made, ListType(STRING))


def _to(kind: Type) -> Callable[[Sequence[Value]], Value]:
    def body(given: Sequence[Value]) -> Value:
        return convert(given[0], kind)

    return body


def _list(given: Sequence[Value]) -> Value:
    """`list(...)` of Terraform before 0.15: what still uses it was written for that."""
    return convert(tuple_of(given), ListType(DYNAMIC))


def _map(given: Sequence[Value]) -> Value:
    """`map(key, value, ...)` of Terraform before 0.15."""
    if len(given) % 2:
        raise EvaluationError("map() takes pairs of keys and values")
    names = [convert(one, STRING) for one in given[::2]]
    if any(one.is_unknown for one in names):
        return DYNAMIC_UNKNOWN
    items = {text(name): value for name, value in zip(names, given[1::2], strict=True)}
    return convert(object_of(items), MapType(DYNAMIC))


def _tolist(given: Sequence[Value]) -> Value:
    return convert(given[0], ListType(DYNAMIC))


def _toset(given: Sequence[Value]) -> Value:
    return convert(given[0], SetType(DYNAMIC))


_TEXT_LISTS: Final = Parameter(MapType(ListType(STRING)))
_KEY: Final = Parameter(STRING, unknown=True)

FUNCTIONS: Final = {
    "keys": Function(_keys, (ANY_UNKNOWN,)),
    "values": Function(_values, (ANY,)),
    "lookup": Function(_lookup, (ANY_UNKNOWN, _KEY), DYNAMIC, ANYTHING),
    "merge": Function(_merge, (), DYNAMIC, ANY_NULL),
    "zipmap": Function(_zipmap, (TEXTS, ANY)),
    "transpose": Function(_transpose, (_TEXT_LISTS,), MapType(ListType(STRING))),
    "tostring": Function(_to(STRING), (ANYTHING,), STRING),
    "tonumber": Function(_to(NUMBER), (ANYTHING,), NUMBER),
    "tobool": Function(_to(BOOL), (ANYTHING,), BOOL),
    "list": Function(_list, (), DYNAMIC, ANYTHING),
    "map": Function(_map, (), DYNAMIC, ANYTHING),
    "tolist": Function(_tolist, (ANYTHING,)),
    "toset": Function(_toset, (ANYTHING,)),
    "tomap": Function(_to(MapType(DYNAMIC)), (ANYTHING,)),
}
