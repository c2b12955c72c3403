"""Values of a store's chart that replace its whole configuration file.

Which keys do is in `data/configuration_blobs.json`: those whose text becomes the file, not what is added to it.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from complexity_lint.model.charts import ConfigurationOverride
from complexity_lint.model.environments import Environment
from complexity_lint.parsers.yaml_nodes import Entry, Scalar
from complexity_lint.parsers.yaml_nodes import Mapping as Node


def overrides_in(
    values: Node, chart: str, environment: Environment, prefix: str = ""
) -> Iterator[ConfigurationOverride]:
    """The overrides in the values that a chart is given; `prefix` is where these stand in the file."""
    for key in _keys().get(chart, ()):
        *parents, last = key.split(".")
        parent = values.mapping(*parents) if parents else values
        entry = parent.entry(last)
        lines = _lines(entry, of_settings=key in _SETTINGS) if entry else 0
        if entry is not None and lines:
            yield ConfigurationOverride(
                entry.at, chart, f"{prefix}.{key}".lstrip("."), lines, environment, _instead()[chart]
            )


_SETTINGS = frozenset({"postgresqlConfiguration"})
"""Keys that take the settings themselves, one by one, and write the file of them
(bitnami/charts, postgresql 10, README, "postgresql.conf / pg_hba.conf files as configMap").
"""


def _lines(entry: Entry, *, of_settings: bool = False) -> int:
    """How many settings there are: lines of text, or of a map of files, or the settings themselves (`of_settings`); 0
    where it sets nothing.
    """
    if isinstance(entry.value, Scalar):
        text = "" if entry.value.is_null else entry.value.text
        return sum(1 for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    if isinstance(entry.value, Node):
        return sum(_lines(inner) for inner in entry.value.entries if of_settings or "." in inner.key)
    return 0


@cache
def _entries() -> list[dict[str, list[str] | str]]:
    text = files("complexity_lint.data").joinpath("configuration_blobs.json").read_bytes()
    entries: list[dict[str, list[str] | str]] = json.loads(text)
    return entries


@cache
def _keys() -> Mapping[str, list[str]]:
    return {chart: list(entry["keys"]) for entry in _entries() for chart in entry["charts"]}


@cache
def _instead() -> Mapping[str, str]:
    return {chart: str(entry["instead"]) for entry in _entries() for chart in entry["charts"]}
