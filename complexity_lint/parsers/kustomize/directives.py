"""The directives of one kustomization that change objects, carried out in kustomize's order."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from complexity_lint.parsers import yaml_nodes
from complexity_lint.parsers.kustomize.editing import CannotApply
from complexity_lint.parsers.kustomize.fields import FieldConfig, FieldSpec, merge_specs, specs_of
from complexity_lint.parsers.kustomize.identity import Kind
from complexity_lint.parsers.kustomize.image_names import ImageChange, image_change
from complexity_lint.parsers.kustomize.inline import load_inline
from complexity_lint.parsers.kustomize.notes import NoteKind
from complexity_lint.parsers.kustomize.patches import apply_patch, read_patch
from complexity_lint.parsers.kustomize.replacements import apply_replacement
from complexity_lint.parsers.kustomize.resources import Resource
from complexity_lint.parsers.kustomize.transformers import (
    add_prefix,
    add_suffix,
    set_image,
    set_namespace,
    set_pairs,
    set_replicas,
)
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar
from complexity_lint.source import Location, Source

_METADATA_LABELS = FieldSpec(Kind(), "metadata/labels", create=True)


class Workshop(Protocol):
    """What directives need from the build they are part of."""

    opaque: frozenset[str]

    def note(self, at: Location, kind: NoteKind, message: str) -> None:
        """Remember what could not be done."""

    def documents(self, source: Source) -> tuple[Node, ...]:
        """The documents of a file."""

    def file(self, folder: str, item: Node, text: str | None = None) -> Source:
        """The file an entry names; raises CannotApply where there is none."""


Step = Callable[[list[Resource]], list[Resource]]


def transform(
    resources: list[Resource], node: Mapping, config: FieldConfig, shop: Workshop, folder: str
) -> list[Resource]:
    """The resources with all directives of a kustomization applied; what kustomize would refuse is noted."""

    def carry_out(at: Location, step: Step) -> None:
        nonlocal resources
        try:
            resources = step(resources)
        except CannotApply as error:
            shop.note(at, NoteKind.REFUSED, str(error))

    _patch(node, shop, folder, carry_out)
    _rename(node, config, carry_out)
    _label(node, config, carry_out)
    for item in _mappings(node, "patchesJson6902"):
        carry_out(item.at, _patch_step(item, shop, folder))
    for item in _mappings(node, "replicas"):
        carry_out(item.at, partial(set_replicas, item=item, specs=config.replicas))
    for item in (*_mappings(node, "images"), *_mappings(node, "imageTags")):
        carry_out(item.at, _image_step(image_change(item), config.images))
    for item in _mappings(node, "replacements"):
        carry_out(item.at, _replacement_step(item, shop, folder))
    return resources


def _mappings(node: Mapping, key: str) -> list[Mapping]:
    return [item for item in node.items(key) if isinstance(item, Mapping)]


CarryOut = Callable[[Location, Step], None]


def _patch(node: Mapping, shop: Workshop, folder: str, carry_out: CarryOut) -> None:
    for item in node.items("patchesStrategicMerge"):
        if isinstance(item, Scalar):
            carry_out(item.at, _merge_step(item, shop, folder))
    for entry in _mappings(node, "patches"):
        carry_out(entry.at, _patch_step(entry, shop, folder))


def _merge_step(item: Scalar, shop: Workshop, folder: str) -> Step:
    def step(resources: list[Resource]) -> list[Resource]:
        inline = "\n" in item.text or ":" in item.text
        documents: Sequence[Node] = load_inline(item) if inline else shop.documents(shop.file(folder, item))
        return apply_patch(resources, read_patch(documents, None, Mapping(item.at)), shop.opaque)

    return step


def _patch_step(item: Mapping, shop: Workshop, folder: str) -> Step:
    def step(resources: list[Resource]) -> list[Resource]:
        text, path = item.scalar("patch"), item.scalar("path")
        if (text is None) == (path is None):
            raise CannotApply("a patch must have either a path or a text")
        documents: Sequence[Node] = ()
        if text is not None:
            documents = load_inline(text)
        elif path is not None:
            documents = shop.documents(shop.file(folder, path))
        target = item.get("target")
        chosen = target if isinstance(target, Mapping) else None
        return apply_patch(resources, read_patch(documents, chosen, item.mapping("options")), shop.opaque)

    return step


def _image_step(change: ImageChange, specs: Sequence[FieldSpec]) -> Step:
    return lambda found: [set_image(resource, change, specs) for resource in found]


def _rename(node: Mapping, config: FieldConfig, carry_out: CarryOut) -> None:
    namespace, prefix, suffix = node.scalar("namespace"), node.scalar("namePrefix"), node.scalar("nameSuffix")
    if namespace is not None and namespace.text:
        carry_out(namespace.at, lambda found: [set_namespace(r, namespace, config.namespace) for r in found])
    if prefix is not None and prefix.text:
        carry_out(prefix.at, lambda found: [add_prefix(r, prefix.text, config.name_prefix) for r in found])
    if suffix is not None and suffix.text:
        carry_out(suffix.at, lambda found: [add_suffix(r, suffix.text, config.name_suffix) for r in found])


def _label(node: Mapping, config: FieldConfig, carry_out: CarryOut) -> None:
    for item in _mappings(node, "labels"):
        specs = _label_specs(item, config)
        carry_out(item.at, _pairs_step(item.mapping("pairs"), specs))
    carry_out(node.at, _pairs_step(node.mapping("commonLabels"), config.common_labels))
    carry_out(node.at, _pairs_step(node.mapping("commonAnnotations"), config.common_annotations))


def _pairs_step(pairs: Mapping, specs: Sequence[FieldSpec]) -> Step:
    return lambda found: [set_pairs(r, pairs, specs) for r in found] if pairs.entries else found


def _label_specs(item: Mapping, config: FieldConfig) -> Sequence[FieldSpec]:
    specs = merge_specs(specs_of(item, "fields"), config.labels)
    selectors, templates = item.scalar("includeSelectors"), item.scalar("includeTemplates")
    if selectors is not None and selectors.boolean:
        return merge_specs(specs, config.common_labels)
    if templates is not None and templates.boolean:
        specs = merge_specs(specs, config.template_labels)
    return merge_specs(specs, (_METADATA_LABELS,))


def _replacement_step(item: Mapping, shop: Workshop, folder: str) -> Step:
    def step(resources: list[Resource]) -> list[Resource]:
        path = item.scalar("path")
        found: list[Node] = [item]
        if path is not None:
            found = []
            for document in shop.documents(shop.file(folder, path)):
                found += document.items if isinstance(document, yaml_nodes.Sequence) else [document]
        for replacement in found:
            if isinstance(replacement, Mapping):
                resources = apply_replacement(resources, replacement)
        return resources

    return step
