"""A file's text while it is edited: places to offsets, line ends, edits put in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from complexity_lint.edits import TextEdit
from complexity_lint.source import Location

_LINE_END = re.compile(r"\r\n|\n|\r")


class Refused(Exception):
    """An edit that cannot be made without changing more than it says; the message says why."""


@dataclass(frozen=True, slots=True)
class FileText:
    """The decoded text of one file, with the offset at which each line starts."""

    path: str
    text: str
    starts: tuple[int, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, path: str, text: str) -> "FileText":
        """The text of a file, its lines found."""
        return cls(path, text, (0, *(match.end() for match in _LINE_END.finditer(text))))

    @property
    def line_end(self) -> str:
        """How its lines end: as the first one does, `\\n` where there is only one line."""
        match = _LINE_END.search(self.text)
        return match[0] if match else "\n"

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a place; raises Refused where there is no such line."""
        if not 0 < line <= len(self.starts):
            raise Refused("the file has no such line")
        return self.starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """A line without its end."""
        start = self.offset(number)
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def after_line(self, number: int) -> int:
        """The offset right behind a line's text, before its end."""
        return self.offset(number) + len(self.line(number))

    @property
    def lines(self) -> int:
        """How many lines there are; a text that ends with a line end has an empty last one."""
        return len(self.starts)

    def span(self, at: Location) -> tuple[int, int]:
        """The offsets of a place that has a column and an end; raises Refused for others."""
        if at.line is None or at.column is None or at.end_line is None or at.end_column is None:
            raise Refused("the place is not known exactly")
        return self.offset(at.line, at.column), self.offset(at.end_line, at.end_column)

    def edit(self, start: int, end: int, text: str) -> TextEdit:
        """The edit that replaces a piece of this file."""
        return TextEdit(self.path, start, end, text)


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """The text with edits put in that do not overlap."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def overlap(one: TextEdit, other: TextEdit) -> bool:
    """Whether two edits touch each other: then only one of them can be made at a time."""
    return one.path == other.path and one.start <= other.end and other.start <= one.end
