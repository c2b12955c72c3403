"""What a chart's template leaves out of its containers, with the values that would bring it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from complexity_lint.parsers.chart_resources import left_out_at
from complexity_lint.parsers.edited_values import value_read
from complexity_lint.parsers.helm import LeftOutBlock, Rendering, ValueRead, value_place
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import Node, Scalar
from complexity_lint.parsers.yaml_nodes import Sequence as YamlSequence
from complexity_lint.source import Location, Source

_KEYS = ("resources", "readinessProbe", "livenessProbe", "startupProbe")
"""What of a container is asked for: where its values are."""
_MOUNTS = "volumeMounts"
_STORAGE = re.compile(r"(?i)persist|storage|volume|pvc|data")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The blocks that a rendered document of a chart is without; `template` is the name of what rendered it."""

    rendering: Rendering
    template: str
    blocks: tuple[LeftOutBlock, ...]
    lines: Sequence[str]
    by_path: Mapping[str, Source]

    def of_container(self, node: YamlMapping) -> tuple[tuple[str, Location], ...]:
        """The keys that a container of the document has not because a value is off, empty or left out, each with the
        place of that value; the template's own line where the values have nothing near it.
        """
        found: dict[str, Location] = {}
        for block in self._within(node):
            for key in _wanted(block, node):
                at = self._place(block, key) if key not in found else None
                if at is not None:
                    found[key] = at
        return tuple(found.items())

    def _within(self, node: YamlMapping) -> Iterator[LeftOutBlock]:
        begin, indent = node.at.line or 1, (node.at.column or 1) - 1
        below = (n for n, line in enumerate(self.lines[begin:], begin + 1) if _ends(line, indent))
        end = next(below, len(self.lines) + 1)
        return (block for block in self.blocks if begin <= block.line < end)

    def _place(self, block: LeftOutBlock, key: str) -> Location | None:
        off = [read for read in block.values if self._is_off(read)]
        if key == _MOUNTS:
            off = [one for one in off if one.place and _STORAGE.search(".".join(map(str, one.path)))]
        stated = next((one.place for one in off if one.place), None)
        if stated is not None:
            return Location(stated.path, stated.line, stated.column)
        places = (self._would_be_at(one) for one in off)
        return next((at for at in places if at), block.place if off else None)

    def _is_off(self, read: ValueRead) -> bool:
        """Whether a value is off, empty or not there."""
        return read.place is None or _is_empty(value_read(read.place, self.by_path))

    def _would_be_at(self, read: ValueRead) -> Location | None:
        """Where the values would have what they have not: the line that has it in a comment, else what it would be
        in.
        """
        file = self.rendering.templates.get(self.template)
        charts = tuple(self.template.split("/")[2:-1:2]) if "/charts/" in self.template else ()
        charts = charts[: self.template.count("/charts/")]
        inside = read.path[len(charts) :] if read.path[: len(charts)] == charts else ()
        keys = [key for key in inside if isinstance(key, str)]
        if file is None or not keys or len(keys) < len(inside):
            return self._holder(read)
        return left_out_at(file.path, keys, self.by_path) or self._holder(read)

    def _holder(self, read: ValueRead) -> Location | None:
        place = value_place(self.rendering, read.path[:-1]) if len(read.path) > 1 else None
        return Location(place.path, place.line, place.column) if place else None


def _ends(line: str, indent: int) -> bool:
    """Whether a line is none of a mapping's whose keys are indented so."""
    text = line.lstrip()
    return bool(text) and not text.startswith("#") and len(line) - len(text) < indent


def _wanted(block: LeftOutBlock, node: YamlMapping) -> Iterable[str]:
    """The keys of a container that a block would have printed, those that it has not anyway."""
    if block.is_item:
        return (_MOUNTS,) if "mountPath" in block.keys else ()
    stated = {entry.key for entry in node.entries if not _is_empty(entry.value)}
    return [key for key in (*_KEYS, _MOUNTS) if key in block.keys and (key == _MOUNTS or key not in stated)]


def _is_empty(value: Node | None) -> bool:
    """Whether a value is off or empty."""
    if isinstance(value, YamlMapping):
        return not value.entries
    if isinstance(value, YamlSequence):
        return not value.items
    return isinstance(value, Scalar) and (value.boolean is False or value.text in ("", "null", "~"))
