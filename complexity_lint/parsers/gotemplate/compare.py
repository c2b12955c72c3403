"""Equality and order of template values: text/template's eq and lt, and reflect.DeepEqual."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.gofmt import sprintf
from complexity_lint.parsers.gotemplate.values import MISSING, Integer, Struct, Value, type_name


def deep_equal(left: Value, right: Value) -> bool:
    """reflect.DeepEqual: the same type and the same content."""
    if left is MISSING:
        left = None
    if right is MISSING:
        right = None
    if left is None or right is None:
        return left is right
    if type_name(left) != type_name(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(deep_equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(deep_equal, left, right))
    return left == right


def basic_kind(value: Value) -> str:
    """The kinds eq and lt tell apart; empty for what they cannot compare."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, Integer) and value.go_type.startswith("uint"):
        return "uint"
    if isinstance(value, int):
        return "int"
    if isinstance(value, float):
        return "float"
    return "string" if isinstance(value, str) else ""


def equal(left: Value, right: Value) -> bool:
    """One comparison of `eq`; FunctionError for values it cannot compare."""
    left, right = (None if left is MISSING else left), (None if right is MISSING else right)
    kind, other = basic_kind(left), basic_kind(right)
    if kind != other:
        if {kind, other} == {"int", "uint"}:
            return left == right
        if left is not None and right is not None:
            raise FunctionError(_incompatible(left, right))
        return False
    if kind:
        return left == right
    if left is None or right is None:
        return left is right
    if isinstance(left, (dict, list, bytes)) or isinstance(right, (dict, list, bytes)):
        culprit = left if isinstance(left, (dict, list, bytes)) else right
        raise FunctionError(f"non-comparable type {sprintf('%s', (culprit,))}: {type_name(culprit)}")
    return left is right if isinstance(left, Struct) else left == right


def _incompatible(left: Value, right: Value) -> str:
    return f"incompatible types for comparison: {type_name(left)} and {type_name(right)}"


def less(left: Value, right: Value) -> bool:
    """`lt`; FunctionError for values without an order."""
    kind, other = basic_kind(left), basic_kind(right)
    if not kind or not other:
        raise FunctionError("invalid type for comparison")
    if kind != other:
        if {kind, other} != {"int", "uint"}:
            raise FunctionError(_incompatible(left, right))
    elif kind == "bool":
        raise FunctionError("invalid type for comparison")
    if kind == "string":
        return str(left).encode("utf-8", "surrogateescape") < str(right).encode("utf-8", "surrogateescape")
    assert isinstance(left, (int, float)) and isinstance(right, (int, float))  # basic_kind said so
    return left < right
