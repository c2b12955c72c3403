"""`replacements`: a value of one object is copied into fields of others (api/filters/replacement)."""

from collections.abc import Sequence
from dataclasses import replace

from complexity_lint.parsers import yaml_nodes
from complexity_lint.parsers.kustomize.budgets import check_size, check_text
from complexity_lint.parsers.kustomize.editing import CannotApply, text_scalar
from complexity_lint.parsers.kustomize.identity import Identity, Kind
from complexity_lint.parsers.kustomize.paths import change_path, dotted, find_path
from complexity_lint.parsers.kustomize.resources import Resource, with_node
from complexity_lint.parsers.kustomize.selectors import fits_kind, fits_labels, matches_pattern
from complexity_lint.parsers.kustomize.values import is_string
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar

_NAME = "metadata.name"
_IDENTITY_KEYS = ("group", "version", "kind", "name", "namespace")


def apply_replacement(resources: Sequence[Resource], replacement: Mapping) -> list[Resource]:
    """The resources with one entry of `replacements` carried out. Raises CannotApply for what kustomize refuses."""
    value = _source_value(resources, replacement)
    result = list(resources)
    targets = [target for target in replacement.items("targets") if isinstance(target, Mapping)]
    if not targets:
        raise CannotApply("a replacement must have a source and targets")
    for target in targets:
        if not isinstance(target.get("select"), Mapping):
            raise CannotApply("a replacement's target must select something")
        for index, resource in enumerate(result):
            if _is_target(resource, target):
                result[index] = _written(resource, target, value)
    return result


def _source_value(resources: Sequence[Resource], replacement: Mapping) -> Node:
    stated = replacement.get("sourceValue")
    if isinstance(stated, Scalar):
        return text_scalar(stated.text, stated.at)
    source = replacement.get("source")
    if not isinstance(source, Mapping):
        raise CannotApply("a replacement must have a source and targets")
    matches = [r for r in resources if any(_is_source(own, source) for own in r.identities)]
    if len(matches) != 1:
        raise CannotApply(
            "a replacement's source fits several objects"
            if matches
            else "a replacement's source fits nothing"
        )
    path = source.text("fieldPath") or _NAME
    found = find_path(matches[0].node, path)
    if found is None or (isinstance(found, Scalar) and found.is_null):
        raise CannotApply(f"a replacement's source has no {path}")
    return _part(found, source.mapping("options"))


def _is_source(own: Identity, source: Mapping) -> bool:
    pattern = Kind(source.text("group"), source.text("version"), source.text("kind"))
    namespace = source.text("namespace")
    return (
        source.text("name") in ("", own.name)
        and (not namespace or namespace == own.effective_namespace)
        and own.kind.is_selected_by(pattern)
    )


def _part(value: Node, options: Mapping) -> Node:
    delimiter = options.text("delimiter")
    if not delimiter:
        return value
    if not isinstance(value, Scalar):
        raise CannotApply("a delimiter needs a scalar")
    parts = value.text.split(delimiter)
    index = _index(options)
    if not 0 <= index < len(parts):
        raise CannotApply(f"there is no part {index} of {value.text}")
    return replace(value, text=parts[index])


def _index(options: Mapping) -> int:
    stated = options.scalar("index")
    return (stated.integer or 0) if stated else 0


def _is_target(resource: Resource, target: Mapping) -> bool:
    selected = target.mapping("select")
    if not fits_labels(resource, selected):
        return False
    for reject in target.items("reject"):
        if isinstance(reject, Mapping) and _is_rejected(resource, reject):
            return False
    return any(_fits(own, selected) for own in resource.identities)


def _is_rejected(resource: Resource, reject: Mapping) -> bool:
    by_label = reject.text("labelSelector") or reject.text("annotationSelector")
    if by_label and fits_labels(resource, reject):
        return True
    stated = any(reject.text(key) for key in _IDENTITY_KEYS)
    return stated and any(_fits(own, reject) for own in resource.identities)


def _fits(own: Identity, selector: Mapping) -> bool:
    return (
        fits_kind(own.kind, selector)
        and matches_pattern(selector.text("name"), own.name)
        and matches_pattern(selector.text("namespace"), own.namespace)
    )


def _written(resource: Resource, target: Mapping, value: Node) -> Resource:
    options = target.mapping("options")
    create = options.scalar("create")
    made = None
    if create is not None and create.boolean:
        made = Scalar(value.at, "", plain=True) if isinstance(value, Scalar) else type(value)(value.at)
    node: Node = resource.node
    paths = [item.text for item in target.items("fieldPaths") if isinstance(item, Scalar)] or [_NAME]
    for path in paths:
        node, count = change_path(node, dotted(path), lambda old: _set(old, value, options), made)
        if not count:
            raise CannotApply(f"there is no {path} in {resource.identity}")
    if not isinstance(value, Scalar):
        check_size(node)
    return with_node(resource, node) if isinstance(node, Mapping) else resource


def _set(old: Node, value: Node, options: Mapping) -> Node:
    """A field's new value; a scalar keeps the type it had, so that 80 stays a number and "80" a text."""
    delimiter = options.text("delimiter")
    if isinstance(old, Scalar) and isinstance(value, Scalar):
        text = _joined(old.text, value.text, delimiter, _index(options)) if delimiter else value.text
        is_made = old.plain and not old.text  # then it is whatever it looks like
        return replace(value, text=text, plain=is_made or (old.plain and not is_string(old)))
    if delimiter and isinstance(old, (Mapping, yaml_nodes.Sequence)):
        raise CannotApply("a delimiter needs a scalar")
    return value


def _joined(old: str, value: str, delimiter: str, index: int) -> str:
    parts = old.split(delimiter)
    if index < 0:
        parts.insert(0, value)
    elif index >= len(parts):
        parts.append(value)
    else:
        parts[index] = value
    return check_text(delimiter.join(parts))
