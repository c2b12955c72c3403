"""The objects a build works on, each with the names it has had, and how files become them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from complexity_lint.parsers.kustomize.editing import remove_path, texts_of
from complexity_lint.parsers.kustomize.identity import Identity, identity_of
from complexity_lint.parsers.yaml_nodes import Mapping, Node

_NEEDS_HASH = "kustomize.config.k8s.io/needs-hash"
_BEHAVIOR = "kustomize.config.k8s.io/behavior"


class Behavior(Enum):
    """What becomes of a generated object when there is one of its name (types.GenerationBehavior)."""

    CREATE = "create"
    REPLACE = "replace"
    MERGE = "merge"

    @classmethod
    def of(cls, text: str) -> "Behavior":
        """The behavior a text names; anything unknown creates."""
        return cls(text) if text in ("replace", "merge") else cls.CREATE


@dataclass(frozen=True, slots=True)
class Resource:
    """One object of a build.

    `previous` are the identities it had, oldest first; `prefixes` and `suffixes` what was put to its name,
    innermost first. `hashed` says that its name gets a suffix made of its content at the end, `variables` which
    vars read from it.
    """

    node: Mapping
    identity: Identity
    previous: tuple[Identity, ...] = ()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    behavior: Behavior = Behavior.CREATE
    hashed: bool = False
    variables: tuple[str, ...] = ()

    @property
    def original(self) -> Identity:
        """The first identity."""
        return self.previous[0] if self.previous else self.identity

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Every identity, oldest first, the present one last."""
        return (*self.previous, self.identity)

    def has_been(self, identity: Identity) -> bool:
        """Whether the identity is one of its own."""
        return any(own.equals(identity) for own in self.identities)


def resource_of(node: Mapping) -> Resource:
    """A manifest as a resource; the annotations that steer kustomize are taken off it."""
    annotations = texts_of(node.get("metadata", "annotations"))
    hashed = annotations.get(_NEEDS_HASH) == "enabled"
    behavior = Behavior.of(annotations.get(_BEHAVIOR, ""))
    for key in (_NEEDS_HASH, _BEHAVIOR):
        if key in annotations:
            node = remove_path(node, ("metadata", "annotations", key))
    return Resource(node, identity_of(node), behavior=behavior, hashed=hashed)


def with_node(resource: Resource, node: Mapping) -> Resource:
    """The resource with its object changed."""
    return resource if node is resource.node else replace(resource, node=node, identity=identity_of(node))


def remember(resource: Resource) -> Resource:
    """The resource with its present identity noted among the previous ones."""
    own = resource.identity
    noted = replace(own, namespace=own.effective_namespace)
    return replace(resource, previous=(*resource.previous, noted))


def resources_of(documents: Iterable[Node]) -> Iterator[Resource]:
    """The resources of a file's documents; the items of a list come one by one."""
    for node in documents:
        if not isinstance(node, Mapping) or not node.entries:
            continue
        if node.text("kind").endswith("List") and node.entry("items") is not None:
            yield from resources_of(node.items("items"))
        elif node.text("kind"):
            yield resource_of(node)


def named(resources: Iterable[Resource], identity: Identity) -> list[int]:
    """The positions of the resources that have, or had, an identity."""
    return [i for i, resource in enumerate(resources) if resource.has_been(identity)]
