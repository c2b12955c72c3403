"""Go literals to values: strconv.Unquote, and numbers as text/template reads them."""

from __future__ import annotations

import re

from complexity_lint.parsers.gotemplate.errors import FunctionError

_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))|([^\\]+)", re.DOTALL
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_INTEGER = re.compile(r"([+-]?)(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|0[0-7_]*|[1-9][0-9_]*)")
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_FLOAT = re.compile(rf"[+-]?(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][+-]?[0-9]+)?")
_HEX_FLOAT = re.compile(r"[+-]?0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*[pP][+-]?[0-9]+")
INT_MIN, INT_MAX, UINT_MAX = -(2**63), 2**63 - 1, 2**64 - 1


def unquote(quoted: str) -> str:
    """The value of a Go string or character literal with its quotes; FunctionError when it is not one."""
    quote, inner = quoted[0], quoted[1:-1]
    if quote == "`":
        return inner.replace("\r", "")
    if "\\" not in inner:
        return inner
    raw = bytearray()
    at = 0
    while at < len(inner):
        found = _ESCAPE.match(inner, at)
        if found is None:
            raise FunctionError("invalid syntax")
        raw += _escaped(found, quote)
        at = found.end()
    return raw.decode("utf-8", "surrogateescape")


def _escaped(found: re.Match[str], quote: str) -> bytes:
    hex2, hex4, hex8, octal, simple, plain = found.groups()
    if plain is not None:
        return str(plain).encode("utf-8", "surrogateescape")
    if hex2 or octal:
        value = int(hex2, 16) if hex2 else int(octal, 8)
        if value > 255:
            raise FunctionError("invalid syntax")
        return bytes((value,))
    if hex4 or hex8:
        point = int(hex4 or hex8, 16)
        if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
            raise FunctionError("invalid syntax")
        return chr(point).encode()
    if simple == quote:
        return quote.encode()
    if simple not in _SIMPLE:
        raise FunctionError("invalid syntax")
    return _SIMPLE[simple].encode()


def parse_int(text: str) -> int | None:
    """strconv.ParseInt(text, 0, 64) without the range check; None when it is no integer."""
    found = _INTEGER.fullmatch(text)
    if not found or text.endswith("_") or "__" in text:
        return None
    sign, digits = found.groups()
    digits = digits.replace("_", "")
    prefix = digits[:2].lower()
    if prefix in ("0x", "0o", "0b"):
        value = int(digits[2:], {"0x": 16, "0o": 8, "0b": 2}[prefix])
    else:
        value = int(digits, 8) if digits[0] == "0" and len(digits) > 1 else int(digits)
    return -value if sign == "-" else value


def parse_float(text: str) -> float | None:
    """strconv.ParseFloat for the decimal and hexadecimal forms templates may write."""
    if _HEX_FLOAT.fullmatch(text):
        return float.fromhex(text.replace("_", ""))
    if not _FLOAT.fullmatch(text):
        return None
    return float(text.replace("_", ""))
