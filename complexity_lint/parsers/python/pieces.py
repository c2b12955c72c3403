"""The cheap pass over a module's text: import statements and strings, with their places.

libcst needs some 5 ms for 100 lines, most files of a code base matter only for what they import. So the
import statements are cut out here, with strings and comments stepped over, and libcst reads nothing
but them; a file is read as a whole only where this pass says that it holds something sought.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint.source import Location, Source

_PIECE = re.compile(
    r"""
    (?P<string> [rRbBuUfFtT]{0,2} (?: \"{3} (?:\\.|[^\\])*? (?:\"{3}|\Z) | '{3} (?:\\.|[^\\])*? (?:'{3}|\Z)
        | \"(?:\\.|[^\"\\\n])*\"? | '(?:\\.|[^'\\\n])*'? ) )
    | (?P<comment> \#[^\n]* )
    | (?P<statement> ^[ \t]* (?:from[ \t]+[.\w]|import[ \t]+\w) (?:[^\n\#\\(]|\\.)*
        (?: \( [^)]{0,20000} \) )? )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_NEEDED = re.compile(r"[\"']|\bimport\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """An import statement or a string's content, and the offset in the text where it begins."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """The import statements and the one-line strings of a module."""

    statements: tuple[Piece, ...]
    strings: tuple[Piece, ...]


def cut(text: str) -> Pieces:
    """The import statements and the strings of at most 200 characters, in order; never fails."""
    if _NEEDED.search(text) is None:
        return Pieces((), ())
    statements: list[Piece] = []
    strings: list[Piece] = []
    for match in _PIECE.finditer(text):
        if match.lastgroup == "statement":
            statements.append(Piece(match[0], match.start()))
        elif match.lastgroup == "string" and len(match[0]) <= 200:
            strings.append(Piece(match[0].lstrip("rRbBuUfFtT").strip("\"'"), match.start()))
    return Pieces(tuple(statements), tuple(strings))


class LineFinder:
    """Turns offsets of one source into places."""

    __slots__ = ("_path", "_starts")

    def __init__(self, source: Source) -> None:
        self._path = source.path
        self._starts = [0, *(m.end() for m in re.finditer(r"\n", source.text))]

    def at(self, piece: Piece) -> Location:
        """The place of a piece, from its first character that is not blank to the end of its first line."""
        offset = piece.offset + len(piece.text) - len(piece.text.lstrip())
        line = bisect_right(self._starts, offset)
        return Location(self._path, line, offset - self._starts[line - 1] + 1)


def non_blank_lines(text: str) -> int:
    """Lines with something on them."""
    return sum(1 for line in _lines(text) if not line.isspace())


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.split("\n") if line)
