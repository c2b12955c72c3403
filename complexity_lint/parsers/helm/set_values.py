"""`--set`, `--set-string`, `--set-json`, `--set-file` (helm v4.3 pkg/strvals/parser.go)."""

from __future__ import annotations

import json
from collections.abc import Callable

from complexity_lint.parsers.gotemplate import Value
from complexity_lint.parsers.gotemplate.values import Int64
from complexity_lint.parsers.helm.errors import ChartError

MAX_INDEX = 65_536
MAX_LEVEL = 30
Map = dict[str, Value]
Read = Callable[[str], Value]


class _EndError(Exception):
    """The text ended where a key could have begun."""


def set_into(values: Map, text: str, read: Read | None = None, as_json: bool = False) -> None:
    """Apply one `a.b=1,c[0]=x` to `values` in place; ChartError when it is not understood.

    `read` makes the value of a text: `typed` (the default), `str` for --set-string, a file reader for
    --set-file. With `as_json` values are JSON.
    """
    parser = _Parser(text, read or typed, as_json)
    try:
        while True:
            parser.key(values, 0)
    except _EndError:
        return


def typed(text: str) -> Value:
    """The value `--set` makes of a text: booleans, null and integers by their look."""
    lowered = text.lower()
    if lowered in ("true", "false"):
        return lowered == "true"
    if lowered == "null":
        return None
    if text == "0":
        return Int64(0)
    digits = text[1:] if text[:1] in ("+", "-") else text
    if text and text[0] != "0" and digits.isascii() and digits.isdigit():
        number = int(text)
        if -(2**63) <= number < 2**63:
            return Int64(number)
    return text


class _Parser:
    """The text and the place in it."""

    def __init__(self, text: str, read: Read, as_json: bool) -> None:
        self._text = text
        self._at = 0
        self._read = read
        self._as_json = as_json

    def _until(self, stops: str) -> tuple[str, str]:
        """The text up to a stop character, and that character: empty at the end. Backslash quotes."""
        out: list[str] = []
        while self._at < len(self._text):
            char = self._text[self._at]
            self._at += 1
            if char in stops:
                return "".join(out), char
            if char == "\\":
                if self._at >= len(self._text):
                    break
                char = self._text[self._at]
                self._at += 1
            out.append(char)
        return "".join(out), ""

    def key(self, values: Map, level: int) -> None:
        """One key with its value."""
        name, stop = self._until("=[,.")
        if not stop:
            if not name:
                raise _EndError
            raise ChartError(f'key "{name}" has no value')
        if stop == "[":
            index = self._index()
            known = values.get(name, [])
            if not isinstance(known, list):
                raise ChartError("unable to parse key: not a list")
            items = list(known)
            try:
                items = self._item(items, index, level)
            finally:
                _put(values, name, items)
        elif stop == "=":
            self._assign(lambda value: _put(values, name, value))
        elif stop == ",":
            _put(values, name, "")
            raise ChartError(f'key "{name}" has no value (cannot end with ,)')
        else:
            self._nested(values, name, level + 1)

    def _nested(self, values: Map, name: str, level: int) -> None:
        if level > MAX_LEVEL:
            raise ChartError(
                f"value name nested level is greater than maximum supported nested level of {MAX_LEVEL}"
            )
        inner = values.get(name, {})
        if not isinstance(inner, dict):
            raise ChartError("unable to parse key: not a map")
        try:
            self.key(inner, level)
        finally:
            if inner:
                _put(values, name, inner)

    def _index(self) -> int:
        text, stop = self._until("]")
        if not stop or not text.lstrip("-").isdigit():
            raise ChartError(f'error parsing index: strconv.Atoi: parsing "{text}": invalid syntax')
        index = int(text)
        if index < 0:
            raise ChartError(f"negative {index} index not allowed")
        if index > MAX_INDEX:
            raise ChartError(f"index of {index} is greater than maximum supported index of {MAX_INDEX}")
        return index

    def _item(self, items: list[Value], index: int, level: int) -> list[Value]:
        name, stop = self._until("[.=")
        if name:
            raise ChartError(f'unexpected data at end of array index: "{name}"')
        if not stop:  # helm keeps the list as it was
            raise _EndError
        items += [None] * (index + 1 - len(items))
        if stop == "=":
            self._assign(lambda value: items.__setitem__(index, value))
        elif stop == "[":
            known = items[index]
            items[index] = self._item(list(known) if isinstance(known, list) else [], self._index(), level)
        else:
            known = items[index]
            inner: Map = known if isinstance(known, dict) else {}
            items[index] = inner
            self.key(inner, level)
        return items

    def _assign(self, put: Callable[[Value], None]) -> None:
        if self._as_json:
            put(self._json())
        elif self._text.startswith("{", self._at):
            self._at += 1
            put(self._list())
        else:
            put(self._read(self._until(",")[0]))

    def _json(self) -> Value:
        if self._blank():
            return None
        try:
            decoder = json.JSONDecoder(parse_int=float)
            value, self._at = decoder.raw_decode(self._text, self._at)
        except (ValueError, RecursionError) as error:
            raise ChartError(f"failed parsing --set-json data: {error}") from None
        self._blank()
        parsed: Value = value
        return parsed

    def _blank(self) -> bool:
        """Skip blanks and one comma; true when nothing but the end or the comma followed."""
        while self._at < len(self._text):
            char = self._text[self._at]
            if not char.isspace() and char != ",":
                return False
            self._at += 1
            if char == ",":
                return True
        return True

    def _list(self) -> list[Value]:
        items: list[Value] = []
        while True:
            text, stop = self._until(",}")
            if not stop:
                raise ChartError("list must terminate with '}'")
            items.append(self._read(text))
            if stop == "}":
                if self._text.startswith(",", self._at):
                    self._at += 1
                return items


def _put(values: Map, name: str, value: Value) -> None:
    if name:
        values[name] = value
