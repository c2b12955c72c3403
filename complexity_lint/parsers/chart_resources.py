"""Resources that a chart's template prints only where the values give some."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from complexity_lint.model.workloads import Container, Resources
from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import load
from complexity_lint.source import Location, Source

_GUARD = re.compile(r"\{\{-?\s*(?:if|with)\s+\.Values((?:\.[A-Za-z_][\w-]*)+)\s*-?\}\}")
_BLOCK = re.compile(r"\s+resources:\s*(\{\{.*)?$")
_CALL = re.compile(r"\s*\{\{-?\s*(?:template|include)\s+\"([\w./-]+)\"[^{}]*\}\}\s*")
_DEFINE = re.compile(r"\{\{-?\s*define\s+\"([\w./-]+)\"\s*-?\}\}(.*?)(?=\{\{-?\s*define\b|\Z)", re.DOTALL)
_HELPED = re.compile(r"\s*resources:\s*(\{\{.*)?")
_TEMPLATES = "/templates/"


def with_left_open(container: Container, by_path: Mapping[str, Source]) -> Container:
    """A container of a chart that, without resources, says so at the values that the chart leaves empty for it
    (`resources: {}` behind `{{ if .Values.resources }}`), where there are such.
    """
    source = by_path.get(container.at.path)
    if not _is_bare(container) or source is None:
        return container
    for number, line in lines_of_container(container, source):
        guard = _GUARD.search(lines_of(source)[number - 2])
        key = guard[1] if guard is not None and _BLOCK.fullmatch(line) else _printed_by(line, source, by_path)
        if key:
            at = value_at(source.path, key, by_path) or Location(source.path, number)
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
    indent = len(lines[container.at.line - 1]) - len(lines[container.at.line - 1].lstrip())
    for number, line in enumerate(lines[container.at.line :], container.at.line + 1):
        inner = len(line) - len(line.lstrip())
        if line.strip() and not line.lstrip().startswith("{{") and inner <= indent:
            return
        yield number, line


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
    folder = f"/{template}".rpartition(_TEMPLATES)[0].lstrip("/")
    source = by_path.get(f"{folder}/values.yaml".lstrip("/"))
    top = next(load(source).mappings(), None) if source else None
    *outer, last = key.lstrip(".").split(".")
    holder = top.get(*outer) if top is not None else None
    entry = holder.entry(last) if isinstance(holder, YamlMapping) else None
    return entry.at if entry else None
