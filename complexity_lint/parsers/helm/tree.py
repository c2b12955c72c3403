"""Which subcharts take part, under which names, with which values (helm v4.3 pkg/chart/v2/util/dependencies.go)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from complexity_lint.parsers.gotemplate import Value
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.semver import satisfies
from complexity_lint.parsers.helm.chart import Chart
from complexity_lint.parsers.helm.coalesce import Map, coalesce, copied, deep_copy, merge_tables
from complexity_lint.parsers.helm.metadata import Dependency


@dataclass(frozen=True, slots=True)
class ChartNode:
    """A chart in its place: the name it goes by, its default values after imports, its enabled subcharts.

    `disabled` are dependencies switched off by condition or tag, `dependencies` those left.
    """

    chart: Chart
    name: str
    values: Map
    children: tuple[ChartNode, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    disabled: tuple[Dependency, ...] = field(default=())


def chart_tree(chart: Chart, values: Mapping[str, Value]) -> ChartNode:
    """The chart with its enabled subcharts for these user values, and `import-values` carried out."""
    return _imported(_enabled(chart, chart.name, values, ""))


def compatible(constraint: str, version: str) -> bool:
    """helm's IsCompatibleRange: no when either cannot be read."""
    try:
        return satisfies(constraint, version)
    except FunctionError:
        return False


def _all_children(chart: Chart) -> tuple[ChartNode, ...]:
    """Every loaded subchart: those Chart.yaml does not list, then the listed ones under their aliases."""
    listed = chart.metadata.dependencies
    found: list[ChartNode] = []
    for sub in chart.charts:
        known = [
            one for one in listed if one.name == sub.name and compatible(one.version, sub.metadata.version)
        ]
        if not known:
            found.append(_leaf(sub, sub.name))
    for one in listed:
        for sub in chart.charts:
            if sub.name == one.name and compatible(one.version, sub.metadata.version):
                found.append(_leaf(sub, one.key))
                break
    return tuple(found)


def _leaf(chart: Chart, name: str) -> ChartNode:
    """A subchart with all of its own subcharts, for the values conditions are looked up in."""
    children = tuple(_leaf(sub, sub.name) for sub in chart.charts)
    return ChartNode(chart, name, chart.values.values, children, chart.metadata.dependencies)


def _enabled(chart: Chart, name: str, values: Mapping[str, Value], path: str) -> ChartNode:
    listed = chart.metadata.dependencies
    if not listed:
        children = tuple(_leaf(sub, sub.name) for sub in chart.charts)
        return ChartNode(chart, name, chart.values.values, children, chart.metadata.dependencies)
    everything = ChartNode(chart, name, chart.values.values, _all_children(chart))
    full = coalesce(everything, values)
    off = {one.key for one in listed if not _is_on(one, full, path)}
    children = tuple(
        _enabled(child.chart, child.name, full, f"{path}{child.name}.")
        for child in everything.children
        if child.name not in off
    )
    left = tuple(one for one in listed if one.key not in off)
    return replace(
        everything,
        children=children,
        dependencies=left,
        disabled=tuple(one for one in listed if one.key in off),
    )


def _is_on(dependency: Dependency, values: Map, path: str) -> bool:
    """Tags first, then the first condition that has a boolean value."""
    enabled = True
    tags = values.get("tags")
    if isinstance(tags, dict):
        states = [tags[tag] for tag in dependency.tags if isinstance(tags.get(tag), bool)]
        enabled = any(states) or not states
    for condition in dependency.condition.strip().split(","):
        if condition:
            found = lookup(values, path + condition)
            if isinstance(found, bool):
                return found
    return enabled


def lookup(values: Map, path: str) -> Value:
    """The value at a dotted path, or None."""
    found: Value = values
    for part in path.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(part)
    return found


def _imported(node: ChartNode) -> ChartNode:
    """`import-values`, from the innermost chart outwards; a chart's own values win over imported ones."""
    node = replace(node, children=tuple(_imported(child) for child in node.children))
    if not node.dependencies:
        return node
    full = coalesce(node, {}, keep_nulls=True)
    gathered: Map = {}
    for dependency in node.dependencies:
        for child, parent in dependency.imports:
            table = lookup(full, f"{dependency.key}.{child}")
            if isinstance(table, dict):
                gathered = merge_tables(gathered, _at(parent, copied(table)))
    made = deep_copy(full)
    assert isinstance(made, dict)  # a copy of a map
    return replace(node, values=merge_tables(made, gathered))


def _at(path: str, table: Map) -> Map:
    if path == ".":
        return table
    for part in reversed(path.split(".")):
        table = {part: table}
    return table
