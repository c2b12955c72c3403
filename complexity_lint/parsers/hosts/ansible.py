"""Ansible playbooks and roles -> what they install on machines and run there (docs.ansible.com, "Playbooks", "Roles").

Tasks are read in any file; which hosts a role is for is told by the playbooks that name it. Values in `{{ }}` are not
known, and so are loops over lists kept elsewhere; `loop` over names written down is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.pipelines import ScriptKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.tools import Evidence, HostService, ToolUse
from complexity_lint.model.workloads import Container, Controller, Mount, MountKind, Workload
from complexity_lint.parsers.hosts.software import host_service
from complexity_lint.parsers.scripts import script_parts
from complexity_lint.parsers.started import read_script, read_start
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Entry, Node, Scalar, Sequence, load
from complexity_lint.parsers.yaml_nodes import Mapping as Table
from complexity_lint.source import Location, Source

_PACKAGES = frozenset(("apt", "yum", "dnf", "dnf5", "package", "apk", "zypper", "pacman", "snap", "homebrew"))
_SHELLS = frozenset(("shell", "command", "raw"))
_CONTAINERS = frozenset(("docker_container", "podman_container", "docker"))
_TOOLS = {
    "helm": "helm", "k8s": "kubernetes", "docker_compose": "docker-compose", "docker_compose_v2": "docker-compose",
    "docker_swarm": "docker-swarm", "docker_stack": "docker-swarm", "docker_swarm_service": "docker-swarm",
    "terraform": "terraform", "cloudformation": "cloudformation", "ecs_service": "ecs", "nomad_job": "nomad",
    "supervisorctl": "supervisord", "systemd": "systemd", "systemd_service": "systemd", "docker_image": "docker",
}  # fmt: skip
"""Modules, by their last word, that use another technology."""
_ROLE_PATH = re.compile(r"(?:^|/)roles/([^/]+)/(?:tasks|handlers)/")
_LISTS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class _Place:
    """Where tasks stand: their file, what it is for, and the group of machines, empty where that is not known."""

    source: Source
    environment: Environment | None
    hosts: str = ""


@dataclass(frozen=True, slots=True)
class _Task:
    """A use of a module: its last word (`apt` of `ansible.builtin.apt`), its arguments and what it loops over."""

    module: str
    at: Location
    given: Node
    loop: tuple[Scalar, ...]
    arguments: Table


def evaluate(unit: Unit) -> Parts:
    """What all playbooks and roles of a unit install and run; the coverage lists each file."""
    loaded = {source.path: (source, load(source)) for source in unit.sources}
    hosts: dict[str, str] = {}
    for _, documents in loaded.values():
        for node in documents.nodes:
            hosts.update(_hosts_of_roles(node))
    found: list[Parts] = []
    for path, (source, documents) in loaded.items():
        found.append(Parts(coverage=(FileCoverage(path, "partly" if documents.problem else "evaluated"),)))
        role = _ROLE_PATH.search(path)
        place = _Place(source, from_path(path), hosts.get(role[1], "") if role else "")
        for node in documents.nodes:
            found.append(_of_list(node, place))
    return join(found)


def _hosts_of_roles(node: Node) -> Iterator[tuple[str, str]]:
    """Which hosts the roles of a playbook are for."""
    for play in node.items if isinstance(node, Sequence) else ():
        if isinstance(play, Table) and play.text("hosts"):
            for item, _ in _roles(play):
                yield item.rpartition("/")[2].rpartition(".")[2], play.text("hosts")


def _roles(play: Table) -> Iterator[tuple[str, Location]]:
    for item in play.items("roles"):
        named = item if isinstance(item, Scalar) else None
        if isinstance(item, Table):
            named = item.scalar("role") or item.scalar("name")
        if named is not None:
            yield named.text, named.at


def _of_list(node: Node, place: _Place) -> Parts:
    tasks: list[tuple[_Task, _Place]] = []
    services: list[HostService] = []
    settled = place.environment or PRODUCTION
    tools: list[ToolUse] = []
    for item in node.items if isinstance(node, Sequence) else ():
        if not isinstance(item, Table):
            continue
        hosts = item.text("hosts")
        inside = replace(place, hosts=hosts) if hosts else place
        if hosts:
            entry = item.entry("hosts")
            tools.append(ToolUse(entry.at if entry else item.at, "ansible", Evidence.FILE, settled))
            for role, at in _roles(item):
                found = host_service(_plain_role(role), at, "ansible", settled, hosts)
                services += [found] if found else []
        tasks += [(task, inside) for task in _tasks(item, 0)]
    if tasks and not tools:
        tools.append(ToolUse(tasks[0][0].at, "ansible", Evidence.FILE, settled))
    commands = tuple(c for task, _ in tasks for c in _commands(task))
    parts = [script_parts(place.source, "Ansible", commands, ScriptKind.SHELL)] if commands else []
    services += [s for task, where in tasks for s in _packages(task, where)]
    workloads = [w for task, where in tasks if (w := _workload(task, where)) is not None]
    tools += [
        ToolUse(t.at, _TOOLS[t.module], Evidence.COMMAND, settled) for t, _ in tasks if t.module in _TOOLS
    ]
    return join(
        (
            *(replace(p, coverage=()) for p in parts),
            Parts(host_services=tuple(services), workloads=tuple(workloads), tools=tuple(tools)),
        )
    )


def _plain_role(role: str) -> str:
    """`geerlingguy.mysql` -> `mysql`, `community/ansible-role-redis` -> `redis`."""
    last = role.rpartition("/")[2].rpartition(".")[2]
    return re.sub(r"^ansible[-_](role[-_])?", "", last)


def _tasks(item: Table, depth: int) -> Iterator[_Task]:
    if depth > MAX_DEPTH:
        return
    for entry in item.entries:
        if entry.key in _LISTS and isinstance(entry.value, Sequence):
            for inner in entry.value.items:
                if isinstance(inner, Table):
                    yield from _tasks(inner, depth + 1)
            continue
        module = entry.key.rpartition(".")[2]
        if module in _PACKAGES or module in _SHELLS or module in _CONTAINERS or module in _TOOLS:
            yield _task(module, entry, item)


def _task(module: str, entry: Entry, item: Table) -> _Task:
    looped = item.get("loop") or item.get("with_items")
    loop = tuple(i for i in looped.items if isinstance(i, Scalar)) if isinstance(looped, Sequence) else ()
    given = entry.value
    return _Task(module, entry.at, given, loop, given if isinstance(given, Table) else item.mapping("args"))


def _argument(text: str, *names: str) -> str:
    """An argument of the short form `apt: name=redis state=present`."""
    for name in names:
        match = re.search(rf"(?:^|\s){name}=(\"[^\"]*\"|'[^']*'|\{{\{{.*?\}}\}}|\S+)", text)
        if match:
            return match[1].strip("\"'")
    return ""


def _packages(task: _Task, place: _Place) -> Iterator[HostService]:
    """The servers that a task installs; one that removes installs none."""
    if task.module not in _PACKAGES:
        return
    names: list[tuple[str, Location]] = []
    if isinstance(task.given, Scalar):
        if _argument(task.given.text, "state") in ("absent", "removed"):
            return
        names += [(n, task.at) for n in _argument(task.given.text, "name", "pkg", "package").split(",")]
    elif isinstance(task.given, Table):
        if task.given.text("state") in ("absent", "removed"):
            return
        for key in ("name", "pkg", "package"):
            node = task.given.get(key)
            items = node.items if isinstance(node, Sequence) else (node,)
            names += [(n, i.at) for i in items if isinstance(i, Scalar) for n in i.text.split(",")]
    looped = any("item" in name and "{{" in name for name, _ in names)
    names += [(item.text, item.at) for item in task.loop] if looped else []
    for name, at in names:
        plain = name.strip()
        found = host_service(plain, at, "ansible", place.environment or PRODUCTION, place.hosts)
        if found is not None and "{{" not in plain:
            yield found


def _commands(task: _Task) -> Iterator[Command]:
    if task.module not in _SHELLS:
        return
    node = task.given if isinstance(task.given, Scalar) else task.arguments.scalar("cmd")
    if node is not None and not node.is_null:
        yield from read_script(node)


def _workload(task: _Task, place: _Place) -> Workload | None:
    """A container that a task keeps running (community.docker.docker_container)."""
    if task.module not in _CONTAINERS or not isinstance(task.given, Table):
        return None
    given = task.given
    image, name = given.scalar("image"), given.scalar("name")
    if (
        image is None
        or given.text("state") in ("absent", "stopped")
        or given.text("cleanup") in ("true", "yes")
    ):
        return None
    shown = name.text if name and "{{" not in name.text else parse_image_reference(image.text, image.at).name
    container = Container(
        at=image.at,
        name=shown,
        image=parse_image_reference(image.text, image.at),
        starts=read_start(given.get("command")),
        settings=tuple(
            Variable(e.at, e.key, e.value.text if isinstance(e.value, Scalar) else None)
            for e in given.mapping("env").entries
        ),
        mounts=tuple(_mounts(given)),
    )
    at = name.at if name else image.at
    return Workload(
        at=at,
        name=shown,
        project=place.source.path,
        controller=Controller.CONTAINER_SERVICE,
        environment=place.environment or UNSTATED,
        containers=(container,),
        controller_at=at,
    )


def _mounts(given: Table) -> Iterator[Mount]:
    for item in given.items("volumes"):
        if isinstance(item, Scalar):
            source, separator, rest = item.text.partition(":")
            target, _, mode = rest.partition(":")
            if separator:
                kind = MountKind.BIND if source.startswith(("/", ".", "~", "{{")) else MountKind.VOLUME
                yield Mount(item.at, kind, target.rstrip("/"), source, mode == "ro")
            else:
                yield Mount(item.at, MountKind.ANONYMOUS, item.text.rstrip("/"))
