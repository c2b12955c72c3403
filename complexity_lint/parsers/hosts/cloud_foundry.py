"""Manifests of Cloud Foundry -> the platform's use and the images it runs (docs.cloudfoundry.org, "App manifest
attribute reference").
"""

from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.model.values import Located
from complexity_lint.model.workloads import Container, Controller, Workload
from complexity_lint.parsers.started import read_start
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar, load
from complexity_lint.source import Source


def evaluate(unit: Unit) -> Parts:
    """The parts of a unit's manifests. Applications that a buildpack makes have no image and are no workloads."""
    return join(_file(source) for source in unit.sources)


def _file(source: Source) -> Parts:
    documents = load(source)
    environment = from_path(source.path)
    tools: list[ToolUse] = []
    workloads: list[Workload] = []
    for top in documents.mappings():
        entry = top.entry("applications")
        if entry is not None:
            tools.append(ToolUse(entry.at, "cloud-foundry", Evidence.FILE, environment or PRODUCTION))
            workloads += _applications(top, source.path, environment or UNSTATED)
    status = FileCoverage(source.path, "partly" if documents.problem else "evaluated")
    problems = (documents.problem,) if documents.problem else ()
    return Parts(workloads=tuple(workloads), tools=tuple(tools[:1]), coverage=(status,), problems=problems)


def _applications(top: Mapping, path: str, environment: Environment) -> Iterator[Workload]:
    for item in top.items("applications"):
        name = item.scalar("name") if isinstance(item, Mapping) else None
        image = item.scalar("docker", "image") if isinstance(item, Mapping) else None
        if not isinstance(item, Mapping) or name is None or image is None:
            continue
        count = item.scalar("instances")
        container = Container(
            at=image.at,
            name=name.text,
            image=parse_image_reference(image.text, image.at),
            starts=read_start(item.get("command")),
            settings=tuple(
                Variable(e.at, e.key, e.value.text if isinstance(e.value, Scalar) else None)
                for e in item.mapping("env").entries
            ),
        )
        yield Workload(
            at=name.at,
            name=name.text,
            project=path,
            controller=Controller.CONTAINER_SERVICE,
            environment=environment,
            containers=(container,),
            replicas=Located(count.integer, count.at) if count and count.integer is not None else None,
            controller_at=name.at,
        )
