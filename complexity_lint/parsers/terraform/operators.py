"""Operators, indexes and attribute access (HCL native syntax specification; hashicorp/hcl v2.23 `ops.go`)."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from complexity_lint.parsers.terraform.convert import convert
from complexity_lint.parsers.terraform.numbers import Number, rounded
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
    friendly_name,
)
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    FALSE,
    TRUE,
    EvaluationError,
    Value,
    boolean,
    child,
    identity,
    number,
    unknown,
)


def numeric(value: Value) -> Number:
    """The number of a known value; raises EvaluationError when there is none."""
    data = convert(value, NUMBER).data
    if isinstance(data, bool) or not isinstance(data, (int, Fraction, float)):
        raise EvaluationError("argument must not be null" if data is None else "a number is required")
    return data


def _divide(left: Number, right: Number) -> Number:
    if isinstance(right, float) or isinstance(left, float) or right == 0:
        return _beyond(left, right)
    return rounded(Fraction(left) / right)


def _beyond(left: Number, right: Number) -> Number:
    """Division by zero and with infinities, which cty has and Python raises for."""
    if isinstance(right, float):
        if isinstance(left, float):
            raise EvaluationError("can't divide infinity by infinity")
        return 0
    if left == 0:
        raise EvaluationError("can't divide zero by zero")
    return math.inf if (left > 0) == (right >= 0) else -math.inf


def _modulo(left: Number, right: Number) -> Number:
    """Truncates toward zero, so the result has the sign of the left side (go-cty `Value.Modulo`)."""
    if isinstance(left, float) or isinstance(right, float) or right == 0:
        return left
    times = int(rounded(Fraction(left) / right))
    return rounded(left - rounded(right * times))


_ARITHMETIC: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "+": lambda left, right: rounded(left + right),
    "-": lambda left, right: rounded(left - right),
    "*": lambda left, right: rounded(left * right),
    "/": _divide,
    "%": _modulo,
}
_COMPARISON: Final[dict[str, Callable[[Number, Number], bool]]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


def binary(operator: str, left: Value, right: Value) -> Value:
    """The result of a binary operation; unknown operands make it unknown where they decide it."""
    if operator == "==":
        return equal(left, right)
    if operator == "!=":
        same = equal(left, right)
        return same if same.is_unknown else boolean(same.data is False)
    if operator in ("&&", "||"):
        return _logic(operator, left, right)
    left, right = convert(left, NUMBER), convert(right, NUMBER)
    arithmetic = _ARITHMETIC.get(operator)
    if left.is_null or right.is_null:
        raise EvaluationError("argument must not be null")
    if left.is_unknown or right.is_unknown:
        return unknown(NUMBER if arithmetic else BOOL)
    if arithmetic:
        result = arithmetic(numeric(left), numeric(right))
        if result != result:
            raise EvaluationError("the result is not a number")
        return number(result)
    return boolean(_COMPARISON[operator](numeric(left), numeric(right)))


def _logic(operator: str, left: Value, right: Value) -> Value:
    left, right = convert(left, BOOL), convert(right, BOOL)
    if left.is_null or right.is_null:
        raise EvaluationError("argument must not be null")
    decisive = operator == "||"
    if left.data is decisive or right.data is decisive:
        return boolean(decisive)
    if left.is_unknown or right.is_unknown:
        return unknown(BOOL)
    return boolean(not decisive)


def unary(operator: str, value: Value) -> Value:
    """`-value` or `!value`."""
    value = convert(value, NUMBER if operator == "-" else BOOL)
    if value.is_null:
        raise EvaluationError("argument must not be null")
    if value.is_unknown:
        return unknown(value.type)
    return number(-numeric(value)) if operator == "-" else boolean(value.data is False)


def equal(left: Value, right: Value) -> Value:
    """Whether two values are equal; a value of another type never is (go-cty `Value.Equals`)."""
    if left.is_null and right.is_null:
        return TRUE
    if left.is_unknown or right.is_unknown:
        # no value of a known type can equal one of another known type
        return unknown(BOOL)
    if left.is_null or right.is_null:
        return FALSE
    if left.type != right.type and not _comparable(left, right):
        return FALSE
    one, other = identity(left), identity(right)
    if one is not None and other is not None:
        return boolean(one == other)
    return _equal_parts(left, right)


def _comparable(left: Value, right: Value) -> bool:
    """Tuples and objects whose types differ only because something inside is unknown or null."""
    return type(left.type) is type(right.type) and isinstance(left.type, (TupleType, ObjectType))


def _equal_parts(left: Value, right: Value) -> Value:
    """Collections with unknowns: unequal as soon as one known pair differs, else unknown."""
    first, second = left.data, right.data
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        if list(first) != list(second):
            return FALSE
        pairs = list(zip(first.values(), second.values(), strict=True))
    elif isinstance(first, tuple) and isinstance(second, tuple):
        if isinstance(left.type, SetType):
            return unknown(BOOL)
        if len(first) != len(second):
            return FALSE
        pairs = list(zip(first, second, strict=True))
    else:
        return unknown(BOOL)
    results = [equal(*pair) for pair in pairs]
    if any(one.data is False for one in results):
        return FALSE
    return unknown(BOOL) if any(one.is_unknown for one in results) else TRUE


def attribute(value: Value, name: str) -> Value:
    """`value.name`."""
    kind = value.type
    if value.is_null:
        raise EvaluationError("attempt to get attribute from null value")
    if isinstance(kind, ObjectType):
        if value.is_unknown:
            inner = kind.attribute(name)
            if inner is None:
                raise EvaluationError(f"this object does not have an attribute named {name!r}")
            return unknown(inner)
        found = value.data.get(name) if isinstance(value.data, Mapping) else None
        if found is None and kind.open:
            return DYNAMIC_UNKNOWN
        if found is None:
            raise EvaluationError(f"this object does not have an attribute named {name!r}")
        # what the provider makes is chosen where it is asked for
        made = kind.open and found.is_unknown and found.at is None
        return found if made else child(value, found)
    if isinstance(kind, MapType):
        return _map_element(value, kind, name)
    if isinstance(kind, Dynamic):
        return DYNAMIC_UNKNOWN
    raise EvaluationError(f"a {friendly_name(kind)} does not have any attributes")


def _map_element(value: Value, kind: MapType, name: str) -> Value:
    if value.is_unknown:
        return unknown(kind.element)
    found = value.data.get(name) if isinstance(value.data, Mapping) else None
    if found is None:
        raise EvaluationError(f"the given key {name!r} does not identify an element in this map")
    return child(value, found)


def index(value: Value, key: Value) -> Value:
    """`value[key]`."""
    kind = value.type
    if value.is_null:
        raise EvaluationError("this value is null, so it does not have any indices")
    if key.is_null:
        raise EvaluationError("can't use a null value as an indexing key")
    if isinstance(kind, (ListType, TupleType)):
        return _position(value, convert(key, NUMBER))
    if isinstance(kind, (MapType, ObjectType)):
        name = convert(key, STRING)
        if name.is_unknown:
            return unknown(kind.element) if isinstance(kind, MapType) else DYNAMIC_UNKNOWN
        return attribute(value, str(name.data))
    if isinstance(kind, Dynamic):
        return DYNAMIC_UNKNOWN
    raise EvaluationError("this value does not have any indices")


def _position(value: Value, key: Value) -> Value:
    kind = value.type
    if value.is_unknown or key.is_unknown:
        if isinstance(kind, ListType):
            return unknown(kind.element)
        if isinstance(kind, TupleType) and isinstance(key.data, int) and key.data < len(kind.elements):
            return unknown(kind.elements[key.data])
        return unknown(DYNAMIC)
    assert isinstance(value.data, tuple)
    if not isinstance(key.data, int) or not 0 <= key.data < len(value.data):
        raise EvaluationError("the given key does not identify an element in this collection value")
    return child(value, value.data[key.data])
