"""YAML written inside a scalar of a kustomization, with its places in the file around it."""

from collections.abc import Callable
from dataclasses import replace

from complexity_lint.parsers.kustomize.budgets import check_size
from complexity_lint.parsers.kustomize.editing import CannotApply
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, load
from complexity_lint.source import Location, Source


def load_inline(scalar: Scalar) -> tuple[Node, ...]:
    """The documents of a scalar's text.

    The lines of a block scalar are lines of the file; of any other scalar only the place of the whole is known.
    Raises CannotApply where the text is not valid YAML, or far larger than it looks.
    """
    documents = load(Source(scalar.at.path, scalar.text.strip("\n")))
    skipped = len(scalar.text) - len(scalar.text.lstrip("\n"))

    def place(own: Location) -> Location:
        if not scalar.indent or scalar.at.line is None or own.line is None:
            return scalar.at
        lines, columns = scalar.at.line + skipped, scalar.indent
        return Location(
            scalar.at.path,
            own.line + lines,
            (own.column or 1) + columns,
            (own.end_line or own.line) + lines,
            (own.end_column or own.column or 1) + columns,
        )

    if documents.problem is not None:
        raise CannotApply(f"this is not valid YAML: {documents.problem.message}")
    for node in documents.nodes:
        check_size(node)
    return tuple(_moved(node, place) for node in documents.nodes)


def _moved(node: Node, place: Callable[[Location], Location]) -> Node:
    at = place(node.at)
    if isinstance(node, Scalar):
        return replace(node, at=at)
    if isinstance(node, Mapping):
        entries = tuple(replace(e, at=place(e.at), value=_moved(e.value, place)) for e in node.entries)
        return replace(node, at=at, entries=entries)
    return replace(node, at=at, items=tuple(_moved(item, place) for item in node.items))
