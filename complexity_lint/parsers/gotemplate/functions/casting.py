"""Any value to a number, as spf13/cast v1.7.0 does it for Sprig."""

from __future__ import annotations

import re

from complexity_lint.parsers.gotemplate.constants import parse_float, parse_int
from complexity_lint.parsers.gotemplate.provenance import Number
from complexity_lint.parsers.gotemplate.values import Int64, Value, wrap

_DECIMAL_TAIL = re.compile(r"^([+-]?[0-9]*)\.0*$")


def to_int(value: Value) -> int:
    """cast.ToInt64: strings by base-0 parsing; anything that fails is 0."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return wrap(int(value))
    if isinstance(value, float):
        return float_to_int(value)
    if isinstance(value, str):
        return _parsed(str(value))
    return 0


def float_to_int(value: float) -> int:
    """Go's int64(float64) on amd64: truncation, and the smallest integer when out of range."""
    if value != value or abs(value) >= 2.0**63:
        return -(2**63)
    return int(value)


def _parsed(text: str) -> int:
    number = parse_int(_trim_zero_decimal(text))
    if number is None or not -(2**63) <= number < 2**63:
        return 0
    return number


def _trim_zero_decimal(text: str) -> str:
    """cast's trimZeroDecimal: `1.00` is an integer."""
    found = _DECIMAL_TAIL.match(text)
    return found.group(1) if found and "." in text and text.rpartition(".")[2] else text


def to_float(value: Value) -> float:
    """cast.ToFloat64."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, (int, float)):
        return value if isinstance(value, Number) else float(value)
    if isinstance(value, str):
        lowered = str(value).lower().lstrip("+-")
        if lowered in ("inf", "infinity"):
            return float("-inf") if value.startswith("-") else float("inf")
        if lowered == "nan":
            return float("nan")
        found = parse_float(str(value))
        return 0.0 if found is None else found
    return 0.0


def int64(value: Value) -> Int64:
    """An int64 of any value."""
    return Int64(to_int(value))
