"""The scalars of a YAML document with their dotted keys."""

from collections.abc import Iterator

from complexity_lint.parsers.yaml_nodes import Node, Scalar, Sequence

MAX_DEPTH = 30


def leaves(node: Node, path: str = "", depth: int = 0) -> Iterator[tuple[str, Scalar]]:
    """The scalars below a node with their dotted keys; of a `name`/`value` pair, the value under its name."""
    if depth > MAX_DEPTH:
        return
    if isinstance(node, Scalar):
        if not node.is_null:
            yield path, node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from leaves(item, path, depth + 1)
    else:
        named, value = node.text("name"), node.scalar("value")
        if named and value is not None:
            yield f"{path}.{named}" if path else named, value
            return
        for entry in node.entries:
            yield from leaves(entry.value, f"{path}.{entry.key}" if path else entry.key, depth + 1)
