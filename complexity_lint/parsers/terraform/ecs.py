"""ECS: the task definitions of a configuration, and the services of the registry's module for them."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from typing import Final

from complexity_lint.model.images import Variable
from complexity_lint.model.values import Located, Unknown
from complexity_lint.model.workloads import (
    Container,
    Controller,
    HealthCheck,
    Mount,
    MountKind,
    Port,
    Workload,
)
from complexity_lint.parsers.image_names import image_of
from complexity_lint.parsers.kubernetes.manifests import Context
from complexity_lint.parsers.settings import of_pair
from complexity_lint.parsers.started import read_start
from complexity_lint.parsers.task_definitions import read_shares
from complexity_lint.parsers.terraform.configuration import (
    Configuration,
    EvaluatedBlock,
    ModuleCall,
    Resource,
)
from complexity_lint.parsers.terraform.nodes import decoded, node_of
from complexity_lint.parsers.terraform.reading import Part, name_of, node_at, scalar_at, whole
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Scalar, Sequence
from complexity_lint.source import Location

_VOLUMES: Final = ("efs_volume_configuration", "docker_volume_configuration")
_ECS_MODULE: Final = re.compile(
    r"(registry\.terraform\.io/)?terraform-aws-modules/ecs/aws(?P<service>//modules/service)?"
)


def task_workloads(resource: Resource, configuration: Configuration, context: Context) -> Iterator[Workload]:
    """An ECS task definition: one workload a container, since each has an image of its own."""
    value = resource.value("container_definitions")
    if value is None:
        return
    node = decoded(value, resource.at)
    volumes = {
        name.text: block
        for block in resource.blocks_of("volume")
        if (name := block_scalar(block, "name")) is not None
    }
    service = _service(resource, configuration)
    size = scalar_at(service, "desired_count") if service else None
    replicas = None if size is None else whole(size)
    left = service is not None and service.ignores("desired_count")
    task = _task_shares(resource)
    ends = _is_started_by_the_clock(resource, configuration)
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Mapping) and item.text("name"):
            container = replace(_container(item, volumes), resources=read_shares(item, task))
            asked = tuple(_target_groups(container.name, resource, configuration))
            container = replace(container, health=(*container.health, *asked))
            made = service_workload(resource, item.text("name"), container, context, replicas)
            yield replace(made, ends=ends, replicas_left=left)


def _is_started_by_the_clock(resource: Resource, configuration: Configuration) -> bool:
    """Whether tasks are only started by EventBridge's rules or schedules here: no service keeps any running."""
    beside = [one for one in configuration.resources if one.module == resource.module]
    targets = (one for one in beside if one.type in ("aws_cloudwatch_event_target", "aws_scheduler_schedule"))
    started = any(
        one.blocks_of("ecs_target") or any(t.blocks_of("ecs_parameters") for t in one.blocks_of("target"))
        for one in targets
    )
    return started and not any(one.type == "aws_ecs_service" for one in beside)


def _target_groups(container: str, resource: Resource, configuration: Configuration) -> Iterator[HealthCheck]:
    """The target groups that ask a container: ECS replaces tasks that fail the checks of theirs
    (docs.aws.amazon.com/AmazonECS, "Service load balancing").

    Where the container's name is not known, those of the service with the task's name, or of the only service.
    """
    services = [s for s in configuration.resources_of("aws_ecs_service") if s.module == resource.module]
    for service in services:
        alike = service.name == resource.name or len(services) == 1
        for block in service.blocks_of("load_balancer"):
            told = block_scalar(block, "container_name")
            name = told.text if told is not None else ""
            if name == container or (alike and (not name or "$" in name + container)):
                yield HealthCheck(block.at, "target group")


def _task_shares(resource: Resource) -> Mapping:
    """What the task as a whole gets, as the API has it."""
    nodes = ((name, node_at(resource, name)) for name in ("cpu", "memory"))
    return Mapping(resource.at, tuple(Entry(name, node.at, node) for name, node in nodes if node is not None))


def _service(resource: Resource, configuration: Configuration) -> Resource | None:
    """The one service that runs the task, where that can be told."""
    services = [
        one
        for one in configuration.resources_of("aws_ecs_service")
        if one.module == resource.module and one.name == resource.name
    ]
    return services[0] if len(services) == 1 else None


def scaled_workload(target: Resource, configuration: Configuration) -> str:
    """The workload whose count a target of Application Auto Scaling changes: the first container of the task that the
    service runs which it names, or of the only one beside it; empty where that cannot be told.
    """
    services = [one for one in configuration.resources_of("aws_ecs_service") if one.module == target.module]
    path = scalar_at(target, "resource_id")
    name = str(path.value).rpartition("/")[2] if path is not None else ""
    named = [one for one in services if name and name_of(one, ("name",)) == name] or services
    for task in configuration.resources_of("aws_ecs_task_definition") if len(named) == 1 else ():
        if task.module == named[0].module and task.name == named[0].name:
            value = task.value("container_definitions")
            node = None if value is None else decoded(value, task.at)
            first = node.items[:1] if isinstance(node, Sequence) else ()
            return next((item.text("name") for item in first if isinstance(item, Mapping)), "")
    return ""


def module_workloads(call: ModuleCall, context: Context) -> Iterator[Workload]:
    """The services of terraform-aws-modules/ecs (v5 to v7), by its arguments: `services` of the module itself, or one
    of its module `service`. Container definitions are a map by name there, in the API's words or in Terraform's.
    """
    match = _ECS_MODULE.fullmatch(call.source) if call.folder is None else None
    if match is None:
        return
    if match["service"]:
        arguments = ((key, value) for key, value in call.arguments.items() if not value.is_null)
        entries = (Entry(key, value.at or call.at, node_of(value, call.at)) for key, value in arguments)
        services = [Mapping(call.at, tuple(entries))]
    else:
        listed = node_at(call, "services")
        values = (entry.value for entry in listed.entries) if isinstance(listed, Mapping) else ()
        services = [one for one in values if isinstance(one, Mapping)]
    for service in services:
        yield from _of_service(service, call, context)


def _of_service(service: Mapping, call: ModuleCall, context: Context) -> Iterator[Workload]:
    replicas = _size(service)
    for entry in service.mapping("container_definitions").entries:
        if not isinstance(entry.value, Mapping):
            continue
        node = _in_words_of_the_api(entry.value)
        # the module gives a task a size of its own where none is asked for
        shares = read_shares(node, service) if service.scalar("memory") else None
        container = replace(_container(node, {}), name=entry.key, resources=shares)
        mounts = tuple(replace(mount, kind=MountKind.UNKNOWN) for mount in container.mounts)
        asked = tuple(_asked(entry.key, service))
        container = replace(container, at=entry.at, mounts=mounts, health=(*container.health, *asked))
        yield service_workload(call, entry.key, container, context, replicas)


def _size(service: Mapping) -> Located[int | Unknown] | None:
    count = service.scalar("desired_count")
    return None if count is None or count.integer is None else Located(count.integer, count.at)


def _asked(container: str, service: Mapping) -> Iterator[HealthCheck]:
    """The target groups of a service that ask a container."""
    balancers = service.get("load_balancer")
    listed = (
        [entry.value for entry in balancers.entries]
        if isinstance(balancers, Mapping)
        else service.items("load_balancer")
    )
    for one in listed:
        if isinstance(one, Mapping) and one.text("container_name") in ("", container):
            yield HealthCheck(one.at, "target group")


def _in_words_of_the_api(node: Mapping) -> Mapping:
    """A container definition whose keys are those of the API: `port_mappings` is `portMappings` there."""
    return Mapping(node.at, tuple(_entry_of_the_api(entry) for entry in node.entries))


def _entry_of_the_api(entry: Entry) -> Entry:
    key = re.sub(r"_([a-z])", lambda match: match[1].upper(), entry.key)
    value = entry.value
    if isinstance(value, Sequence):
        items = tuple(_in_words_of_the_api(i) if isinstance(i, Mapping) else i for i in value.items)
        value = Sequence(value.at, items)
    return Entry(key, entry.at, value)


def block_scalar(block: EvaluatedBlock, name: str) -> Scalar | None:
    """An attribute of a block that is one value, None for all others."""
    value = block.value(name)
    node = None if value is None else node_of(value, block.at)
    return node if isinstance(node, Scalar) else None


def service_workload(
    made: Part,
    name: str,
    container: Container,
    context: Context,
    replicas: Located[int | Unknown] | None = None,
) -> Workload:
    """A container service of one container, which a resource or a module's call makes."""
    return Workload(
        at=container.at,
        name=name,
        project=context.project,
        controller=Controller.CONTAINER_SERVICE,
        environment=context.environment,
        containers=(container,),
        replicas=replicas,
        controller_at=made.at,
    )


def _is_inside(at: Location, container: Location) -> bool:
    """Whether a name stands in the description of its container, and not where a variable has it from."""
    first, last = container.line or 0, container.end_line or container.line or 0
    return at.path == container.path and first <= (at.line or 0) <= last


def _container(node: Mapping, volumes: MappingOf[str, EvaluatedBlock]) -> Container:
    image, name = node.scalar("image"), node.scalar("name")
    health = node.entry("healthCheck")
    return Container(
        at=name.at if name and _is_inside(name.at, node.at) else node.at,
        name=node.text("name"),
        image=image_of(image) if image else None,
        starts=read_start(node.get("entryPoint"), node.get("command")),
        settings=tuple(_settings(node)),
        ports=tuple(_ports(node)),
        mounts=tuple(_mounts(node, volumes)),
        health=(HealthCheck(health.at, "healthcheck"),) if health else (),
    )


def _settings(node: Mapping) -> Iterator[Variable]:
    for item in node.items("environment"):
        if isinstance(item, Mapping):
            pair = of_pair(item, item.at)
            # what other blocks make of the value is not written here
            first, last, place = item.at.line or 0, item.at.end_line or 0, pair.value_at
            own = place is not None and place.path == item.at.path and first <= (place.line or 0) <= last
            yield pair if own else replace(pair, value_at=None)


def _ports(node: Mapping) -> Iterator[Port]:
    for item in node.items("portMappings"):
        if isinstance(item, Mapping):
            inner, outer = item.scalar("containerPort"), item.scalar("hostPort")
            host = outer.integer if outer else None
            protocol = item.text("protocol") or "tcp"
            yield Port(item.at, inner.integer if inner else None, host or None, "", protocol)


def _mounts(node: Mapping, volumes: MappingOf[str, EvaluatedBlock]) -> Iterator[Mount]:
    for item in node.items("mountPoints"):
        if not isinstance(item, Mapping):
            continue
        source = item.text("sourceVolume")
        volume = volumes.get(source)
        kind = MountKind.UNKNOWN
        if volume is not None and any(volume.blocks_of(name) for name in _VOLUMES):
            kind = MountKind.VOLUME
        elif volume is not None:
            kind = MountKind.BIND if volume.value("host_path") is not None else MountKind.EPHEMERAL
        target = item.text("containerPath").rstrip("/")
        yield Mount(item.at, kind, target, source, source_at=volume.at if volume else None)
