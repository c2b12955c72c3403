"""The parts of a system -> the links between them."""

import posixpath
from collections.abc import Iterator

from complexity_lint.assemble.known_paths import Known, known_in
from complexity_lint.assemble.server_files import ServerFiles
from complexity_lint.assemble.sessions import session_of
from complexity_lint.model.commands import Command
from complexity_lint.model.components import Component
from complexity_lint.model.deploying import compose_files, deploying_tool, is_of_compose
from complexity_lint.model.links import Link, LinkKind, Node, NodeKind
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.ran_commands import RanCommand, Whereabouts, ran_by
from complexity_lint.model.roles import Role
from complexity_lint.model.system import System
from complexity_lint.model.workloads import MountKind, Workload
from complexity_lint.parsers.compose.show import DEFAULT_NAMES
from complexity_lint.source import Location

_KEPT_BY_SERVER = (Role.DATABASE, Role.CACHE, Role.SEARCH, Role.OBJECT_STORE)
"""Stores that others keep their data in; a broker is talked to."""


def find_links(system: System) -> tuple[Link, ...]:
    """All links of a system, each once, in order of place.

    Built-by and runs come from builds and images, pushed-by from pipelines and scripts, depends-on from stated order,
    talks-to and stores-in from settings, provisions from what creates clusters and stores, deploys-to from
    commands that deploy files, configured-by from the configuration a workload mounts.
    """
    found: dict[tuple[LinkKind, Node, Node], Link] = {}
    nodes = _Nodes(system)
    for link in (
        *_of_components(system, nodes),
        *_of_pushes(system),
        *_of_provisioning(system),
        *_of_deployments(system),
    ):
        if link.source != link.target:
            found.setdefault((link.kind, link.source, link.target), link)
    return tuple(sorted(found.values(), key=_order))


def _order(link: Link) -> tuple[object, ...]:
    return (link.at.path, link.at.line or 0, link.kind.value, link.source.name, link.target.name)


class _Nodes:
    """The nodes of a system, one object for each."""

    def __init__(self, system: System) -> None:
        self.components = {c.name: node_of(c) for c in reversed(system.components)}
        self.of_place = {
            (w.at, w.name, w.project): node_of(c) for c in system.components for w in c.workloads
        }
        self.keep = frozenset(c.name for c in system.components if c.role in _KEPT_BY_SERVER)
        self.builds = {b.at.path: Node(NodeKind.BUILD, b.at.path, b.at) for b in system.builds}

    def of(self, workload: Workload) -> Node | None:
        """The node of the component that a workload is a record of; None for a fragment, which is none."""
        return self.of_place.get((workload.at, workload.name, workload.project))


def node_of(component: Component) -> Node:
    """The node of a component: a store where it keeps state, else a component."""
    kind = NodeKind.STORE if component.role.keeps_state else NodeKind.COMPONENT
    return Node(kind, component.name, component.descriptions[0].at)


def _of_components(system: System, nodes: _Nodes) -> Iterator[Link]:
    for component in system.components:
        source = node_of(component)
        build = nodes.builds.get(component.built_by)
        if build is not None:
            yield Link(component.descriptions[0].at, LinkKind.BUILT_BY, source, build)
        by_name = _siblings(component, nodes, system)
        for workload in component.workloads:
            yield from _of_images(workload, source)
            yield from _of_dependencies(workload, source, by_name)
            yield from _of_endpoints(workload, source, nodes)
            yield from _of_configuration(workload, source)


def _siblings(component: Component, nodes: _Nodes, system: System) -> dict[tuple[str, str, str], Node]:
    groups = {w.group for w in component.workloads if w.dependencies or w.links}
    if not groups:
        return {}
    inside = (w for w in system.workloads if w.group in groups and w.name)
    return {(*w.group, w.name): node for w in inside if (node := nodes.of(w)) is not None}


def _of_images(workload: Workload, source: Node) -> Iterator[Link]:
    for container in workload.containers:
        image = container.image
        if image is not None and image.repository and not container.initial:
            yield Link(image.at, LinkKind.RUNS, source, image_node(image.registry, image.repository))


def image_node(registry: str, repository: str) -> Node:
    """The node of an image, whatever its tag."""
    return Node(NodeKind.IMAGE, "/".join(part for part in (registry, repository) if part))


def _of_dependencies(
    workload: Workload, source: Node, by_name: dict[tuple[str, str, str], Node]
) -> Iterator[Link]:
    for dependency in workload.dependencies:
        target = by_name.get((*workload.group, dependency.name))
        if target is not None:
            yield Link(dependency.at, LinkKind.DEPENDS_ON, source, target, dependency.condition)
    for link in workload.links:
        target = by_name.get((*workload.group, link.value))
        if target is not None:
            yield Link(link.at, LinkKind.DEPENDS_ON, source, target, "link")


def _of_endpoints(workload: Workload, source: Node, nodes: _Nodes) -> Iterator[Link]:
    for endpoint in workload.endpoints:
        if endpoint.component:
            target = nodes.components[endpoint.component]
        elif "." in endpoint.host and not endpoint.host.replace(".", "").isdigit():
            target = Node(NodeKind.EXTERNAL, endpoint.host)
        else:
            continue
        keeps = endpoint.component in nodes.keep or endpoint.scheme in _STORE_SCHEMES
        kind = LinkKind.STORES_IN if keeps else LinkKind.TALKS_TO
        yield Link(endpoint.at, kind, source, target, endpoint.setting)


_STORE_SCHEMES = frozenset(
    "postgresql mysql mariadb mongodb redis rediss sqlserver oracle clickhouse".split()
)


def _of_configuration(workload: Workload, source: Node) -> Iterator[Link]:
    for container in workload.containers:
        for mount in container.mounts:
            if mount.kind is MountKind.CONFIGURATION and mount.source:
                target = Node(NodeKind.CONFIGURATION, mount.source, mount.source_at)
                yield Link(mount.source_at or mount.at, LinkKind.CONFIGURED_BY, source, target)


def _of_pushes(system: System) -> Iterator[Link]:
    for script in system.scripts:
        target = pipeline_node(script)
        for push in script.pushes:
            if push.reference is not None and push.reference.repository:
                source = image_node(push.reference.registry, push.reference.repository)
                yield Link(push.at, LinkKind.PUSHED_BY, source, target)


def pipeline_node(script: Script) -> Node:
    """The node of a file of commands."""
    return Node(NodeKind.PIPELINE, script.at.path, script.at)


def _of_provisioning(system: System) -> Iterator[Link]:
    for cluster in system.clusters:
        source = Node(NodeKind.CONFIGURATION, cluster.at.path, Location(cluster.at.path))
        yield Link(
            cluster.at,
            LinkKind.PROVISIONS,
            source,
            Node(NodeKind.CLUSTER, cluster.name or cluster.platform, cluster.at),
        )
    for store in system.stores:
        source = Node(NodeKind.CONFIGURATION, store.at.path, Location(store.at.path))
        yield Link(store.at, LinkKind.PROVISIONS, source, Node(NodeKind.STORE, store.name, store.at))


_FILE_OPTIONS = ("-f", "--filename", "--file", "-k", "--kustomize", "--values", "-c", "--compose-file")


def _of_deployments(system: System) -> Iterator[Link]:
    places = [(d.at.path, node_of(c)) for c in system.components for d in c.descriptions]
    described = known_in(path for path, _ in places)
    for script in system.scripts:
        source = pipeline_node(script)
        for ran, deployed in _deployed(script, described):
            for path, target in places:
                if path == deployed or path.startswith(deployed.rstrip("/") + "/"):
                    yield Link(ran.command.at, LinkKind.DEPLOYS_TO, source, target, ran.command.name)


_FROM_FILES = frozenset(
    {
        "kubectl",
        "oc",
        "helm",
        "helmfile",
        "docker compose",
        "docker stack",
        "docker service",
        "skaffold",
        "nomad",
    }
)
"""Technologies that deploy what files of the repository describe."""
_TAKES_AWAY = frozenset({"delete", "uninstall", "destroy", "down", "rollback", "push", "stop"})


def is_deploying(command: Command) -> bool:
    """Whether a command sends what files describe to where it runs; `kustomize build` is for such a command."""
    if command.name == "kustomize":
        return "build" in command.words
    return deploying_tool(command) in _FROM_FILES and _TAKES_AWAY.isdisjoint(command.words[1:4])


def _deployed(script: Script, described: Known) -> Iterator[tuple[RanCommand, str]]:
    """The files and folders of the repository that a script deploys, by the command that does."""
    files: ServerFiles | None = None
    for ran in ran_by(script):
        if not is_deploying(ran.command):
            continue
        if ran.where is Whereabouts.REMOTE and not ran.command.elsewhere:
            files = files or ServerFiles(script, described)
            yield from ((ran, path) for path in _deployed_there(ran, files))
        else:
            yield from ((ran, path) for path in _deployed_here(ran.command, script))


def _deployed_there(ran: RanCommand, files: ServerFiles) -> Iterator[str]:
    session = session_of(ran.beside)
    folder = session.folder_of(ran.command)
    named = [[name] for name in _named(ran.command)]
    usual = [DEFAULT_NAMES] if is_of_compose(ran.command) else []
    yield from filter(None, (files.meant(names, folder, session) for names in named or usual))


def _deployed_here(command: Command, script: Script) -> Iterator[str]:
    folders = [command.folder] if command.folder else [""]
    if script.kind is not ScriptKind.PIPELINE:
        folders.append(script.at.path.rpartition("/")[0])
    named = _named(command)
    if command.name in ("docker-compose", "docker") and not named:
        named = ["docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml"]
    for folder in dict.fromkeys(folders):
        for name in named:
            path = posixpath.normpath(posixpath.join(folder, name))
            if not path.startswith((".", "/")) and "$" not in path and "://" not in path:
                yield path


def _named(command: Command) -> list[str]:
    """The files and folders that a deploying command names, as written."""
    values = compose_files(command) if is_of_compose(command) else command.values_of(*_FILE_OPTIONS)
    named = [v for value in values for v in value.split(",")]
    if command.name == "helm":
        named += [w for w in command.arguments if w.startswith((".", "/")) or "/" in w]
    return named
