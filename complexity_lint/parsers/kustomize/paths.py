"""Paths with dots, as `replacements` and `vars` write them (kyaml/utils/pathsplitter.go, kyaml/yaml/match.go)."""

import re
from collections.abc import Callable
from dataclasses import replace

from complexity_lint.parsers.kustomize.budgets import fits
from complexity_lint.parsers.kustomize.editing import CannotApply, set_entry, split_path, text_scalar
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence

Change = Callable[[Node], Node]

_MATCH = re.compile(r"\[(?P<key>[^=]*)=(?P<value>.*)\]")


def dotted(path: str) -> tuple[str, ...]:
    """The parts of a path: `[name=x]` stays one part with its brackets, `[a.b]` one without."""
    pieces = split_path(path, ".")
    result: list[str] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        while piece.startswith("[") and not piece.endswith("]") and position + 1 < len(pieces):
            position += 1
            piece = f"{piece}.{pieces[position]}"
        is_key = piece.startswith("[") and "=" not in piece
        result.append(piece.strip("[]") if is_key else piece)
        position += 1
    return tuple(result)


def find_path(node: Node, path: str) -> Node | None:
    """The node at a path, None where there is none; of several items that fit, the first."""
    return _find(node, dotted(path))


def _find(node: Node, parts: tuple[str, ...]) -> Node | None:
    found: Node | None = node
    for part in parts:
        name, bracket, index = part.partition("[")
        if isinstance(found, Mapping):
            found = found.get(name) if bracket and name and index[:-1].isdigit() else found.get(part)
            if bracket and name and isinstance(found, Sequence):
                found = _item(found, index[:-1])
        elif isinstance(found, Sequence):
            found = _item(found, part)
        else:
            return None
    return found


def _item(sequence: Sequence, part: str) -> Node | None:
    if part.isdigit():
        return sequence.items[int(part)] if int(part) < len(sequence.items) else None
    positions = _matching(sequence, part)
    return sequence.items[positions[0]] if positions else None


def _matching(sequence: Sequence, part: str) -> list[int]:
    """The positions of the items a part `[key=pattern]` or `[=pattern]` fits."""
    match = _MATCH.fullmatch(part)
    if match is None:
        return []
    found = []
    for index, item in enumerate(sequence.items):
        value = item.get(match["key"]) if isinstance(item, Mapping) else item
        if isinstance(value, Scalar) and fits(match["value"], value.text, whole=False):
            found.append(index)
    return found


def change_path(node: Node, parts: tuple[str, ...], change: Change, made: Node | None) -> tuple[Node, int]:
    """The node with `change` applied at every place a path fits, and how many those are.

    With `made` missing mappings, list items and the last part itself are put there first.
    """
    if not parts:
        return change(node), 1
    if isinstance(node, Sequence):
        return _change_items(node, parts, change, made)
    if not isinstance(node, Mapping):
        return node, 0
    inner = node.get(parts[0])
    if inner is None:
        if made is None:
            return node, 0
        inner = _blank(parts[1:], made)
    changed, count = change_path(inner, parts[1:], change, made)
    return (set_entry(node, parts[0], changed), count) if count else (node, 0)


def _blank(parts: tuple[str, ...], made: Node) -> Node:
    if not parts:
        return made
    is_list = parts[0].isdigit() or parts[0] in ("*", "-") or parts[0].startswith("[")
    return Sequence(made.at) if is_list else Mapping(made.at)


def _change_items(
    node: Sequence, parts: tuple[str, ...], change: Change, made: Node | None
) -> tuple[Node, int]:
    items = list(node.items)
    if parts[0] == "*":
        positions = list(range(len(items)))
    elif parts[0].isdigit() or parts[0] == "-":
        positions = [len(items) if parts[0] == "-" else int(parts[0])]
        if positions[0] == len(items) and made is not None:
            items.append(_blank(parts[1:], made))
        if positions[0] >= len(items):
            raise CannotApply(f"there is no item {parts[0]}")
    else:
        positions = _matching(node, parts[0])
        match = _MATCH.fullmatch(parts[0])
        if not positions and made is not None and match:
            positions = [len(items)]
            value = text_scalar(match["value"], made.at)
            items.append(set_entry(Mapping(made.at), match["key"], value) if match["key"] else value)
    count = 0
    for position in positions:
        items[position], changed = change_path(items[position], parts[1:], change, made)
        count += changed
    return (replace(node, items=tuple(items)), count) if count else (node, 0)
