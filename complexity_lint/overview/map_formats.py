"""A picture -> Mermaid or Graphviz; a system's links -> JSON."""

import json
from collections.abc import Iterator
from typing import TypedDict

from complexity_lint.model.links import LinkKind, Node
from complexity_lint.model.system import System
from complexity_lint.overview.picture import Drawn, Picture, Shape
from complexity_lint.reporters.printable import printable

_MERMAID_SHAPES = {
    Shape.SERVICE: ("[", "]"),
    Shape.WORKER: ("[/", "/]"),
    Shape.JOB: ("([", "])"),
    Shape.STORE: ("[(", ")]"),
    Shape.BROKER: ("[[", "]]"),
    Shape.PROXY: ("{{", "}}"),
    Shape.TOOL: ("(", ")"),
    Shape.FUNCTION: ("[\\", "\\]"),
    Shape.EXTERNAL: (">", "]"),
}
_MERMAID_LINES = {LinkKind.STORES_IN: "==>", LinkKind.TALKS_TO: "-->", LinkKind.DEPENDS_ON: "-.->"}
_DOT_SHAPES = {
    Shape.SERVICE: "box",
    Shape.WORKER: "parallelogram",
    Shape.JOB: "ellipse",
    Shape.STORE: "cylinder",
    Shape.BROKER: "cds",
    Shape.PROXY: "hexagon",
    Shape.TOOL: "component",
    Shape.FUNCTION: "invtrapezium",
    Shape.EXTERNAL: "note",
}
_DOT_LINES = {LinkKind.STORES_IN: "bold", LinkKind.TALKS_TO: "solid", LinkKind.DEPENDS_ON: "dashed"}


def as_mermaid(picture: Picture) -> str:
    """A flowchart as GitHub renders it: https://mermaid.js.org/syntax/flowchart.html."""
    return "\n".join(_mermaid(picture)) + "\n"


def _mermaid(picture: Picture) -> Iterator[str]:
    yield "flowchart LR"
    for number, group in enumerate(picture.groups):
        yield f'  subgraph g{number}["{_mermaid_text(group.name)}"]'
        yield from (f"    {_mermaid_node(node)}" for node in group.nodes)
        yield "  end"
    for line in picture.lines:
        yield f"  {line.source} {_MERMAID_LINES[line.kind]} {line.target}"
    own = [node.key for group in picture.groups for node in group.nodes if node.own]
    if own:
        yield "  classDef own stroke-width:3px"
        yield f"  class {','.join(own)} own"


def _mermaid_node(node: Drawn) -> str:
    left, right = _MERMAID_SHAPES[node.shape]
    return f'{node.key}{left}"{_mermaid_text(node.name)}"{right}'


def _mermaid_text(text: str) -> str:
    """Text between quotes: Mermaid's own entities for what would end or format it."""
    marked = printable(text).replace("#", "#35;").replace('"', "#quot;").replace("`", "#96;")
    return marked.replace("<", "#lt;").replace(">", "#gt;")


def as_dot(picture: Picture) -> str:
    """A digraph in Graphviz's language: https://graphviz.org/doc/info/lang.html."""
    return "\n".join(_dot(picture)) + "\n"


def _dot(picture: Picture) -> Iterator[str]:
    yield "digraph system {"
    yield "  rankdir=LR"
    yield '  node [fontname="sans-serif"]'
    for number, group in enumerate(picture.groups):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_dot_text(group.name)}"
        for node in group.nodes:
            width = " penwidth=2" if node.own else ""
            yield f"    {node.key} [label={_dot_text(node.name)} shape={_DOT_SHAPES[node.shape]}{width}]"
        yield "  }"
    for line in picture.lines:
        yield f"  {line.source} -> {line.target} [style={_DOT_LINES[line.kind]}]"
    yield "}"


def _dot_text(text: str) -> str:
    """A double-quoted string, in which only the quote is special and a backslash begins an escape."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


class NodeEntry(TypedDict):
    """A node of the graph; `path` is None for what lies outside the repository."""

    id: str
    kind: str
    name: str
    path: str | None
    line: int | None


class LinkEntry(TypedDict):
    """A link between two nodes, by their ids."""

    kind: str
    source: str
    target: str
    detail: str
    path: str
    line: int | None


class GraphEntry(TypedDict):
    """The whole graph."""

    nodes: list[NodeEntry]
    links: list[LinkEntry]


def as_json(system: System) -> str:
    """Every node and every link, with places: more than the pictures show."""
    nodes: dict[str, Node] = {}
    for link in system.links:
        for node in (link.source, link.target):
            nodes.setdefault(node_id(node), node)
    graph = GraphEntry(
        nodes=[
            NodeEntry(
                id=key,
                kind=node.kind.value,
                name=node.name,
                path=node.at.path if node.at else None,
                line=node.at.line if node.at else None,
            )
            for key, node in sorted(nodes.items())
        ],
        links=[
            LinkEntry(
                kind=link.kind.value,
                source=node_id(link.source),
                target=node_id(link.target),
                detail=link.detail,
                path=link.at.path,
                line=link.at.line,
            )
            for link in system.links
        ],
    )
    return json.dumps(graph, indent=2) + "\n"


def node_id(node: Node) -> str:
    """What names a node in the graph: its kind and name."""
    return f"{node.kind.value}:{node.name}"
