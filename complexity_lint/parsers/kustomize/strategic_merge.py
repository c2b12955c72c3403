"""Strategic merge patches as kustomize 5.8 applies them (kyaml/yaml/merge2 and kyaml/yaml/walk).

Differs from the API server's merge: the built-in schema is that of Kubernetes 1.21, lists of other kinds are
replaced, `$setElementOrder` and `$deleteFromPrimitiveList` are not known.
"""

from dataclasses import replace
from enum import Enum

from complexity_lint.parsers.kustomize.editing import CannotApply, keep_style, set_entry, without_entry
from complexity_lint.parsers.kustomize.list_elements import (
    append_all,
    find_element,
    merge_values,
    place_element,
    used_keys,
    values_of,
)
from complexity_lint.parsers.kustomize.merge_keys import MergingList, Type, field_of, type_of
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence

_DIRECTIVE = "$patch"


class _Directive(Enum):
    MERGE = "merge"
    REPLACE = "replace"
    DELETE = "delete"


def strategic_merge(target: Mapping, patch: Mapping) -> Mapping | None:
    """The object with the patch merged into it; None where the patch deletes it.

    Raises CannotApply where the two do not have the same shape or `$patch` has an unknown value.
    """
    merged = _merge(target, patch, None)
    if not isinstance(merged, Mapping):
        return None
    metadata, named = target.get("metadata"), merged.get("metadata")
    if isinstance(metadata, Mapping) and isinstance(named, Mapping):
        merged = set_entry(merged, "metadata", _named_as(metadata, named, ("name", "namespace")))
    return _named_as(target, merged, ("apiVersion", "kind"))


def _named_as(target: Mapping, merged: Mapping, keys: tuple[str, ...]) -> Mapping:
    """What is merged, with the places of the target's own identity: a patch repeats it only to say what it means."""
    for key in keys:
        own, new = target.get(key), merged.get(key)
        if isinstance(own, Scalar) and isinstance(new, Scalar) and own is not new and own.text == new.text:
            merged = set_entry(merged, key, own)
    return merged


def _is_missing(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and node.is_null)


def _merge(target: Node | None, patch: Node | None, type_: Type | MergingList | None) -> Node | None:
    """What comes of a value; None where nothing is left of it."""
    first = patch if _is_missing(target) else target
    if first is None or _is_missing(first):
        # Of nulls only one that is written out in the target survives, and only where the patch is silent.
        return target if patch is None and isinstance(target, Scalar) and target.text else None
    if patch is not None and not _is_missing(patch) and type(patch) is not type(first):
        raise CannotApply("the patch has another shape here")
    if isinstance(first, Mapping):
        return _merge_mappings(target, patch, type_ if isinstance(type_, Type) else None)
    if isinstance(first, Sequence):
        return _merge_lists(target, patch, type_ if isinstance(type_, MergingList) else None)
    kept = target if patch is None else patch
    return None if _is_missing(kept) else kept


def _merge_mappings(target: Node | None, patch: Node | None, type_: Type | None) -> Node | None:
    if isinstance(patch, Scalar) or (target is None and patch is None):
        return None  # an explicit null
    directive, plain_patch = _directive_of(patch)
    if directive is _Directive.DELETE:
        return None
    starts_with_patch = _is_missing(target) or directive is _Directive.REPLACE
    chosen = plain_patch if starts_with_patch else target
    if not isinstance(chosen, Mapping):
        return None
    return _merge_fields(chosen, plain_patch, type_ or _type_stated(chosen, plain_patch))


def _merge_fields(base: Mapping, patch: Mapping | None, type_: Type | None) -> Mapping:
    result = base
    keys = dict.fromkeys(entry.key for part in (base, patch) if part for entry in part.entries)
    for key in keys:
        old, new = base.get(key), patch.get(key) if patch else None
        if isinstance(old, Scalar) and new is None and not old.is_null:
            continue
        value = _merge(old, new, field_of(type_, key))
        if value is None:
            result = without_entry(result, key)
        elif value is not old:
            result = set_entry(result, key, keep_style(value, old) if isinstance(value, Scalar) else value)
    return result


def _type_stated(*nodes: Mapping | None) -> Type | None:
    for node in nodes:
        if node is not None and node.text("kind") and node.text("apiVersion"):
            return type_of(node.text("apiVersion"), node.text("kind"))
    return None


def _directive_of(patch: Node | None) -> tuple[_Directive, Mapping | None]:
    """What `$patch` of a mapping asks for, and the mapping without it."""
    if not isinstance(patch, Mapping):
        return _Directive.MERGE, None
    stated = patch.get(_DIRECTIVE)
    if stated is None:
        return _Directive.MERGE, patch
    return _directive(stated), without_entry(patch, _DIRECTIVE)


def _directive(stated: Node) -> _Directive:
    text = stated.text if isinstance(stated, Scalar) else ""
    try:
        return _Directive(text)
    except ValueError:
        raise CannotApply(f"unknown patch strategy {text!r}") from None


def _merge_lists(target: Node | None, patch: Node | None, merging: MergingList | None) -> Node | None:
    if merging is None:
        kept = target if patch is None else patch
        return None if _is_missing(kept) else kept
    if isinstance(patch, Scalar):
        return None
    wanted = patch if isinstance(patch, Sequence) else None
    base = target if isinstance(target, Sequence) else None
    if base is not None and wanted is not None:
        directive, wanted = _directive_of_list(wanted)
        if directive is _Directive.DELETE:
            return None
        base = wanted if directive is _Directive.REPLACE else base
    start = base or wanted
    if start is None:
        return None
    items = _merge_items(list(start.items), list(wanted.items) if wanted else [], merging)
    return start if items == list(start.items) else replace(start, items=tuple(items))


def _directive_of_list(patch: Sequence) -> tuple[_Directive, Sequence]:
    """What an item `- $patch: x` asks for, for the list as a whole, and the list without it."""
    for index, item in enumerate(patch.items):
        stated = item.get(_DIRECTIVE) if isinstance(item, Mapping) else None
        if stated is not None and isinstance(item, Mapping):
            if len(item.entries) > 1:
                break
            rest = (*patch.items[:index], *patch.items[index + 1 :])
            return _directive(stated), replace(patch, items=rest)
    return _Directive.MERGE, patch


def _merge_items(base: list[Node], patch: list[Node], merging: MergingList) -> list[Node]:
    """Items of the patch come first, in its order; what only the target has follows."""
    if not merging.keys:
        texts = dict.fromkeys(item.text for item in (*patch, *base) if isinstance(item, Scalar))
        by_text = {item.text: item for item in (*base, *patch) if isinstance(item, Scalar)}
        return [by_text[text] for text in texts]
    wanted = values_of((*patch, *base), merging.keys)
    if len(merging.keys) > 1:
        wanted = merge_values(wanted)
    added: list[Node] = []
    keys: tuple[str, ...] = merging.keys
    for values in wanted:
        keys, chosen = used_keys(wanted, values, merging.keys)
        at = find_element(base, keys, chosen)
        other = find_element(patch, keys, chosen)
        old = base[at] if at is not None else None
        merged = _merge(old, patch[other] if other is not None else None, merging.item)
        # Of an item that says nothing but its name and a value, the patch's line is what decides.
        if isinstance(old, Mapping) and isinstance(merged, Mapping) and old.get("image") is not None:
            merged = _named_as(old, merged, keys)
        if merged is None or (isinstance(merged, Mapping) and not merged.entries):
            base = place_element(base, keys, chosen, None)
            continue
        if at is not None and merged is not old and not _is_replaced(patch, other):
            base[at] = merged
        added = place_element(added, keys, chosen, merged)
    return append_all(added, base, keys) if wanted else base


def _is_replaced(patch: list[Node], index: int | None) -> bool:
    """Whether an item of the patch has `$patch: replace`; kustomize then keeps the target's own item."""
    item = patch[index] if index is not None else None
    return isinstance(item, Mapping) and item.text(_DIRECTIVE) == "replace"
