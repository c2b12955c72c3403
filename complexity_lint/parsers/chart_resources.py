"""The lines of a chart's template that describe a container, and the lines of its values that are meant for it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from complexity_lint.model.workloads import Container
from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.yaml_nodes import Entry, load
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.source import Location, Source

_TEMPLATES = "/templates/"


def lines_of_container(container: Container, source: Source) -> Iterator[tuple[int, str]]:
    """The lines of a template that describe a container after the one it begins with, with their numbers."""
    if container.at.line is None or _TEMPLATES not in f"/{source.path}":
        return
    lines = lines_of(source)
    first = _first_line(lines, container.at.line)
    for number, line in enumerate(lines[first:], first + 1):
        if line.strip() and not line.lstrip().startswith("{{") and _indent(line) <= _indent(lines[first - 1]):
            return
        yield number, line


def _first_line(lines: Sequence[str], number: int) -> int:
    """The line with the dash of a list's item, for one of its keys: a container's name may be its last."""
    key = lines[number - 1]
    if key.lstrip().startswith("- "):
        return number
    for above in range(number - 1, 0, -1):
        line = lines[above - 1]
        if line.strip() and not line.lstrip().startswith("{{") and _indent(line) < _indent(key):
            return above if _indent(line) + 2 == _indent(key) and line.lstrip().startswith("- ") else number
    return number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def value_at(template: str, key: str, by_path: Mapping[str, Source]) -> Location | None:
    """Where the chart of a template sets a value."""
    _, top = _values_of(template, by_path)
    entry = _set(top, key.lstrip(".").split(".")) if top is not None else None
    return entry.at if entry else None


def _values_of(template: str, by_path: Mapping[str, Source]) -> tuple[Source | None, YamlMapping | None]:
    """The values that the chart of a template comes with: their file, and what it says."""
    folder = f"/{template}".rpartition(_TEMPLATES)[0].lstrip("/")
    source = by_path.get(f"{folder}/values.yaml".lstrip("/"))
    return source, next(load(source).mappings(), None) if source else None


def _set(top: YamlMapping, keys: Sequence[str]) -> Entry | None:
    *outer, last = keys
    holder = top.get(*outer) if outer else top
    return holder.entry(last) if isinstance(holder, YamlMapping) else None


def left_out_at(template: str, keys: Sequence[str], by_path: Mapping[str, Source]) -> Location | None:
    """Where the values of a template's chart would have a key that they have not: the line that has it in a comment,
    else what it would be in.
    """
    source, top = _values_of(template, by_path)
    *outer, last = keys
    if source is None or top is None:
        return None
    holder = top.get(*outer) if outer else top
    entry = _set(top, outer) if outer else None
    at = entry.at if entry else None
    if not isinstance(holder, YamlMapping) or not holder.entries or (outer and at is None):
        return at
    indent = (holder.entries[0].at.column or 1) - 1
    comment = re.compile(rf"( {{{indent}}}#\s?|#\s? {{{indent}}}){re.escape(last)}:.*")
    lines = lines_of(source)
    begin = at.line or 0 if at else 0
    for number, line in enumerate(lines[begin:], begin + 1):
        if line.strip() and not line.lstrip().startswith("#") and _indent(line) < indent:
            break
        if comment.fullmatch(line):
            return Location(source.path, number)
    return at
