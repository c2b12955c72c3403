"""Where each character of a text stands in its file."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from complexity_lint.source import Location

Run = tuple[int, int]
"""An offset in a derived text and the offset it comes from; what follows runs on in step."""


@dataclass(frozen=True, slots=True)
class Places:
    """The map from offsets of a text to lines and columns of a file.

    The text may have been joined from several lines or taken out of quotes: from `offsets[i]`
    on it runs along line `lines[i]` beginning at column `columns[i]`. Offsets ascend. Without
    entries the text has no known line, and every place is the file as a whole.
    """

    path: str
    offsets: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (1-based) of an offset; only for places that have entries."""
        index = max(bisect_right(self.offsets, offset) - 1, 0)
        return self.lines[index], self.columns[index] + offset - self.offsets[index]

    def span(self, start: int, end: int) -> Location:
        """The place of the text from `start` up to, not including, `end`."""
        if not self.offsets:
            return Location(self.path)
        line, column = self.position(start)
        end_line, end_column = self.position(max(end - 1, start))
        return Location(self.path, line, column, end_line, end_column + (1 if end > start else 0))

    def through(self, runs: Sequence[Run], length: int) -> "Places":
        """The places of a text of a length taken out of this one; `runs` says where its pieces come from."""
        points: list[tuple[int, int, int]] = []
        if not self.offsets:
            return self
        for number, (offset, origin) in enumerate(runs):
            end = runs[number + 1][0] if number + 1 < len(runs) else length
            points.append((offset, *self.position(origin)))
            for index in range(bisect_right(self.offsets, origin), len(self.offsets)):
                moved = offset + self.offsets[index] - origin
                if moved >= end:
                    break
                points.append((moved, self.lines[index], self.columns[index]))
        return places_from(self.path, points)


def places_from(path: str, points: Iterable[tuple[int, int, int]]) -> Places:
    """Places from (offset, line, column) points in ascending order."""
    rows = tuple(points)
    return Places(path, *(tuple(row[part] for row in rows) for part in range(3)))


def places_of(text: str, at: Location, indent: int = 0) -> Places:
    """The places of a text that begins at `at`; its further lines begin after `indent` columns."""
    if at.line is None:
        return Places(at.path)
    points = [(0, at.line, at.column or 1)]
    offset = text.find("\n")
    while offset >= 0:
        points.append((offset + 1, at.line + len(points), indent + 1))
        offset = text.find("\n", offset + 1)
    return places_from(at.path, points)
