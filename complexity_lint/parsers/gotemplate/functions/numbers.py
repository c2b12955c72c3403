"""Number functions of Sprig v3.3 (numeric.go), results of Go's types."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.functions.casting import int64, to_float, to_int
from complexity_lint.parsers.gotemplate.functions.strings import sized, strval
from complexity_lint.parsers.gotemplate.provenance import STANDIN
from complexity_lint.parsers.gotemplate.signature import ANY, FLOAT, INT, Table
from complexity_lint.parsers.gotemplate.state import State
from complexity_lint.parsers.gotemplate.values import Int64, IntList, Value, wrap

NUMBERS = Table()
_EXACT = Context(prec=400)


@NUMBERS.add("int64", ANY)
def _int64(value: Value) -> Value:
    return int64(value)


@NUMBERS.add("int", ANY)
def _int(value: Value) -> Value:
    return to_int(value)


@NUMBERS.add("float64", ANY)
def _float64(value: Value) -> Value:
    return float(to_float(value))


@NUMBERS.add("toDecimal", ANY)
def _to_decimal(value: Value) -> Value:
    text = strval(value)
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text.removeprefix("+"))
    if not digits or set(digits) - set("01234567"):
        return Int64(0)
    number = sign * int(digits, 8)
    return Int64(number if -(2**63) <= number < 2**63 else 0)


@NUMBERS.add("add1", ANY)
def _add1(value: Value) -> Value:
    return Int64(wrap(to_int(value) + 1))


@NUMBERS.add("add", more=ANY)
def _add(*values: Value) -> Value:
    return Int64(wrap(sum(to_int(value) for value in values)))


@NUMBERS.add("sub", ANY, ANY)
def _sub(left: Value, right: Value) -> Value:
    return Int64(wrap(to_int(left) - to_int(right)))


@NUMBERS.add("mul", ANY, more=ANY)
def _mul(first: Value, *values: Value) -> Value:
    product = to_int(first)
    for value in values:
        product = wrap(product * to_int(value))
    return Int64(product)


@NUMBERS.add("div", ANY, ANY)
def _div(left: Value, right: Value) -> Value:
    top, bottom = to_int(left), to_int(right)
    if bottom == 0:
        raise FunctionError("runtime error: integer divide by zero")
    quotient = abs(top) // abs(bottom)
    return Int64(wrap(quotient if (top < 0) == (bottom < 0) else -quotient))


@NUMBERS.add("mod", ANY, ANY)
def _mod(left: Value, right: Value) -> Value:
    top, bottom = to_int(left), to_int(right)
    if bottom == 0:
        raise FunctionError("runtime error: integer divide by zero")
    rest = abs(top) % abs(bottom)
    return Int64(-rest if top < 0 else rest)


@NUMBERS.add("biggest max", ANY, more=ANY)
def _max(*values: Value) -> Value:
    return Int64(max(to_int(value) for value in values))


@NUMBERS.add("min", ANY, more=ANY)
def _min(*values: Value) -> Value:
    return Int64(min(to_int(value) for value in values))


def _extreme(values: tuple[Value, ...], pick: Callable[[list[float]], float]) -> float:
    numbers = [float(to_float(value)) for value in values]
    if any(math.isnan(number) for number in numbers):
        return math.nan
    return pick(numbers)


@NUMBERS.add("maxf", ANY, more=ANY)
def _maxf(*values: Value) -> Value:
    return _extreme(values, max)


@NUMBERS.add("minf", ANY, more=ANY)
def _minf(*values: Value) -> Value:
    return _extreme(values, min)


@NUMBERS.add("ceil", ANY)
def _ceil(value: Value) -> Value:
    number = to_float(value)
    return float(math.ceil(number)) if math.isfinite(number) else float(number)


@NUMBERS.add("floor", ANY)
def _floor(value: Value) -> Value:
    number = to_float(value)
    return float(math.floor(number)) if math.isfinite(number) else float(number)


@NUMBERS.add("round", ANY, INT, more=FLOAT)
def _round(value: Value, places: int, *limit: float) -> Value:
    number = float(to_float(value))
    round_on = float(limit[0]) if limit else 0.5
    try:
        power = 10.0 ** float(places)
    except OverflowError:
        power = math.inf
    digit = power * number
    if not math.isfinite(digit) or power == 0:
        return math.nan if not math.isfinite(digit) else digit
    fraction = math.modf(digit)[0]
    rounded = math.ceil(digit) if fraction >= round_on else math.floor(digit)
    return rounded / power


def _decimal(value: Value) -> Decimal:
    number = float(to_float(value))
    if not math.isfinite(number):
        raise FunctionError(f"Cannot create a Decimal from {number}")
    return Decimal(repr(number))


def _folded(first: Decimal, values: tuple[Value, ...], step: Callable[[Decimal, Decimal], Decimal]) -> float:
    result = first
    for value in values:
        result = step(result, _decimal(value))
    return float(result)


@NUMBERS.add("add1f", ANY)
def _add1f(value: Value) -> Value:
    return _folded(_decimal(value), (1,), _EXACT.add)


@NUMBERS.add("addf", more=ANY)
def _addf(*values: Value) -> Value:
    return _folded(Decimal(0), values, _EXACT.add)


@NUMBERS.add("subf", ANY, more=ANY)
def _subf(first: Value, *values: Value) -> Value:
    return _folded(_decimal(first), values, _EXACT.subtract)


@NUMBERS.add("mulf", ANY, more=ANY)
def _mulf(first: Value, *values: Value) -> Value:
    return _folded(_decimal(first), values, _EXACT.multiply)


@NUMBERS.add("divf", ANY, more=ANY)
def _divf(first: Value, *values: Value) -> Value:
    return _folded(_decimal(first), values, _divided)


def _divided(left: Decimal, right: Decimal) -> Decimal:
    """shopspring/decimal's Div: 16 digits after the point, half away from zero."""
    if right == 0:
        raise FunctionError("decimal division by 0")
    return _EXACT.divide(left, right).quantize(Decimal("1e-16"), rounding=ROUND_HALF_UP, context=_EXACT)


def _steps(start: int, stop: int, step: int) -> list[int]:
    if stop < start:
        if step >= 0:
            return []
    elif step <= 0:
        return []
    numbers = range(start, stop, step)
    sized(8 * len(numbers), "a list of numbers")
    return list(numbers)


@NUMBERS.add("until", INT)
def _until(count: int) -> Value:
    return IntList(_steps(0, count, -1 if count < 0 else 1))


@NUMBERS.add("untilStep", INT, INT, INT)
def _until_step(start: int, stop: int, step: int) -> Value:
    return IntList(_steps(start, stop, step))


@NUMBERS.add("seq", more=INT)
def _seq(*params: int) -> Value:
    if not 1 <= len(params) <= 3:
        return ""
    start = params[0] if len(params) > 1 else 1
    end = params[-1]
    increment = -1 if end < start else 1
    step = increment
    if len(params) == 3:
        step = params[1]
        if end < start and step > 0:
            return ""
    return " ".join(str(number) for number in _steps(start, end + increment, step))


@NUMBERS.add("randInt", INT, INT, with_runtime=True)
def _rand_int(state: State, low: int, high: int) -> Value:
    if high <= low:
        raise FunctionError("invalid argument to Intn")
    state.runtime.reads.append((STANDIN, "randInt"))
    return low
