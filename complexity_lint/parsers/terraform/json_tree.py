"""JSON text -> values with places: the standard library's decoder keeps none."""

import json.decoder
import json.scanner
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, TypeAlias

from complexity_lint.parsers.terraform.numbers import Number, parse_number
from complexity_lint.source import Location, Source

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_MAX_DEPTH: Final = 100


@dataclass(frozen=True, slots=True)
class JsonScalar:
    """A string, number, truth value or null."""

    at: Location
    value: str | Number | bool | None


@dataclass(frozen=True, slots=True)
class JsonArray:
    """An array."""

    at: Location
    items: tuple["JsonValue", ...]


@dataclass(frozen=True, slots=True)
class JsonMember:
    """One `"key": value` of an object; `at` is the key's place."""

    at: Location
    key: str
    value: "JsonValue"


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object, its members in order of writing, doubled keys kept."""

    at: Location
    members: tuple[JsonMember, ...]


JsonValue: TypeAlias = JsonScalar | JsonArray | JsonObject


class JsonError(ValueError):
    """The text is not JSON; `at` is where."""

    def __init__(self, at: Location, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


@dataclass(frozen=True, slots=True)
class _Text:
    source: Source
    line_starts: tuple[int, ...]

    def place(self, start: int, end: int) -> Location:
        line, column = self._point(start)
        end_line, end_column = self._point(end)
        return Location(self.source.path, line, column, end_line, end_column)

    def _point(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def error(self, offset: int, message: str) -> JsonError:
        return JsonError(self.place(offset, offset), message)


def parse_json(source: Source) -> JsonValue:
    """The document (RFC 8259); raises JsonError when the text is not JSON."""
    starts = (0, *(match.end() for match in re.finditer("\n", source.text)))
    text = _Text(source, starts)
    value, end = _value(text, _skip(text, 0), 0)
    if _skip(text, end) != len(source.text):
        raise text.error(end, "text after the end of the document")
    return value


def _skip(text: _Text, offset: int) -> int:
    match = _SPACE.match(text.source.text, offset)
    return match.end() if match else offset


def _value(text: _Text, offset: int, depth: int) -> tuple[JsonValue, int]:
    if depth > _MAX_DEPTH:
        raise text.error(offset, "nested too deeply")
    data = text.source.text
    char = data[offset : offset + 1]
    if char == "{":
        return _object(text, offset, depth)
    if char == "[":
        return _array(text, offset, depth)
    if char == '"':
        string, end = _string(text, offset)
        return JsonScalar(text.place(offset, end), string), end
    match = _NUMBER.match(data, offset)
    if match:
        return JsonScalar(text.place(offset, match.end()), parse_number(match[0])), match.end()
    for word, value in _WORDS.items():
        if data.startswith(word, offset):
            return JsonScalar(text.place(offset, offset + len(word)), value), offset + len(word)
    raise text.error(offset, "expected a value")


def _string(text: _Text, offset: int) -> tuple[str, int]:
    try:
        string, end = json.decoder.scanstring(text.source.text, offset + 1, True)  # type: ignore[attr-defined]  # typeshed leaves the C function out
    except ValueError as error:
        raise text.error(offset, "unterminated or malformed string") from error
    return str(string), int(end)


def _object(text: _Text, start: int, depth: int) -> tuple[JsonObject, int]:
    data, members = text.source.text, []
    offset = _skip(text, start + 1)
    while data[offset : offset + 1] != "}":
        if data[offset : offset + 1] != '"':
            raise text.error(offset, "expected a key in quotes")
        key, end = _string(text, offset)
        colon = _skip(text, end)
        if data[colon : colon + 1] != ":":
            raise text.error(colon, "expected ':'")
        value, after = _value(text, _skip(text, colon + 1), depth + 1)
        members.append(JsonMember(text.place(offset, end), key, value))
        offset = _next(text, after, "}")
    return JsonObject(text.place(start, offset + 1), tuple(members)), offset + 1


def _array(text: _Text, start: int, depth: int) -> tuple[JsonArray, int]:
    data, items = text.source.text, []
    offset = _skip(text, start + 1)
    while data[offset : offset + 1] != "]":
        value, after = _value(text, offset, depth + 1)
        items.append(value)
        offset = _next(text, after, "]")
    return JsonArray(text.place(start, offset + 1), tuple(items)), offset + 1


def _next(text: _Text, offset: int, closing: str) -> int:
    """The start of the next item, or of the closing character."""
    offset = _skip(text, offset)
    char = text.source.text[offset : offset + 1]
    if char == closing:
        return offset
    if char != ",":
        raise text.error(offset, f"expected ',' or '{closing}'")
    following = _skip(text, offset + 1)
    if text.source.text[following : following + 1] == closing:
        raise text.error(following, "a comma must not come last")
    return following
