"""Units -> parts. A pure function of a unit's files: it can run in another process or come from a cache."""

from complexity_lint.finding import FileCoverage
from complexity_lint.parsers.unit import Parts, Unit, UnitKind


def evaluate(unit: Unit) -> Parts:
    """The parts of one unit. The reader of its kind is loaded with its libraries when the first such unit comes."""
    # Each import stands in its branch on purpose: a repository without Terraform never loads tree-sitter.
    match unit.kind:
        case UnitKind.DOCKERFILE:
            return _dockerfile(unit)
        case UnitKind.COMPOSE:
            from complexity_lint.parsers import compose

            return compose.evaluate(unit)
        case UnitKind.MANIFESTS:
            from complexity_lint.parsers import kubernetes

            return kubernetes.evaluate(unit)
        case UnitKind.KUSTOMIZATION:
            from complexity_lint.parsers import kustomize

            return kustomize.evaluate(unit)
        case UnitKind.CHART:
            from complexity_lint.parsers import charts

            return charts.evaluate(unit)
        case UnitKind.PIPELINE:
            from complexity_lint.parsers import pipelines

            return pipelines.evaluate(unit)
        case UnitKind.SCRIPT:
            from complexity_lint.parsers import scripts

            return scripts.evaluate(unit)
        case UnitKind.CLUSTER:
            from complexity_lint.parsers.clusters import inventories

            return inventories.evaluate(unit)
        case UnitKind.PROCESS_LIST:
            from complexity_lint.parsers import process_lists

            return process_lists.evaluate(unit)
        case UnitKind.TASK_DEFINITION:
            from complexity_lint.parsers import task_definitions

            return task_definitions.evaluate(unit)
        case UnitKind.NOMAD:
            from complexity_lint.parsers import nomad

            return nomad.evaluate(unit)
        case UnitKind.TERRAFORM:
            from complexity_lint.parsers.terraform import unit as terraform

            return terraform.evaluate(unit)


def _dockerfile(unit: Unit) -> Parts:
    from complexity_lint.parsers.dockerfile import parse

    source = unit.sources[0]
    dockerfile, problems = parse(source)
    status = FileCoverage(
        source.path, "partly" if problems else "evaluated", "not a valid Dockerfile" if problems else ""
    )
    return Parts(dockerfiles=(dockerfile,), problems=tuple(problems), coverage=(status,))
