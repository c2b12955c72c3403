"""List functions of Sprig v3.3 (list.go, defaults.go)."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate.compare import deep_equal
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.functions.casting import to_int
from complexity_lint.parsers.gotemplate.signature import ANY, BOOL, INT, Table
from complexity_lint.parsers.gotemplate.values import ListList, NilList, StringList, Value, is_true, kind_name

LISTS = Table()
_NIL_DEREFERENCE = "runtime error: invalid memory address or nil pointer dereference"


def items_of(value: Value, action: str) -> list[Value]:
    """The items of any slice; Sprig's error for anything else."""
    if isinstance(value, list):
        return value
    if isinstance(value, bytes):
        return list(value)
    if value is None:
        raise FunctionError(_NIL_DEREFERENCE)
    raise FunctionError(f"{action} {kind_name(value)}")


def is_empty(value: Value) -> bool:
    """Sprig's empty."""
    return not is_true(value)


@LISTS.add("list tuple", more=ANY)
def _list(*values: Value) -> Value:
    return list(values)


@LISTS.add("append push mustAppend mustPush", ANY, ANY)
def _append(items: Value, value: Value) -> Value:
    return [*items_of(items, "Cannot push on type"), value]


@LISTS.add("prepend mustPrepend", ANY, ANY)
def _prepend(items: Value, value: Value) -> Value:
    return [value, *items_of(items, "Cannot prepend on type")]


@LISTS.add("first mustFirst", ANY)
def _first(value: Value) -> Value:
    items = items_of(value, "Cannot find first on type")
    return items[0] if items else None


@LISTS.add("last mustLast", ANY)
def _last(value: Value) -> Value:
    items = items_of(value, "Cannot find last on type")
    return items[-1] if items else None


@LISTS.add("rest mustRest", ANY)
def _rest(value: Value) -> Value:
    items = items_of(value, "Cannot find rest on type")
    return list(items[1:]) if items else NilList()


@LISTS.add("initial mustInitial", ANY)
def _initial(value: Value) -> Value:
    items = items_of(value, "Cannot find initial on type")
    return list(items[:-1]) if items else NilList()


@LISTS.add("reverse mustReverse", ANY)
def _reverse(value: Value) -> Value:
    return list(items_of(value, "Cannot find reverse on type")[::-1])


@LISTS.add("compact mustCompact", ANY)
def _compact(value: Value) -> Value:
    return [item for item in items_of(value, "Cannot compact on type") if not is_empty(item)]


@LISTS.add("uniq mustUniq", ANY)
def _uniq(value: Value) -> Value:
    found: list[Value] = []
    for item in items_of(value, "Cannot find uniq on type"):
        if not any(deep_equal(item, known) for known in found):
            found.append(item)
    return found


@LISTS.add("without mustWithout", ANY, more=ANY)
def _without(value: Value, *omitted: Value) -> Value:
    items = items_of(value, "Cannot find without on type")
    return [item for item in items if not any(deep_equal(other, item) for other in omitted)]


@LISTS.add("has mustHas", ANY, ANY)
def _has(needle: Value, value: Value) -> Value:
    if value is None:
        return False
    return any(deep_equal(needle, item) for item in items_of(value, "Cannot find has on type"))


@LISTS.add("slice mustSlice", ANY, more=ANY)
def _slice(value: Value, *indices: Value) -> Value:
    items = items_of(value, "list should be type of slice or array but")
    if not items:
        return None
    start = to_int(indices[0]) if indices else 0
    end = to_int(indices[1]) if len(indices) > 1 else len(items)
    if not 0 <= start <= end <= len(items):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    return StringList(items[start:end]) if isinstance(value, StringList) else list(items[start:end])


@LISTS.add("concat", more=ANY)
def _concat(*values: Value) -> Value:
    joined: list[Value] = []
    for value in values:
        if not isinstance(value, (list, bytes)):
            if value is None:
                raise FunctionError(_NIL_DEREFERENCE)
            raise FunctionError(f"Cannot concat type {kind_name(value)} as list")
        joined.extend(value)
    return joined or NilList()


@LISTS.add("chunk mustChunk", INT, ANY)
def _chunk(size: int, value: Value) -> Value:
    items = items_of(value, "Cannot chunk type")
    if size <= 0:
        raise FunctionError("runtime error: makeslice: len out of range")
    return ListList([list(items[at : at + size]) for at in range(0, len(items), size)])


@LISTS.add("empty", ANY)
def _empty(value: Value) -> Value:
    return is_empty(value)


@LISTS.add("default", ANY, more=ANY)
def _default(fallback: Value, *given: Value) -> Value:
    return fallback if not given or is_empty(given[0]) else given[0]


@LISTS.add("coalesce", more=ANY)
def _coalesce(*values: Value) -> Value:
    return next((value for value in values if not is_empty(value)), None)


@LISTS.add("all", more=ANY)
def _all(*values: Value) -> Value:
    return not any(is_empty(value) for value in values)


@LISTS.add("any", more=ANY)
def _any(*values: Value) -> Value:
    return any(not is_empty(value) for value in values)


@LISTS.add("ternary", ANY, ANY, BOOL)
def _ternary(yes: Value, no: Value, condition: Value) -> Value:
    return yes if condition else no
