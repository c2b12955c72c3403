"""JSON patches (RFC 6902) on YAML nodes, as evanphx/json-patch v4 applies them for kustomize."""

from collections.abc import Iterable
from dataclasses import replace

from complexity_lint.parsers.kustomize.budgets import check_size
from complexity_lint.parsers.kustomize.editing import CannotApply, set_entry, without_entry
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence


def apply_json_patch(target: Mapping, operations: Iterable[Node]) -> Mapping:
    """The object with every operation applied in turn. Raises CannotApply at the first that cannot be."""
    result: Node = target
    for operation in operations:
        if not isinstance(operation, Mapping):
            raise CannotApply("a JSON patch is a list of operations")
        result = _apply(result, operation)
        if operation.text("op") == "copy":
            check_size(result)
    if not isinstance(result, Mapping):
        raise CannotApply("the patch leaves no object")
    return result


def _apply(target: Node, operation: Mapping) -> Node:
    path = _pointer(operation.text("path"))
    match operation.text("op"):
        case "add":
            return _add(target, path, _value(operation))
        case "replace":
            return _replace(target, path, _value(operation))
        case "remove":
            return _remove(target, path)
        case "move":
            origin = _pointer(operation.text("from"))
            return _add(_remove(target, origin), path, _get(target, origin))
        case "copy":
            return _add(target, path, _get(target, _pointer(operation.text("from"))))
        case "test":
            return _test(target, path, operation)
        case unknown:
            raise CannotApply(f"unknown operation {unknown!r} in a JSON patch")


def _value(operation: Mapping) -> Node:
    entry = operation.entry("value")
    return entry.value if entry else Scalar(operation.at, "null")


def _pointer(path: str) -> tuple[str, ...]:
    if path and not path.startswith("/"):
        raise CannotApply(f"{path} is no JSON pointer")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:])


def _test(target: Node, path: tuple[str, ...], operation: Mapping) -> Node:
    found = _get(target, path)
    wanted = _value(operation)
    if isinstance(found, Scalar) and isinstance(wanted, Scalar) and found.text != wanted.text:
        raise CannotApply(f"the test of {operation.text('path')} fails")
    return target


def _index(sequence: Sequence, part: str, *, end: int) -> int:
    try:
        index = int(part)
    except ValueError:
        raise CannotApply(f"{part!r} is no position in a list") from None
    if index < 0:
        index += end
    if not 0 <= index < end:
        raise CannotApply(f"there is no item {part} in a list of {len(sequence.items)}")
    return index


def _get(node: Node, path: tuple[str, ...]) -> Node:
    for part in path:
        found: Node | None = None
        if isinstance(node, Mapping):
            found = node.get(part)
        elif isinstance(node, Sequence):
            found = node.items[_index(node, part, end=len(node.items))]
        if found is None:
            raise CannotApply(f"there is no {part} at /{'/'.join(path)}")
        node = found
    return node


def _inside(node: Node, path: tuple[str, ...], changed: Node) -> Node:
    """The node with the value at the first part of the path changed."""
    if isinstance(node, Mapping):
        return set_entry(node, path[0], changed)
    if not isinstance(node, Sequence):
        raise CannotApply(f"there is no {path[0]} in a scalar")
    index = _index(node, path[0], end=len(node.items))
    return replace(node, items=(*node.items[:index], changed, *node.items[index + 1 :]))


def _replace(node: Node, path: tuple[str, ...], value: Node) -> Node:
    if not path:
        return value
    if len(path) == 1:
        return _inside(node, path, value)  # against the RFC, a key need not be there (evanphx/json-patch v4)
    return _inside(node, path, _replace(_get(node, path[:1]), path[1:], value))


def _add(node: Node, path: tuple[str, ...], value: Node) -> Node:
    if not path:
        return value
    if len(path) > 1:
        return _inside(node, path, _add(_get(node, path[:1]), path[1:], value))
    if isinstance(node, Mapping):
        return set_entry(node, path[0], value)
    if not isinstance(node, Sequence):
        raise CannotApply(f"{path[0]} cannot be added to a scalar")
    index = len(node.items) if path[0] == "-" else _index(node, path[0], end=len(node.items) + 1)
    return replace(node, items=(*node.items[:index], value, *node.items[index:]))


def _remove(node: Node, path: tuple[str, ...]) -> Node:
    if not path:
        raise CannotApply("the whole object cannot be removed")
    inner = _get(node, path[:1])
    if len(path) > 1:
        return _inside(node, path, _remove(inner, path[1:]))
    if isinstance(node, Mapping):
        return without_entry(node, path[0])
    assert isinstance(node, Sequence)
    index = _index(node, path[0], end=len(node.items))
    return replace(node, items=(*node.items[:index], *node.items[index + 1 :]))
