"""Storage that a chart's template mounts only where the values ask for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from complexity_lint.model.workloads import Container
from complexity_lint.parsers.chart_resources import lines_of_container, value_entry
from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import Node, Scalar
from complexity_lint.parsers.yaml_nodes import Sequence as YamlSequence
from complexity_lint.source import Location, Source

_GUARD = re.compile(
    r"\{\{-?\s*(?:if|with|range)\s+(?:\$[\w$, ]+:=\s*)?\(?\s*\.Values((?:\.[A-Za-z_][\w-]*)+)\s*\)?\s*-?\}\}"
)
_STORAGE = re.compile(r"(?i)persist|storage|volume|pvc|data")
_OPENS = re.compile(r"\{\{-?\s*(?:if|with|range|define|block)\b")
_ENDS = re.compile(r"\{\{-?\s*end\b")
_ELSE = re.compile(r"\{\{-?\s*else\b")
_MOST = 40
"""Lines of a branch that are read."""


def with_storage_left_out(container: Container, by_path: Mapping[str, Source]) -> Container:
    """A container of a chart that tells at which value a user of the chart has it mount storage, where the chart comes
    with that value off or empty (`persistence.enabled: false`, `persistentVolume: {}`).
    """
    at = _left_out_at(container, by_path)
    return replace(container, storage_off_at=at) if at else container


def _left_out_at(container: Container, by_path: Mapping[str, Source]) -> Location | None:
    source = by_path.get(container.at.path)
    if source is None:
        return None
    for number, line in lines_of_container(container, source):
        guard = _GUARD.search(line) if ".Values" in line else None
        if guard is None or not _STORAGE.search(guard[1]):
            continue
        entry = value_entry(source.path, guard[1], by_path)
        mounts = "mountPath:" in _branch(lines_of(source)[number : number + _MOST])
        if entry is not None and mounts and _is_off(entry.value):
            return entry.at
    return None


def _branch(lines: Sequence[str]) -> str:
    """The text up to the `else` or `end` of the branch that has begun."""
    depth = 0
    for number, line in enumerate(lines):
        if depth == 0 and (_ENDS.search(line) or _ELSE.search(line)):
            return "\n".join(lines[:number])
        depth += len(_OPENS.findall(line)) - len(_ENDS.findall(line))
    return ""


def _is_off(value: Node) -> bool:
    if isinstance(value, YamlMapping):
        return not value.entries
    if isinstance(value, YamlSequence):
        return not value.items
    return isinstance(value, Scalar) and (value.boolean is False or value.text in ("", "null", "~"))
