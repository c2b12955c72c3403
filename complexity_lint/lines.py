"""The lines of a file, counted the way SARIF, editors and git hosts count them."""

import re
from collections.abc import Callable

from complexity_lint.masking import masked
from complexity_lint.source import Location

Read = Callable[[str], bytes | None]

# str.splitlines also breaks at form feeds and Unicode separators, which no consumer of line numbers does.
_LINE_END = re.compile(r"\r\n|\n|\r")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def lines_of(data: bytes) -> tuple[str, ...]:
    """The lines of a file without their ends; bytes that are not UTF-8 become replacement characters."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return tuple(_LINE_END.split(data[len(mark) :].decode(encoding, "replace")))
    return tuple(_LINE_END.split(data.decode("utf-8", "replace")))


class LineReader:
    """Lines of files by path as they may be shown, each file read and split once; credentials in them are masked."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lines: dict[str, tuple[str, ...]] = {}

    def lines(self, path: str) -> tuple[str, ...]:
        """The lines of the file at `path`; none where it cannot be read."""
        if path not in self._lines:
            data = self._read(path)
            self._lines[path] = () if data is None else masked(lines_of(data))
        return self._lines[path]

    def line(self, at: Location) -> str | None:
        """The text of the line a place starts on, or None where there is no such line."""
        lines = self.lines(at.path)
        return lines[at.line - 1] if at.line is not None and 0 < at.line <= len(lines) else None
