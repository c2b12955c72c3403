"""Where output came from: origins, and strings that carry them through template functions.

An `Origin` is one place that wrote text: a template, an offset, the chain of calls that led there and the
values that were read. A `Text` is a string whose pieces know their origins; functions that only add or
remove characters (`nindent`, `quote`, `trim` ...) keep the pieces, all others give a plain string and
the evaluator notes what was read while it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from complexity_lint.parsers.gotemplate.nodes import Source

Read = tuple[object, ...]
"""What a value was read as: the key path its tree was given, or a mark such as `STANDIN`."""

STANDIN = "standin"
"""First member of the read that marks a random, time or key stand-in; the second is the function."""
UNKNOWN_READ: Read = ("unknown",)
"""The read that marks text whose value nobody knows."""
UNKNOWN_TEXT = "unknown-value"
"""What an unknown value prints as; a plain YAML scalar."""


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """A block of a template (`if`, `with`, `range`) that printed nothing for what its condition read.

    `keys` are those of the mapping it would have printed, of an item of a list where `is_item`; they stand at `pos` in
    `source`.
    """

    keys: tuple[str, ...]
    is_item: bool
    reads: tuple[Read, ...]
    source: Source
    pos: int


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """One place that wrote text; `source` is None for a value that has not been printed yet.

    `literal` is text between actions, whose further lines stand on further lines. `caller` is the action that
    called (`include`, `template`, `tpl`) the template this place is in. `guard` is what was read to decide for the
    branch (`if`, `with`) that the place is in. `left` are the blocks that were left out behind the text.
    """

    source: Source | None
    pos: int
    template: str
    caller: Origin | None
    reads: tuple[Read, ...]
    literal: bool = False
    guard: tuple[Read, ...] = ()
    left: tuple[LeftOut, ...] = ()

    def leaving(self, left: tuple[LeftOut, ...]) -> Origin:
        """The same place with further blocks left out behind its text."""
        return replace(self, left=(*self.left, *left))

    def line_after(self, breaks: int) -> int:
        """The line of what follows `breaks` line ends in a piece from here: literal text spans lines."""
        return self.line + breaks if self.literal else self.line

    @property
    def line(self) -> int:
        """1-based line in the source, 0 without one."""
        return self.source.line(self.pos) if self.source else 0

    @property
    def outermost(self) -> Origin:
        """The action in the template that was rendered."""
        origin = self
        while origin.caller is not None:
            origin = origin.caller
        return origin

    @property
    def chain(self) -> tuple[Origin, ...]:
        """The place itself, then its callers outwards."""
        found = [self]
        while found[-1].caller is not None:
            found.append(found[-1].caller)
        return tuple(found)


def value_origin(path: Read) -> Origin:
    """The origin of a value that was read from `path` and not printed yet."""
    return Origin(None, 0, "", None, (path,))


Span = tuple[int, Origin]


class Text(str):
    """A string with its origins: `spans` are (length, origin) in order and cover the whole string."""

    __slots__ = ("spans",)
    spans: tuple[Span, ...]

    @property
    def pieces(self) -> Iterator[tuple[str, Origin]]:
        """The pieces of the string with their origins."""
        at = 0
        for length, origin in self.spans:
            yield str.__getitem__(self, slice(at, at + length)), origin
            at += length


class Unknown(Text):
    """A value nobody knows: it flows through functions as its token and is true in a condition."""

    __slots__ = ()


def text_of(value: str, spans: tuple[Span, ...]) -> Text:
    """`value` with `spans`."""
    text = Text(value)
    text.spans = spans
    return text


def tracked(value: str, origin: Origin) -> Text:
    """`value` as one piece from `origin`."""
    return text_of(value, ((len(value), origin),))


def unknown(reads: tuple[Read, ...] = ()) -> Unknown:
    """A fresh unknown value that was made from `reads`."""
    text = Unknown(UNKNOWN_TEXT)
    text.spans = ((len(UNKNOWN_TEXT), Origin(None, 0, "", None, (UNKNOWN_READ, *reads))),)
    return text


def join(pieces: Iterable[tuple[str, Origin]]) -> str:
    """Pieces to one string that knows them."""
    kept = [piece for piece in pieces if piece[0]]
    if not kept:
        return ""
    return text_of("".join([text for text, _ in kept]), tuple([(len(text), origin) for text, origin in kept]))


def map_pieces(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to each piece; only for changes that look at one character at a time."""
    if not isinstance(text, Text):
        return change(text)
    if len(text.spans) == 1:
        return tracked(change(str(text)), text.spans[0][1])
    return join([(change(piece), origin) for piece, origin in text.pieces])


def cut(text: str, start: int, end: int) -> str:
    """`text[start:end]` for offsets inside the text."""
    if not isinstance(text, Text):
        return text[start:end]
    if len(text.spans) == 1:
        origin = _moved(text.spans[0][1], text, start, end)
        return tracked(str.__getitem__(text, slice(start, end)), origin)
    kept: list[tuple[str, Origin]] = []
    at = 0
    for piece, origin in text.pieces:
        low, high = max(start - at, 0), min(end - at, len(piece))
        if low < high:
            kept.append((piece[low:high], _moved(origin, piece, low, high)))
        at += len(piece)
    return join(kept)


def _moved(origin: Origin, piece: str, start: int, end: int) -> Origin:
    """The origin of what is left of a piece: literal text goes on some lines further down, and what was left out
    behind a text is not behind its beginning.
    """
    if origin.left and piece[end:].strip():
        origin = replace(origin, left=())
    if not origin.literal or origin.source is None or not start:
        return origin
    breaks = piece.count("\n", 0, start)
    if not breaks:
        return origin
    starts = origin.source.line_starts
    return replace(origin, pos=starts[min(origin.line + breaks, len(starts)) - 1])


def concat(*parts: str) -> str:
    """Strings joined; the plain ones take the origin of the nearest tracked one before them, or after."""
    first = next((part for part in parts if isinstance(part, Text) and part.spans), None)
    if first is None:
        return "".join(parts)
    origin = first.spans[0][1]
    pieces: list[tuple[str, Origin]] = []
    for part in parts:
        if isinstance(part, Text):
            pieces.extend(part.pieces)
            origin = part.spans[-1][1] if part.spans else origin
        else:
            pieces.append((part, origin))
    return join(pieces)


class Number(float):
    """A number from a values file that knows where it was read."""

    __slots__ = ("origin",)
    origin: Origin


def reads_of(value: object) -> tuple[Read, ...]:
    """The reads a value itself carries."""
    if isinstance(value, Text):
        if len(value.spans) == 1:
            return value.spans[0][1].reads
        return tuple(dict.fromkeys(read for _, origin in value.spans for read in origin.reads))
    if isinstance(value, Number):
        return value.origin.reads
    return ()
