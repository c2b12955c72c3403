"""The line of code a finding points at, with a mark below the part that is meant."""

from collections.abc import Iterator

from complexity_lint.reporters.printable import printable, width
from complexity_lint.source import Location

_LONGEST = 120
_LEAD = 40
_TAB = "    "


def frame(at: Location, line: str | None) -> Iterator[tuple[str, str, bool]]:
    """Rows of a frame as (margin, text, whether the text is the mark); none for a file-level place.

    Only the first line of a place that spans several is shown, and only a part of a very long one.
    """
    if line is None or at.line is None:
        return
    number = str(at.line)
    start, end = _marked(at, line)
    skipped = max(0, start - _LEAD) if len(line) > _LONGEST else 0
    shown = line[skipped : skipped + _LONGEST]
    before = _safe(line[skipped:start])
    marked = _safe(line[start : min(end, skipped + len(shown))])
    lead, trail = "... " if skipped else "", " ..." if skipped + len(shown) < len(line) else ""
    margin = " " * len(number)
    yield f" {number} |", f"{lead}{_safe(shown)}{trail}", False
    if at.column is not None:
        yield f" {margin} |", " " * width(lead + before) + "^" * max(1, width(marked)), True


def _marked(at: Location, line: str) -> tuple[int, int]:
    """The 0-based part of the line that is meant; all of it where no column is known."""
    start = 0 if at.column is None else min(max(at.column - 1, 0), len(line))
    on_one_line = at.end_line in (None, at.line)
    end = at.end_column - 1 if on_one_line and at.end_column is not None else len(line.rstrip())
    if at.end_column is None and at.column is not None and at.end_line is None:
        end = start + 1
    return start, max(start, min(end, len(line)))


def _safe(text: str) -> str:
    return printable(text.replace("\t", _TAB))
