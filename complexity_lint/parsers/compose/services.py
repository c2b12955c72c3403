"""One service of a compose project -> a workload."""

import posixpath
import re
from collections.abc import Iterator

from complexity_lint.model.environments import Environment
from complexity_lint.model.images import NamedContext, Variable
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.model.workloads import (
    BuildRequest,
    Container,
    Controller,
    Dependency,
    HealthCheck,
    Mount,
    MountKind,
    Pin,
    PinKind,
    Workload,
)
from complexity_lint.parsers.compose.ports_and_volumes import read_port, read_volume
from complexity_lint.parsers.settings import read_settings
from complexity_lint.parsers.started import read_start
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence


def read_workload(entry: Entry, project: str, environment: Environment, folder: str) -> Workload | None:
    """The workload of one resolved service; None where its value is no mapping.

    `folder` is the project's folder relative to the root: build contexts are relative to it.
    """
    service = entry.value
    if not isinstance(service, Mapping):
        return None
    container = read_container(entry, service, folder)
    return Workload(
        at=entry.at,
        name=entry.key,
        project=project,
        controller=Controller.COMPOSE,
        environment=environment,
        containers=(container,),
        labels=tuple((v.name, v.value or "") for v in read_settings(service.get("labels"))),
        replicas=_replicas(service),
        dependencies=tuple(_dependencies(service)),
        links=tuple(_links(service)),
        profiles=tuple(i.text for i in service.items("profiles") if isinstance(i, Scalar)),
        host_network=_host_network(service),
        controller_at=entry.at,
        pins=tuple(_pins(service)),
        networks=tuple(_networks(service)),
        known_hosts=tuple(_known_hosts(service)),
        ends=_ends(service),
        restart=service.text("restart"),
    )


def _ends(service: Mapping) -> bool:
    """Whether a service says that it is done once: nothing starts it again, or it is a job of the swarm
    (compose specification, `deploy.restart_policy` and `deploy.mode`).
    """
    deploy = service.mapping("deploy")
    never_again = deploy.mapping("restart_policy").text("condition") == "none"
    return never_again or deploy.text("mode") in ("replicated-job", "global-job")


def _known_hosts(service: Mapping) -> Iterator[Variable]:
    """The names with their addresses that `extra_hosts` puts into the container's own list of hosts."""
    node = service.get("extra_hosts")
    if isinstance(node, Mapping):
        for entry in node.entries:
            listed = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            yield from (Variable(entry.at, entry.key, i.text) for i in listed if isinstance(i, Scalar))
    for item in node.items if isinstance(node, Sequence) else ():
        parts = re.split("[:=]", item.text, maxsplit=1) if isinstance(item, Scalar) else []
        if len(parts) == 2:
            yield Variable(item.at, parts[0], parts[1])


def _networks(service: Mapping) -> Iterator[str]:
    """The networks that a service is on: `default` where it names none and has one of its own."""
    node = service.get("networks")
    if service.get("network_mode") is not None or service.get("net") is not None:
        return
    if isinstance(node, Mapping):
        yield from (entry.key for entry in node.entries)
    elif isinstance(node, Sequence):
        yield from (item.text for item in node.items if isinstance(item, Scalar))
    else:
        yield "default"


def _pins(service: Mapping) -> Iterator[Pin]:
    """A name only one container can have, fixed addresses, and a constraint to one machine."""
    name = service.scalar("container_name")
    if name is not None:
        yield Pin(name.at, PinKind.CONTAINER_NAME, name.text)
    for network in service.mapping("networks").entries:
        address = network.value.scalar("ipv4_address") if isinstance(network.value, Mapping) else None
        if address is not None:
            yield Pin(address.at, PinKind.ADDRESS, address.text)
    for item in service.items("deploy", "placement", "constraints"):
        if isinstance(item, Scalar) and re.match(r"node\.(hostname|id)\s*==", item.text):
            yield Pin(item.at, PinKind.NODE, item.text.partition("==")[2].strip())


def read_container(entry: Entry, service: Mapping, folder: str) -> Container:
    """The container a service runs."""
    image = service.scalar("image")
    starts = (*read_start(service.get("entrypoint")), *read_start(service.get("command")))
    return Container(
        at=entry.at,
        name=service.text("container_name") or entry.key,
        image=parse_image_reference(image.text, image.at) if image else None,
        build=_build(service, folder),
        command=_words(service.get("entrypoint")),
        arguments=_words(service.get("command")),
        starts=starts,
        settings=tuple(read_settings(service.get("environment"))),
        # What is exposed is taken on no port of the machine.
        ports=tuple(
            port
            for key in ("ports", "expose")
            for item in service.items(key)
            for port in read_port(item)
            if key == "ports" or port.host is None
        ),
        mounts=tuple(_mounts(service)),
        health=tuple(_health(service)),
        pull_policy=service.text("pull_policy"),
    )


def _words(node: Node | None) -> tuple[str, ...] | None:
    if isinstance(node, Sequence):
        return tuple(item.text for item in node.items if isinstance(item, Scalar))
    if isinstance(node, Scalar) and not node.is_null:
        return tuple(word for command in read_start(node) for word in command.words)
    return None


def _build(service: Mapping, folder: str) -> BuildRequest | None:
    found = service.entry("build")
    if found is None:
        return None
    node = found.value
    if isinstance(node, Scalar):
        return BuildRequest(found.at, *_paths(node.text, "", folder))
    if not isinstance(node, Mapping):
        return None
    inline = node.get("dockerfile_inline") is not None
    context, dockerfile = _paths(node.text("context") or ".", node.text("dockerfile"), folder)
    arguments = tuple(read_settings(node.get("args")))
    contexts = tuple(_contexts(node.get("additional_contexts"), folder))
    dockerfile = None if inline else dockerfile
    caches = tuple(item.text for item in node.items("cache_from") if isinstance(item, Scalar))
    of_context = node.entry("context")
    named = node.entry("dockerfile") or of_context
    return BuildRequest(
        found.at,
        context,
        dockerfile,
        node.text("target"),
        arguments,
        contexts,
        caches,
        named_at=named.at if named else None,
        context_at=of_context.at if of_context else None,
    )


def _contexts(node: Node | None, folder: str) -> Iterator[NamedContext]:
    """`additional_contexts`, a mapping or a list of `name=source`."""
    pairs = [(e.at, e.key, e.value) for e in node.entries] if isinstance(node, Mapping) else []
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Scalar):
            name, _, source = item.text.partition("=")
            pairs.append((item.at, name, Scalar(item.at, source)))
    for at, name, value in pairs:
        if isinstance(value, Scalar):
            elsewhere = re.match(r"[a-z][a-z0-9+.-]*:|git@", value.text)
            yield NamedContext(at, name, value.text, None if elsewhere else _paths(value.text, "", folder)[0])


def _paths(context: str, dockerfile: str, folder: str) -> tuple[str | None, str | None]:
    if "://" in context or context.startswith(("git@", "github.com/")) or "${" in context:
        return None, None
    inside = posixpath.normpath(posixpath.join(folder, context))
    inside = "" if inside == "." else inside
    return inside, posixpath.normpath(posixpath.join(inside, dockerfile or "Dockerfile"))


def _mounts(service: Mapping) -> Iterator[Mount]:
    for item in service.items("volumes"):
        mount = read_volume(item)
        if mount is not None:
            yield mount
    tmpfs = service.get("tmpfs")
    paths = tmpfs.items if isinstance(tmpfs, Sequence) else [tmpfs]
    for path in paths:
        if isinstance(path, Scalar):
            yield Mount(path.at, MountKind.EPHEMERAL, path.text.partition(":")[0].rstrip("/"))


def _health(service: Mapping) -> Iterator[HealthCheck]:
    entry = service.entry("healthcheck")
    if entry is None or not isinstance(entry.value, Mapping):
        return
    disabled = entry.value.scalar("disable")
    test = entry.value.get("test")
    first = test.items[0] if isinstance(test, Sequence) and test.items else test
    none = isinstance(first, Scalar) and first.text.upper() == "NONE"
    yield HealthCheck(entry.at, "healthcheck", none or bool(disabled and disabled.boolean))


def _dependencies(service: Mapping) -> Iterator[Dependency]:
    node = service.get("depends_on")
    if isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                yield Dependency(item.at, item.text)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            value = entry.value
            condition = value.text("condition") if isinstance(value, Mapping) else ""
            yield Dependency(entry.at, entry.key, condition.removeprefix("service_") or "started")


def _aliases(service: Mapping) -> Iterator[str]:
    """The names that a service has on its networks beside its own."""
    for key in ("container_name", "hostname"):
        if service.text(key):
            yield service.text(key)
    for entry in service.mapping("networks").entries:
        if isinstance(entry.value, Mapping):
            yield from (i.text for i in entry.value.items("aliases") if isinstance(i, Scalar))


def _links(service: Mapping) -> Iterator[Located[str]]:
    for key in ("links", "external_links"):
        for item in service.items(key):
            if isinstance(item, Scalar):
                yield Located(item.text.partition(":")[0], item.at)


def _replicas(service: Mapping) -> Located[int | Unknown] | None:
    node = service.scalar("deploy", "replicas") or service.scalar("scale")
    if node is None:
        return None
    return Located(node.integer if node.integer is not None else UNKNOWN, node.at)


def _host_network(service: Mapping) -> Located[bool] | None:
    node = service.scalar("network_mode") or service.scalar("net")
    return Located(node.text == "host", node.at) if node else None
