"""What names an object: group, version, kind, name and namespace; and how kustomize compares them (kyaml/resid)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict

from complexity_lint.parsers.yaml_nodes import Mapping

CLUSTER_WIDE = "_cluster_"
"""Stands for the namespace of what has none; no namespace can be called so."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object, or a pattern for kinds: there an empty part stands for anything."""

    group: str = ""
    version: str = ""
    kind: str = ""

    @property
    def api_version(self) -> str:
        """Group and version as manifests write them."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def is_selected_by(self, pattern: "Kind") -> bool:
        """Whether every part the pattern gives is equal."""
        return (
            pattern.kind in ("", self.kind)
            and pattern.group in ("", self.group)
            and pattern.version in ("", self.version)
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """An object's kind, name and namespace, as written at some stage of a build."""

    kind: Kind
    name: str
    namespace: str = ""

    @property
    def is_cluster_wide(self) -> bool:
        """Whether the built-in schema says that objects of this kind have no namespace."""
        return f"{self.kind.api_version} {self.kind.kind}" in _cluster_wide()

    @property
    def effective_namespace(self) -> str:
        """The namespace, `default` where none is written, CLUSTER_WIDE where there can be none."""
        return CLUSTER_WIDE if self.is_cluster_wide else self.namespace or "default"

    def equals(self, other: "Identity") -> bool:
        """Whether both name the same object."""
        return (
            self.name == other.name
            and self.kind == other.kind
            and self.effective_namespace == other.effective_namespace
        )

    def __str__(self) -> str:
        where = f" in {self.namespace}" if self.namespace else ""
        return f"{self.kind.kind} {self.name}{where}"


def kind_of(node: Mapping) -> Kind:
    """The kind a manifest states."""
    group, slash, version = node.text("apiVersion").partition("/")
    return Kind(group if slash else "", version if slash else group, node.text("kind"))


def identity_of(node: Mapping) -> Identity:
    """The identity a manifest states."""
    return Identity(kind_of(node), node.text("metadata", "name"), node.text("metadata", "namespace"))


class _Schema(TypedDict):
    cluster_scoped: list[str]


@cache
def _cluster_wide() -> frozenset[str]:
    text = files("complexity_lint.data").joinpath("merge_keys.json").read_bytes()
    schema: _Schema = json.loads(text)
    return frozenset(schema["cluster_scoped"])
