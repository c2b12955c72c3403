"""Patches of a kustomization: strategic merge or JSON, for one object or for all that a target selects."""

from collections.abc import Sequence
from dataclasses import dataclass

from complexity_lint.parsers import yaml_nodes
from complexity_lint.parsers.kustomize.editing import CannotApply, remove_path, set_entry, set_path
from complexity_lint.parsers.kustomize.json_patch import apply_json_patch
from complexity_lint.parsers.kustomize.resources import Resource, named, remember, resources_of, with_node
from complexity_lint.parsers.kustomize.selectors import select
from complexity_lint.parsers.kustomize.strategic_merge import strategic_merge
from complexity_lint.parsers.yaml_nodes import Mapping, Node


@dataclass(frozen=True, slots=True)
class Patch:
    """One entry of `patches`, with its text read.

    `merges` are strategic merge patches, `operations` those of a JSON patch; an entry has one of the two.
    `target` selects objects; None where a strategic merge patch names its own.
    """

    merges: tuple[Resource, ...] = ()
    operations: tuple[Node, ...] = ()
    target: Mapping | None = None
    may_rename: bool = False
    may_change_kind: bool = False


def read_patch(documents: Sequence[Node], target: Mapping | None, options: Mapping) -> Patch:
    """A patch from the documents of its text. Raises CannotApply where it is neither kind."""
    rename, kind = options.scalar("allowNameChange"), options.scalar("allowKindChange")
    may_rename, may_change_kind = bool(rename and rename.boolean), bool(kind and kind.boolean)
    first = documents[0] if documents else None
    if isinstance(first, yaml_nodes.Sequence):
        return Patch(operations=first.items, target=target)
    merges = tuple(resources_of(documents))
    if not merges:
        raise CannotApply("a patch must be a strategic merge patch or a JSON patch")
    return Patch(merges, (), target, may_rename, may_change_kind)


def apply_patch(resources: list[Resource], patch: Patch, opaque: frozenset[str]) -> list[Resource]:
    """The resources with a patch applied; objects of the `opaque` kinds are left as they are.

    Raises CannotApply for what kustomize refuses: no or several objects for a patch that names one, a target missing,
    an operation that does not fit.
    """
    if patch.operations:
        return _apply_json(resources, patch, opaque)
    if patch.target is None:
        for merge in patch.merges:
            resources = _apply_named(resources, merge, patch, opaque)
        return resources
    if len(patch.merges) > 1:
        raise CannotApply("several strategic merge patches cannot have one target")
    merge = patch.merges[0]
    result: list[Resource] = []
    selected = set(select(resources, patch.target))
    for index, resource in enumerate(resources):
        changed: Resource | None = resource
        if index in selected and resource.identity.kind.kind not in opaque:
            changed = _merged(resource, _for_kind_of(resource, merge.node), patch)
        if changed is not None:
            result.append(changed)
    return result


def _apply_named(
    resources: list[Resource], merge: Resource, patch: Patch, opaque: frozenset[str]
) -> list[Resource]:
    matches = named(resources, merge.identity)
    if len(matches) != 1:
        what = "several objects are" if matches else "nothing is"
        raise CannotApply(f"{what} called {merge.identity}, which a patch is for")
    index = matches[0]
    if resources[index].identity.kind.kind in opaque:
        return resources
    changed = _merged(resources[index], merge.node, patch)
    return [*resources[:index], *((changed,) if changed else ()), *resources[index + 1 :]]


def _for_kind_of(resource: Resource, patch: Mapping) -> Mapping:
    version = resource.node.get("apiVersion")
    return set_entry(patch, "apiVersion", version) if version is not None else patch


def _merged(resource: Resource, patch: Mapping, how: Patch) -> Resource | None:
    """The resource with the patch merged in; name, kind and namespace stay unless the patch may change them."""
    if how.may_rename or how.may_change_kind:
        resource = remember(resource)
    old = resource.node
    node = strategic_merge(old, patch)
    if node is None or not node.entries:
        return None
    name, kind, namespace = old.get("metadata", "name"), old.get("kind"), old.get("metadata", "namespace")
    if kind is not None and not how.may_change_kind:
        node = set_entry(node, "kind", kind)
    if name is not None and not how.may_rename:
        node = set_path(node, ("metadata", "name"), name)
    if namespace is not None:
        node = set_path(node, ("metadata", "namespace"), namespace)
    else:
        node = remove_path(node, ("metadata", "namespace"))
    return with_node(resource, node)


def _apply_json(resources: list[Resource], patch: Patch, opaque: frozenset[str]) -> list[Resource]:
    if patch.target is None:
        raise CannotApply("a JSON patch must have a target")
    result = list(resources)
    for index in select(resources, patch.target):
        resource = result[index]
        if resource.identity.kind.kind not in opaque:
            result[index] = with_node(remember(resource), apply_json_patch(resource.node, patch.operations))
    return result
