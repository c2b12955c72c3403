"""Charts of a repository that another chart of it names without having them in its `charts/`."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from complexity_lint.parsers.helm.chart import Files, FindSibling, Sibling
from complexity_lint.parsers.helm.errors import ChartError
from complexity_lint.parsers.helm.metadata import Dependency, read_metadata
from complexity_lint.parsers.helm.tree import compatible


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chart that could be a dependency of others: its folder and what its Chart.yaml says."""

    folder: str
    name: str
    version: str
    dependencies: tuple[Dependency, ...]


def candidates(descriptions: Iterable[tuple[str, str, str | None]]) -> tuple[Candidate, ...]:
    """Charts from (folder, Chart.yaml, requirements.yaml or None); what cannot be read is left out."""
    found: list[Candidate] = []
    for folder, text, requirements in descriptions:
        try:
            known = read_metadata(text, requirements)
        except ChartError:
            continue
        found.append(Candidate(folder, known.name, known.version, known.dependencies))
    return tuple(found)


def choose(dependency: Dependency, charts: Iterable[Candidate]) -> Candidate | None:
    """The chart of that name and a fitting version: the one a `file://` repository names, else the least nested."""
    fitting = [
        chart
        for chart in charts
        if chart.name == dependency.name
        and (not dependency.version or compatible(dependency.version, chart.version))
    ]
    hint = posixpath.basename(dependency.repository.removeprefix("file://").rstrip("/"))

    def rank(chart: Candidate) -> tuple[bool, int, str]:
        is_named = dependency.repository.startswith("file://") and posixpath.basename(chart.folder) == hint
        return (not is_named, chart.folder.count("/"), chart.folder)

    return min(fitting, key=rank, default=None)


def sibling_finder(charts: Iterable[Candidate], files_of: Callable[[str], Files]) -> FindSibling:
    """What `load_chart` asks for charts: chosen among `charts`, with the files that `files_of` gives for a folder."""
    listed = tuple(charts)

    def find(dependency: Dependency) -> Sibling | None:
        chart = choose(dependency, listed)
        return None if chart is None else Sibling(chart.folder, files_of(chart.folder))

    return find
