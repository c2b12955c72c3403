"""Marathon applications in JSON -> workloads (mesosphere.github.io/marathon/docs, "REST API", `/v2/apps`)."""

from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.model.values import Located
from complexity_lint.model.workloads import (
    Container,
    Controller,
    HealthCheck,
    Mount,
    MountKind,
    Port,
    Resources,
    Workload,
)
from complexity_lint.parsers.started import read_start
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, load
from complexity_lint.source import Source

MAX_DEPTH = 20
_SHARES = (("cpus", "cpu"), ("mem", "memory"))


def evaluate(unit: Unit) -> Parts:
    """The applications of a unit's files, those of groups too."""
    return join(_file(source) for source in unit.sources)


def _file(source: Source) -> Parts:
    documents = load(source)
    environment = from_path(source.path)
    workloads: list[Workload] = []
    for node in documents.nodes:
        workloads += _apps(node, source.path, environment or UNSTATED, 0)
    status = FileCoverage(source.path, "partly" if documents.problem else "evaluated")
    tools = [ToolUse(w.at, "marathon", Evidence.OBJECT, environment or PRODUCTION) for w in workloads[:1]]
    problems = (documents.problem,) if documents.problem else ()
    return Parts(workloads=tuple(workloads), coverage=(status,), tools=tuple(tools), problems=problems)


def _apps(node: Node, path: str, environment: Environment, depth: int) -> Iterator[Workload]:
    if isinstance(node, Scalar) or depth > MAX_DEPTH:
        return
    if not isinstance(node, Mapping):
        for item in node.items:
            yield from _apps(item, path, environment, depth + 1)
        return
    for key in ("apps", "groups"):
        for item in node.items(key):
            yield from _apps(item, path, environment, depth + 1)
    name, docker = node.scalar("id"), node.mapping("container", "docker")
    image = docker.scalar("image")
    if name is not None and image is not None:
        count = node.scalar("instances")
        yield Workload(
            at=name.at,
            name=name.text.strip("/").rpartition("/")[2],
            project=path,
            controller=Controller.CONTAINER_SERVICE,
            environment=environment,
            containers=(_container(node, docker, image),),
            replicas=Located(count.integer, count.at) if count and count.integer is not None else None,
            controller_at=name.at,
        )


def _container(app: Mapping, docker: Mapping, image: Scalar) -> Container:
    checks = app.items("healthChecks")
    listed = app.entry("healthChecks")
    return Container(
        at=image.at,
        name=app.text("id").strip("/").rpartition("/")[2],
        image=parse_image_reference(image.text, image.at),
        starts=read_start(app.get("args")) or read_start(app.get("cmd")),
        settings=tuple(
            Variable(e.at, e.key, e.value.text if isinstance(e.value, Scalar) else None)
            for e in app.mapping("env").entries
        ),
        ports=tuple(_ports(app, docker)),
        mounts=tuple(_mounts(app)),
        health=(HealthCheck(checks[0].at, "healthcheck"),) if checks else (),
        resources=Resources(
            image.at, (), tuple(name for key, name in (("cpus", "cpu"), ("mem", "memory")) if app.scalar(key))
        ),
        unchecked_at=listed.at if listed and not checks else None,
    )


def _ports(app: Mapping, docker: Mapping) -> Iterator[Port]:
    for item in (*docker.items("portMappings"), *app.items("container", "portMappings")):
        inner = item.scalar("containerPort") if isinstance(item, Mapping) else None
        outer = item.scalar("hostPort") if isinstance(item, Mapping) else None
        if inner is not None and inner.integer:
            yield Port(inner.at, inner.integer, (outer.integer if outer else None) or None)


def _mounts(app: Mapping) -> Iterator[Mount]:
    for item in app.items("container", "volumes"):
        if isinstance(item, Mapping):
            source = item.text("hostPath")
            kind = MountKind.BIND if source.startswith("/") else MountKind.VOLUME
            yield Mount(
                item.at, kind, item.text("containerPath").rstrip("/"), source, item.text("mode") == "RO"
            )
