"""Helm charts -> parts: rendered once for each environment they have values for, with true places."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.environments import UNSTATED
from complexity_lint.model.updates import AutoUpdate
from complexity_lint.parsers.chart_arguments import with_more_arguments
from complexity_lint.parsers.chart_dependencies import (
    DESCRIPTIONS,
    dependencies_of,
    keys_of_dependencies,
    values_of,
)
from complexity_lint.parsers.chart_documents import nodes_of
from complexity_lint.parsers.chart_files import with_printed_scripts
from complexity_lint.parsers.chart_parts import condition_of, with_switch
from complexity_lint.parsers.chart_upkeep import (
    chart_overrides,
    obsolete_format,
    own_backup,
    with_own_backup,
    without_chosen,
)
from complexity_lint.parsers.chart_values import secret_values, unset_values, written_out
from complexity_lint.parsers.chart_variants import VALUES, Variant, variants
from complexity_lint.parsers.given_values import restarts_in
from complexity_lint.parsers.helm import (
    Chart,
    ChartError,
    FindSibling,
    Manifest,
    Release,
    candidates,
    load_chart,
    render_chart,
    sibling_finder,
)
from complexity_lint.parsers.kubernetes.manifests import Context, read_object
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import load
from complexity_lint.source import Location, Source


def evaluate(unit: Unit) -> Parts:
    """The parts of one chart folder: its dependencies, and its documents as each variant renders them."""
    prefix = f"{unit.name}/" if unit.name else ""
    by_path = {source.path: source for source in unit.sources}
    files = {p[len(prefix) :]: s.text.encode() for p, s in by_path.items() if p.startswith(prefix)}
    files |= {path[len(prefix) :]: data for path, data in unit.binaries if path.startswith(prefix)}
    environment = unit.environment or UNSTATED
    values = values_of(by_path, prefix)
    dependencies = tuple(dependencies_of(by_path, prefix, unit.name, environment, values, unit.binaries))
    names = dict(keys_of_dependencies(by_path, prefix))
    found = [
        Parts(
            dependencies=dependencies,
            auto_updates=tuple(_restarts(dependencies, names, values)),
            obsolete=tuple(obsolete_format(by_path, prefix)),
            configuration_overrides=tuple(chart_overrides(by_path, prefix, environment, names)),
            settings=tuple(secret_values(by_path, prefix, environment)),
            variable_uses=tuple(unset_values(by_path, prefix, environment)),
        )
    ]
    try:
        chart = load_chart(files, unit.name, _siblings(by_path, unit, prefix))
    except ChartError as error:
        at = Location(f"{prefix}Chart.yaml")
        return join(
            [*found, Parts(coverage=(FileCoverage(at.path, "skipped", f"not a chart: {error}"[:120]),))]
        )
    statuses: dict[str, FileCoverage] = {}
    seen: set[tuple[str, ...]] = set()
    for variant in variants(by_path, prefix, unit.environment):
        if not chart.metadata.is_library:
            found += _rendered(chart, variant, by_path, unit.name, statuses, seen)
    found.append(
        Parts(
            problems=tuple(_problems(by_path, prefix)), coverage=tuple(_coverage(by_path, prefix, statuses))
        )
    )
    return join(found)


def _restarts(
    dependencies: Iterable[ChartDependency], names: Mapping[str, str], values: Iterable[YamlMapping]
) -> Iterator[AutoUpdate]:
    """What a chart's values say of restarts to those that it pulls in."""
    tops = tuple(values)
    for one in dependencies:
        key = next((key for key, name in names.items() if name == one.name), one.name)
        yield from restarts_in([top.mapping(key) for top in tops], one)


def _siblings(by_path: Mapping[str, Source], unit: Unit, prefix: str) -> FindSibling:
    """Finds the charts of the repository that the unit was given beside its own files."""
    folders = [path[: -len("/Chart.yaml")] for path in by_path if path.endswith("/Chart.yaml")]
    others = [one for one in folders if one != unit.name and not one.startswith(f"{prefix}charts/")]

    def text(path: str) -> str | None:
        return by_path[path].text if path in by_path else None

    def files(folder: str) -> dict[str, bytes]:
        start = f"{folder}/"
        found = {p.removeprefix(start): s.text.encode() for p, s in by_path.items() if p.startswith(start)}
        return found | {p.removeprefix(start): data for p, data in unit.binaries if p.startswith(start)}

    described = ((one, by_path[f"{one}/Chart.yaml"].text, text(f"{one}/requirements.yaml")) for one in others)
    return sibling_finder(candidates(described), files)


def _rendered(
    chart: Chart,
    variant: Variant,
    by_path: Mapping[str, Source],
    project: str,
    statuses: dict[str, FileCoverage],
    seen: set[tuple[str, ...]],
) -> Iterator[Parts]:
    """The parts of the documents of one variant; what a chart from elsewhere brings is told at its dependency
    instead. `seen` are the objects of earlier variants: installed twice in one environment, what has one name is told
    once.
    """
    release = Release(name=variant.release or chart.name, namespace=variant.namespace or "default")
    try:
        rendering = render_chart(chart, variant.overrides, release)
    except (ChartError, RecursionError) as error:
        path = posixpath.join(chart.folder, "Chart.yaml")
        statuses[path] = FileCoverage(path, "partly", f"cannot be rendered: {error}"[:160])
        return
    for covered in rendering.coverage:
        if not covered.path.startswith(posixpath.join(chart.folder, "")):
            continue  # of a sibling, which is a unit of its own
        if covered.error:
            statuses[covered.path] = FileCoverage(
                covered.path, "skipped", "cannot be rendered without what is missing"
            )
        elif covered.notes:
            statuses[covered.path] = FileCoverage(covered.path, "partly", "some values are not known")
        else:
            statuses.setdefault(covered.path, FileCoverage(covered.path, "evaluated"))
    own = _own_charts(chart)
    backup = own_backup(by_path, posixpath.join(chart.folder, ""))
    context = Context(project, variant.environment, release.name)
    known = frozenset(seen)
    for document in rendering.documents:
        if _is_own(document, own) and not any(hook.startswith("test") for hook in document.hooks):
            condition = condition_of(document.source, chart, rendering)
            for node, kind in nodes_of(document, rendering, by_path):
                name = node.text("metadata", "name")
                identity = (variant.environment.name, document.source, document.kind, name)
                if not name or identity not in known:
                    seen.add(identity)
                    parts = _with_edited_places(read_object(node, context), by_path)
                    parts = with_switch(parts, kind, condition, by_path)
                    parts = with_own_backup(parts, backup)
                    yield written_out(without_chosen(parts, by_path), by_path)


def _with_edited_places(parts: Parts, by_path: Mapping[str, Source]) -> Parts:
    """Parts whose containers tell where a user of the chart edits what their template takes from elsewhere."""
    found = []
    for workload in parts.workloads:
        containers = workload.containers
        for lead in (with_more_arguments, with_printed_scripts):
            containers = tuple(lead(container, by_path) for container in containers)
        found.append(replace(workload, containers=containers))
    return replace(parts, workloads=tuple(found)) if found else parts


def _own_charts(chart: Chart) -> frozenset[str]:
    """Subcharts that are kept in the chart's folder and come from nowhere else."""
    elsewhere = {
        d.key for d in chart.metadata.dependencies if d.repository and not d.repository.startswith("file://")
    }
    here = {
        c.name
        for c in chart.charts
        if not c.packed and c.folder.startswith(posixpath.join(chart.folder, "charts"))
    }
    return frozenset(here - elsewhere)


def _is_own(document: Manifest, own: frozenset[str]) -> bool:
    parts = document.source.split("/")
    return "charts" not in parts[:-1] or parts[parts.index("charts") + 1] in own


def _problems(by_path: Mapping[str, Source], prefix: str) -> Iterator[SyntaxProblem]:
    for name in (*DESCRIPTIONS, "values.yaml"):
        source = by_path.get(prefix + name)
        problem = load(source).problem if source else None
        if problem is not None:
            yield problem


def _coverage(
    by_path: Mapping[str, Source], prefix: str, statuses: Mapping[str, FileCoverage]
) -> Iterator[FileCoverage]:
    yield from statuses.values()
    for path in by_path:
        inside = path.removeprefix(prefix)
        is_own = path.startswith(prefix) and (inside in DESCRIPTIONS or VALUES.fullmatch(inside))
        if path not in statuses and is_own:
            yield FileCoverage(path, "evaluated")
