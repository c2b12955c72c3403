"""Values to YAML text exactly as Go's libraries write it, with the origins of the values.

The two dialects are those of helm v4.3: `toYaml` goes through JSON and go-yaml v2 (sequences not indented,
long lines folded after column 80), `toYamlPretty` is go-yaml v3 (sequences indented, no folding). The rules are
libyaml's emitter (emitterc.go), block style only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from complexity_lint.parsers.gotemplate import numbers_text
from complexity_lint.parsers.gotemplate.errors import BudgetError, FunctionError
from complexity_lint.parsers.gotemplate.json_text import json_number
from complexity_lint.parsers.gotemplate.provenance import Number, Origin, Text, join, reads_of, value_origin
from complexity_lint.parsers.gotemplate.values import MISSING, NIL_LISTS, Struct, Tree, TreeList, Value
from complexity_lint.parsers.gotemplate.yaml_scalars import needs_quotes

MAX_DEPTH = 200
_SAFE = re.compile(r"[A-Za-z_/][A-Za-z0-9_./@-]*")
_ALWAYS = frozenset("#,[]{}&*!|>'\"%@`")
_INSIDE_FLOW_ONLY = frozenset(",?[]{}")
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
_ESCAPED = re.compile("[^ !#-\\[\\]-~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_UNPRINTABLE = re.compile("[^\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
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


def to_yaml(value: Value, dialect: Dialect = V2) -> str:
    """The value as a YAML document without its last newline; FunctionError for what cannot be written."""
    writer = _Writer(dialect)
    writer.node(value, -2, 0, None, in_mapping=False)
    return writer.text().removesuffix("\n") if not writer.tracked else _without_newline(writer)


def _without_newline(writer: _Writer) -> str:
    pieces = writer.pieces
    if pieces and pieces[-1][0].endswith("\n"):
        text, origin = pieces[-1]
        pieces[-1] = (text[:-1], origin)
    return writer.text()


@dataclass(slots=True)
class _Writer:
    """The pieces written so far; `tracked` tells whether any has an origin."""

    dialect: Dialect
    pieces: list[tuple[str, Origin | None]] = field(default_factory=list)
    tracked: bool = False

    def text(self) -> str:
        """All pieces; the ones without an origin take that of a neighbour."""
        if not self.tracked:
            return "".join([text for text, _ in self.pieces])
        known = next((origin for _, origin in self.pieces if origin is not None), None)
        assert known is not None  # tracked says so
        full: list[tuple[str, Origin]] = []
        for text, origin in self.pieces:
            known = origin or known
            full.append((text, known))
        return join(full)

    def put(self, text: str, origin: Origin | None) -> None:
        """Write one piece."""
        if origin is not None:
            self.tracked = True
        self.pieces.append((text, origin))

    def node(self, value: Value, indent: int, column: int, origin: Origin | None, in_mapping: bool) -> None:
        """One node and the newline after it; `indent` is that of its parent, -2 at the top."""
        if indent > 2 * MAX_DEPTH:
            raise BudgetError("value nests too deeply for YAML")
        if isinstance(value, Struct):
            value = struct_fields(value)
        if isinstance(value, dict):
            self._mapping(value, indent, column, origin, in_mapping)
        elif isinstance(value, NIL_LISTS):
            self.put(" null\n" if column else "null\n" if self.dialect.through_json else "[]\n", origin)
        elif isinstance(value, (list, tuple)):
            self._sequence(value, indent, column, origin, in_mapping)
        else:
            scalar = self._scalar(value, max(indent, 0), column)
            self.put((" " if column else "") + scalar + "\n", origin_of(value) or origin)

    def _mapping(
        self, value: dict[str, Value], indent: int, column: int, origin: Origin | None, in_mapping: bool
    ) -> None:
        own = value_origin(value.path) if isinstance(value, Tree) else origin
        if not value:
            self.put(" {}\n" if column else "{}\n", own)
            return
        inner = indent + 2
        lead = "\n" if in_mapping and column else " " if column else ""
        pad = " " * inner
        path = value.path if isinstance(value, Tree) else None
        for number, key in enumerate(sorted_keys(value)):
            start = lead if number == 0 else ""
            if number or lead == "\n":
                start += pad
            item = value[key]
            shown, simple = self._key(key, inner)
            item_origin = own if path is None else value_origin((*path, key))
            text = f"{start}{shown}:" if simple else f"{start}? {shown}\n{pad}:"
            self.put(text, own)
            at = inner + len(shown) + 1 if simple else inner + 1
            self.node(item, inner, at, item_origin, in_mapping=True)

    def _key(self, key: str, indent: int) -> tuple[str, bool]:
        key = str(key)
        if _SAFE.fullmatch(key) and len(key) <= 128 and not needs_quotes(key):
            return key, True
        simple = len(key.encode("utf-8", "surrogateescape")) <= 128 and not _BREAKS.search(key)
        if simple:
            return string_scalar(key, self.dialect, indent + 2, 0, fold=False), True
        return string_scalar(key, self.dialect, indent + 2, indent + 1, fold=True), False

    def _sequence(
        self,
        value: list[Value] | tuple[Value, ...],
        indent: int,
        column: int,
        origin: Origin | None,
        in_mapping: bool,
    ) -> None:
        own = value_origin(value.path) if isinstance(value, TreeList) else origin
        if not value:
            self.put(" []\n" if column else "[]\n", own)
            return
        inner = indent if in_mapping and not self.dialect.indented_sequences else indent + 2
        pad = " " * inner
        lead = "\n" if in_mapping and column else " " if column else ""
        path = value.path if isinstance(value, TreeList) else None
        for number, item in enumerate(value):
            start = lead if number == 0 else ""
            if number or lead == "\n":
                start += pad
            self.put(start + "-", own)
            item_origin = own if path is None else value_origin((*path, number))
            self.node(item, inner, inner + 1, item_origin, in_mapping=False)

    def _scalar(self, value: Value, indent: int, column: int) -> str:
        if value is None or value is MISSING:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            if self.dialect.through_json and _NOT_IN_JSON.search(value):
                raise FunctionError("yaml: control characters are not allowed")
            text = str(value).replace("\x85", " ") if self.dialect.through_json else str(value)
            return string_scalar(text, self.dialect, indent + 2, column, fold=True)
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float):
            return self._float(float(value))
        if isinstance(value, bytes):
            raise FunctionError("bytes have no YAML form")
        json_form = getattr(value, "go_json", None)
        if callable(json_form):
            return string_scalar(str(json_form()), self.dialect, indent + 2, column, fold=True)
        return string_scalar(str(value), self.dialect, indent + 2, column, fold=True)

    def _float(self, value: float) -> str:
        special = numbers_text.special(value)
        if special is not None:
            if self.dialect.through_json:
                raise FunctionError(f"json: unsupported value: {special}")
            return {"NaN": ".nan", "+Inf": ".inf", "-Inf": "-.inf"}[special]
        if self.dialect.through_json and value.is_integer() and abs(value) < 2.0**64:
            return json_number(value or 0.0)
        return numbers_text.general(value)


def struct_fields(value: Struct) -> dict[str, Value]:
    """A struct as the map its JSON would be."""
    return dict(value.fields)


def origin_of(value: Value) -> Origin | None:
    """The origin a scalar carries, if any."""
    if isinstance(value, Text) and value.spans:
        first = value.spans[0][1]
        if len(value.spans) == 1:
            return first
        return Origin(first.source, first.pos, first.template, first.caller, reads_of(value))
    return value.origin if isinstance(value, Number) else None


def sorted_keys(value: dict[str, Value]) -> list[str]:
    """Keys in go-yaml's order: numbers in them count as numbers."""
    keys = list(value)
    if len(keys) < 2:
        return keys
    return sorted(keys, key=_natural)


class _natural:  # a sort key, used as a function
    """Orders two keys as go-yaml's keyList.Less does."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = str(text)

    def __lt__(self, other: _natural) -> bool:
        return _key_less(self.text, other.text)


def _key_less(left: str, right: str) -> bool:
    for at, (a, b) in enumerate(zip(left, right, strict=False)):
        if a == b:
            continue
        a_letter, b_letter = a.isalpha(), b.isalpha()
        if a_letter and b_letter:
            return a < b
        if a_letter or b_letter:
            return b_letter
        return _number_less(left, right, at)
    return len(left) < len(right)


def _number_less(left: str, right: str, at: int) -> bool:
    start = 0
    if left[at] == "0" or right[at] == "0":
        back = at - 1
        while back >= 0 and left[back].isdigit():
            if left[back] != "0":
                start = 1
                break
            back -= 1
    a_number, a_end = _digits(left, at, start)
    b_number, b_end = _digits(right, at, start)
    if a_number != b_number:
        return a_number < b_number
    if a_end != b_end:
        return a_end < b_end
    return left[at] < right[at]


def _digits(text: str, at: int, number: int) -> tuple[int, int]:
    while at < len(text) and text[at].isdecimal():
        number = number * 10 + int(text[at])
        at += 1
    return number, at


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
