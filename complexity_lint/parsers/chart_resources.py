"""Resources that a chart's template prints only where the values give some."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from complexity_lint.model.workloads import Container, Resources
from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.yaml_nodes import Entry, load
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.source import Location, Source

_GUARD = re.compile(r"\{\{-?\s*(?:if|with)\s+\.Values((?:\.[A-Za-z_][\w-]*)+)\s*-?\}\}")
_BLOCK = re.compile(r"\s+resources:\s*(\{\{.*)?$")
_CALL = re.compile(r"\s*\{\{-?\s*(?:template|include)\s+\"([\w./-]+)\"[^{}]*\}\}\s*")
_DEFINE = re.compile(r"\{\{-?\s*define\s+\"([\w./-]+)\"\s*-?\}\}(.*?)(?=\{\{-?\s*define\b|\Z)", re.DOTALL)
_HELPED = re.compile(r"\s*resources:\s*(\{\{.*)?")
_TEMPLATES = "/templates/"


def with_left_open(container: Container, by_path: Mapping[str, Source]) -> Container:
    """A container of a chart that, without resources, says so at the values that the chart leaves empty for it or
    leaves out (`resources: {}`, or `# resources:`, behind `{{ if .Values.resources }}`), where there are such.
    """
    source = by_path.get(container.at.path)
    if not _is_bare(container) or source is None:
        return container
    for number, line in lines_of_container(container, source):
        guard = _GUARD.search(lines_of(source)[number - 2])
        key = guard[1] if guard is not None and _BLOCK.fullmatch(line) else _printed_by(line, source, by_path)
        if key:
            at = value_at(source.path, key, by_path) or _left_out_at(source.path, key, by_path)
            at = at or Location(source.path, number)
            return replace(container, resources=Resources(at))
    return container


def _is_bare(container: Container) -> bool:
    stated = container.resources
    return stated is not None and stated.at == container.at and not (stated.requests or stated.limits)


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


def _printed_by(line: str, source: Source, by_path: Mapping[str, Source]) -> str:
    """The value that the helper called on a line asks for before it prints resources: `.server.resources`."""
    call = _CALL.fullmatch(line)
    if call is None:
        return ""
    folder = f"/{source.path}".rpartition(_TEMPLATES)[0]
    helpers = (one for path, one in by_path.items() if f"/{path}".startswith(f"{folder}{_TEMPLATES}"))
    bodies = (_defines(one).get(call[1]) for one in helpers if one.path.endswith(".tpl"))
    body = next((one for one in bodies if one is not None), "")
    for before, after in pairwise(body.splitlines()):
        guard = _GUARD.search(before)
        if guard is not None and _HELPED.fullmatch(after):
            return guard[1]
    return ""


@lru_cache(maxsize=32)
def _defines(source: Source) -> dict[str, str]:
    """The named templates of a file."""
    return {match[1]: match[2] for match in _DEFINE.finditer(source.text)}


def value_at(template: str, key: str, by_path: Mapping[str, Source]) -> Location | None:
    """Where the chart of a template sets a value."""
    entry = value_entry(template, key, by_path)
    return entry.at if entry else None


def value_entry(template: str, key: str, by_path: Mapping[str, Source]) -> Entry | None:
    """The value that the chart of a template sets for a key, with its place."""
    _, top = _values_of(template, by_path)
    return _set(top, key) if top is not None else None


def _values_of(template: str, by_path: Mapping[str, Source]) -> tuple[Source | None, YamlMapping | None]:
    """The values that the chart of a template comes with: their file, and what it says."""
    folder = f"/{template}".rpartition(_TEMPLATES)[0].lstrip("/")
    source = by_path.get(f"{folder}/values.yaml".lstrip("/"))
    return source, next(load(source).mappings(), None) if source else None


def _set(top: YamlMapping, key: str) -> Entry | None:
    *outer, last = key.lstrip(".").split(".")
    holder = top.get(*outer) if outer else top
    return holder.entry(last) if isinstance(holder, YamlMapping) else None


def _left_out_at(template: str, key: str, by_path: Mapping[str, Source]) -> Location | None:
    """Where the values would have a key that they have not: the line that has it in a comment, else what it would
    be in.
    """
    source, top = _values_of(template, by_path)
    outer, _, last = key.rpartition(".")
    if source is None or top is None:
        return None
    holder = top.get(*outer.lstrip(".").split(".")) if outer else top
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
