"""Functions on lists, tuples and sets (go-cty `function/stdlib`, terraform `internal/lang/funcs`)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from complexity_lint.parsers.terraform.convert import convert, unify
from complexity_lint.parsers.terraform.functions.graphemes import graphemes
from complexity_lint.parsers.terraform.functions.signature import (
    ANY,
    ANY_UNKNOWN,
    ANYTHING,
    LIST,
    NUMERIC,
    Function,
    Parameter,
    amount,
    items,
    whole,
)
from complexity_lint.parsers.terraform.numbers import Number, rounded
from complexity_lint.parsers.terraform.operators import equal
from complexity_lint.parsers.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    ObjectType,
    SetType,
    TupleType,
    friendly_name,
)
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    EvaluationError,
    Value,
    boolean,
    child,
    elements,
    identity,
    is_open,
    list_of,
    number,
    tuple_of,
    unknown,
    wholly_known,
)

_MAX_RANGE: Final = 1024


def _length(given: Sequence[Value]) -> Value:
    value = given[0]
    if isinstance(value.type, TupleType):
        return number(len(value.type.elements))
    if isinstance(value.type, ObjectType) and not value.type.open:
        return number(len(value.type.attributes))
    if value.is_unknown or is_open(value):
        return unknown(NUMBER)
    if isinstance(value.data, str):
        return number(len(graphemes(value.data)))
    if not isinstance(value.data, (tuple, Mapping)):
        raise EvaluationError("argument must be a string, a collection type, or a structural type")
    if isinstance(value.type, SetType) and len(value.data) > 1 and not wholly_known(value):
        return unknown(NUMBER)
    return number(len(value.data))


def _sequence(value: Value) -> tuple[Value, ...]:
    if not isinstance(value.type, (ListType, TupleType)):
        raise EvaluationError(f"a list or tuple is required, not {friendly_name(value.type)}")
    return tuple(one for _, one in elements(value))


def _element(given: Sequence[Value]) -> Value:
    values, position = _sequence(given[0]), whole(given[1])
    if not values:
        raise EvaluationError("cannot use element function with an empty list")
    if position < 0:
        raise EvaluationError("cannot use element function with a negative index")
    return child(given[0], values[position % len(values)])


def _index(given: Sequence[Value]) -> Value:
    values = _sequence(given[0])
    if not values:
        raise EvaluationError("cannot search an empty list")
    for position, value in enumerate(values):
        same = equal(value, given[1])
        if same.is_unknown:
            return unknown(NUMBER)
        if same.data is True:
            return number(position)
    raise EvaluationError("item not found")


def _contains(given: Sequence[Value]) -> Value:
    if not isinstance(given[0].type, (ListType, TupleType, SetType)):
        raise EvaluationError("argument must be list, tuple, or set")
    results = [equal(value, given[1]) for value in items(given[0])]
    if any(one.data is True for one in results):
        return boolean(True)
    return unknown(BOOL) if any(one.is_unknown for one in results) else boolean(False)


def _concat(given: Sequence[Value]) -> Value:
    if not given:
        raise EvaluationError("at least one argument is required")
    if all(isinstance(one.type, ListType) for one in given):
        common = unify([one.type for one in given])
        if isinstance(common, ListType):
            joined = [item for one in given for item in _placed(convert(one, common))]
            return list_of(joined, common.element)
    return tuple_of([item for one in given for item in _sequence(one)])


def _placed(value: Value) -> list[Value]:
    return [one for _, one in elements(value)]


def _flatten(given: Sequence[Value]) -> Value:
    if not isinstance(given[0].type, (ListType, SetType, TupleType)):
        raise EvaluationError("can only flatten lists, sets and tuples")
    out: list[Value] = []
    return tuple_of(out) if _flattened(given[0], out) else DYNAMIC_UNKNOWN


def _flattened(value: Value, out: list[Value]) -> bool:
    """Append the leaves; False when an unknown may stand for any number of them."""
    for _, item in elements(value):
        if item.is_unknown and isinstance(item.type, (Dynamic, ListType, SetType, TupleType)):
            return False
        if isinstance(item.data, tuple):
            if not _flattened(item, out):
                return False
        else:
            out.append(item)
    return True


def _distinct(given: Sequence[Value]) -> Value:
    if not wholly_known(given[0]):
        return unknown(given[0].type)
    seen: dict[object, Value] = {}
    for _, item in elements(given[0]):
        seen.setdefault(identity(item), item)
    return replace(given[0], data=tuple(seen.values()))


def _reverse(given: Sequence[Value]) -> Value:
    values = list(reversed([one for _, one in elements(given[0])]))
    if isinstance(given[0].type, TupleType):
        return tuple_of(values)
    if isinstance(given[0].type, (ListType, SetType)):
        return list_of(values, given[0].type.element)
    raise EvaluationError(f"can only reverse list or tuple values, not {friendly_name(given[0].type)}")


def _slice(given: Sequence[Value]) -> Value:
    values, start, end = _sequence(given[0]), whole(given[1]), whole(given[2])
    if not 0 <= start <= end <= len(values):
        raise EvaluationError("start and end index must lie inside the list, the end not before the start")
    cut = values[start:end]
    return list_of(cut, given[0].type.element) if isinstance(given[0].type, ListType) else tuple_of(cut)


def _chunklist(given: Sequence[Value]) -> Value:
    size, values = whole(given[1]), _placed(given[0])
    if size < 0:
        raise EvaluationError("the size argument must be positive")
    step = size or len(values) or 1
    chunks = [replace(given[0], data=tuple(values[at : at + step])) for at in range(0, len(values), step)]
    return list_of(chunks, given[0].type)


def _coalesce(given: Sequence[Value]) -> Value:
    common = unify([one.type for one in given]) if given else None
    if common is None:
        raise EvaluationError("all arguments must have the same type")
    for one in given:
        value = convert(one, common)
        if value.is_unknown:
            return unknown(common)
        if value.is_null or (common == STRING and value.data == ""):
            continue
        return value
    raise EvaluationError("no non-null, non-empty-string arguments")


def _coalescelist(given: Sequence[Value]) -> Value:
    if not given:
        raise EvaluationError("at least one argument is required")
    for one in given:
        if one.is_unknown:
            return DYNAMIC_UNKNOWN
        if not isinstance(one.type, (ListType, TupleType)):
            raise EvaluationError("coalescelist arguments must be lists or tuples")
        if one.data:
            return one
    raise EvaluationError("no non-null arguments")


def _matchkeys(given: Sequence[Value]) -> Value:
    values, keys, wanted = (_placed(one) for one in given)
    if unify([given[1].type, given[2].type]) is None:
        raise EvaluationError("keys and searchset must be of the same type")
    if len(values) != len(keys):
        raise EvaluationError("length of keys and values should be equal")
    if not all(wholly_known(one) for one in given):
        return unknown(given[0].type)
    kind = unify([one.type for one in (*keys, *wanted)]) or DYNAMIC
    sought = {identity(convert(one, kind)) for one in wanted}
    kept = [value for value, key in zip(values, keys, strict=True) if identity(convert(key, kind)) in sought]
    return replace(given[0], data=tuple(kept))


def _one(given: Sequence[Value]) -> Value:
    kind = given[0].type
    if not isinstance(kind, (ListType, SetType, TupleType)):
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    values = _placed(given[0])
    if len(values) > 1:
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    if values:
        return values[0]
    return Value(DYNAMIC if isinstance(kind, TupleType) else kind.element, None)


def _range(given: Sequence[Value]) -> Value:
    if not 1 <= len(given) <= 3:
        raise EvaluationError("must have one, two, or three arguments")
    numbers = [amount(one) for one in given]
    start, end = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step: Number = numbers[2] if len(numbers) == 3 else (-1 if end < start else 1)
    if step == 0:
        raise EvaluationError("step must not be zero")
    if (step < 0 and end > start) or (step > 0 and end < start):
        raise EvaluationError("the end must lie in the direction of the step")
    values: list[Value] = []
    current = start
    while (current > end) if step < 0 else (current < end):
        if len(values) >= _MAX_RANGE:
            raise EvaluationError("more than 1024 values were generated")
        values.append(number(current))
        current = rounded(current + step)
    return list_of(values, NUMBER)


def _all_true(given: Sequence[Value]) -> Value:
    for value in items(given[0]):
        if value.is_unknown:
            return unknown(BOOL)
        if value.data is not True:
            return boolean(False)
    return boolean(True)


def _any_true(given: Sequence[Value]) -> Value:
    values = items(given[0])
    if any(value.data is True for value in values):
        return boolean(True)
    return unknown(BOOL) if any(value.is_unknown for value in values) else boolean(False)


_TRUTHS: Final = Parameter(ListType(BOOL))

FUNCTIONS: Final = {
    "length": Function(_length, (ANY_UNKNOWN,), NUMBER),
    "element": Function(_element, (ANY, NUMERIC)),
    "index": Function(_index, (ANY, ANY), NUMBER),
    "contains": Function(_contains, (ANY, ANY), BOOL),
    "concat": Function(_concat, (), DYNAMIC, ANY),
    "flatten": Function(_flatten, (ANY,)),
    "distinct": Function(_distinct, (LIST,)),
    "reverse": Function(_reverse, (ANY,)),
    "slice": Function(_slice, (ANY, NUMERIC, NUMERIC)),
    "chunklist": Function(_chunklist, (LIST, NUMERIC)),
    "coalesce": Function(_coalesce, (), DYNAMIC, ANYTHING),
    "coalescelist": Function(_coalescelist, (), DYNAMIC, ANYTHING),
    "matchkeys": Function(_matchkeys, (LIST, LIST, LIST)),
    "one": Function(_one, (ANY,)),
    "range": Function(_range, (), ListType(NUMBER), NUMERIC),
    "alltrue": Function(_all_true, (_TRUTHS,), BOOL),
    "anytrue": Function(_any_true, (_TRUTHS,), BOOL),
}
