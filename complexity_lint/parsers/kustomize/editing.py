"""Changed copies of YAML nodes; what does not change is shared, and keeps its place."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

Change = Callable[[Node], Node]


class CannotApply(Exception):
    """A directive of a kustomization that kustomize would refuse; the message says why."""


def text_scalar(text: str, at: Location) -> Scalar:
    """A scalar that is a string whatever it looks like."""
    return Scalar(at, text, plain=False)


def set_entry(mapping: Mapping, key: str, value: Node) -> Mapping:
    """The mapping with a key's value replaced in its place, or added at the end."""
    for index in range(len(mapping.entries) - 1, -1, -1):
        entry = mapping.entries[index]
        if entry.key == key:
            changed = replace(entry, value=value)
            return replace(
                mapping, entries=(*mapping.entries[:index], changed, *mapping.entries[index + 1 :])
            )
    return replace(mapping, entries=(*mapping.entries, Entry(key, value.at, value)))


def without_entry(mapping: Mapping, *keys: str) -> Mapping:
    """The mapping without some keys."""
    kept = tuple(entry for entry in mapping.entries if entry.key not in keys)
    return mapping if len(kept) == len(mapping.entries) else replace(mapping, entries=kept)


def set_path(mapping: Mapping, path: tuple[str, ...], value: Node) -> Mapping:
    """The mapping with the value below a path of keys set; mappings on the way are made."""
    if len(path) == 1:
        return set_entry(mapping, path[0], value)
    inner = mapping.get(path[0])
    inside = inner if isinstance(inner, Mapping) else Mapping(value.at)
    return set_entry(mapping, path[0], set_path(inside, path[1:], value))


def remove_path(mapping: Mapping, path: tuple[str, ...]) -> Mapping:
    """The mapping without what is below a path of keys."""
    if len(path) == 1:
        return without_entry(mapping, path[0])
    inner = mapping.get(path[0])
    if not isinstance(inner, Mapping):
        return mapping
    changed = remove_path(inner, path[1:])
    return mapping if changed is inner else set_entry(mapping, path[0], changed)


def texts_of(node: Node | None) -> dict[str, str]:
    """The scalars of a mapping by key, as text; labels and annotations are read so."""
    if not isinstance(node, Mapping):
        return {}
    return {e.key: e.value.text for e in node.entries if isinstance(e.value, Scalar) and not e.value.is_null}


def split_path(path: str, delimiter: str = "/") -> tuple[str, ...]:
    """The parts of a path; a backslash keeps the delimiter after it (kyaml/utils/pathsplitter.go)."""
    pieces = path.split(delimiter)
    if len(pieces) > 1 and not pieces[0]:
        pieces = pieces[1:]
    found = [pieces[0]]
    for piece in pieces[1:]:
        if found[-1].endswith("\\"):
            found[-1] = found[-1][:-1] + delimiter + piece
        else:
            found.append(piece)
    return tuple(found)


def edit(node: Node, path: tuple[str, ...], change: Change, made: Node | None = None) -> Node:
    """The node with `change` applied to everything below a path of keys (api/filters/fieldspec).

    Lists on the way stand for each of their items. Where the path ends early nothing happens, unless `made` is given:
    then the missing mappings and `made` itself are put there first; a part that ends in `[]` is never made.
    Raises CannotApply where the path leads through a scalar.
    """
    if not path:
        return change(node)
    if isinstance(node, Sequence):
        return _edit_items(node, path, change, made)
    if isinstance(node, Scalar):
        if node.is_null:
            return node
        raise CannotApply(f"there is a scalar where {path[0]} should be")
    return _edit_entry(node, path, change, made)


def _edit_items(node: Sequence, path: tuple[str, ...], change: Change, made: Node | None) -> Sequence:
    items = tuple(edit(item, path, change, made) for item in node.items)
    return node if same(items, node.items) else replace(node, items=items)


def _edit_entry(node: Mapping, path: tuple[str, ...], change: Change, made: Node | None) -> Mapping:
    name = path[0].removesuffix("[]")
    can_make = made if name == path[0] else None
    entry = node.entry(name)
    value = entry.value if entry else None
    if value is None or (isinstance(value, Scalar) and value.is_null):
        if can_make is None:
            return node
        value = can_make if len(path) == 1 else Mapping(can_make.at)
    changed = edit(value, path[1:], change, made)
    if entry is not None and changed is entry.value:
        return node
    return set_entry(node, name, changed)


def same(one: Iterable[object], other: Iterable[object]) -> bool:
    """Whether two series hold the very same objects."""
    return all(a is b for a, b in zip(one, other, strict=True))


def keep_style(new: Scalar, old: Node | None) -> Scalar:
    """A scalar as it comes out when it is put in another's place.

    kustomize keeps the style of the scalar that was there, so that 3 in place of "1" becomes "3"
    (kyaml/yaml/fns.go, FieldSetter).
    """
    if isinstance(old, Scalar) and new.plain and not old.plain and not old.is_null:
        return replace(new, plain=False)
    return new
