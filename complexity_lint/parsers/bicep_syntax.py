"""Bicep text -> the resources it declares, as nodes (learn.microsoft.com, "Understand the structure and syntax of Bicep
files").

Objects, lists, strings, numbers and booleans are read; every other expression is a text with `${...}`, but for names of
parameters and variables whose default is a plain text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complexity_lint.parsers.shell import Places, places_of
from complexity_lint.parsers.yaml_nodes import Entry, Node, Scalar, Sequence
from complexity_lint.parsers.yaml_nodes import Mapping as Table
from complexity_lint.source import Location, Source

_RESOURCE = re.compile(
    r"(?m)^[ \t]*resource[ \t]+(?P<symbol>\w+)[ \t]+'(?P<type>[^'@]+)@[^']*'[ \t]*(?P<existing>existing[ \t]*)?=[ \t]*"
)
_MODULE = re.compile(
    r"(?m)^[ \t]*module[ \t]+(?P<symbol>\w+)[ \t]+'(?P<type>br[:/][^'\s]+):[^':/]+'[ \t]*=[ \t]*"
)
_PLAIN = re.compile(
    r"(?m)^[ \t]*(?:param[ \t]+(?P<param>\w+)[ \t]+string|var[ \t]+(?P<var>\w+))[ \t]*=[ \t]*'(?P<plain>[^'$]*)'[ \t]*$"
)
_KEY = re.compile(r"[ \t]*(?:'(?P<quoted>[^']*)'|(?P<name>[A-Za-z_]\w*))[ \t]*:[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n,]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r"'(?P<text>(?:\\.|[^'\\\n])*)'[ \t]*(?=[\r\n,}\]]|//|$)")
_HOLE = re.compile(r"\$\{(\w+)\}")
_REST = re.compile(r"[^\n]*")
MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Declared:
    """One resource: its symbol, type without version, and body."""

    symbol: str
    type: str
    at: Location
    body: Table


def declared(source: Source) -> Iterator[Declared]:
    """The resources of a file, those that exist already left out."""
    yield from _declared(source, _RESOURCE)


def modules_used(source: Source) -> Iterator[Declared]:
    """The modules of registries that a file uses; their type is the module's address without its version."""
    yield from _declared(source, _MODULE)


def _declared(source: Source, kind: re.Pattern[str]) -> Iterator[Declared]:
    text = source.text
    places = places_of(text, Location(source.path, 1, 1))
    values = {
        match["param"] or match["var"]: (match["plain"], places.span(*match.span("plain")))
        for match in _PLAIN.finditer(text)
    }
    for match in kind.finditer(text):
        opened = text.find("{", match.end())
        between = text[match.end() : opened]
        if match.groupdict().get("existing") or opened < 0 or "\n" in between.strip():
            continue
        body, _ = _Reader(text, places, values).object(opened, 0)
        at = places.span(match.start("symbol"), match.end("type") + 1)
        yield Declared(match["symbol"], match["type"], at, body)


class _Reader:
    """Reads values at offsets of one text."""

    def __init__(self, text: str, places: Places, values: Mapping[str, tuple[str, Location]]) -> None:
        self.text, self.places, self.values = text, places, values

    def gap(self, at: int) -> int:
        match = _GAP.match(self.text, at)
        return match.end() if match else at

    def object(self, at: int, depth: int) -> tuple[Table, int]:
        start = at
        at = self.gap(at + 1)
        entries: list[Entry] = []
        while at < len(self.text) and self.text[at] != "}":
            match = _KEY.match(self.text, at)
            if match is None:
                at = self.gap(max(self.rest(at)[1], at + 1))
                continue
            group = "quoted" if match["quoted"] is not None else "name"
            value, after = self.value(match.end(), depth + 1)
            entries.append(Entry(match[group], self.places.span(match.start(group), match.end(group)), value))
            at = self.gap(after)
        return Table(self.places.span(start, at + 1), tuple(entries)), at + 1

    def list(self, at: int, depth: int) -> tuple[Node, int]:
        start = at
        at = self.gap(at + 1)
        items: list[Node] = []
        while at < len(self.text) and self.text[at] != "]":
            value, after = self.value(at, depth + 1)
            items.append(value)
            at = self.gap(max(after, at + 1))
        return Sequence(self.places.span(start, at + 1), tuple(items)), at + 1

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        first = self.text[at : at + 1]
        if depth < MAX_DEPTH and first == "{":
            return self.object(at, depth)
        if depth < MAX_DEPTH and first == "[" and not self.text.startswith(("[for", "[ for"), at):
            return self.list(at, depth)
        string = _STRING.match(self.text, at)
        if string is not None:
            place = self.places.span(string.start("text"), string.end("text"))
            return self.filled(place, string["text"]), string.end()
        return self.rest(at)

    def rest(self, at: int) -> tuple[Scalar, int]:
        match = _REST.match(self.text, at)
        end = match.end() if match else at
        text = self.text[at:end].split("//")[0].strip().rstrip(",}]").strip()
        known = self.values.get(text)
        plain = text if re.fullmatch(r"-?\d+|true|false|null", text) else f"${{{text}}}"
        found = Scalar(
            self.places.span(at, end), known[0] if known else plain, made_of=(known,) if known else ()
        )
        # what closes on the same line is left for the reader of what is around it
        closing = re.search(r"[}\]]\s*$", self.text[at:end])
        return found, at + closing.start() if closing else end

    def filled(self, at: Location, text: str) -> Scalar:
        """A string, with the plain texts of parameters and variables put in."""
        used = tuple(self.values[name] for name in _HOLE.findall(text) if name in self.values)
        known = _HOLE.sub(lambda m: self.values[m[1]][0] if m[1] in self.values else m[0], text)
        return Scalar(at, known, plain=False, made_of=used)
