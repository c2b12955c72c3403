"""Rendered files to documents: split, told hook from resource, put in helm's order.

After helm v4.3 pkg/release/v1/util (manifest.go, manifest_sorter.go, kind_sorter.go).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from complexity_lint.parsers.gotemplate import UNKNOWN_TEXT, Value, from_yaml
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.provenance import concat, cut
from complexity_lint.parsers.helm.errors import ChartError

_SEPARATOR = re.compile(r"^---[ \t]*", re.MULTILINE)
_KIND = re.compile(r"^kind:[ \t]*[\"']?([A-Za-z0-9.]+)", re.MULTILINE)
_API_VERSION = re.compile(r"^apiVersion:[ \t]*[\"']?([A-Za-z0-9./-]+)", re.MULTILINE)
_LONE_UNKNOWN = re.compile(rf"^[ ]*({UNKNOWN_TEXT})[ ]*$", re.MULTILINE)
_SPACES = " \t\n\v\f\r\x85\xa0"
_ORDER = (
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
)
_RANKS = {kind: rank for rank, kind in enumerate(_ORDER)}
_EVENTS = frozenset(
    "pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback "
    "test test-success".split()
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One document of a rendered file; `hooks` are the events of a hook, empty for a resource.

    `text` knows where each of its pieces was written (gotemplate's Text).
    """

    source: str
    text: str
    kind: str
    api_version: str
    hooks: tuple[str, ...] = ()


def split(text: str) -> list[str]:
    """The documents in a rendered text, without blanks before them; pieces keep their origins."""
    plain = str(text)
    start = len(plain) - len(plain.lstrip(_SPACES))
    bounds: list[tuple[int, int]] = []
    at = start
    for found in _SEPARATOR.finditer(plain, start):
        bounds.append((at, found.start()))
        at = found.end()
    bounds.append((at, len(plain)))
    documents: list[str] = []
    for low, high in bounds:
        piece = plain[low:high]
        stripped = piece.lstrip(_SPACES)
        if stripped:
            documents.append(cut(text, high - len(stripped), high))
    return documents


def manifests(source: str, text: str, strict: bool) -> list[Manifest]:
    """The documents of a rendered file; unknown hooks are left out as helm does.

    A strict reading raises ChartError for what is not YAML; a lenient one takes it as it looks.
    """
    found: list[Manifest] = []
    if not text.strip():
        return found
    for document in split(text):
        if not strict and UNKNOWN_TEXT in document:
            document = _repaired(document)
        manifest = _manifest(source, document, strict)
        if manifest is not None:
            found.append(manifest)
    return found


def _repaired(text: str) -> str:
    """A document that unknown values made unreadable: those on lines of their own become comments.

    An unknown tree among the keys of a mapping stands there as a lone word; without it the rest can be read.
    """
    try:
        from_yaml(str(text))
    except FunctionError:
        parts: list[str] = []
        at = 0
        for found in _LONE_UNKNOWN.finditer(str(text)):
            parts += (cut(text, at, found.start(1)), "# ")
            at = found.start(1)
        return concat(*parts, cut(text, at, len(text)))
    return text


def _manifest(source: str, text: str, strict: bool) -> Manifest | None:
    plain = str(text)
    if strict or "helm.sh/hook" in plain:
        try:
            return _parsed(source, text)
        except FunctionError as error:
            if strict:
                raise ChartError(f"YAML parse error on {source}: {error}") from None
    kind, version = _KIND.search(plain), _API_VERSION.search(plain)
    if kind is None and not plain.startswith("#"):
        try:
            return _parsed(source, text)
        except FunctionError:
            return Manifest(source, text, "", "")
    return Manifest(source, text, kind.group(1) if kind else "", version.group(1) if version else "")


def _parsed(source: str, text: str) -> Manifest | None:
    head = from_yaml(str(text))
    if head is None:
        return Manifest(source, text, "", "")
    if not isinstance(head, dict):
        kind = {list: "array", bool: "bool", float: "number"}.get(type(head), "string")
        raise FunctionError(
            f"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type "
            "util.SimpleHead"
        )
    annotations = _annotations(head.get("metadata"))
    events = annotations.get("helm.sh/hook")
    kind_text, version = _string(head, "kind"), _string(head, "apiVersion")
    if events is None:
        return Manifest(source, text, kind_text, version)
    hooks = tuple(event.strip().lower() for event in str(events).split(","))
    if not set(hooks) <= _EVENTS:
        return None
    return Manifest(source, text, kind_text, version, hooks)


def _string(head: dict[str, Value], key: str) -> str:
    value = head.get(key)
    if value is None or isinstance(value, str):
        return str(value or "")
    raise FunctionError(_wrong(value, "." + key, "string"))


def _annotations(metadata: Value) -> dict[str, Value]:
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise FunctionError(_wrong(metadata, ".metadata", "struct"))
    annotations = metadata.get("annotations")
    if annotations is None:
        return {}
    if not isinstance(annotations, dict):
        raise FunctionError(_wrong(annotations, ".metadata.annotations", "map[string]string"))
    for value in annotations.values():
        if value is not None and not isinstance(value, str):
            raise FunctionError(_wrong(value, ".metadata.annotations", "string"))
    return annotations


def _wrong(value: Value, where: str, wanted: str) -> str:
    kinds = {dict: "object", list: "array", bool: "bool", float: "number"}
    kind = kinds.get(type(value), "string")
    return (
        f"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go struct field "
        f"SimpleHead{where} of type {wanted}"
    )


def in_order(found: list[Manifest]) -> list[Manifest]:
    """Documents in the order helm installs their kinds, unknown kinds last by name."""
    return sorted(found, key=_rank)


def _rank(manifest: Manifest) -> tuple[int, str]:
    known = _RANKS.get(manifest.kind)
    return (known, "") if known is not None else (len(_ORDER), manifest.kind)
