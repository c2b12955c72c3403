"""Values as `terraform console` prints them (terraform 1.11 `internal/repl/format.go`)."""

from collections.abc import Mapping
from fractions import Fraction

from complexity_lint.model.values import Unknown
from complexity_lint.parsers.terraform.numbers import format_number
from complexity_lint.parsers.terraform.types import (
    Dynamic,
    ListType,
    MapType,
    Primitive,
    SetType,
    friendly_name,
)
from complexity_lint.parsers.terraform.values import Value


def console_text(value: Value, indent: int = 0) -> str:
    """The text, collections told apart from tuples and objects by conversion functions."""
    data = value.data
    if isinstance(data, Unknown):
        return "(known after apply)"
    if value.sensitive:
        return "(sensitive value)"
    if data is None:
        return _null(value)
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return _string(data, indent)
    if isinstance(data, (int, Fraction, float)):
        return format_number(data)
    body = _mapping(data, indent) if isinstance(data, Mapping) else _sequence(data, indent)
    word = {ListType: "tolist", SetType: "toset", MapType: "tomap"}.get(type(value.type))
    return f"{word}({body})" if word else body


def _null(value: Value) -> str:
    kind = value.type
    if isinstance(kind, Dynamic):
        return "null"
    if isinstance(kind, Primitive):
        return f"to{kind.name}(null)"
    word = {ListType: "tolist", SetType: "toset", MapType: "tomap"}.get(type(kind))
    if word and isinstance(kind, (ListType, SetType, MapType)):
        return f"{word}(null) /* of {friendly_name(kind.element)} */"
    return f"null /* {friendly_name(kind)} */"


def _string(text: str, indent: int) -> str:
    lines = text.split("\n")
    if len(lines) < 2:
        return _go_quoted(text)
    delimiter = "EOT"
    while any(line.strip() == delimiter for line in lines):
        delimiter += "_"
    pad = "\n" + " " * indent
    return f"{'<<-' if indent else '<<'}{delimiter}" + "".join(pad + line for line in (*lines, delimiter))


def _go_quoted(text: str) -> str:
    """Go's `strconv.Quote`."""
    inner = "".join(char if char.isprintable() and char not in '"\\' else _go_escape(char) for char in text)
    return f'"{inner}"'


def _go_escape(char: str) -> str:
    short = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f"}
    if char in short or char == "\v":
        return short.get(char, "\\v")
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _mapping(data: Mapping[str, Value], indent: int) -> str:
    if not data:
        return "{}"
    pad = " " * (indent + 2)
    lines = [
        f"{pad}{_string(key, indent + 2)} = {console_text(one, indent + 2)}\n" for key, one in data.items()
    ]
    return "{\n" + "".join(lines) + " " * indent + "}"


def _sequence(data: tuple[Value, ...], indent: int) -> str:
    if not data:
        return "[]"
    pad = " " * (indent + 2)
    lines = [f"{pad}{console_text(one, indent + 2)},\n" for one in data]
    return "[\n" + "".join(lines) + " " * indent + "]"
