"""Which fields kustomize's directives change: its default configuration and that of `configurations` files."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from complexity_lint.parsers.kustomize.editing import split_path
from complexity_lint.parsers.kustomize.identity import Kind
from complexity_lint.parsers.yaml_nodes import Mapping

FIRST = (
    "Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole "
    "RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume "
    "PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget"
).split()
LAST = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]
"""The kinds that come first and last in kustomize's own order."""

_RANK = {kind: i - len(FIRST) for i, kind in enumerate(FIRST)} | {kind: 1 + i for i, kind in enumerate(LAST)}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A path in the objects of a kind (`types.FieldSpec`); `create` says that it is made where it is missing."""

    kind: Kind
    path: str
    create: bool = False
    parts: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", split_path(self.path))


@dataclass(frozen=True, slots=True)
class BackReference:
    """Where the name of objects of a kind is written in others."""

    target: Kind
    referrers: tuple[FieldSpec, ...]


@dataclass(frozen=True, slots=True)
class FieldConfig:
    """The fields each directive changes."""

    name_prefix: tuple[FieldSpec, ...] = ()
    name_suffix: tuple[FieldSpec, ...] = ()
    namespace: tuple[FieldSpec, ...] = ()
    common_labels: tuple[FieldSpec, ...] = ()
    labels: tuple[FieldSpec, ...] = ()
    template_labels: tuple[FieldSpec, ...] = ()
    common_annotations: tuple[FieldSpec, ...] = ()
    images: tuple[FieldSpec, ...] = ()
    replicas: tuple[FieldSpec, ...] = ()
    var_references: tuple[FieldSpec, ...] = ()
    name_references: tuple[BackReference, ...] = ()


_KEYS = {
    "name_prefix": "namePrefix",
    "name_suffix": "nameSuffix",
    "namespace": "namespace",
    "common_labels": "commonLabels",
    "labels": "labels",
    "template_labels": "templateLabels",
    "common_annotations": "commonAnnotations",
    "images": "images",
    "replicas": "replicas",
    "var_references": "varReference",
}


def order_of(kind: Kind) -> tuple[int, str]:
    """The sort key of kinds in kustomize's own order (kyaml/resid, Gvk.IsLessThan)."""
    parts = (kind.group or "~G", kind.version or "~V", kind.kind or "~K")
    return (_RANK.get(kind.kind, 0), "_".join(parts))


@cache
def default_config() -> FieldConfig:
    """What kustomize changes unless told more, from `data/kustomize_fields.json`."""
    data: dict[str, dict[str, list[str]]] = json.loads(
        files("complexity_lint.data").joinpath("kustomize_fields.json").read_bytes()
    )
    references: dict[str, dict[str, list[str]]] = json.loads(
        files("complexity_lint.data").joinpath("kustomize_fields.json").read_bytes()
    )["nameReference"]
    back = [BackReference(_kind(kind), tuple(_specs(paths))) for kind, paths in references.items()]
    lists = {name: tuple(_specs(data.get(key, {}))) for name, key in _KEYS.items()}
    return _sorted(FieldConfig(**lists, name_references=tuple(back)))


def _kind(text: str) -> Kind:
    group, version, kind = text.rsplit("/", 2)
    return Kind(group, version, kind)


def _specs(by_kind: dict[str, list[str]]) -> Iterator[FieldSpec]:
    for kind, paths in by_kind.items():
        for path in paths:
            yield FieldSpec(_kind(kind), path.removesuffix("+"), path.endswith("+"))


def _sorted(config: FieldConfig) -> FieldConfig:
    lists = {name: tuple(sorted(getattr(config, name), key=lambda s: order_of(s.kind))) for name in _KEYS}
    back = sorted(config.name_references, key=lambda b: order_of(b.target))
    return replace(config, **lists, name_references=tuple(back))


def read_config(node: Mapping) -> FieldConfig:
    """The fields a `configurations` file states."""
    lists = {name: tuple(_specs_of(node, key)) for name, key in _KEYS.items()}
    back = []
    for item in node.items("nameReference"):
        if isinstance(item, Mapping):
            back.append(BackReference(_kind_of(item), tuple(_specs_of(item, "fieldSpecs"))))
    return FieldConfig(**lists, name_references=tuple(back))


def _kind_of(node: Mapping) -> Kind:
    return Kind(node.text("group"), node.text("version"), node.text("kind"))


def _specs_of(node: Mapping, key: str) -> Iterator[FieldSpec]:
    for item in node.items(key):
        if isinstance(item, Mapping) and item.text("path"):
            create = item.scalar("create")
            yield FieldSpec(_kind_of(item), item.text("path"), bool(create and create.boolean))


def specs_of(node: Mapping, key: str) -> tuple[FieldSpec, ...]:
    """The field specifications that an entry of `labels` adds."""
    return tuple(_specs_of(node, key))


def merge_specs(one: tuple[FieldSpec, ...], other: Iterable[FieldSpec]) -> tuple[FieldSpec, ...]:
    """Both, without what the first already says about the same or a narrower kind (FsSlice.MergeAll)."""
    result = list(one)
    for spec in other:
        if not any(own.path == spec.path and own.kind.is_selected_by(spec.kind) for own in result):
            result.append(spec)
    return tuple(result)


def merge_config(one: FieldConfig, other: FieldConfig) -> FieldConfig:
    """Both configurations as one; the very same twice is that one."""
    if one is other or other == FieldConfig():
        return one
    if one == FieldConfig():
        return other
    lists = {name: merge_specs(getattr(one, name), getattr(other, name)) for name in _KEYS}
    merged = replace(
        one, **lists, name_references=_merge_references(one.name_references, other.name_references)
    )
    return _sorted(merged)


def _merge_references(
    one: tuple[BackReference, ...], other: tuple[BackReference, ...]
) -> tuple[BackReference, ...]:
    found = {back.target: back for back in one}
    for back in other:
        own = found.get(back.target)
        referrers = merge_specs(own.referrers, back.referrers) if own else back.referrers
        found[back.target] = BackReference(back.target, referrers)
    return tuple(found.values())
