"""Go's strconv.Quote."""

from __future__ import annotations

import re

_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}
_PLAIN = re.compile(r"[ !#-\[\]-~]*")
_ODD = re.compile(r"[^ !#-\[\]-~]")


def quote(text: str, ascii_only: bool = False) -> str:
    """`text` as a Go string literal with double quotes."""
    return '"' + escape(text, ascii_only) + '"'


def escape(text: str, ascii_only: bool = False) -> str:
    """The inside of the literal; character by character, so pieces of a text can be escaped apart."""
    if _PLAIN.fullmatch(text):
        return text
    return _ODD.sub(lambda found: _escaped(found.group(), ascii_only), text)


def _escaped(char: str, ascii_only: bool) -> str:
    known = _ESCAPES.get(char)
    if known is not None:
        return known
    point = ord(char)
    if 0xDC80 <= point <= 0xDCFF:  # a byte that is not UTF-8, kept by surrogateescape
        return f"\\x{point - 0xDC00:02x}"
    if point < 0x20 or point == 0x7F:
        return f"\\x{point:02x}"
    if char.isprintable() and not ascii_only:
        return char
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def quote_char(point: int) -> str:
    """A code point as a Go character literal."""
    char = chr(point) if 0 <= point <= 0x10FFFF else "\ufffd"
    if char == "'":
        return "'\\''"
    return "'" + (char if char == '"' else _ODD.sub(lambda found: _escaped(found.group(), False), char)) + "'"
