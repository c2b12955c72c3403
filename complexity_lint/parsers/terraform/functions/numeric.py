"""Functions on numbers (go-cty `function/stdlib/number.go`, terraform `internal/lang/funcs/number.go`)."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from complexity_lint.parsers.terraform.functions.signature import (
    ANY,
    NUMERIC,
    Function,
    amount,
    items,
    text,
    whole,
)
from complexity_lint.parsers.terraform.numbers import Number, magnitude, parse_number, rounded
from complexity_lint.parsers.terraform.operators import numeric
from complexity_lint.parsers.terraform.types import NUMBER
from complexity_lint.parsers.terraform.values import EvaluationError, Value, number, unknown, wholly_known

_MAX_POWER_BITS: Final = 1024


def _abs(given: Sequence[Value]) -> Value:
    return number(magnitude(amount(given[0])))


def _ceil(given: Sequence[Value]) -> Value:
    return number(_whole(amount(given[0]), math.ceil))


def _floor(given: Sequence[Value]) -> Value:
    return number(_whole(amount(given[0]), math.floor))


def _whole(value: Number, to: Callable[[Fraction], int]) -> Number:
    return value if isinstance(value, float) else to(Fraction(value))


def _signum(given: Sequence[Value]) -> Value:
    value = whole(given[0])
    return number((value > 0) - (value < 0))


def _max(given: Sequence[Value]) -> Value:
    return _extreme(given, 1)


def _min(given: Sequence[Value]) -> Value:
    return _extreme(given, -1)


def _extreme(given: Sequence[Value], sign: int) -> Value:
    if not given:
        raise EvaluationError("must pass at least one number")
    return max(given, key=lambda value: amount(value) * sign)


def _from_float(value: float) -> Value:
    if math.isinf(value):
        return number(value)
    # the digits of the double, which Terraform keeps with the 53 bits it came with
    parsed = parse_number(repr(value))
    return number(rounded(Fraction(value)) if parsed is None else parsed)


def _log(given: Sequence[Value]) -> Value:
    value, base = (float(amount(one)) for one in given)
    if value < 0 or base <= 0 or base == 1:
        raise EvaluationError("the logarithm is not a number")
    if value == 0:
        return number(-math.inf if base > 1 else math.inf)
    return _from_float(math.log(value) / math.log(base))


def _pow(given: Sequence[Value]) -> Value:
    base, power = (float(amount(one)) for one in given)
    try:
        result = math.pow(base, power)
    except (OverflowError, ValueError) as error:
        raise EvaluationError("the result is not a finite number") from error
    return _from_float(result)


def _parseint(given: Sequence[Value]) -> Value:
    if not isinstance(given[0].data, str):
        raise EvaluationError("first argument must be a string")
    digits, base = text(given[0]), whole(given[1])
    if not 2 <= base <= 62:
        raise EvaluationError("base must be a whole number between 2 and 62 inclusive")
    bare = digits.removeprefix("-") if digits.startswith("-") else digits.removeprefix("+")
    result = 0
    for char in bare:
        digit = _digit(char, base)
        if digit is None:
            raise EvaluationError(f"cannot parse {digits!r} as a base {base} integer")
        result = result * base + digit
    if not bare or len(bare) > 2000:
        raise EvaluationError(f"cannot parse {digits!r} as a base {base} integer")
    return number(-result if digits.startswith("-") else result)


def _digit(char: str, base: int) -> int | None:
    if char in "0123456789":
        value = int(char)
    elif "a" <= char <= "z":
        value = ord(char) - ord("a") + 10
    elif "A" <= char <= "Z":
        value = ord(char) - ord("A") + (10 if base <= 36 else 36)
    else:
        return None
    return value if value < base else None


def _sum(given: Sequence[Value]) -> Value:
    values = items(given[0])
    if not values:
        raise EvaluationError("cannot sum an empty list")
    if not wholly_known(given[0]):
        return unknown(NUMBER)
    total: Number = 0
    for value in values:
        total = rounded(total + numeric(value))
    return number(total)


FUNCTIONS: Final = {
    "abs": Function(_abs, (NUMERIC,), NUMBER),
    "ceil": Function(_ceil, (NUMERIC,), NUMBER),
    "floor": Function(_floor, (NUMERIC,), NUMBER),
    "signum": Function(_signum, (NUMERIC,), NUMBER),
    "max": Function(_max, (), NUMBER, NUMERIC),
    "min": Function(_min, (), NUMBER, NUMERIC),
    "log": Function(_log, (NUMERIC, NUMERIC), NUMBER),
    "pow": Function(_pow, (NUMERIC, NUMERIC), NUMBER),
    "parseint": Function(_parseint, (ANY, NUMERIC), NUMBER),
    "sum": Function(_sum, (ANY,), NUMBER),
}
