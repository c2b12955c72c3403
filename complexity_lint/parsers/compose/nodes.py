"""Typed values -> the nodes that the readers shared by all formats take."""

from complexity_lint.parsers.compose.scalars import shown
from complexity_lint.parsers.compose.tree import Leaf, Row, Tree
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence


def to_node(tree: Tree) -> Node:
    """The same value as a node, places kept."""
    if isinstance(tree, Leaf):
        if tree.value is None:
            return Scalar(tree.at, "")
        return Scalar(tree.at, shown(tree.value), not isinstance(tree.value, str), "", tree.indent)
    if isinstance(tree, Row):
        return Sequence(tree.at, tuple(to_node(item) for item in tree.items))
    entries = (Entry(key, found.at, to_node(found.value)) for key, found in tree.fields.items())
    return Mapping(tree.at, tuple(entries))
