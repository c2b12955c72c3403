"""Arguments that a chart's values add to those of its containers."""

import re
from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.model.workloads import Container
from complexity_lint.parsers.chart_resources import lines_of_container, value_at
from complexity_lint.source import Location, Source

_MORE = re.compile(
    r"\{\{-?\s*(?:range|with|if|toYaml)\b[^{}]*?\.Values((?:\.[A-Za-z_]\w*)*"
    r"\.(?:(?:extra|additional)_?)?(?:[Aa]rgs|[Aa]rguments|[Ff]lags))\b(?!\.)"
)


def with_more_arguments(container: Container, by_path: Mapping[str, Source]) -> Container:
    """A container of a chart that tells at which values a user of the chart gives it further arguments
    (`extraArgs: {}`), where the chart has such values.
    """
    at = _more_at(container, by_path)
    return replace(container, more_arguments_at=at) if at else container


def _more_at(container: Container, by_path: Mapping[str, Source]) -> Location | None:
    source = by_path.get(container.at.path)
    for _, line in lines_of_container(container, source) if source else ():
        match = _MORE.search(line) if ".Values" in line else None
        if match is not None and source is not None:
            return value_at(source.path, match[1], by_path)
    return None
