"""Values of a chart and its subcharts made one tree (helm v4.3 pkg/chart/common/util/coalesce.go).

The functions change the `into` maps they are given, as helm's do; callers pass copies. `keep_nulls` is helm's
"merge" (null values stay) as against its "coalesce" (a null of the user removes the key).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from complexity_lint.parsers.gotemplate import Value

Map = dict[str, Value]
GLOBAL = "global"


class Node(Protocol):
    """What coalescing asks of a chart: its name, its values, its enabled subcharts."""

    @property
    def name(self) -> str:
        """The name its values have in the parent's."""

    @property
    def values(self) -> Map:
        """Its default values."""

    @property
    def children(self) -> tuple[Node, ...]:
        """Its subcharts."""


def deep_copy(value: Value) -> Value:
    """Maps and lists copied all the way down."""
    if isinstance(value, dict):
        return {key: deep_copy(item) for key, item in value.items()}
    return [deep_copy(item) for item in value] if isinstance(value, list) else value


def copied(values: Mapping[str, Value]) -> Map:
    """A deep copy of a map."""
    return {key: deep_copy(item) for key, item in values.items()}


def coalesce(chart: Node, values: Mapping[str, Value], keep_nulls: bool = False) -> Map:
    """The chart's full values: the given ones over its defaults, with those of its subcharts below their names."""
    made = copied(values)
    _coalesce(chart, made, keep_nulls)
    return made


def _coalesce(chart: Node, into: Map, keep_nulls: bool) -> None:
    _own_values(chart, into, keep_nulls)
    for child in chart.children:
        below = into.setdefault(child.name, {})
        if not isinstance(below, dict):  # helm stops here: a type mismatch
            below = into[child.name] = {}
        _globals(below, into)
        _coalesce(child, below, keep_nulls)


def _globals(into: Map, parent: Map) -> None:
    own, given = into.get(GLOBAL, {}), parent.get(GLOBAL, {})
    if not isinstance(own, dict) or not isinstance(given, dict):
        return
    for key, value in given.items():
        known = own.get(key)
        if isinstance(value, dict):
            if key not in own:
                own[key] = dict(value)
            elif isinstance(known, dict):
                merged = dict(value)
                _tables(merged, known, keep_nulls=True)
                own[key] = merged
        elif not isinstance(known, dict):
            own[key] = value
    into[GLOBAL] = own


def _own_values(chart: Node, into: Map, keep_nulls: bool) -> None:
    children = {child.name for child in chart.children}
    for key, value in copied(chart.values).items():
        if key not in into:
            if not keep_nulls:
                if value is None:
                    continue
                if isinstance(value, dict):
                    _clean(value)
            into[key] = value
            continue
        given = into[key]
        if given is None and not keep_nulls:
            del into[key]
        elif isinstance(given, dict) and isinstance(value, dict):
            keep = keep_nulls or key in children
            if not keep:
                _clean(value)
            _tables(given, value, keep)


def _clean(values: Map) -> None:
    """Drop nulls all the way down, so that defaults of null do not show."""
    for key in [key for key, value in values.items() if value is None]:
        del values[key]
    for value in values.values():
        if isinstance(value, dict):
            _clean(value)


def merge_tables(into: Map, source: Map) -> Map:
    """helm's MergeTables: `into` wins, nulls stay; changes and returns `into`."""
    _tables(into, source, keep_nulls=True)
    return into


def _tables(into: Map, source: Map, keep_nulls: bool) -> None:
    real = {key for key, value in source.items() if value is not None}
    for key, value in into.items():
        if value is None:
            source[key] = None
    for key, value in source.items():
        if key not in into:
            into[key] = value
            continue
        known = into[key]
        if not keep_nulls and known is None and key in real:
            del into[key]
        elif isinstance(value, dict) and isinstance(known, dict):
            _tables(known, value, keep_nulls)
