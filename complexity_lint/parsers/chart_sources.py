"""What a repository holds for a chart outside of the chart's folder."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from complexity_lint.parsers.helm import candidates, choose
from complexity_lint.parsers.helm.chart import MAX_SIBLINGS
from complexity_lint.parsers.helm.siblings import Candidate
from complexity_lint.parsers.installations import Installation, installations
from complexity_lint.source import Source


class ChartSources:
    """The charts of a repository by folder, with their files, and the files that install charts."""

    def __init__(self, charts: Mapping[str, Sequence[Source]], installing: Iterable[Source]) -> None:
        texts = {name: {one.path: one.text for one in files} for name, files in charts.items()}
        described = (
            (
                name,
                files[posixpath.join(name, "Chart.yaml")],
                files.get(posixpath.join(name, "requirements.yaml")),
            )
            for name, files in sorted(texts.items())
            if posixpath.join(name, "Chart.yaml") in files
        )
        needing = any("dependencies" in text for files in texts.values() for text in files.values())
        self._charts: dict[str, Candidate] = (
            {one.folder: one for one in candidates(described)} if needing else {}
        )
        self._vendored = {name: frozenset(_vendored(name, files)) for name, files in charts.items()}
        self._installations: dict[str, list[Installation]] = {}
        for source in installing:
            for one in installations(source):
                self._installations.setdefault(one.chart, []).append(one)

    def siblings(self, folder: str) -> tuple[str, ...]:
        """The folders of the charts that a chart names and has not in its `charts/`, theirs included."""
        found: dict[str, None] = {}
        left = [folder]
        while left and len(found) < MAX_SIBLINGS:
            chart = self._charts.get(current := left.pop())
            for dependency in chart.dependencies if chart else ():
                if dependency.name in self._vendored.get(current, ()):
                    continue
                others = (one for name, one in self._charts.items() if name not in (folder, current))
                sibling = choose(dependency, others)
                if sibling is not None and sibling.folder not in found:
                    found[sibling.folder] = None
                    left.append(sibling.folder)
        return tuple(found)

    def installed_with(self, folder: str) -> Iterator[str]:
        """The files that install a chart, and the values files that they name."""
        for one in self._installations.get(folder, ()):
            yield one.path
            yield from (name for name in one.values if isinstance(name, str))


def _vendored(folder: str, files: Sequence[Source]) -> Iterator[str]:
    """The folders in a chart's `charts/`."""
    start = f"{folder}/charts/" if folder else "charts/"
    for source in files:
        if source.path.startswith(start):
            yield source.path.removeprefix(start).partition("/")[0]
