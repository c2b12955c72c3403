"""Workloads of a configuration: container services, the kubernetes and docker providers, chart releases."""

import posixpath
import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from typing import Final

from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.environments import Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.values import Unknown
from complexity_lint.model.workloads import (
    BuildRequest,
    Container,
    HealthCheck,
    Mount,
    MountKind,
    Port,
    Workload,
)
from complexity_lint.parsers.configuration_overrides import overrides_in
from complexity_lint.parsers.given_values import restarts_in, with_given
from complexity_lint.parsers.image_names import image_of
from complexity_lint.parsers.kubernetes.manifests import Context, read_object
from complexity_lint.parsers.kubernetes.pods import read_containers
from complexity_lint.parsers.started import read_start
from complexity_lint.parsers.terraform.configuration import Configuration, EvaluatedBlock, Mode, Resource
from complexity_lint.parsers.terraform.ecs import (
    block_scalar,
    module_workloads,
    service_workload,
    task_workloads,
)
from complexity_lint.parsers.terraform.nodes import api_object, decoded, node_of, pod
from complexity_lint.parsers.terraform.reading import name_of, node_at, scalar_at
from complexity_lint.parsers.unit import Parts, join
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

_KUBERNETES: Final = {
    "deployment": ("apps/v1", "Deployment"),
    "stateful_set": ("apps/v1", "StatefulSet"),
    "daemonset": ("apps/v1", "DaemonSet"),
    "daemon_set": ("apps/v1", "DaemonSet"),
    "replication_controller": ("v1", "ReplicationController"),
    "job": ("batch/v1", "Job"),
    "cron_job": ("batch/v1", "CronJob"),
    "pod": ("v1", "Pod"),
    "service": ("v1", "Service"),
    "persistent_volume_claim": ("v1", "PersistentVolumeClaim"),
    "horizontal_pod_autoscaler": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "pod_disruption_budget": ("policy/v1", "PodDisruptionBudget"),
    "ingress": ("networking.k8s.io/v1", "Ingress"),
    "namespace": ("v1", "Namespace"),
    "storage_class": ("storage.k8s.io/v1", "StorageClass"),
}
"""Resources of hashicorp/kubernetes v2.38, without their version, and the object each makes."""


def workload_parts(configuration: Configuration, environment: Environment) -> Parts:
    """Everything the configuration deploys to run, with the charts it releases."""
    found: list[Parts] = []
    for resource in configuration.resources:
        if resource.mode is Mode.MANAGED:
            found.append(_parts(resource, configuration, environment))
    context = Context(configuration.folder or ".", environment)
    called = (w for call in configuration.modules for w in module_workloads(call, context))
    return join([*found, Parts(workloads=tuple(called))])


def _parts(resource: Resource, configuration: Configuration, environment: Environment) -> Parts:
    project = configuration.folder or "."
    context = Context(project, environment)
    if resource.type.startswith(("kubernetes_", "kubectl_")):
        parts = _kubernetes(resource, context)
        return replace(parts, workloads=tuple(_told_in(resource, one) for one in parts.workloads))
    if resource.type == "helm_release":
        released = tuple(_chart(resource, context))
        given = tuple(_values(resource))
        return Parts(
            dependencies=tuple(d for one in released for d in with_given(one, () if one.local else given)),
            auto_updates=tuple(u for one in released for u in restarts_in(given, one)),
            configuration_overrides=tuple(
                o
                for one in released
                for node in given
                for o in overrides_in(node, one.name, context.environment)
            ),
        )
    reader = _READERS.get(resource.type)
    return Parts(workloads=tuple(reader(resource, configuration, context))) if reader else Parts()


def _kubernetes(resource: Resource, context: Context) -> Parts:
    if resource.type == "kubernetes_manifest":
        manifest = resource.value("manifest")
        node = None if manifest is None else node_of(manifest, resource.at)
        return read_object(node, context) if isinstance(node, Mapping) else Parts()
    if resource.type == "kubectl_manifest":
        return _manifest_text(resource, context)
    bare = re.sub(r"_v\d\w*$", "", resource.type.removeprefix("kubernetes_"))
    made = _KUBERNETES.get(bare)
    parts = read_object(api_object(*made, resource.body), context) if made else Parts()
    if not resource.ignores("spec.replicas"):
        return parts
    return replace(parts, workloads=tuple(replace(one, replicas_left=True) for one in parts.workloads))


def _told_in(resource: Resource, workload: Workload) -> Workload:
    """The workload, told in its resource also where its name is put together elsewhere: in a local or a variable."""
    if _is_after(workload.at, resource.at):
        return workload
    kind = workload.controller_at
    return replace(workload, at=kind if kind is not None and _is_after(kind, resource.at) else resource.at)


def _is_after(at: Location, header: Location) -> bool:
    return at.path == header.path and (at.line or 0) >= (header.line or 0)


def _manifest_text(resource: Resource, context: Context) -> Parts:
    """A manifest given as text."""
    body = resource.value("yaml_body")
    node = None if body is None else decoded(body, resource.at)
    return read_object(node, context) if isinstance(node, Mapping) else Parts()


def _values(resource: Resource) -> Iterator[Mapping]:
    """The values that a release gives its chart: texts of YAML, or what was encoded to one."""
    values = resource.value("values")
    for value in values.data if values is not None and isinstance(values.data, tuple) else ():
        node = decoded(value, resource.at)
        if isinstance(node, Mapping):
            yield node


def _chart(resource: Resource, context: Context) -> Iterator[ChartDependency]:
    chart = scalar_at(resource, "chart")
    if chart is None or not isinstance(chart.value, str):
        return
    version, repository = scalar_at(resource, "version"), scalar_at(resource, "repository")
    yield ChartDependency(
        chart.at,
        chart.value.rstrip("/").rpartition("/")[2],
        context.project,
        context.environment,
        version.shown if version and not isinstance(version.value, Unknown) else "",
        repository.shown if repository and not isinstance(repository.value, Unknown) else "",
        local=chart.value.startswith("."),
        version_at=version.at if version else None,
        installed_by="Terraform",
    )


def _docker(resource: Resource, configuration: Configuration, context: Context) -> Iterator[Workload]:
    """A container of the docker provider (kreuzwerker/docker v3)."""
    image = resource.value("image")
    node = None if image is None else node_of(image, resource.at)
    container = Container(
        at=resource.at,
        name=name_of(resource, ("name",)),
        image=image_of(node) if isinstance(node, Scalar) else None,
        build=_docker_build(node.text, configuration) if isinstance(node, Scalar) else None,
        starts=read_start(*(node_at(resource, name) for name in ("entrypoint", "command"))),
        settings=tuple(_assignments(node_at(resource, "env"))),
        ports=tuple(_docker_ports(resource)),
        mounts=tuple(_docker_mounts(resource)),
        health=tuple(HealthCheck(one.at, "healthcheck") for one in resource.blocks_of("healthcheck")),
    )
    yield service_workload(resource, container.name, container, context)


def _docker_build(name: str, configuration: Configuration) -> BuildRequest | None:
    """The build of an image of the docker provider, None for one that is pulled."""
    for image in configuration.resources_of("docker_image"):
        named = scalar_at(image, "name")
        for block in image.blocks_of("build") if named is not None and named.shown == name else ():
            context, file = block_scalar(block, "context"), block_scalar(block, "dockerfile")
            if context is None:
                continue
            folder = posixpath.normpath(posixpath.join(configuration.folder, context.text))
            path = posixpath.normpath(posixpath.join(folder, file.text if file else "Dockerfile"))
            at = (file or context).at
            folder = "" if folder == "." else folder
            return BuildRequest(block.at, folder, path, named_at=at, context_at=context.at)
    return None


def _assignments(node: Node | None) -> Iterator[Variable]:
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Scalar):
            name, separator, text = item.text.partition("=")
            yield Variable(item.at, name, text if separator else None)


def _docker_ports(resource: Resource) -> Iterator[Port]:
    for block in resource.blocks_of("ports"):
        inner, outer = block_scalar(block, "internal"), block_scalar(block, "external")
        host = outer.integer if outer else None
        yield Port(block.at, inner.integer if inner else None, host)


def _docker_mounts(resource: Resource) -> Iterator[Mount]:
    for block in resource.blocks_of("volumes"):
        target, host = block_scalar(block, "container_path"), block_scalar(block, "host_path")
        name = block_scalar(block, "volume_name")
        kind = MountKind.BIND if host else MountKind.VOLUME if name else MountKind.ANONYMOUS
        source = host.text if host else name.text if name else ""
        yield Mount(block.at, kind, target.text.rstrip("/") if target else "", source)


def _cloud_run(resource: Resource, configuration: Configuration, context: Context) -> Iterator[Workload]:
    """Cloud Run, whose containers read like those of a pod; what is mounted there lasts elsewhere."""
    for template in resource.blocks_of("template"):
        inner = (*template.blocks_of("spec"), *template.blocks_of("template"), template)
        for block in inner:
            blocks = {"containers": block.blocks_of("containers"), "volumes": block.blocks_of("volumes")}
            for container in read_containers(pod(blocks, block.at), frozenset()):
                name = container.name or name_of(resource, ("name",))
                known = replace(container, resources=None, health=_asked(container))
                yield service_workload(resource, name, known, context)


def _container_app(resource: Resource, configuration: Configuration, context: Context) -> Iterator[Workload]:
    """Azure container apps and groups; where a share is mounted is not told apart."""
    for template in (*resource.blocks_of("template"), resource.body):
        for block in template.blocks_of("container"):
            (read,) = read_containers(pod({"containers": (block,)}, block.at), frozenset()) or (None,)
            if read is not None:
                shares = (*block.blocks_of("volume"), *block.blocks_of("volume_mounts"))
                mounts = tuple(Mount(one.at, MountKind.UNKNOWN, _mounted(one)) for one in shares)
                health = _asked(read) if resource.blocks_of("ingress") else read.health
                known = replace(read, mounts=mounts, resources=None, health=health)
                yield service_workload(resource, read.name, known, context)


def _asked(container: Container) -> tuple[HealthCheck, ...]:
    """The probes of a container, or the one of its port that the platform sets up where none is written: Cloud Run
    (cloud.google.com/run/docs/configuring/healthchecks) and container apps with an ingress
    (learn.microsoft.com/azure/container-apps/health-probes) do.
    """
    return container.health or (HealthCheck(container.at, "startup"),)


def _mounted(block: EvaluatedBlock) -> str:
    found = block_scalar(block, "mount_path") or block_scalar(block, "path")
    return found.text.rstrip("/") if found else ""


_DOCKER_HUB: Final = ("index.docker.io", "docker.io", "registry.hub.docker.com")


def _app_service(resource: Resource, configuration: Configuration, context: Context) -> Iterator[Workload]:
    """Azure's web apps that run a container (provider hashicorp/azurerm v4, and `linux_fx_version` of v2)."""
    stack = "site_config.application_stack"
    old = scalar_at(resource, "site_config.linux_fx_version")
    image = scalar_at(resource, f"{stack}.docker_image_name") or scalar_at(resource, f"{stack}.docker_image")
    text = image.shown if image is not None and not isinstance(image.value, Unknown) else ""
    if image is None and old is not None and old.shown.upper().startswith("DOCKER|"):
        image, text = old, old.shown[len("DOCKER|") :]
    if image is None or not text:
        return
    registry, tag = (
        scalar_at(resource, f"{stack}.docker_registry_url"),
        scalar_at(resource, f"{stack}.docker_image_tag"),
    )
    host = "" if registry is None else registry.shown.partition("://")[2].rstrip("/")
    text = f"{host}/{text}" if host and host not in _DOCKER_HUB else text
    text = f"{text}:{tag.shown}" if tag is not None and not isinstance(tag.value, Unknown) else text
    settings = node_at(resource, "app_settings")
    entries = settings.entries if isinstance(settings, Mapping) else ()
    scalars = [(e, e.value) for e in entries if isinstance(e.value, Scalar)]
    ports = (Port(e.at, value.integer) for e, value in scalars if e.key == "WEBSITES_PORT")
    container = Container(
        at=resource.at,
        name=name_of(resource, ("name",)),
        image=parse_image_reference(text, image.at),
        settings=tuple(Variable(e.at, e.key, value.text) for e, value in scalars),
        ports=tuple(ports),
        # it is asked over HTTP whether it is up before anybody is led to it (learn.microsoft.com, "Configure a custom
        # container": warm-up)
        health=(HealthCheck(resource.at, "warm-up request"),),
    )
    yield service_workload(resource, container.name, container, context)


_READERS: Final[MappingOf[str, Callable[[Resource, Configuration, Context], Iterator[Workload]]]] = {
    "aws_ecs_task_definition": task_workloads,
    "docker_container": _docker,
    "google_cloud_run_service": _cloud_run,
    "google_cloud_run_v2_service": _cloud_run,
    "google_cloud_run_v2_job": _cloud_run,
    "azurerm_container_app": _container_app,
    "azurerm_container_group": _container_app,
    "azurerm_linux_web_app": _app_service,
    "azurerm_app_service": _app_service,
}
