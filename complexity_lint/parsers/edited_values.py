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
        value = value_read(place, by_path) if place else None
        if place is not None and isinstance(value, Scalar) and value.text:
            yield value, Location(place.path, place.line, place.column)


def value_read(place: Location, by_path: Mapping[str, Source]) -> Node | None:
    """The value at a place where templates read one."""
    source = by_path.get(place.path)
    if place.line is None or source is None:
        return None
    return _values_of(source).get((place.line, place.column or 1)) or _of_line(source, place)


def _of_line(source: Source, at: Location) -> Scalar | None:
    """The scalar of a line of values that stand in another file's text: in an Argo CD Application, a HelmRelease."""
    line = lines_of(source)[(at.line or 1) - 1 : at.line]
    value = line[0].partition(":")[2].partition(" #")[0].strip().strip("\"'") if line else ""
    return Scalar(at, value) if value else None


@lru_cache(maxsize=16)
def _values_of(source: Source) -> Mapping[tuple[int, int], Node]:
    """A values file's values by the line and column of their keys, or of themselves where they are items of a
    list; read once for all that was printed of them.
    """
    found: dict[tuple[int, int], Node] = {}
    seen: set[int] = set()
    left: list[Node] = list(load(source).nodes)
    while left:
        node = left.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))  # an alias is the node of its anchor
        entries = node.entries if isinstance(node, YamlMapping) else ()
        inner = [(entry.at, entry.value) for entry in entries]
        inner += [(item.at, item) for item in node.items] if isinstance(node, Sequence) else []
        # the first key of an item stands where the item stands, and comes after it
        found.update({(at.line or 1, at.column or 1): value for at, value in inner})
        left += [value for _, value in inner]
    return found
