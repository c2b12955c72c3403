"""Whole parts of a chart that its values switch on and off."""

import re
from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.helm import Written
from complexity_lint.parsers.unit import Parts
from complexity_lint.source import Location, Source

_INSIDE = frozenset({"internal", "embedded", "builtin", "built-in", "bundled"})
"""What a chart's values call a part that comes with the chart, as opposed to one that runs elsewhere."""

_HOW = re.compile(
    r"(?i)persist|replica|cluster|sentinel|shard|standalone|stateful|volume|storage|tls|ssl|auth|rbac|backup|metric|"
    r"scal|mode|arch|^(ha|global|hostNetwork|debug)$"
)
"""Keys that say how a part runs rather than whether: the other branch of the template brings it as well."""


def with_switch(parts: Parts, written: Written | None, by_path: Mapping[str, Source]) -> Parts:
    """Parts whose workloads tell by which values line their chart brings them: one that is yes or no, or that says
    that the part comes with the chart (`type: internal`). `written` is what wrote the line of the object's kind.
    """
    at = _switch(written, by_path) if written and parts.workloads else None
    if at is None:
        return parts
    return replace(parts, workloads=tuple(replace(w, switch_at=at) for w in parts.workloads))


def _switch(written: Written, by_path: Mapping[str, Source]) -> Location | None:
    at = written.decided
    source = by_path.get(at.path) if at else None
    if at is None or at.line is None or source is None:
        return None
    if any(_HOW.search(str(key)) for key in written.decided_by):
        return None
    line = lines_of(source)[at.line - 1 : at.line]
    value = line[0].partition(":")[2].partition(" #")[0].strip().strip("\"'").lower() if line else ""
    return Location(at.path, at.line, at.column) if value in {"true", "yes", "on", *_INSIDE} else None
