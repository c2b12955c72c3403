"""Names of objects written in other objects follow when those objects are renamed (api/filters/nameref)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from complexity_lint.parsers import yaml_nodes
from complexity_lint.parsers.kustomize.editing import CannotApply, edit, same, set_entry
from complexity_lint.parsers.kustomize.fields import BackReference, FieldSpec
from complexity_lint.parsers.kustomize.identity import Kind
from complexity_lint.parsers.kustomize.resources import Resource, with_node
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar

Report = Callable[[Resource, str], None]


@dataclass(frozen=True, slots=True)
class _Search:
    """Who refers, to what kind of object, through which field; and the renamed objects by their former names."""

    referrer: Resource
    target: Kind
    path: str
    renamed: dict[str, list[Resource]]


def fix_references(
    resources: Sequence[Resource], back_references: Iterable[BackReference], report: Report
) -> list[Resource]:
    """The resources with the names of renamed ones updated wherever a back reference says that one is written.

    `report` is told of references that cannot be decided; they stay as they are.
    """
    renamed: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        for name in dict.fromkeys(identity.name for identity in resource.previous):
            renamed[name].append(resource)
    if not renamed:
        return list(resources)
    by_kind = _by_kind(back_references)
    return [_fixed(resource, by_kind, renamed, report) for resource in resources]


_Referrers = list[tuple[Kind, FieldSpec]]


def _by_kind(back_references: Iterable[BackReference]) -> dict[str, _Referrers]:
    """The fields that may hold names, by the kind of the object they are in; under the empty kind those of any."""
    found: dict[str, _Referrers] = defaultdict(list)
    for back in back_references:
        for spec in back.referrers:
            found[spec.kind.kind].append((back.target, spec))
    return found


def _fixed(
    resource: Resource, by_kind: dict[str, _Referrers], renamed: dict[str, list[Resource]], report: Report
) -> Resource:
    original = resource.original.kind
    for target, spec in (*by_kind.get(original.kind, ()), *by_kind.get("", ())):
        if not original.is_selected_by(spec.kind):
            continue
        search = _Search(resource, target, spec.path, renamed)
        try:
            node = edit(resource.node, spec.parts, partial(_updated, search=search))
        except CannotApply as error:
            report(resource, str(error))
            continue
        if isinstance(node, Mapping):
            resource = with_node(resource, node)
    return resource


def _updated(node: Node, search: _Search) -> Node:
    if isinstance(node, yaml_nodes.Sequence):
        items = tuple(_updated(item, search) for item in node.items)
        return node if same(items, node.items) else replace(node, items=items)
    if isinstance(node, Mapping):
        return _updated_mapping(node, search)
    if node.is_null or node.text not in search.renamed:
        return node
    referral = _choose(search, search.renamed[node.text], lambda r: r.identity.name)
    if referral is None or referral.identity.name == node.text:
        return node
    return replace(node, text=referral.identity.name)


def _updated_mapping(node: Mapping, search: _Search) -> Mapping:
    """A mapping that names an object by `name` and maybe `namespace`, as subjects of role bindings do."""
    name = node.get("name")
    if not isinstance(name, Scalar) or name.text not in search.renamed:
        return node
    candidates = search.renamed[name.text]
    namespace = node.get("namespace")
    if isinstance(namespace, Scalar):
        originally = [r for r in candidates if r.original.effective_namespace == namespace.text]
        now = [r for r in candidates if r.identity.effective_namespace == namespace.text]
        candidates = originally or now
    referral = _choose(search, candidates, lambda r: (r.identity.name, r.identity.namespace))
    if referral is None:
        return node
    result = set_entry(node, "name", replace(name, text=referral.identity.name))
    target = referral.node.scalar("metadata", "namespace")
    return set_entry(result, "namespace", target) if target is not None else result


def _choose(
    search: _Search, candidates: Iterable[Resource], identical: Callable[[Resource], object]
) -> Resource | None:
    found = [c for c in candidates if _may_refer(search, c)]
    if len(found) > 1:
        found = [c for c in found if _same_layers(search.referrer, c, or_none=True)]
    if len(found) > 1:
        found = [c for c in found if _same_layers(search.referrer, c, or_none=False)]
    if len({identical(c) for c in found}) > 1:
        raise CannotApply(f"{search.path} could mean any of {', '.join(str(c.identity) for c in found)}")
    return found[0] if found else None


def _may_refer(search: _Search, candidate: Resource) -> bool:
    referrer = search.referrer
    kinds = [identity.kind for identity in candidate.previous]
    if not any(kind.is_selected_by(search.target) for kind in kinds):
        return False
    role = _role_kind(search)
    if role is not None and not any(kind.is_selected_by(role) for kind in kinds):
        return False
    own, other = referrer.identity, candidate.identity
    if own.is_cluster_wide or other.is_cluster_wide:
        return True
    if own.effective_namespace == other.effective_namespace:
        return True
    return other.kind.kind == "ServiceAccount" and other.namespace in _subject_namespaces(referrer)


def _subject_namespaces(referrer: Resource) -> frozenset[str]:
    """The namespaces of the service accounts that a role binding names; it may refer to what is there."""
    if referrer.identity.kind.kind != "RoleBinding":
        return frozenset()
    subjects = [s for s in referrer.node.items("subjects") if isinstance(s, Mapping)]
    return frozenset(s.text("namespace") for s in subjects if s.text("kind") == "ServiceAccount")


def _role_kind(search: _Search) -> Kind | None:
    if not search.path.endswith("roleRef/name"):
        return None
    role = search.referrer.node.mapping("roleRef")
    group, kind = role.scalar("apiGroup"), role.scalar("kind")
    return Kind(group=group.text, kind=kind.text) if group and kind else None


def _same_layers(one: Resource, other: Resource, *, or_none: bool) -> bool:
    """Whether two resources were renamed by the same outer layers; with `or_none`, having no such name fits any."""
    for own, its in ((one.prefixes, other.prefixes), (one.suffixes, other.suffixes)):
        if or_none and not (own and its):
            continue
        shared = min(len(own), len(its))
        if own[len(own) - shared :] != its[len(its) - shared :] or (not shared and own != its):
            return False
    return True
