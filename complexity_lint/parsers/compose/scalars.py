"""Plain YAML scalars -> typed values, and values -> text, both as Go has them.

docker compose reads YAML with go-yaml, whose rules are neither YAML 1.1's nor 1.2's (resolve.go of
go.yaml.in/yaml/v4: booleans are `true` and `false` only, `0777` is octal, `1_000` is an integer, `08` is a
float), and prints values with Go's `%v`.
"""

import math
import re
import struct
from datetime import UTC, datetime

from complexity_lint.parsers.compose.tree import Plain

_WORDS: dict[str, Plain] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **{sign + word: math.inf for word in (".inf", ".Inf", ".INF") for sign in ("", "+")},
    **{"-" + word: -math.inf for word in (".inf", ".Inf", ".INF")},
}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INTEGER = re.compile(
    r"(?P<sign>[-+]?)(0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)|(?P<dec>0|[1-9][0-9]*))"
)
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ ])(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d\d:\d\d)?)?"
)
_BASES = {"hex": 16, "bin": 2, "oct": 8, "dec": 10}


def typed(text: str) -> Plain:
    """The value of a plain scalar. A date becomes the text that Go prints for it."""
    if text in _WORDS:
        return _WORDS[text]
    if not text or text[0] not in "0123456789+-.":
        return text
    found = _DATE.fullmatch(text)
    if found:
        return _date(found) or text
    plain = text.replace("_", "")
    integer = _INTEGER.fullmatch(plain)
    if integer:
        base = next(name for name in _BASES if integer[name] is not None)
        number = int(integer[base], _BASES[base]) * (-1 if integer["sign"] == "-" else 1)
        return number if -(2**63) <= number < 2**64 else float(number)
    return float(plain) if _FLOAT.fullmatch(plain) else text


def _date(found: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second = (int(g or 0) for g in found.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    zone = found[8] or "Z"
    shown = "+0000 UTC" if zone == "Z" else f"{zone.replace(':', '')} {zone.replace(':', '')}"
    return f"{moment:%Y-%m-%d %H:%M:%S}{(found[7] or '').rstrip('0').rstrip('.')} {shown}"


def shown(value: Plain) -> str:
    """A value as Go's `%v` prints it."""
    if isinstance(value, str):
        return value
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return shown_float(value) if isinstance(value, float) else str(value)


def shown_float(value: float) -> str:
    """A float as Go's `%v` prints it: the shortest digits, an exponent below 1e-4 and from 1e21 on."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if value and not 1e-4 <= abs(value) < 1e21:
        mantissa, _, exponent = f"{value!r}".partition("e")
        if not exponent:
            mantissa, _, exponent = f"{value:.17e}".partition("e")
            mantissa = _shortest(value)
        power = int(exponent)
        return f"{mantissa.removesuffix('.0')}e{'-' if power < 0 else '+'}{abs(power):02d}"
    text = repr(value)
    if "e" in text:
        text = f"{value:.0f}"
    return text.removesuffix(".0")


def _shortest(value: float) -> str:
    for digits in range(17):
        text = f"{value:.{digits}e}"
        if float(text) == value:
            return text.partition("e")[0]
    return f"{value:.17e}".partition("e")[0]


def single(value: float) -> float:
    """A number as 32 bits can hold it, written with the fewest digits that say so (Go's float32)."""
    try:
        narrow = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return value
    for digits in range(1, 10):
        candidate = float(f"{narrow:.{digits}g}")
        if struct.unpack("f", struct.pack("f", candidate))[0] == narrow:
            return candidate
    return float(narrow)
