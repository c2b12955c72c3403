"""Whole parts of a chart that its values switch on and off."""

import re
from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.helm import Chart, Rendering, ValueRead, Written, value_place
from complexity_lint.parsers.unit import Parts
from complexity_lint.source import Location, Source

_INSIDE = frozenset({"internal", "embedded", "builtin", "built-in", "bundled"})
"""What a chart's values call a part that comes with the chart, as opposed to one that runs elsewhere."""

_HOW = re.compile(
    r"(?i)persist|replica|cluster|sentinel|shard|standalone|stateful|volume|storage|tls|ssl|auth|rbac|backup|metric|"
    r"scal|mode|arch|^(ha|global|hostNetwork|debug)$"
)
"""Keys that say how a part runs rather than whether: the other branch of the template brings it as well."""


def with_switch(
    parts: Parts, written: Written | None, condition: ValueRead | None, by_path: Mapping[str, Source]
) -> Parts:
    """Parts whose workloads tell by which values line their chart brings them: one that is yes or no, or that says
    that the part comes with the chart (`type: internal`); where a template asks several values, the only one of that
    kind. `written` is what wrote the line of the object's kind, `condition` the value that switches on the subchart it
    is in.
    """
    if not parts.workloads:
        return parts
    switches = {_switch(one, by_path) for one in (written.asked if written else ())} - {None}
    at = switches.pop() if len(switches) == 1 else _switch(condition, by_path)
    return replace(parts, workloads=tuple(replace(w, switch_at=at) for w in parts.workloads)) if at else parts


def condition_of(source: str, chart: Chart, rendering: Rendering) -> ValueRead | None:
    """The value that switches on the subchart a template (`shop/charts/ledger/templates/...`) is in: the first of
    the conditions that somebody sets.
    """
    _, _, below = source.partition("/charts/")
    key = below.split("/")[0]
    stated = next((d.condition for d in chart.metadata.dependencies if d.key == key), "") if below else ""
    for one in stated.split(","):
        path = tuple(one.strip().split("."))
        place = value_place(rendering, path) if one.strip() else None
        if place is not None:
            return ValueRead(path, place)
    return None


def _switch(asked: ValueRead | None, by_path: Mapping[str, Source]) -> Location | None:
    at = asked.place if asked else None
    source = by_path.get(at.path) if at else None
    if asked is None or at is None or at.line is None or source is None:
        return None
    if any(_HOW.search(str(key)) for key in asked.path):
        return None
    line = lines_of(source)[at.line - 1 : at.line]
    value = line[0].partition(":")[2].partition(" #")[0].strip().strip("\"'").lower() if line else ""
    return Location(at.path, at.line, at.column) if value in {"true", "yes", "on", *_INSIDE} else None
