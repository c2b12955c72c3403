"""A system -> the picture of it: nodes in groups, and the links worth drawing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from complexity_lint.assemble.graph import node_of
from complexity_lint.model.components import Component
from complexity_lint.model.links import LinkKind, Node, NodeKind
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.system import System
from complexity_lint.model.workloads import Controller


class Shape(Enum):
    """How a node is drawn, which tells its role."""

    SERVICE = "service"
    WORKER = "worker"
    JOB = "job"
    STORE = "store"
    BROKER = "broker"
    PROXY = "proxy"
    TOOL = "tool"
    FUNCTION = "function"
    EXTERNAL = "external"


_SHAPES = {
    Role.WORKER: Shape.WORKER,
    Role.JOB: Shape.JOB,
    Role.BACKUP: Shape.JOB,
    Role.BROKER: Shape.BROKER,
    Role.PROXY: Shape.PROXY,
    Role.OBSERVABILITY: Shape.TOOL,
    Role.ADMIN: Shape.TOOL,
    Role.CI: Shape.TOOL,
    Role.TOOL: Shape.TOOL,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One node: `key` is what links and renderers name it by, `own` whether the repository makes it."""

    key: str
    name: str
    shape: Shape
    own: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that run together, under the name of what holds them; the last group may have no name."""

    name: str
    nodes: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn link from one node's key to another's."""

    source: str
    target: str
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn."""

    groups: tuple[Group, ...]
    lines: tuple[Line, ...]


_DRAWN = (LinkKind.STORES_IN, LinkKind.TALKS_TO, LinkKind.DEPENDS_ON)
"""The links between what runs; one of a pair is drawn, the first of this order."""


def draw(system: System) -> Picture:
    """The picture of what runs: components by the cluster, namespace or project they run in, managed stores,
    functions, and the hosts outside that settings name.
    """
    keys: dict[Node, str] = {}
    groups: dict[str, list[Drawn]] = {}
    for component in system.components:
        node = node_of(component)
        key = keys.setdefault(node, f"n{len(keys)}")
        groups.setdefault(_group(component), []).append(_component(component, key))
    for title, kind, drawn in _elsewhere(system):
        node = Node(kind, drawn.name)
        if node not in keys:
            keys[node] = f"n{len(keys)}"
            groups.setdefault(title, []).append(Drawn(keys[node], drawn.name, drawn.shape, drawn.own))
    by_name = {(node.kind, node.name): key for node, key in keys.items()}
    lines = tuple(_lines(system, by_name))
    return Picture(tuple(Group(name, tuple(nodes)) for name, nodes in groups.items()), lines)


def _component(component: Component, key: str) -> Drawn:
    own = component.ownership in (Ownership.FIRST_PARTY, Ownership.SIBLING)
    shape = _SHAPES.get(component.role, Shape.SERVICE)
    if component.role.keeps_state and shape is Shape.SERVICE:
        shape = Shape.STORE
    return Drawn(key, component.name, shape, own)


def _group(component: Component) -> str:
    """Where a component runs first of all: its production description's namespace or project."""
    if not component.workloads:
        return component.application or "repository"
    telling = min(
        component.workloads, key=lambda w: (not w.is_production, w.controller is Controller.COMPOSE)
    )
    if telling.namespace:
        return f"namespace {telling.namespace}"
    return telling.project or "repository"


def _elsewhere(system: System) -> Iterator[tuple[str, NodeKind, Drawn]]:
    for store in system.stores:
        shape = Shape.BROKER if store.role is Role.BROKER else Shape.STORE
        yield "managed stores", NodeKind.STORE, Drawn("", store.name, shape)
    for function in system.functions:
        yield "functions", NodeKind.FUNCTION, Drawn("", function.name, Shape.FUNCTION, own=True)
    for name in _external(system):
        yield "outside", NodeKind.EXTERNAL, Drawn("", name, Shape.EXTERNAL)


def _external(system: System) -> Iterable[str]:
    return dict.fromkeys(link.target.name for link in system.links if link.target.kind is NodeKind.EXTERNAL)


def _lines(system: System, keys: dict[tuple[NodeKind, str], str]) -> Iterator[Line]:
    drawn: set[tuple[str, str]] = set()
    for kind in _DRAWN:
        for link in system.links:
            source = keys.get((link.source.kind, link.source.name))
            target = keys.get((link.target.kind, link.target.name))
            if link.kind is kind and source and target and (source, target) not in drawn:
                drawn.add((source, target))
                yield Line(source, target, kind)
