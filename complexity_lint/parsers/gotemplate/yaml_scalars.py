"""Plain YAML scalars as go-yaml v2 and v3 resolve them, and which strings must be quoted.

After go.yaml.in/yaml v2.4 (used by sigs.k8s.io/yaml: `toYaml`, values files) and v3 (`toYamlPretty`), resolve.go.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from complexity_lint.parsers.gotemplate.constants import INT_MIN, UINT_MAX, parse_float, parse_int
from complexity_lint.parsers.gotemplate.values import Value

_BOOLS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_FLOATS = {
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_STYLE_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])"
    r"(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def resolve(text: str) -> Value:
    """The value of a plain scalar as go-yaml v2 resolves it; timestamps stay strings."""
    if text in _NULLS:
        return None
    first = text[0]
    if first in "yYnNtTfFoO":
        return _BOOLS.get(text, text)
    if first in ".+-0123456789":
        known = _FLOATS.get(text)
        if known is not None:
            return known
        if _is_timestamp(text):
            return text
        number = _number(text)
        return text if number is None else number
    return text


def _is_timestamp(text: str) -> bool:
    found = _TIMESTAMP.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    days = 29 if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0) else _DAYS[month - 1]
    return day <= days


def _number(text: str) -> int | float | None:
    plain = text.replace("_", "")
    integer = parse_int(plain)
    if integer is not None and INT_MIN <= integer <= UINT_MAX:
        return integer
    if text[0] == "." or _STYLE_FLOAT.fullmatch(plain):
        number = parse_float(plain)
        return number if number is not None and math.isfinite(number) else None
    return None


@lru_cache(maxsize=8192)
def needs_quotes(text: str) -> bool:
    """Whether a string would be read back as something else when written plain (both versions agree)."""
    if text in _NULLS or text in _BOOLS or text in _FLOATS:
        return True
    if text[0] not in ".+-0123456789":
        return False
    if _is_timestamp(text) or _BASE60.fullmatch(text):
        return True
    return _number(text) is not None
