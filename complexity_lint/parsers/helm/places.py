"""Rendered text back to what wrote it: template lines, and the values lines that were read."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint.parsers.gotemplate import STANDIN, UNKNOWN_READ, Origin, Read, Text
from complexity_lint.parsers.helm.chart import TemplateFile, ValuesText
from complexity_lint.parsers.helm.rendering import Rendering
from complexity_lint.parsers.helm.tree import ChartNode
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class ValueRead:
    """A values key that went into a text: the path from the root chart, and where it is set (None: nowhere
    in a file - unset, or given by `--set`)."""

    path: tuple[str | int, ...]
    place: Location | None


@dataclass(frozen=True, slots=True)
class Written:
    """Where a stretch of rendered text comes from.

    `place` is the outermost action in the rendered template, `related` the places inside it (defines, library and
    subchart templates), outermost first; `values` are the keys read. `unknown` text holds a value nobody knows,
    `standin` names the random or key function whose result was replaced. `decided` is where the one value is set
    that decides whether this is written at all: the condition of the branch it stands in; `asked` are all values that
    this condition read, several of which may decide.
    """

    place: Location
    related: tuple[Location, ...]
    values: tuple[ValueRead, ...]
    unknown: bool = False
    standin: str = ""
    decided: Location | None = None
    asked: tuple[ValueRead, ...] = ()


def line_places(rendering: Rendering, text: str) -> tuple[Written, ...]:
    """For each line of a document of the rendering, what wrote its first non-blank text, with all values read
    on the line. Lines without origins (there are none in rendered documents) are left out."""
    known: dict[Read, ValueRead] = {}
    return tuple(_written(rendering, spans, known) for spans in _lines(text) if spans)


def places_between(rendering: Rendering, text: str, start: int, end: int) -> Written | None:
    """What wrote the characters from `start` to `end` of a document: the place of the last piece that read
    values, else of the first piece; all values read in the stretch."""
    spans = [span for span in _spans(text) if span.start < end and span.end > start]
    return _written(rendering, [span.cut(max(start, span.start)) for span in spans], {}) if spans else None


class ReadText:
    """The values that stretches of one document were printed with."""

    def __init__(self, rendering: Rendering, text: str) -> None:
        self._rendering = rendering
        self._spans = list(_spans(text))
        self._starts = [span.start for span in self._spans]
        self._known: dict[Read, ValueRead] = {}

    def between(self, start: int, end: int) -> tuple[ValueRead, ...]:
        """All values that the characters from `start` to `end` were printed with."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        spans = self._spans[first : bisect_left(self._starts, end)]
        reads = dict.fromkeys(read for span in spans for read in span.origin.reads)
        return tuple(_read(self._rendering, read, self._known) for read in reads if _is_key(read))


@dataclass(frozen=True, slots=True)
class LeftOutBlock:
    """A block of a template that printed nothing for what its condition read.

    It would have stood behind the 1-based `line` of the document; `keys` are those it would have printed, of an item
    of a list where `is_item`. `place` is where the template has the first of them, `values` what was read.
    """

    line: int
    keys: tuple[str, ...]
    is_item: bool
    place: Location
    values: tuple[ValueRead, ...]


def left_out(rendering: Rendering, text: str) -> Iterator[LeftOutBlock]:
    """The blocks that a document of the rendering is without, in the order of its lines."""
    known: dict[Read, ValueRead] = {}
    line = 1
    for span in _spans(text):
        behind = line + span.text.rstrip().count("\n")
        line += span.text.count("\n")
        for one in span.origin.left if span.text.strip() else ():
            place = _location(rendering, Origin(one.source, one.pos, "", None, ()), 0)
            reads = tuple(_read(rendering, read, known) for read in one.reads if _is_key(read))
            if place is not None and reads:
                yield LeftOutBlock(behind, one.keys, one.is_item, place, reads)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    text: str
    origin: Origin
    breaks: int

    def cut(self, start: int) -> _Span:
        """The part of the span from an offset on."""
        skipped = start - self.start
        breaks = self.breaks + self.text.count("\n", 0, skipped)
        return _Span(start, self.end, self.text[skipped:], self.origin, breaks)


def _spans(text: str) -> Iterator[_Span]:
    if not isinstance(text, Text):
        return
    at = 0
    for piece, origin in text.pieces:
        yield _Span(at, at + len(piece), piece, origin, 0)
        at += len(piece)


def _lines(text: str) -> Iterator[list[_Span]]:
    line: list[_Span] = []
    for span in _spans(text):
        parts = span.text.split("\n")
        at = span.start
        for number, part in enumerate(parts):
            if number:
                yield line
                line = []
            if part or number < len(parts) - 1:
                line.append(_Span(at, at + len(part), part, span.origin, number))
            at += len(part) + 1
    if line:
        yield line


def _written(rendering: Rendering, spans: list[_Span], known: dict[Read, ValueRead]) -> Written:
    """What wrote the spans; `known` are the reads whose places were already looked up for this text."""
    reads = dict.fromkeys(read for span in spans for read in span.origin.reads)
    solid = [span for span in spans if span.text.strip()] or spans
    reading = next((span for span in solid if span.origin.reads), None)
    # without values, what a helper wrote says more than the key beside it
    chief = reading or max(solid, key=lambda span: len(span.origin.chain))
    places = [_location(rendering, origin, breaks) for origin, breaks in _chain(chief)]
    found = [place for place in places if place is not None]
    place, *related = found or [Location(rendering.root.chart.folder or ".")]
    shown = _printed_beside(rendering, chief.origin.outermost, solid)
    if shown is not None:
        place, related = shown, [place, *related]
    asked = _asked(rendering, chief.origin, known)
    return Written(
        place,
        tuple(dict.fromkeys(one for one in related if one != place)),
        tuple(_read(rendering, read, known) for read in reads if _is_key(read)),
        UNKNOWN_READ in reads,
        next((str(read[1]) for read in reads if read[:1] == (STANDIN,) and len(read) > 1), ""),
        asked[0].place if len(asked) == 1 else None,
        asked,
    )


_ASSIGNS = re.compile(r"\{\{-?\s*\$\w*\s*:?=")


def _printed_beside(rendering: Rendering, outermost: Origin, spans: list[_Span]) -> Location | None:
    """The place of the text that stands in the template beside what a variable prints (`name: {{ $fullname }}`).

    What an include made keeps the place of the call, and that may be an assignment far above: the line that prints
    the variable is the one that is read as this line of the document.
    """
    if outermost.source is None or not _is_assignment(outermost):
        return None
    beside = (span for span in spans if span.origin.literal and span.origin.caller is None)
    return next((_location(rendering, s.origin, s.breaks) for s in beside if s.text.strip()), None)


def _is_assignment(origin: Origin) -> bool:
    """Whether the action that a place is in only gives a variable its value."""
    text = origin.source.text if origin.source else ""
    start = text.rfind("{{", 0, origin.pos + 2)
    return start >= 0 and bool(_ASSIGNS.match(text, start))


def _read(rendering: Rendering, read: Read, known: dict[Read, ValueRead]) -> ValueRead:
    found = known.get(read)
    if found is None:
        keys = _keys(read)
        found = known[read] = ValueRead(keys, value_place(rendering, keys))
    return found


def _asked(rendering: Rendering, origin: Origin, known: dict[Read, ValueRead]) -> tuple[ValueRead, ...]:
    """The values that the nearest branch asks; none where it asks something else besides."""
    one: Origin | None = origin
    while one is not None and not one.guard:
        one = one.caller
    if one is None or not all(_is_key(read) for read in one.guard):
        return ()
    return tuple(_read(rendering, read, known) for read in one.guard)


def _chain(span: _Span) -> Iterator[tuple[Origin, int]]:
    """The origins of a span from the outermost inwards; only the innermost may be literal text."""
    chain = span.origin.chain
    for origin in reversed(chain[1:]):
        yield origin, 0
    breaks = span.breaks if span.origin.literal else 0
    yield span.origin, breaks


def _location(rendering: Rendering, origin: Origin, breaks: int) -> Location | None:
    if origin.source is None:
        return None
    file: TemplateFile | None = rendering.templates.get(origin.source.name)
    if file is None:
        return None
    return Location(file.path) if file.packed else Location(file.path, origin.line_after(breaks))


def _is_key(read: Read) -> bool:
    return bool(read) and read != UNKNOWN_READ and read[0] != STANDIN


def _keys(read: Read) -> tuple[str | int, ...]:
    return tuple(part if isinstance(part, int) else str(part) for part in read)


def value_place(rendering: Rendering, path: tuple[str | int, ...]) -> Location | None:
    """Where a values key is set: the user's files from the last to the first, then the chart's own values, then
    those of the subchart the path leads into; a global also at every chart above."""
    for given in reversed(rendering.overrides.values_files):
        if _decides(given, path):
            return _found(given, path)
    return _in_chart(rendering.root, path)


def _in_chart(node: ChartNode, path: tuple[str | int, ...]) -> Location | None:
    if _decides(node.chart.values, path):
        return _found(node.chart.values, path)
    for child in node.children:
        if path[:1] == (child.name,) and len(path) > 1:
            if path[1] == "global" and _decides(node.chart.values, path[1:]):
                return _found(node.chart.values, path[1:])
            return _in_chart(child, path[1:])
    return None


def _decides(values: ValuesText, path: tuple[str | int, ...]) -> bool:
    """Whether a file sets the key: a list is replaced as a whole, so who has the list decides for its items."""
    first = next((at for at, part in enumerate(path) if isinstance(part, int)), len(path))
    return path[:first] in values.places.at


def _found(values: ValuesText, path: tuple[str | int, ...]) -> Location | None:
    place = values.places.at.get(path)
    if place is None:
        return None
    return Location(values.path) if values.packed else Location(values.path, place.line, place.column)
