"""JSON text to and from values (go-cty `cty/json`, escapes after Go's `encoding/json`)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from complexity_lint.parsers.terraform.functions.signature import ANYTHING, Function, Parameter, text
from complexity_lint.parsers.terraform.numbers import Number, format_number, parse_number
from complexity_lint.parsers.terraform.strings import normal
from complexity_lint.parsers.terraform.types import DYNAMIC, STRING
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    NULL,
    EvaluationError,
    Value,
    boolean,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
    wholly_known,
)

_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\<>&\u2028\u2029]')
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def json_string(body: str) -> str:
    """A JSON string; `<`, `>` and `&` are escaped too, as Go does."""
    escaped = _ESCAPED.sub(lambda match: _SHORT.get(match[0]) or f"\\u{ord(match[0]):04x}", body)
    return f'"{escaped}"'


def json_text(value: Value) -> str:
    """The JSON text of a wholly known value."""
    data = value.data
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return json_string(data)
    if isinstance(data, (int, Fraction, float)):
        return format_number(data)
    if isinstance(data, tuple):
        return "[" + ",".join(json_text(one) for one in data) + "]"
    if isinstance(data, Mapping):
        return "{" + ",".join(f"{json_string(key)}:{json_text(one)}" for key, one in data.items()) + "}"
    raise EvaluationError("an unknown value has no JSON text")


def _jsonencode(given: Sequence[Value]) -> Value:
    if not wholly_known(given[0]):
        return replace(unknown(STRING), encoded=given[0])
    return Value(STRING, json_text(given[0]), encoded=given[0])


def _jsondecode(given: Sequence[Value]) -> Value:
    if given[0].encoded is not None and given[0].is_unknown:
        return given[0].encoded
    if given[0].is_unknown:
        return DYNAMIC_UNKNOWN
    try:
        document = json.loads(
            text(given[0]), parse_float=_number, parse_int=_number, parse_constant=_constant
        )
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"invalid JSON: {error}") from error
    return from_plain(document)


def _number(digits: str) -> Number:
    parsed = parse_number(digits)
    if parsed is None:
        raise ValueError("a number out of range")
    return parsed


def _constant(name: str) -> Number:
    raise ValueError(f"unexpected {name}")


def from_plain(document: object) -> Value:
    """A decoded document as a value: arrays are tuples, objects are objects."""
    if document is None:
        return NULL
    if isinstance(document, bool):
        return boolean(document)
    if isinstance(document, str):
        return string(normal(document))
    if isinstance(document, (int, Fraction, float)):
        return number(document)
    if isinstance(document, list):
        return tuple_of([from_plain(one) for one in document])
    assert isinstance(document, dict)
    return object_of({normal(str(key)): from_plain(one) for key, one in document.items()})


# a text whose making is known can be read back even when it is unknown as a whole
_ENCODED: Final = Parameter(STRING, unknown=True)
FUNCTIONS: Final = {
    "jsonencode": Function(_jsonencode, (ANYTHING,), STRING),
    "jsondecode": Function(_jsondecode, (_ENCODED,), DYNAMIC),
}
