"""A kustomize build: the objects a folder's kustomization stands for, each value with the place it comes from.

The order of things is that of kustomize 5.8 (api/internal/target): resources and bases, generators, components, then
patches, namespace, prefix and suffix, labels, annotations, replicas, images, replacements; at the very end content
suffixes, references to renamed objects, vars and the sort order.
"""

from collections.abc import Callable
from collections.abc import Mapping as Files
from dataclasses import dataclass, replace

from complexity_lint.parsers.kustomize.editing import remove_path, set_path, texts_of
from complexity_lint.parsers.kustomize.generators import content_suffix
from complexity_lint.parsers.kustomize.layers import Layer, Layers
from complexity_lint.parsers.kustomize.notes import Note, NoteKind
from complexity_lint.parsers.kustomize.order import in_order
from complexity_lint.parsers.kustomize.references import fix_references
from complexity_lint.parsers.kustomize.resources import Resource, remember, with_node
from complexity_lint.parsers.kustomize.variables import resolve_variables
from complexity_lint.parsers.yaml_nodes import Documents, Mapping, Scalar, load
from complexity_lint.source import Location, Source

_LOCAL = "config.kubernetes.io/local-config"

Read = Callable[[Source], Documents]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build gives: its objects in the order kubectl prints them, the files it read, and what it could
    not do.
    """

    objects: tuple[Mapping, ...]
    files: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether kustomize would print an error instead of objects."""
        return any(note.kind is NoteKind.REFUSED for note in self.notes)


def build(
    folder: str,
    files: Files[str, Source],
    read: Read = load,
    opaque: frozenset[str] = frozenset(),
) -> Build:
    """The objects of the kustomization in a folder.

    `files` are the files it may read, by their path from the root; `read` parses one of them. Objects of the
    `opaque` kinds are not patched. Never raises: what cannot be done is noted, and the rest is built without it.
    """
    layers = Layers(files, read, opaque)
    layer = layers.layer(folder)
    resources = _with_suffixes(layer, layers)
    config = layer.config

    def undecided(resource: Resource, message: str) -> None:
        layers.note(resource.node.at, NoteKind.REFUSED, message)

    resources = fix_references(resources, config.name_references, undecided)
    where = Location(layer.path or folder)
    resources = resolve_variables(
        resources, layer.variables, config.var_references, lambda m: layers.note(where, NoteKind.REFUSED, m)
    )
    kept = [
        r
        for r in resources
        if texts_of(r.node.get("metadata", "annotations")).get(_LOCAL, "false") == "false"
    ]
    ordered = in_order(kept, layer.sort_options)
    objects = tuple(_with_text_annotations(r.node) for r in ordered)
    return Build(objects, tuple(layers.used), tuple(layers.notes))


def _with_text_annotations(node: Mapping) -> Mapping:
    """Annotations as texts, and none where there are none: kustomize rewrites them to take its own off."""
    annotations = node.get("metadata", "annotations")
    if annotations is None:
        return node
    if not isinstance(annotations, Mapping) or not annotations.entries:
        return remove_path(node, ("metadata", "annotations"))
    entries = tuple(
        replace(e, value=replace(e.value, plain=False)) if isinstance(e.value, Scalar) else e
        for e in annotations.entries
    )
    return set_path(node, ("metadata", "annotations"), replace(annotations, entries=entries))


def _with_suffixes(layer: Layer, layers: Layers) -> list[Resource]:
    result = []
    for resource in layer.resources:
        name = resource.node.scalar("metadata", "name")
        if resource.hashed and name is not None:
            if resource.node.text("kind") in ("ConfigMap", "Secret"):
                suffixed = replace(name, text=f"{name.text}-{content_suffix(resource.node)}")
                node = set_path(resource.node, ("metadata", "name"), suffixed)
                resource = with_node(remember(resource), node)
            else:
                layers.note(name.at, NoteKind.HOLE, "the suffix of its name is not known")
        result.append(resource)
    return result
