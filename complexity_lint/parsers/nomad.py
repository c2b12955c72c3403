"""Nomad job files -> workloads (developer.hashicorp.com, "Job specification")."""

from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.model.workloads import (
    Container,
    Controller,
    HealthCheck,
    Mount,
    MountKind,
    Resources,
    Workload,
)
from complexity_lint.parsers.terraform.hcl import parse_hcl
from complexity_lint.parsers.terraform.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Literal,
    Template,
    Text,
)
from complexity_lint.parsers.unit import Parts, Unit
from complexity_lint.source import Location


def evaluate(unit: Unit) -> Parts:
    """The workloads of a unit's job files, one for each task that runs an image.

    What HCL 2 refuses is no problem of the file: until Nomad 1.0 jobs were written in HCL 1, which takes quoted names
    and commas between arguments.
    """
    workloads: list[Workload] = []
    coverage = []
    for source in unit.sources:
        file = parse_hcl(source)
        status = "partly" if file.problems else "evaluated"
        coverage.append(FileCoverage(source.path, status, "not valid HCL 2" if file.problems else ""))
        for job in _blocks(file.body, "job"):
            workloads += _of_job(job, source.path, unit.environment or UNSTATED)
    return Parts(workloads=tuple(workloads), coverage=tuple(coverage))


def _of_job(job: Block, project: str, environment: Environment) -> Iterator[Workload]:
    kind = text_of(_attribute(job.body, "type"))
    controller = Controller.JOB if kind in ("batch", "sysbatch") else Controller.CONTAINER_SERVICE
    for group in _blocks(job.body, "group"):
        checks = [c for s in _blocks(group.body, "service") for c in _blocks(s.body, "check")]
        volumes = {b.labels[0].value: b for b in _blocks(group.body, "volume") if b.labels}
        for task in _blocks(group.body, "task"):
            container = _container(task, checks, volumes)
            if container is not None:
                yield Workload(
                    at=container.at,
                    name=container.name,
                    project=project,
                    controller=controller,
                    environment=environment,
                    containers=(container,),
                    replicas=_count(_attribute(group.body, "count")),
                    controller_at=container.at,
                )


def _container(task: Block, group_checks: list[Block], volumes: dict[str, Block]) -> Container | None:
    config = next(iter(_blocks(task.body, "config")), None)
    image = _attribute(config.body, "image") if config else None
    if image is None or not task.labels:
        return None
    checks = [*group_checks, *(c for s in _blocks(task.body, "service") for c in _blocks(s.body, "check"))]
    name = task.labels[0]
    text = text_of(image)
    return Container(
        at=name.at,
        name=name.value,
        image=parse_image_reference(text if text is not None else "${image}", image.at),
        mounts=tuple(_mounts(task, volumes)),
        health=tuple(HealthCheck(check.at, "healthcheck") for check in checks),
        resources=_resources(task),
    )


def _resources(task: Block) -> Resources:
    block = next(iter(_blocks(task.body, "resources")), None)
    names = {a.name for a in block.body.attributes} if block else set()
    limits = ("memory",) if names & {"memory", "memory_max"} else ()
    cpu = ("cpu",) if names & {"cpu", "cores"} else ()
    return Resources(block.at if block else task.at, (*cpu, *limits), limits)


def _mounts(task: Block, volumes: dict[str, Block]) -> Iterator[Mount]:
    for mount in _blocks(task.body, "volume_mount"):
        source = text_of(_attribute(mount.body, "volume")) or ""
        target = text_of(_attribute(mount.body, "destination")) or ""
        volume = volumes.get(source)
        yield Mount(mount.at, MountKind.VOLUME, target, source, source_at=volume.at if volume else None)


def _blocks(body: Body, kind: str) -> list[Block]:
    return [block for block in body.blocks if block.type == kind]


def _attribute(body: Body, name: str) -> Attribute | None:
    return next((a for a in body.attributes if a.name == name), None)


def text_of(attribute: Attribute | None) -> str | None:
    """The literal text of an attribute; None where it has none or is made at run time."""
    value: Expression | None = attribute.value if attribute else None
    if isinstance(value, Literal) and isinstance(value.value, str):
        return value.value
    if isinstance(value, Template) and all(isinstance(part, Text) for part in value.parts):
        return "".join(part.value for part in value.parts if isinstance(part, Text))
    return None


def _count(attribute: Attribute | None) -> Located[int | Unknown] | None:
    if attribute is None:
        return None
    value = attribute.value
    at: Location = attribute.at
    if isinstance(value, Literal) and value.value is not None and not isinstance(value.value, (bool, str)):
        return Located(int(value.value), at)
    return Located(UNKNOWN, at)
