"""A chart with everything in it, and loading one from files in memory (helm v4 pkg/chart/v2/loader)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from complexity_lint.parsers.gotemplate import Places, TemplateError, Value, read_documents
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.helm.archive import unpack
from complexity_lint.parsers.helm.errors import ChartError
from complexity_lint.parsers.helm.ignore import kept, parse_rules
from complexity_lint.parsers.helm.metadata import Dependency, Metadata, read_metadata

MAX_DEPTH = 20
MAX_SIBLINGS = 300
"""How many dependencies one chart may take from its siblings, theirs included."""
Files = Mapping[str, bytes]
"""Files by their path below the chart's folder, with `/`."""


@dataclass(frozen=True, slots=True)
class Sibling:
    """A chart found elsewhere in the repository: its folder, relative to the root, and its files."""

    folder: str
    files: Files


FindSibling = Callable[[Dependency], Sibling | None]
"""Gives a chart for a dependency that is not vendored, or None."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A file of templates/: its path in the chart, where it is in the repository, and its text.

    `packed` files are inside an archive at `path`: they have no lines of their own there.
    """

    name: str
    path: str
    text: str
    packed: bool


@dataclass(frozen=True, slots=True)
class ValuesText:
    """A values file: its path in the repository, its values and where each key stands in it."""

    path: str
    values: dict[str, Value]
    places: Places
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A loaded chart. `missing` are dependencies nobody could provide; `broken` notes parts that failed to load."""

    folder: str
    metadata: Metadata
    values: ValuesText
    templates: tuple[TemplateFile, ...]
    files: tuple[tuple[str, bytes], ...]
    charts: tuple[Chart, ...] = ()
    missing: tuple[Dependency, ...] = ()
    broken: tuple[str, ...] = ()
    packed: bool = False

    @property
    def name(self) -> str:
        """The name in Chart.yaml, or the alias it goes by."""
        return self.metadata.name

    def renamed(self, name: str) -> Chart:
        """The same chart under an alias."""
        return self if name == self.name else replace(self, metadata=replace(self.metadata, name=name))


def load_chart(files: Files, folder: str = "", find_sibling: FindSibling | None = None) -> Chart:
    """The chart in `files`, whose folder is `folder` in the repository; ChartError when there is none.

    Dependencies that are not vendored in charts/ are asked of `find_sibling`.
    """
    left = [MAX_SIBLINGS]

    def find(dependency: Dependency) -> Sibling | None:
        left[0] -= 1
        return find_sibling(dependency) if find_sibling is not None and left[0] >= 0 else None

    return _load(_not_ignored(files), folder, find, (), packed=False)


def _not_ignored(files: Files) -> dict[str, bytes]:
    ignore_file = files.get(".helmignore", b"").decode("utf-8", "replace")
    return {name: files[name] for name in kept(sorted(files), parse_rules(ignore_file))}


def _load(
    files: Files, folder: str, find_sibling: FindSibling | None, above: tuple[str, ...], packed: bool
) -> Chart:
    if len(above) > MAX_DEPTH:
        raise ChartError("charts nest too deeply")
    if "Chart.yaml" not in files:
        raise ChartError("Chart.yaml file is missing")
    requirements = files.get("requirements.yaml")
    metadata = read_metadata(
        _decoded(files["Chart.yaml"]), None if requirements is None else _decoded(requirements)
    )
    charts, broken = _vendored(files, folder, find_sibling, (*above, folder), packed)
    have = {chart.name for chart in charts}
    missing: list[Dependency] = []
    for dependency in metadata.dependencies:
        if dependency.name in have:
            continue
        found = _from_sibling(dependency, find_sibling, (*above, folder))
        if found is None:
            missing.append(dependency)
        else:
            charts.append(found)
            have.add(found.name)
    values, problem = _values(files, folder, packed)
    templates = tuple(
        TemplateFile(name, folder if packed else _below(folder, name), _decoded(files[name]), packed)
        for name in sorted(files)
        if name.startswith("templates/")
    )
    own = tuple((name, files[name]) for name in sorted(files) if _is_plain(name))
    return Chart(
        folder, metadata, values, templates, own, tuple(charts), tuple(missing), (*broken, *problem), packed
    )


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _decoded(data: bytes) -> str:
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def _is_plain(name: str) -> bool:
    if name in ("Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"):
        return False
    return not name.startswith(("templates/", "charts/"))


def _values(files: Files, folder: str, packed: bool) -> tuple[ValuesText, tuple[str, ...]]:
    path = folder if packed else _below(folder, "values.yaml")
    if "values.yaml" not in files:
        return ValuesText(path, {}, Places(), packed), ()
    try:
        return read_values(path, _decoded(files["values.yaml"]), packed), ()
    except ChartError as error:
        return ValuesText(path, {}, Places(), packed), (f"cannot load values.yaml: {error}",)


def read_values(path: str, text: str, packed: bool = False) -> ValuesText:
    """A values file; several documents in it are merged, the later ones winning. ChartError when unreadable."""
    places = Places()
    merged: dict[str, Value] = {}
    try:
        documents = read_documents(text, places)
    except (FunctionError, TemplateError) as error:
        raise ChartError(f"cannot unmarshal yaml document: {error}") from None
    for document in documents:
        if document is None:
            continue
        if not isinstance(document, dict):
            raise ChartError("cannot unmarshal yaml document: not a mapping")
        merged = merge_maps(merged, document)
    return ValuesText(path, merged, places, packed)


def merge_maps(base: dict[str, Value], over: dict[str, Value]) -> dict[str, Value]:
    """helm's MergeMaps: a new map, values of `over` winning, maps merged (nulls stay)."""
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        merged[key] = (
            merge_maps(known, value) if isinstance(value, dict) and isinstance(known, dict) else value
        )
    return merged


def _vendored(
    files: Files, folder: str, find_sibling: FindSibling | None, above: tuple[str, ...], packed: bool
) -> tuple[list[Chart], list[str]]:
    groups: dict[str, dict[str, bytes]] = {}
    for name, data in files.items():
        if name.startswith("charts/") and not name.endswith(".prov"):
            head, _, rest = name.removeprefix("charts/").partition("/")
            groups.setdefault(head, {})[rest] = data
    charts: list[Chart] = []
    broken: list[str] = []
    for head in sorted(groups):
        if head[0] in "_.":
            continue
        group = groups[head]
        here = folder if packed else _below(folder, f"charts/{head}")
        try:
            if head.endswith(".tgz"):
                charts.append(_load(unpack(group[""]), here, None, above, packed=True))
            else:
                inner = {name: data for name, data in group.items() if name}
                if inner:
                    charts.append(_load(inner, here, find_sibling, above, packed))
        except (ChartError, KeyError) as error:
            broken.append(f"error unpacking subchart {head} in {folder}: {error}")
    return charts, broken


def _from_sibling(
    dependency: Dependency, find_sibling: FindSibling | None, above: tuple[str, ...]
) -> Chart | None:
    sibling = find_sibling(dependency) if find_sibling is not None else None
    if sibling is None or len(above) > MAX_DEPTH or sibling.folder in above:
        return None
    try:
        chart = _load(_not_ignored(sibling.files), sibling.folder, find_sibling, above, packed=False)
    except ChartError:
        return None
    return chart if chart.name == dependency.name else None
