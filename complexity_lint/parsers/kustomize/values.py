"""YAML nodes -> plain values, typed as kustomize types them: go-yaml v3, then JSON."""

import json
import re
from datetime import date

from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d{2}:\d{2})?")
_JSON_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def value_of(node: Node) -> Value:
    """The value of a node, mappings in the order written."""
    if isinstance(node, Mapping):
        return {entry.key: value_of(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [value_of(item) for item in node.items]
    return scalar_value(node)


def scalar_value(scalar: Scalar) -> bool | int | float | str | None:
    """The value of a scalar; a plain one may be a null, a boolean or a number."""
    text = scalar.text
    if not scalar.plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0].isalpha():
        return text
    bare = text.replace("_", "")
    if _INTEGER.fullmatch(bare):
        return _integer(bare)
    if _FLOAT.fullmatch(bare):
        number = float(bare)
        return int(number) if number.is_integer() and abs(number) < 1e21 else number
    return _timestamp(text)


def _integer(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-").lower()
    for prefix, radix in (("0x", 16), ("0b", 2), ("0o", 8)):
        if digits.startswith(prefix):
            return sign * int(digits[2:], radix)
    octal = len(digits) > 1 and digits.startswith("0")
    return sign * int(digits, 8 if octal else 10)


def _timestamp(text: str) -> str:
    """What is written like a date comes out of kustomize as a time, in RFC 3339."""
    day = _DAY.fullmatch(text)
    if day and _is_day(day):
        return f"{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}T00:00:00Z"
    time = _TIME.fullmatch(text)
    found = _DAY.fullmatch(time[1]) if time else None
    if time and found and _is_day(found):
        fraction = (time[5] or "").rstrip("0").rstrip(".")
        clock = f"{int(time[2]):02}:{int(time[3]):02}:{int(time[4]):02}{fraction}"
        return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}T{clock}{time[6] or 'Z'}"
    return text


def _is_day(match: re.Match[str]) -> bool:
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def is_string(scalar: Scalar) -> bool:
    """Whether a scalar is a string by its own looks."""
    return isinstance(scalar_value(scalar), str)


def go_json(value: Value) -> str:
    """The text Go's encoding/json makes: keys sorted, no spaces, HTML's special characters escaped."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.translate(_JSON_ESCAPES)
