"""A libcst tree without its costly parts: the children of a node, and where its text stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

import libcst as cst

from complexity_lint.source import Location, Source

_LAYOUT = re.compile(
    r"whitespace|lpar|rpar|l?r?bracket|l?r?brace|leading|trailing|lines_|header|footer|comma|semicolon|equal|colon|operator"
    r"|newline|indent|dot|async|encoding|default_|has_|star|type_param"
)
"""Fields that hold layout and punctuation."""
_LEAVES = (cst.Name, cst.SimpleString, cst.Integer, cst.Float, cst.Imaginary, cst.Import, cst.ImportFrom)


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes below one that carry meaning, in the order of the text but for the ends of compound statements."""
    if isinstance(node, _LEAVES):
        return
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            yield value
        elif isinstance(value, list | tuple):
            yield from (item for item in value if isinstance(item, cst.CSTNode))


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    names = [f.name for f in fields(kind) if _LAYOUT.match(f.name) is None]
    # A function's decorators are written above it, but come late among its fields.
    return tuple(sorted(names, key=lambda name: name != "decorators"))


class Places:
    """Finds the text of nodes that are asked for in the order of the text."""

    __slots__ = ("_offset", "_source", "_starts")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._starts = [0, *(m.end() for m in re.finditer(r"\n", source.text))]
        self._offset = 0

    def find(self, code: str) -> Location:
        """The place of a node's text after the place found last; the file as a whole where it is not found."""
        first, *rest = code.split("\n")
        # libcst prints what goes over several lines without the indent of the block around it.
        pattern = r"\n[ \t]*".join([re.escape(first), *(re.escape(line.lstrip(" \t")) for line in rest)])
        match = re.compile(pattern).search(self._source.text, self._offset)
        if match is None:
            return Location(self._source.path)
        self._offset = match.start() + 1
        return Location(self._source.path, *self._cut(match.start()), *self._cut(match.end()))

    def _cut(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
