"""Rendered documents of a chart -> YAML whose every place is where a user of the chart would edit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from complexity_lint.parsers.chart_left_out import LeftOut
from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.edited_values import edited_scalar, values_of_line
from complexity_lint.parsers.gotemplate import UNKNOWN_TEXT
from complexity_lint.parsers.helm import (
    Manifest,
    ReadText,
    Rendering,
    Written,
    left_out,
    line_places,
)
from complexity_lint.parsers.yaml_nodes import Entry, Node, Scalar, Sequence, load
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.source import Location, Source

_UNKNOWN = "${unknown}"
"""How a value nobody knows is written in scalars: a variable, which makes an image reference partial."""
_NAMES = frozenset({"name", "claimName", "secretName", "serviceName", "volumeName"})
"""The keys under which objects have their names, and by which they name each other."""
_UNKNOWN_PARTS = re.compile(rf"^(?:{re.escape(_UNKNOWN)}[-.])+|(?:[-.]{re.escape(_UNKNOWN)})+$")
_CONTAINERS = ("containers", "initContainers")


@dataclass(frozen=True, slots=True)
class _Document:
    """A rendered document with what wrote each of its lines, and where these begin in its text."""

    places: tuple[Written, ...]
    read: ReadText
    starts: tuple[int, ...]
    left: LeftOut
    by_path: Mapping[str, Source]

    def line(self, at: Location) -> Written | None:
        """What wrote the line of a place in the document."""
        index = (at.line or 1) - 1
        return self.places[index] if index < len(self.places) else None

    def scalar(self, node: Scalar) -> Written | None:
        """What wrote a scalar: of the values that its line was printed with, those that it was."""
        written = self.line(node.at)
        several = written is not None and len(written.values) > 1
        if written is None or not (several or node.indent):
            return written
        start = self._offset(node.at.line, node.at.column)
        end = self._offset(node.at.end_line, node.at.end_column)
        return replace(written, values=self.read.between(start, end))

    def _offset(self, line: int | None, column: int | None) -> int:
        index = (line or 1) - 1
        return self.starts[min(index, len(self.starts) - 1)] + (column or 1) - 1


def nodes_of(
    document: Manifest, rendering: Rendering, by_path: Mapping[str, Source]
) -> Iterator[tuple[YamlMapping, Written | None]]:
    """The YAML of a rendered document, each place led back to what a user would edit; and what wrote its kind."""
    plain = str(document.text)
    lines = plain.split("\n")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    blocks = tuple(left_out(rendering, document.text))
    left = LeftOut(rendering, document.source, blocks, lines, by_path)
    places = line_places(rendering, document.text)
    read = _Document(places, ReadText(rendering, document.text), tuple(starts), left, by_path)
    for node in load(Source(document.source, plain)).mappings():
        moved = _moved(node, read)
        if isinstance(moved, YamlMapping):
            kind = node.entry("kind")
            yield moved, read.line(kind.at) if kind else None


def _moved(node: Node, document: _Document) -> Node:
    written = document.line(node.at)
    at = written.place if written else Location(node.at.path)
    if isinstance(node, Scalar):
        text = node.text.replace(UNKNOWN_TEXT, _UNKNOWN)
        exact = document.scalar(node)
        edited = edited_scalar(node, exact, document.by_path)
        if edited is not None:
            return replace(edited, text=text)
        return replace(node, at=at, text=text, made_of=tuple(values_of_line(exact, document.by_path)))
    if isinstance(node, Sequence):
        return replace(node, at=at, items=tuple(_moved(item, document) for item in node.items))
    return replace(node, at=at, entries=tuple(_moved_entry(entry, at, document) for entry in node.entries))


def _moved_entry(entry: Entry, holder: Location, document: _Document) -> Entry:
    key = document.line(entry.at)
    value = _moved(entry.value, document)
    if isinstance(value, YamlMapping) and not value.entries:
        value = replace(value, at=_empty_at(document.line(entry.value.at)) or value.at)
    if entry.key in _CONTAINERS and isinstance(value, Sequence) and isinstance(entry.value, Sequence):
        pairs = zip(value.items, entry.value.items, strict=True)
        value = replace(value, items=tuple(_with_left_out(one, item, document.left) for one, item in pairs))
    if entry.key in _NAMES and isinstance(value, Scalar) and _UNKNOWN in value.text:
        value = replace(value, text=_known_part(value.text))
    return Entry(entry.key, key.place if key else holder, value, _switched(key, document.by_path))


def _known_part(name: str) -> str:
    """A name without what nobody knows at its ends, where something is left: `api` of `${unknown}-api`. All who name
    it do so in the same way.
    """
    known = _UNKNOWN_PARTS.sub("", name)
    return known if known and known != _UNKNOWN else name


def _with_left_out(moved: Node, rendered: Node, left: LeftOut) -> Node:
    if not isinstance(moved, YamlMapping) or not isinstance(rendered, YamlMapping):
        return moved
    return replace(moved, left_out=left.of_container(rendered))


def _empty_at(written: Written | None) -> Location | None:
    """The values line of an empty block (`resources: {}`) that a template prints as it is."""
    places = [read.place for read in written.values if read.place] if written else []
    return Location(places[0].path, places[0].line, places[0].column) if len(places) == 1 else None


def _switched(written: Written | None, by_path: Mapping[str, Source]) -> Location | None:
    """The values line that switches off what would stand in a line's place."""
    at = written.decided if written else None
    source = by_path.get(at.path) if at else None
    if at is None or at.line is None or source is None:
        return None
    line = lines_of(source)[at.line - 1 : at.line]
    value = line[0].partition(":")[2].partition(" #")[0].strip().strip("\"'") if line else ""
    return Location(at.path, at.line, at.column) if value.lower() in ("false", "no", "off") else None
