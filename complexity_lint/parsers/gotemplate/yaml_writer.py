"""Values to YAML text exactly as Go's libraries write it, with the origins of the values.

The two dialects are those of helm v4.3: `toYaml` goes through JSON and go-yaml v2 (sequences not indented,
long lines folded after column 80), `toYamlPretty` is go-yaml v3 (sequences indented, no folding). The rules are
libyaml's emitter (emitterc.go), block style only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from complexity_lint.parsers.gotemplate import numbers_text
from complexity_lint.parsers.gotemplate.errors import BudgetError, FunctionError
from complexity_lint.parsers.gotemplate.json_text import json_number
from complexity_lint.parsers.gotemplate.provenance import Number, Origin, Text, join, reads_of, value_origin
from complexity_lint.parsers.gotemplate.values import MISSING, NIL_LISTS, Struct, Tree, TreeList, Value
from complexity_lint.parsers.gotemplate.yaml_keys import sorted_keys
from complexity_lint.parsers.gotemplate.yaml_strings import (
    V2,
    Dialect,
    fits_json,
    is_simple_key,
    string_scalar,
)

MAX_DEPTH = 200


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
        for number, key in enumerate(sorted_keys(value, self.dialect.indented_sequences)):
            start = lead if number == 0 else ""
            if number or lead == "\n":
                start += pad
            item = value[key]
            shown, simple = self._key(key, inner)
            item_origin = own if path is None else value_origin((*path, key))
            text = f"{start}{shown}:" if simple else f"{start}? {shown}\n{pad}:"
            self.put(text, own)
            at = inner + len(shown) + 1 if simple else inner + 1
            self.node(item, inner, at, item_origin, in_mapping=simple)

    def _key(self, key: str, indent: int) -> tuple[str, bool]:
        key = str(key)
        if is_simple_key(key):
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
            if self.dialect.through_json and not fits_json(value):
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
