"""What a function takes, and how it is called (go-cty v1.16 `cty/function/function.go`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from complexity_lint.parsers.terraform.convert import convert
from complexity_lint.parsers.terraform.numbers import Number
from complexity_lint.parsers.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, Type
from complexity_lint.parsers.terraform.values import EvaluationError, Value, is_open, unknown

Body: TypeAlias = Callable[[Sequence[Value]], Value]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What one argument is converted to, and whether null and unknown reach the function."""

    type: Type
    null: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function: an unknown argument makes the result unknown, of type `result`."""

    body: Body
    parameters: tuple[Parameter, ...]
    result: Type = DYNAMIC
    rest: Parameter | None = None


ANY: Final = Parameter(DYNAMIC)
ANY_NULL: Final = Parameter(DYNAMIC, null=True)
ANYTHING: Final = Parameter(DYNAMIC, null=True, unknown=True)
ANY_UNKNOWN: Final = Parameter(DYNAMIC, unknown=True)
TEXT: Final = Parameter(STRING)
NUMERIC: Final = Parameter(NUMBER)
TRUTH: Final = Parameter(BOOL)
LIST: Final = Parameter(ListType(DYNAMIC))
TEXTS: Final = Parameter(ListType(STRING))


def invoke(function: Function, arguments: Sequence[Value]) -> Value:
    """The result for the arguments; raises EvaluationError where Terraform would."""
    given = _given(function, len(arguments))
    ready: list[Value] = []
    known = True
    for position, (value, parameter) in enumerate(zip(arguments, given, strict=True)):
        if value.is_null and not parameter.null:
            raise EvaluationError(f"argument {position + 1} must not be null")
        try:
            value = convert(value, parameter.type)
        except EvaluationError as error:
            raise EvaluationError(f"argument {position + 1}: {error.message}") from error
        known = known and ((not value.is_unknown and not is_open(value)) or parameter.unknown)
        ready.append(value)
    return function.body(ready) if known else unknown(function.result)


def _given(function: Function, count: int) -> tuple[Parameter, ...]:
    least = len(function.parameters)
    if count < least:
        raise EvaluationError(f"not enough function arguments: {least} expected, {count} given")
    if function.rest is None:
        if count > least:
            raise EvaluationError(f"too many function arguments: {least} expected, {count} given")
        return function.parameters
    return function.parameters + (function.rest,) * (count - least)


def text(value: Value) -> str:
    """A known string's text."""
    if not isinstance(value.data, str):
        raise EvaluationError("a string is required")
    return value.data


def amount(value: Value) -> Number:
    """A known number."""
    data = value.data
    if isinstance(data, bool) or not isinstance(data, (int, Fraction, float)):
        raise EvaluationError("a number is required")
    return data


def whole(value: Value) -> int:
    """A known whole number."""
    data = amount(value)
    if not isinstance(data, int):
        raise EvaluationError("a whole number is required")
    return data


def items(value: Value) -> tuple[Value, ...]:
    """The elements of a known list, set or tuple."""
    if not isinstance(value.data, tuple):
        raise EvaluationError("a list is required")
    return value.data
