"""Paths -> the values files that lie apart from the charts they are for."""

import re
from collections.abc import Iterable, Iterator

from complexity_lint.grouping import VENDORED
from complexity_lint.model.charts import ValuesFile
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import UNSTATED
from complexity_lint.source import Location

_VALUES = re.compile(r"(^|/)values([._-][^/]*)?\.ya?ml$")


def values_files(paths: Iterable[str]) -> Iterator[ValuesFile]:
    """The files that Helm's `--values` is given by their name (`values.yaml`, `values-acme.yaml`), apart from those
    that are a chart's own.
    """
    listed = tuple(paths)
    charts = {path.rpartition("/")[0] for path in listed if path.rpartition("/")[2] == "Chart.yaml"}
    for path in listed:
        folder = path.rpartition("/")[0]
        if _VALUES.search(path) and folder not in charts and VENDORED.isdisjoint(folder.split("/")):
            yield ValuesFile(Location(path), from_path(path) or UNSTATED)
