"""Directives that change every object alike: namespace, name prefix and suffix, labels, replicas, images."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from complexity_lint.parsers.kustomize.editing import (
    CannotApply,
    edit,
    keep_style,
    same,
    set_entry,
    set_path,
    text_scalar,
)
from complexity_lint.parsers.kustomize.fields import FieldSpec
from complexity_lint.parsers.kustomize.identity import Kind
from complexity_lint.parsers.kustomize.image_names import ImageChange, changed_image
from complexity_lint.parsers.kustomize.resources import Resource, remember, with_node
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence

_NAME = ("metadata", "name")
_NEVER_PREFIXED = (
    Kind(kind="CustomResourceDefinition"),
    Kind(group="apiregistration.k8s.io", kind="APIService"),
    Kind(kind="Namespace"),
)
_BINDINGS = ("RoleBinding", "ClusterRoleBinding")


def change_fields(
    resource: Resource, specs: Iterable[FieldSpec], change: Callable[[Node], Node], made: Node | None
) -> Resource:
    """The resource with every field that a specification for its kind names changed."""
    node = resource.node
    kind = resource.identity.kind
    for spec in specs:
        if kind.is_selected_by(spec.kind):
            edited = edit(node, spec.parts, change, made if spec.create else None)
            node = edited if isinstance(edited, Mapping) else node
    return with_node(resource, node)


def set_namespace(resource: Resource, namespace: Scalar, specs: Iterable[FieldSpec]) -> Resource:
    """The resource in a namespace, where its kind has one (api/filters/namespace).

    Of a role binding's subjects only the one called `default` moves along.
    """
    resource = remember(resource)
    node = resource.node
    value = replace(namespace, plain=False)
    if not resource.identity.is_cluster_wide:
        node = set_path(node, ("metadata", "namespace"), value)
    binding = node.text("kind") in _BINDINGS
    if binding:
        node = _move_subjects(node, value)
    version = node.text("apiVersion")
    wanted = [
        spec
        for spec in specs
        if spec.path != "metadata/namespace"
        and (spec.path != "metadata/name" or version == "v1")
        and not (binding and spec.path == "subjects/namespace" and spec.kind.kind in _BINDINGS)
    ]
    return change_fields(with_node(resource, node), wanted, lambda _: value, value)


def _move_subjects(node: Mapping, namespace: Scalar) -> Mapping:
    subjects = node.get("subjects")
    if not isinstance(subjects, Sequence):
        return node
    items = tuple(
        set_entry(item, "namespace", namespace)
        if isinstance(item, Mapping) and item.text("name") == "default"
        else item
        for item in subjects.items
    )
    return set_entry(node, "subjects", replace(subjects, items=items))


def add_prefix(resource: Resource, prefix: str, specs: Iterable[FieldSpec]) -> Resource:
    """The resource with something put before its name; custom resource definitions and namespaces keep theirs."""
    return _rename(resource, specs, lambda text: prefix + text, prefix, "")


def add_suffix(resource: Resource, suffix: str, specs: Iterable[FieldSpec]) -> Resource:
    """The resource with something put after its name."""
    return _rename(resource, specs, lambda text: text + suffix, "", suffix)


def _rename(
    resource: Resource, specs: Iterable[FieldSpec], name: Callable[[str], str], prefix: str, suffix: str
) -> Resource:
    original = resource.original.kind
    if any(original.is_selected_by(kind) for kind in _NEVER_PREFIXED):
        return resource
    for spec in specs:
        if not original.is_selected_by(spec.kind):
            continue
        if spec.parts == _NAME:
            resource = replace(
                remember(resource),
                prefixes=(*resource.prefixes, prefix) if prefix else resource.prefixes,
                suffixes=(*resource.suffixes, suffix) if suffix else resource.suffixes,
            )

        def renamed(node: Node) -> Node:
            return replace(node, text=name(node.text)) if isinstance(node, Scalar) else node

        resource = change_fields(resource, (spec,), renamed, None)
    return resource


def set_pairs(resource: Resource, pairs: Mapping, specs: Iterable[FieldSpec]) -> Resource:
    """The resource with labels or annotations set in the fields given, in the order of their names."""
    wanted = tuple(specs)
    for entry in sorted(pairs.entries, key=lambda e: e.key):
        value = entry.value if isinstance(entry.value, Scalar) else Scalar(entry.at, "")
        stated = text_scalar(value.text, value.at)

        def add(node: Node, key: str = entry.key, stated: Scalar = stated) -> Node:
            if isinstance(node, Mapping):
                return set_entry(node, key, stated)
            raise CannotApply(f"{key} cannot be set where there is no mapping")

        resource = change_fields(resource, wanted, add, Mapping(entry.at))
    return resource


def set_replicas(resources: list[Resource], item: Mapping, specs: Iterable[FieldSpec]) -> list[Resource]:
    """The resources with the replica count of those an entry of `replicas` names."""
    name, count = item.text("name"), item.scalar("count")
    stated = replace(count, plain=True) if count else Scalar(item.at, "0")

    def counted(old: Node) -> Node:
        return keep_style(stated, old)

    result = list(resources)
    found = False
    for spec in specs:
        for index, resource in enumerate(result):
            if any(own.name == name and own.kind.is_selected_by(spec.kind) for own in resource.identities):
                found = True
                result[index] = change_fields(resource, (spec,), counted, stated)
    if not found:
        raise CannotApply(f"nothing that has replicas is called {name}")
    return result


def set_image(resource: Resource, change: ImageChange, specs: Iterable[FieldSpec]) -> Resource:
    """The resource with the images that an entry of `images` names changed.

    They are looked for in every list of containers, and in the fields given.
    """
    if resource.node.text("kind") == "CustomResourceDefinition":
        return resource
    walked = _containers(resource.node, change)
    node = walked if isinstance(walked, Mapping) else resource.node
    return change_fields(with_node(resource, node), specs, lambda found: changed_image(found, change), None)


def _containers(node: Node, change: ImageChange) -> Node:
    if isinstance(node, Sequence):
        items = tuple(_containers(item, change) for item in node.items)
        return node if same(items, node.items) else replace(node, items=items)
    if not isinstance(node, Mapping):
        return node
    changed = node
    for entry in node.entries:
        value = _containers(entry.value, change)
        if entry.key in ("containers", "initContainers") and isinstance(value, Sequence):
            value = _in_list(value, change)
        if value is not entry.value:
            changed = set_entry(changed, entry.key, value)
    return changed


def _in_list(containers: Sequence, change: ImageChange) -> Sequence:
    items = list(containers.items)
    for index, item in enumerate(items):
        image = item.get("image") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and image is not None:
            new = changed_image(image, change)
            items[index] = item if new is image else set_entry(item, "image", new)
    return containers if same(items, containers.items) else replace(containers, items=tuple(items))
