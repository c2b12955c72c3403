"""Functions that bake has and Terraform has not (docker/buildx `bake/hclparser/stdlib.go`, v0.20)."""

import re
from collections.abc import Sequence
from typing import Final

from complexity_lint.parsers.terraform.functions.signature import (
    ANY,
    NUMERIC,
    TEXT,
    TRUTH,
    Body,
    Function,
    Parameter,
    amount,
    items,
    text,
)
from complexity_lint.parsers.terraform.operators import binary, index, unary
from complexity_lint.parsers.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, Type
from complexity_lint.parsers.terraform.values import (
    EvaluationError,
    Value,
    boolean,
    number,
    string,
    tuple_of,
)


def _two(operator: str) -> Body:
    def body(arguments: Sequence[Value]) -> Value:
        return binary(operator, arguments[0], arguments[1])

    return body


def _operator(name: str, parameter: Parameter, result: Type) -> Function:
    return Function(_two(name), (parameter, parameter), result)


def _has_index(arguments: Sequence[Value]) -> Value:
    try:
        index(arguments[0], arguments[1])
    except EvaluationError:
        return boolean(False)
    return boolean(True)


def _sanitized(arguments: Sequence[Value]) -> Value:
    """A text with all that a target's name may not hold made `_`."""
    return string(re.sub(r"[^a-zA-Z0-9_-]+", "_", text(arguments[0])))


FUNCTIONS: Final = {
    "add": _operator("+", NUMERIC, NUMBER),
    "and": _operator("&&", TRUTH, BOOL),
    "divide": _operator("/", NUMERIC, NUMBER),
    "equal": _operator("==", ANY, BOOL),
    "greaterthan": _operator(">", NUMERIC, BOOL),
    "greaterthanorequalto": _operator(">=", NUMERIC, BOOL),
    "hasindex": Function(_has_index, (ANY, ANY), BOOL),
    "int": Function(lambda given: number(int(amount(given[0]))), (NUMERIC,), NUMBER),
    "lessthan": _operator("<", NUMERIC, BOOL),
    "lessthanorequalto": _operator("<=", NUMERIC, BOOL),
    "modulo": _operator("%", NUMERIC, NUMBER),
    "multiply": _operator("*", NUMERIC, NUMBER),
    "negate": Function(lambda given: unary("-", given[0]), (NUMERIC,), NUMBER),
    "not": Function(lambda given: unary("!", given[0]), (TRUTH,), BOOL),
    "notequal": _operator("!=", ANY, BOOL),
    "or": _operator("||", TRUTH, BOOL),
    "reverselist": Function(lambda given: tuple_of(reversed(items(given[0]))), (ANY,), DYNAMIC),
    "sanitize": Function(_sanitized, (TEXT,), STRING),
    "strlen": Function(lambda given: number(len(text(given[0]))), (TEXT,), NUMBER),
    "subtract": _operator("-", NUMERIC, NUMBER),
}
