"""Physical lines -> logical lines: continuations joined, comments left out, here-documents kept apart.

The rules are those of moby/buildkit v0.32 `frontend/dockerfile/parser`.
"""

import re
from dataclasses import dataclass

from complexity_lint.parsers.dockerfile.arguments import (
    ArgumentError,
    json_words,
    split_flags,
    split_keyword,
)
from complexity_lint.parsers.dockerfile.characters import SPACE
from complexity_lint.parsers.dockerfile.directives import Directives
from complexity_lint.parsers.dockerfile.expansion import ExpansionError
from complexity_lint.parsers.dockerfile.heredocs import Heredoc, HeredocMark, heredoc_marks
from complexity_lint.parsers.shell.places import Places, places_from

_CONTINUED = {
    "\\": re.compile(r"(?:(?<=[^\\])|^)\\[ \t]*\Z"),
    "`": re.compile(r"(?:(?<=[^`])|^)`[ \t]*\Z"),
}
_TAKES_HEREDOC = re.compile(r"(?:onbuild[\t\v\f\r ]+)?(?:run|copy|add)[\t\v\f\r ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """One instruction's text with the places it comes from.

    `body` is the last physical line of the instruction itself, `end` the last one with its
    here-documents. `fault` says what is wrong with the here-documents.
    """

    start: int
    body: int
    end: int
    text: str
    places: Places
    heredocs: tuple[Heredoc, ...] = ()
    fault: str = ""


def logical_lines(path: str, lines: list[str], directives: Directives) -> list[LogicalLine]:
    """The logical lines of a file; `lines` keep their ends."""
    found: list[LogicalLine] = []
    at = 0
    while at < len(lines):
        line = _join(path, lines, at, directives.escape)
        if line is None:
            at += 1
            continue
        if _takes_heredocs(line.text, directives.escape):
            line = _with_heredocs(line, lines)
        found.append(line)
        at = line.end
    return found


def is_comment(line: str) -> bool:
    """Whether a physical line holds only a comment."""
    return line.lstrip(SPACE).startswith("#")


def is_blank(line: str) -> bool:
    """Whether a physical line holds nothing."""
    return not line.strip(SPACE)


def is_continued(line: str, escape: str) -> bool:
    """Whether a physical line goes on in the next one."""
    return _CONTINUED[escape].search(line.rstrip("\r\n")) is not None


def _join(path: str, lines: list[str], first: int, escape: str) -> LogicalLine | None:
    """The logical line that begins at an index; None for a comment or a blank line."""
    if is_comment(lines[first]) or is_blank(lines[first]):
        return None
    pieces: list[str] = []
    points: list[tuple[int, int, int]] = []
    length, at, going_on = 0, first, True
    while going_on and at < len(lines):
        line = lines[at].rstrip("\r\n")
        at += 1
        if at > first + 1 and (is_comment(line) or is_blank(line)):
            continue
        piece = line if at > first + 1 else line.lstrip(SPACE)
        column = len(line) - len(piece) + 1
        end = _CONTINUED[escape].search(piece)
        going_on = end is not None
        piece = piece[: end.start()] if end else piece
        points.append((length, at, column))
        pieces.append(piece)
        length += len(piece)
    return LogicalLine(first + 1, at, at, "".join(pieces), places_from(path, points))


def _takes_heredocs(text: str, escape: str) -> bool:
    """Whether here-documents may follow: RUN, COPY or ADD whose arguments are no JSON list."""
    if "<<" not in text or not _TAKES_HEREDOC.match(text.strip(SPACE)):
        return False
    keyword, rest = split_keyword(text)
    if keyword.upper() == "ONBUILD":
        keyword, rest = split_keyword(rest)
    try:
        return json_words(split_flags(rest, escape)[1]) is None
    except ArgumentError:
        return False


def _with_heredocs(line: LogicalLine, lines: list[str]) -> LogicalLine:
    try:
        marks = heredoc_marks(line.text)
    except ExpansionError as error:
        return LogicalLine(line.start, line.body, line.end, line.text, line.places, (), str(error))
    heredocs: list[Heredoc] = []
    at, fault = line.end, ""
    for mark in marks:
        close = _closing(lines, at, mark)
        if close is None:
            fault = f"unterminated heredoc {mark.name}"
        end = len(lines) if close is None else close
        heredocs.append(Heredoc(mark, "".join(lines[at:end]), at + 1))
        at = min(end + 1, len(lines))
    return LogicalLine(line.start, line.body, at, line.text, line.places, tuple(heredocs), fault)


def _closing(lines: list[str], at: int, mark: HeredocMark) -> int | None:
    """The index of the line that closes a here-document."""
    for index in range(at, len(lines)):
        line = lines[index].rstrip("\r\n")
        if (line.lstrip("\t") if mark.chomp else line) == mark.name:
            return index
    return None
