"""Resources that a chart's template prints only where the values give some."""

import re
from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.model.workloads import Container, Resources
from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import load
from complexity_lint.source import Location, Source

_GUARD = re.compile(r"\{\{-?\s*(?:if|with)\s+\.Values((?:\.[A-Za-z_][\w-]*)+)\s*-?\}\}")
_BLOCK = re.compile(r"\s+resources:\s*(\{\{.*)?$")
_TEMPLATES = "/templates/"


def with_left_open(parts: Parts, by_path: Mapping[str, Source]) -> Parts:
    """Parts whose containers without resources say so at the values that a chart leaves empty for them
    (`resources: {}` behind `{{ if .Values.resources }}`), where there are such.
    """
    if not parts.workloads:
        return parts
    found = [
        replace(w, containers=tuple(_opened(c, by_path) for c in w.containers)) if _lacks(w.containers) else w
        for w in parts.workloads
    ]
    return replace(parts, workloads=tuple(found))


def _lacks(containers: tuple[Container, ...]) -> bool:
    return any(_is_bare(container) for container in containers)


def _is_bare(container: Container) -> bool:
    stated = container.resources
    return stated is not None and stated.at == container.at and not (stated.requests or stated.limits)


def _opened(container: Container, by_path: Mapping[str, Source]) -> Container:
    source = by_path.get(container.at.path)
    if not _is_bare(container) or source is None or container.at.line is None:
        return container
    if _TEMPLATES not in f"/{source.path}":
        return container
    lines = lines_of(source)
    indent = len(lines[container.at.line - 1]) - len(lines[container.at.line - 1].lstrip())
    for number in range(container.at.line, len(lines)):
        line = lines[number]
        inner = len(line) - len(line.lstrip())
        if line.strip() and not line.lstrip().startswith("{{") and inner <= indent:
            break
        guard = _GUARD.search(lines[number - 1])
        if guard is not None and _BLOCK.fullmatch(line):
            at = _value_at(source.path, guard[1], by_path) or Location(source.path, number + 1)
            return replace(container, resources=Resources(at))
    return container


def _value_at(template: str, key: str, by_path: Mapping[str, Source]) -> Location | None:
    """Where the chart of a template sets a value."""
    folder = f"/{template}".rpartition(_TEMPLATES)[0].lstrip("/")
    source = by_path.get(f"{folder}/values.yaml".lstrip("/"))
    top = next(load(source).mappings(), None) if source else None
    *outer, last = key.lstrip(".").split(".")
    holder = top.get(*outer) if top is not None else None
    entry = holder.entry(last) if isinstance(holder, YamlMapping) else None
    return entry.at if entry else None
