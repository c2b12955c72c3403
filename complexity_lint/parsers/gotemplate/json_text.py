"""Values to JSON as Go's encoding/json writes them, and JSON to values."""

from __future__ import annotations

import json
import re
from base64 import b64encode

from complexity_lint.parsers.gotemplate import numbers_text
from complexity_lint.parsers.gotemplate.errors import BudgetError, FunctionError
from complexity_lint.parsers.gotemplate.goquote import quote_char
from complexity_lint.parsers.gotemplate.values import MISSING, NIL_LISTS, Struct, Value, type_name

MAX_DEPTH = 200
_ODD = re.compile('["\\\\<>&\x00-\x1f\u2028\u2029\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_HTML = frozenset("<>&")


def json_number(value: float) -> str:
    """A float64 as encoding/json writes it; FunctionError for NaN and infinities."""
    special = numbers_text.special(value)
    if special is not None:
        raise FunctionError(f"json: unsupported value: {special}")
    digits, first = numbers_text.shortest(abs(value))
    sign = numbers_text.sign_of(value)
    if value and (first < -6 or first >= 21):
        text = numbers_text.exponent_form(digits, first)
        return sign + re.sub(r"e-0(\d)$", r"e-\1", text)
    return sign + numbers_text.plain_form(digits, first)


def json_string(text: str, html: bool = True) -> str:
    """A string with Go's escapes; `html` also escapes <, > and &."""

    def escaped(found: re.Match[str]) -> str:
        char = found.group()
        if char in _SHORT:
            return _SHORT[char]
        if char in _HTML and not html:
            return char
        return "\ufffd" if "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}"

    return '"' + _ODD.sub(escaped, text) + '"'


def to_json(value: Value, indent: str = "", html: bool = True) -> str:
    """The value as JSON; with `indent` as MarshalIndent does it."""
    return _Writer(indent, html).node(value, 0)


class _Writer:
    """The options of one encoding."""

    def __init__(self, indent: str, html: bool) -> None:
        self._indent = indent
        self._html = html

    def node(self, value: Value, depth: int) -> str:
        """One value at a depth."""
        if depth > MAX_DEPTH:
            raise BudgetError("value nests too deeply for JSON")
        if value is None or value is MISSING or isinstance(value, NIL_LISTS):
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return json_string(str(value), self._html)
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float):
            return json_number(float(value))
        if isinstance(value, bytes):
            return json_string(b64encode(value).decode())
        if isinstance(value, Struct):
            value = dict(value.fields)
        if isinstance(value, dict):
            keys = sorted(value, key=lambda key: str(key).encode("utf-8", "surrogateescape"))
            colon = ": " if self._indent else ":"
            parts = [
                json_string(str(key), self._html) + colon + self.node(value[key], depth + 1) for key in keys
            ]
            return self._wrapped("{", parts, "}", depth)
        if isinstance(value, (list, tuple)):
            return self._wrapped("[", [self.node(item, depth + 1) for item in value], "]", depth)
        text = getattr(value, "go_json", None)
        if callable(text):
            return json_string(str(text()), self._html)
        raise FunctionError(f"json: unsupported type: {type_name(value)}")

    def _wrapped(self, opening: str, parts: list[str], closing: str, depth: int) -> str:
        if not self._indent or not parts:
            return opening + ",".join(parts) + closing
        pad = "\n" + self._indent * (depth + 1)
        return opening + pad + ("," + pad).join(parts) + "\n" + self._indent * depth + closing


def from_json(text: str) -> Value:
    """JSON to values: every number a float64; FunctionError for what is not JSON."""
    try:
        value: Value = json.loads(str(text), parse_int=float, parse_constant=_refuse)
        return value
    except RecursionError:
        raise FunctionError("exceeded max depth") from None
    except ValueError as error:
        raise FunctionError(_go_message(str(text), error)) from None


def _refuse(name: str) -> float:
    raise ValueError(f"invalid character '{name[0]}' looking for beginning of value")


def _broken_literal(text: str, at: int) -> str | None:
    """The message for a word that starts as null, true or false does."""
    for word in ("null", "true", "false"):
        if text[at] != word[0]:
            continue
        for offset, expected in enumerate(word[1:], start=1):
            found = text[at + offset : at + offset + 1]
            if not found:
                return "unexpected end of JSON input"
            if found != expected:
                return f"invalid character '{found}' in literal {word} (expecting '{expected}')"
    return None


def _go_message(text: str, error: ValueError) -> str:
    """The error as encoding/json words the commonest cases."""
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    at = error.pos
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    if at >= len(text):
        return "unexpected end of JSON input"
    literal = _broken_literal(text, at)
    if literal:
        return literal
    char = quote_char(ord(text[at]))
    if text[at - 1 : at] == "-" and error.msg.startswith("Expecting value"):
        return f"invalid character {char} in numeric literal"
    if error.msg.startswith("Extra data"):
        return f"invalid character {char} after top-level value"
    if error.msg.startswith("Expecting property name"):
        return f"invalid character {char} looking for beginning of object key string"
    if error.msg.startswith("Expecting ','"):
        return f"invalid character {char} after object key:value pair"
    if error.msg.startswith("Expecting ':'"):
        return f"invalid character {char} after object key"
    return f"invalid character {char} looking for beginning of value"
