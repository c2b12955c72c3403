"""`.env` and `env_file` files, as compose-go's dotenv package reads them (dotenv/parser.go, 2.16)."""

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complexity_lint.parsers.compose.template import InvalidTemplate, RequiredVariable, Variables, interpolate

_ESCAPE = re.compile(r'\\(?:[abcfnrtv$"\\]|0\d{0,3})')
_SPACE = "\t\v\f\r \x85\xa0"
_CHARACTERS = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    '"': '"',
    "\\": "\\",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, its value (None for a bare name, which passes on what is set outside), and its line.

    `known` is False where the value holds variables that nobody knows.
    """

    name: str
    value: str | None
    line: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """What ends the reading of an environment file, and its line."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class EnvironmentFile:
    """The settings of a file in the order written; `fault` is what ended the reading before the file's end."""

    settings: tuple[Setting, ...]
    fault: Fault | None = None

    def values(self) -> dict[str, str]:
        """The values that are known, the last one of each name."""
        return {s.name: s.value for s in self.settings if s.value is not None and s.known}


class _Unreadable(Exception):
    """Holds the message of a Fault."""


def read_environment_file(
    text: str, variables: Variables, before: Mapping[str, str] | None = None
) -> EnvironmentFile:
    """The settings of an environment file.

    Variables in values are those given, then those set further up or in the files `before`.
    """
    settings: list[Setting] = []
    reader = _Reader(text.removeprefix("\ufeff"), variables, dict(before or {}))
    try:
        settings.extend(reader.settings())
    except _Unreadable as error:
        return EnvironmentFile(tuple(reader.done), Fault(reader.line_of(reader.position), str(error)))
    return EnvironmentFile(tuple(settings))


class _Reader:
    """A position in the text, and what was set so far."""

    def __init__(self, text: str, variables: Variables, own: dict[str, str]) -> None:
        self.text = text
        self.position = 0
        self.own = own
        self.given = variables.values
        self.variables = Variables(ChainMap(dict(variables.values), own), variables.complete)
        self.counted = (0, 1)
        self.done: list[Setting] = []

    def line_of(self, position: int) -> int:
        """The line of a position that lies behind those asked for before."""
        start, line = self.counted
        self.counted = (position, line + self.text.count("\n", start, position))
        return self.counted[1]

    def settings(self) -> Iterator[Setting]:
        while self._next_statement():
            start = self.position
            name, bare = self._name()
            if " " in name:
                raise _Unreadable("key cannot contain a space")
            if bare:
                value, known = self.given.get(name), True
            else:
                value, known = self._value()
            if value is not None and known:
                self.own[name] = value
            setting = Setting(name, value, self.line_of(start), known)
            self.done.append(setting)
            yield setting

    def _next_statement(self) -> bool:
        """Move to the next character that is neither space nor comment; False at the end."""
        while True:
            while self.position < len(self.text) and self.text[self.position].isspace():
                self.position += 1
            if self.position >= len(self.text):
                return False
            if self.text[self.position] != "#":
                return True
            end = self.text.find("\n", self.position)
            if end < 0:
                return False
            self.position = end

    def _name(self) -> tuple[str, bool]:
        """The name, and whether it stands without a value."""
        exported = re.compile(r"export\s+").match(self.text, self.position)
        if exported:
            self.position += len("export")
            self._skip_space()
        start = self.position
        for i in range(start, len(self.text)):
            character = self.text[i]
            if character in "=:\n":
                self.position = i + 1
                self._skip_space()
                return self.text[start:i].rstrip(), character == "\n"
            if not (
                character in _SPACE or character in "_.-[]" or character.isalpha() or character.isnumeric()
            ):
                line = self.text[start:].split("\n", 1)[0]
                raise _Unreadable(f'unexpected character "{character}" in variable name "{line}"')
        # A last line without a line end and without a value: compose-go reads an empty name from it, again and again.
        self.position = len(self.text)
        return self.text[start:].rstrip(), True

    def _skip_space(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in _SPACE:
            self.position += 1

    def _value(self) -> tuple[str, bool]:
        quote = self.text[self.position : self.position + 1]
        if quote in ("'", '"') and quote:
            return self._quoted(quote)
        end = self.text.find("\n", self.position)
        end = len(self.text) if end < 0 else end
        raw = self.text[self.position : end]
        value = self._expanded(raw.split(" #", 1)[0].rstrip())
        self.position = end + 1
        return value

    def _quoted(self, quote: str) -> tuple[str, bool]:
        characters: list[str] = []
        escaped = False
        for i in range(self.position + 1, len(self.text)):
            character = self.text[i]
            if character == quote and not escaped:
                value = "".join(characters)
                result = self._expanded(_unescaped(value)) if quote == '"' else (value, True)
                self.position = i + 1
                return result
            if character != quote:
                if not escaped and character == "\\":
                    escaped = True
                    continue
                if escaped:
                    characters.append("\\")
            escaped = False
            characters.append(character)
        line = self.text[self.position :].split("\n", 1)[0]
        raise _Unreadable(f"unterminated quoted value {line}")

    def _expanded(self, value: str) -> tuple[str, bool]:
        try:
            return interpolate(value, self.variables)
        except RequiredVariable as error:
            raise _Unreadable(str(error)) from error
        except InvalidTemplate as error:
            raise _Unreadable(f"invalid interpolation format: {value!r}") from error


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    sequence = match.group()
    if sequence == r"\$":
        return "$$"  # a dollar that starts no variable
    if sequence.startswith(r"\0"):
        digits = sequence[2:]
        octal = len(digits) == 3 and all(d in "01234567" for d in digits) and int(digits, 8) < 256
        return chr(int(digits, 8)) if octal else sequence
    return _CHARACTERS.get(sequence[1], sequence)
