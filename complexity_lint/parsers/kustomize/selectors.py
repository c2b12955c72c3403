"""Targets of patches: resources chosen by patterns for their names and by their labels and annotations."""

import re
from collections.abc import Sequence

from complexity_lint.parsers.kustomize.budgets import fits
from complexity_lint.parsers.kustomize.editing import CannotApply, texts_of
from complexity_lint.parsers.kustomize.identity import Kind
from complexity_lint.parsers.kustomize.resources import Resource
from complexity_lint.parsers.yaml_nodes import Mapping

_SET = re.compile(r"(?P<key>[^\s,!=]+)\s+(?P<verb>in|notin)\s*\((?P<values>[^)]*)\)")
_EQUAL = re.compile(r"(?P<key>[^\s,!=]+)\s*(?P<verb>==|=|!=)\s*(?P<value>[^\s,]*)")
_EXISTS = re.compile(r"(?P<no>!?)\s*(?P<key>[^\s,!=]+)")


def matches_pattern(pattern: str, text: str) -> bool:
    """Whether a selector's regular expression fits a whole text; an empty one fits anything.

    Raises CannotApply as `budgets.fits` does.
    """
    return not pattern or fits(pattern, text)


def select(resources: Sequence[Resource], target: Mapping) -> list[int]:
    """The positions of the resources a target is about (resmap.Select)."""
    return [i for i, resource in enumerate(resources) if is_selected(resource, target)]


def is_selected(resource: Resource, target: Mapping) -> bool:
    """Whether a target fits a resource, by its original or its present name and namespace."""
    own, original = resource.identity, resource.original
    return (
        _any(target.text("namespace"), original.effective_namespace, own.effective_namespace)
        and _any(target.text("name"), original.name, own.name)
        and fits_kind(own.kind, target)
        and fits_labels(resource, target)
    )


def fits_kind(kind: Kind, target: Mapping) -> bool:
    """Whether group, version and kind fit a target's patterns."""
    return (
        matches_pattern(target.text("group"), kind.group)
        and matches_pattern(target.text("version"), kind.version)
        and matches_pattern(target.text("kind"), kind.kind)
    )


def fits_labels(resource: Resource, target: Mapping) -> bool:
    """Whether the labels and annotations fit a target's selectors."""
    for key, field in (("labelSelector", "labels"), ("annotationSelector", "annotations")):
        selector = target.text(key)
        if selector and not fits_selector(selector, texts_of(resource.node.get("metadata", field))):
            return False
    return True


def _any(pattern: str, *texts: str) -> bool:
    return any(matches_pattern(pattern, text) for text in texts)


def fits_selector(selector: str, labels: dict[str, str]) -> bool:
    """Whether labels meet every requirement of a label selector (`a=b,c in (d,e),!f`).

    Raises CannotApply for what is no selector.
    """
    rest = selector.strip()
    while rest:
        fits, length = _requirement(rest, labels)
        if not fits:
            return False
        rest = rest[length:].lstrip()
        if rest and not rest.startswith(","):
            raise CannotApply(f"{selector} is no label selector")
        rest = rest[1:].lstrip()
    return True


def _requirement(text: str, labels: dict[str, str]) -> tuple[bool, int]:
    if found := _SET.match(text):
        values = {value.strip() for value in found["values"].split(",")}
        inside = labels.get(found["key"]) in values if found["key"] in labels else False
        return inside == (found["verb"] == "in"), found.end()
    if found := _EQUAL.match(text):
        equal = labels.get(found["key"]) == found["value"]
        return equal == (found["verb"] != "!="), found.end()
    if found := _EXISTS.match(text):
        return (found["key"] in labels) != bool(found["no"]), found.end()
    raise CannotApply(f"{text} is no label selector")
