"""The files and folders that a kustomization names, each at the place where it does."""

from collections.abc import Iterator

from complexity_lint.model.files import FileReference
from complexity_lint.model.obsolete import ObsoleteKind, ObsoleteUse
from complexity_lint.parsers.kustomize.files import is_remote, joined
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar, load
from complexity_lint.source import Source

_PLAIN = {
    "resources": "resource",
    "bases": "base",
    "components": "component",
    "patchesStrategicMerge": "patch",
    "configurations": "configuration",
}
_WITH_PATH = {"patches": "patch", "patchesJson6902": "patch", "replacements": "replacement"}


def file_references(source: Source) -> Iterator[FileReference]:
    """What one kustomization names beside itself; secrets and settings that are made before a build are left out."""
    for top in load(source).mappings():
        for scalar, what in (*_plain(top), *_with_path(top)):
            path = joined(source.folder, scalar.text)
            if path is not None and path != source.folder:
                yield FileReference(scalar.at, path, what, "the kustomization")


def _plain(top: Mapping) -> Iterator[tuple[Scalar, str]]:
    for key, what in _PLAIN.items():
        for item in top.items(key):
            if isinstance(item, Scalar) and "\n" not in item.text and not is_remote(item.text):
                yield item, what


def _with_path(top: Mapping) -> Iterator[tuple[Scalar, str]]:
    for key, what in _WITH_PATH.items():
        for item in top.items(key):
            path = item.scalar("path") if isinstance(item, Mapping) else None
            if path is not None and not is_remote(path.text):
                yield path, what


_ENDED = {
    "bases": "resources",
    "patchesStrategicMerge": "patches",
    "patchesJson6902": "patches",
    "commonLabels": "labels",
    "vars": "replacements",
    "imageTags": "images",
}
"""Fields of a kustomization that kustomize has deprecated, and what took their place."""


def obsolete_fields(source: Source) -> Iterator[ObsoleteUse]:
    """The deprecated fields of one kustomization."""
    for top in load(source).mappings():
        for entry in top.entries:
            instead = _ENDED.get(entry.key)
            if instead is not None:
                yield ObsoleteUse(
                    entry.at,
                    ObsoleteKind.KUSTOMIZE_FIELD,
                    f"`{entry.key}`",
                    "the kustomization",
                    "deprecated in kustomize 5",
                    False,
                    f"`{instead}`",
                    "https://github.com/kubernetes-sigs/kustomize/releases/tag/kustomize%2Fv5.0.0",
                    # kustomize itself puts the bases behind the resources (api/types/kustomization.go).
                    rewrite="resources" if entry.key == "bases" and top.get("resources") is None else "",
                )
