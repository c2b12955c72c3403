"""Strings as YAML scalars: which style go-yaml picks, and how each is written (libyaml's emitterc.go)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from complexity_lint.parsers.gotemplate.yaml_scalars import needs_quotes

_SAFE = re.compile(r"[A-Za-z_/][A-Za-z0-9_./@-]*")
_ALWAYS = frozenset("#,[]{}&*!|>'\"%@`")
_NAMED = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_ODD = "\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\U00010000-\U0010ffff"
_ESCAPED = re.compile(f'[\x00-\x1f"\\\\\u2028\u2029{_ODD}]')
_UNPRINTABLE = re.compile(f"[\x00-\x09\x0b-\x1f{_ODD}]")
_NOT_IN_JSON = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Characters Go's JSON writes as they are and its YAML reader refuses."""
_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where the two versions differ; `width` 0 is no folding."""

    through_json: bool
    indented_sequences: bool
    width: int
    tabs_in_blocks: bool


V2 = Dialect(through_json=True, indented_sequences=False, width=80, tabs_in_blocks=False)
V3 = Dialect(through_json=False, indented_sequences=True, width=0, tabs_in_blocks=True)


def is_simple_key(text: str) -> bool:
    """Whether a key fits before its colon; others are written after `? `."""
    return len(text.encode("utf-8", "surrogateescape")) <= 128 and not _BREAKS.search(text)


def fits_json(text: str) -> bool:
    """Whether go-yaml reads the text back from the JSON that `toYaml` goes through."""
    return not _NOT_IN_JSON.search(text)


def string_scalar(text: str, dialect: Dialect, indent: int, column: int, fold: bool) -> str:
    """A string in the style go-yaml picks; `column` is that of the character before it."""
    if _SAFE.fullmatch(text) and len(text) < 78:
        return f'"{text}"' if needs_quotes(text) else text
    width = dialect.width if fold else 0
    if not text:
        return '""'
    start = column + 1 if column else 0
    if "\n" in text:
        if _block_allowed(text, dialect) and fold:
            return _literal(text, indent)
        return _double(text, width, indent, start)
    if needs_quotes(text):
        return _double(text, width, indent, start)
    plain, single = _styles(text)
    if plain:
        return _folded(text, width, indent, start, "plain")
    if single:
        return "'" + _folded(text.replace("'", "''"), width, indent, start + 1, "single") + "'"
    return _double(text, width, indent, start)


def _block_allowed(text: str, dialect: Dialect) -> bool:
    if text.endswith(" ") or " \n" in text:
        return False
    odd = _UNPRINTABLE.search(text.replace("\t", "") if dialect.tabs_in_blocks else text)
    return odd is None


def _styles(text: str) -> tuple[bool, bool]:
    """Whether a text of one line may be written plain, and in single quotes (yaml_emitter_analyze_scalar)."""
    if _UNPRINTABLE.search(text) or _BREAKS.search(text):
        return False, False
    if text[0] == " " or text[-1] == " " or text[0] in _ALWAYS or text.startswith(("---", "...")):
        return False, True
    if text[0] in "?:-" and (len(text) == 1 or text[1] in " \t"):
        return False, True
    return not (": " in text or text.endswith(":") or " #" in text), True


def _double(text: str, width: int, indent: int, column: int) -> str:
    escaped = _ESCAPED.sub(lambda found: _escape(found.group()), text)
    if not width or column + len(escaped) <= width:
        return f'"{escaped}"'
    out: list[str] = ['"']
    at = column + 1
    spaces = False
    for number, char in enumerate(text):
        if char == " ":
            if not spaces and at > width and 0 < number < len(text) - 1:
                out.append("\n" + " " * indent + ("\\" if text[number + 1] == " " else ""))
                at = indent + (1 if text[number + 1] == " " else 0)
            else:
                out.append(char)
                at += 1
            spaces = True
            continue
        shown = _ESCAPED.sub(lambda found: _escape(found.group()), char)
        out.append(shown)
        at += len(shown)
        spaces = False
    return "".join([*out, '"'])


def _escape(char: str) -> str:
    named = _NAMED.get(char)
    if named is not None:
        return named
    point = ord(char)
    if 0xDC80 <= point <= 0xDCFF:  # a byte that is not UTF-8: JSON made it U+FFFD
        return "\ufffd"
    if point <= 0xFF:
        return f"\\x{point:02X}"
    return f"\\u{point:04X}" if point <= 0xFFFF else f"\\U{point:08X}"


def _folded(text: str, width: int, indent: int, column: int, style: str) -> str:
    """A plain or single-quoted text, broken at single blanks once a line is longer than `width`."""
    if not width or column + len(text) <= width or " " not in text:
        return text
    out: list[str] = []
    at = column
    spaces = False
    last = len(text) - 1
    for number, char in enumerate(text):
        if char != " ":
            out.append(char)
            at += 1
            spaces = False
            continue
        inside = 0 < number < last or style == "plain"
        if not spaces and at > width and inside and (number == last or text[number + 1] != " "):
            out.append("\n" + " " * indent)
            at = indent
        else:
            out.append(char)
            at += 1
        spaces = True
    return "".join(out)


def _literal(text: str, indent: int) -> str:
    hint = "2" if text[0] in " \n" else ""
    if not text.endswith("\n"):
        chomp, body = "-", text
    elif len(text) == 1 or text[-2] == "\n":
        chomp, body = "+", text[:-1]
    else:
        chomp, body = "", text[:-1]
    pad = " " * indent
    lines = [pad + line if line else line for line in body.split("\n")]
    return f"|{hint}{chomp}\n" + "\n".join(lines)
