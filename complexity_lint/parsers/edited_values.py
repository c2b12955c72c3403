"""The scalars of values files that a chart's templates print as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.helm import Written
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import Node, Scalar, Sequence, load
from complexity_lint.source import Location, Source


def edited_scalar(node: Scalar, written: Written | None, by_path: Mapping[str, Source]) -> Scalar | None:
    """A rendered scalar as the values file has it that it was read from: where its text is all that was printed.

    What is put together of several values is decided in the template as much as in any of them.
    """
    for value, at in _read(written, by_path):
        if value.text == node.text:
            return replace(node, at=at, indent=value.indent, folded=value.folded)
    return None


def values_of_line(written: Written | None, by_path: Mapping[str, Source]) -> Iterator[tuple[str, Location]]:
    """The values that a line was printed with: the text of each, and its place in a values file."""
    return ((value.text, at) for value, at in _read(written, by_path))


def _read(written: Written | None, by_path: Mapping[str, Source]) -> Iterator[tuple[Scalar, Location]]:
    for read in written.values if written else ():
        place = read.place
        source = by_path.get(place.path) if place else None
        if place is None or place.line is None or source is None:
            continue
        value = _scalars_of(source).get((place.line, place.column or 1)) or _of_line(source, place)
        if value is not None and value.text:
            yield value, Location(place.path, place.line, place.column)


def _of_line(source: Source, at: Location) -> Scalar | None:
    """The scalar of a line of values that stand in another file's text: in an Argo CD Application, a HelmRelease."""
    line = lines_of(source)[(at.line or 1) - 1 : at.line]
    value = line[0].partition(":")[2].partition(" #")[0].strip().strip("\"'") if line else ""
    return Scalar(at, value) if value else None


@lru_cache(maxsize=16)
def _scalars_of(source: Source) -> Mapping[tuple[int, int], Scalar]:
    """A values file's scalars by the line and column of their keys, or of themselves where they are items of a
    list; read once for all that was printed of them.
    """
    found: dict[tuple[int, int], Scalar] = {}
    seen: set[int] = set()
    left: list[Node] = list(load(source).nodes)
    while left:
        node = left.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))  # an alias is the node of its anchor
        inner = [(entry.at, entry.value) for entry in node.entries] if isinstance(node, YamlMapping) else []
        inner += [(item.at, item) for item in node.items] if isinstance(node, Sequence) else []
        for at, value in inner:
            if isinstance(value, Scalar):
                found[at.line or 1, at.column or 1] = value
        left += [value for _, value in inner]
    return found
