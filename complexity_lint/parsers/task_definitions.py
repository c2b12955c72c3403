"""ECS task definitions in JSON -> workloads (Amazon ECS API reference, RegisterTaskDefinition)."""

from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.references import parse_image_reference
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
from complexity_lint.parsers.settings import of_pair
from complexity_lint.parsers.started import read_start
from complexity_lint.parsers.unit import Parts, Unit
from complexity_lint.parsers.yaml_nodes import Mapping, Sequence, load

_VOLUMES = {
    "host": MountKind.BIND,
    "efsVolumeConfiguration": MountKind.VOLUME,
    "dockerVolumeConfiguration": MountKind.VOLUME,
}


def evaluate(unit: Unit) -> Parts:
    """The workloads of a unit's task definitions: one for each container, since each has an image of its own."""
    workloads: list[Workload] = []
    problems = []
    coverage = []
    for source in unit.sources:
        documents = load(source)
        problems += [documents.problem] if documents.problem else []
        status = "partly" if documents.problem else "evaluated"
        coverage.append(FileCoverage(source.path, status, "not valid JSON" if documents.problem else ""))
        for top in documents.mappings():
            body = top.mapping("taskDefinition") if top.get("taskDefinition") else top
            workloads += workloads_of_task(body, source.path, unit.environment or UNSTATED)
    return Parts(workloads=tuple(workloads), problems=tuple(problems), coverage=tuple(coverage))


def workloads_of_task(top: Mapping, project: str, environment: Environment) -> Iterator[Workload]:
    """One workload for each container of a task definition, whose keys are those of the API."""
    volumes = {v.text("name"): v for v in top.items("volumes") if isinstance(v, Mapping)}
    for node in top.items("containerDefinitions"):
        name = node.scalar("name") if isinstance(node, Mapping) else None
        if isinstance(node, Mapping) and name is not None:
            yield Workload(
                at=name.at,
                name=name.text,
                project=project,
                controller=Controller.CONTAINER_SERVICE,
                environment=environment,
                containers=(_container(node, volumes, top),),
                controller_at=name.at,
            )


def _container(node: Mapping, volumes: dict[str, Mapping], task: Mapping) -> Container:
    image = node.scalar("image")
    return Container(
        at=node.at,
        name=node.text("name"),
        image=parse_image_reference(image.text, image.at) if image else None,
        starts=read_start(node.get("entryPoint"), node.get("command")),
        settings=tuple(of_pair(v, v.at) for v in node.items("environment") if isinstance(v, Mapping)),
        ports=tuple(_ports(node)),
        mounts=tuple(_mounts(node, volumes)),
        health=(HealthCheck(check.at, "healthcheck"),) if (check := node.entry("healthCheck")) else (),
        resources=read_shares(node, task),
    )


def read_shares(node: Mapping, task: Mapping) -> Resources:
    """What a container of a task gets: `memoryReservation` is asked for, `memory` is the limit; those of the task
    hold for all its containers (Amazon ECS API reference, ContainerDefinition).
    """
    requests = {"cpu": node.scalar("cpu"), "memory": node.scalar("memoryReservation")}
    limits = {"cpu": task.scalar("cpu"), "memory": node.scalar("memory") or task.scalar("memory")}
    return Resources(
        node.at,
        tuple(name for name, value in requests.items() if value is not None and value.text != "0"),
        tuple(name for name, value in limits.items() if value is not None),
    )


def _ports(node: Mapping) -> Iterator[Port]:
    for item in node.items("portMappings"):
        if isinstance(item, Mapping):
            inner, outer = item.scalar("containerPort"), item.scalar("hostPort")
            host = outer.integer if outer else None
            yield Port(
                item.at, inner.integer if inner else None, host or None, "", item.text("protocol") or "tcp"
            )


def _mounts(node: Mapping, volumes: dict[str, Mapping]) -> Iterator[Mount]:
    for item in node.items("mountPoints"):
        if not isinstance(item, Mapping):
            continue
        volume = volumes.get(item.text("sourceVolume"))
        kinds = [kind for key, kind in _VOLUMES.items() if volume and volume.get(key) is not None]
        # A volume without a source is a folder that goes with the task.
        kind = kinds[0] if kinds else MountKind.EPHEMERAL
        if volume is None or isinstance(volume.get("host"), Sequence):
            kind = MountKind.UNKNOWN
        target = item.text("containerPath").rstrip("/")
        yield Mount(item.at, kind, target, item.text("sourceVolume"), source_at=volume.at if volume else None)
