"""Helm charts: their dependencies, values and those templates that need no rendering."""

import re
from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.values import Located
from complexity_lint.parsers.kubernetes.manifests import Context, read_object
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping, load
from complexity_lint.source import Source

_DESCRIPTIONS = ("Chart.yaml", "requirements.yaml")


def evaluate(unit: Unit) -> Parts:
    """The parts of one chart folder with its subcharts."""
    environment = unit.environment or UNSTATED
    prefix = f"{unit.name}/" if unit.name else ""
    by_path = {source.path: source for source in unit.sources}
    values = _values(by_path, prefix)
    found = [Parts(dependencies=tuple(_dependencies(by_path, prefix, unit.name, environment, values)))]
    for source in unit.sources:
        found.append(_file(source, prefix, Context(unit.name, environment)))
    return join(found)


def _file(source: Source, prefix: str, context: Context) -> Parts:
    inside = source.path.removeprefix(prefix)
    if inside in _DESCRIPTIONS or inside.startswith("values"):
        problem = load(source).problem
        status = FileCoverage(
            source.path, "partly" if problem else "evaluated", "not valid YAML" if problem else ""
        )
        return Parts(problems=(problem,) if problem else (), coverage=(status,))
    if inside.startswith("charts/"):
        return Parts()
    if not inside.startswith(("templates/", "crds/")):
        return Parts()
    if "{{" in source.text:
        return Parts(
            coverage=(FileCoverage(source.path, "skipped", "a chart template, which is not rendered yet"),)
        )
    documents = load(source)
    parts = [read_object(node, context) for node in documents.mappings()]
    problems = (documents.problem,) if documents.problem else ()
    return join([*parts, Parts(problems=problems, coverage=(FileCoverage(source.path, "evaluated"),))])


def _values(by_path: dict[str, Source], prefix: str) -> list[Mapping]:
    """The values files of the chart, those for production first: there what they set decides."""
    names = [p for p in by_path if re.fullmatch(rf"{re.escape(prefix)}values[^/]*\.ya?ml", p)]
    production = [
        p for p in names if (stated := from_path(p[len(prefix) :])) is not None and stated.is_production
    ]
    ordered = [*production, *(p for p in (f"{prefix}values.yaml", f"{prefix}values.yml") if p in by_path)]
    return [top for path in ordered if (top := next(load(by_path[path]).mappings(), None)) is not None]


def _dependencies(
    by_path: dict[str, Source], prefix: str, project: str, environment: Environment, values: list[Mapping]
) -> Iterator[ChartDependency]:
    for name in _DESCRIPTIONS:
        source = by_path.get(prefix + name)
        top = next(load(source).mappings(), None) if source else None
        for item in top.items("dependencies") if top else ():
            if isinstance(item, Mapping):
                chart = item.scalar("name")
                repository = item.text("repository")
                yield ChartDependency(
                    at=chart.at if chart else item.at,
                    name=item.text("name"),
                    project=project,
                    environment=environment,
                    version=item.text("version"),
                    repository=repository,
                    enabled=_enabled(item, values),
                    local=repository.startswith("file://") or not repository,
                )


def _enabled(item: Mapping, values: list[Mapping]) -> Located[bool] | None:
    """The value of the first of the dependency's conditions that the values file sets (helm: chartutil/dependencies.go)."""
    for path in item.text("condition").split(","):
        for top in values if path.strip() else ():
            found = top.scalar(*path.strip().split("."))
            if found is not None and found.boolean is not None:
                return Located(found.boolean, found.at)
    return None
