"""Objects of Argo CD and its Image Updater -> which images are renewed in what is deployed from which folders."""

import re
from collections.abc import Iterator

from complexity_lint.model.image_updates import ImageUpdater, UpdatedApplication
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar

_PREFIX = "argocd-image-updater.argoproj.io/"
_FILLED_IN = re.compile(r"\{\{.*?\}\}")
_NAME_IN_PLACE = re.compile(re.escape(_PREFIX) + r"[\w.-]+\.(kustomize|helm)\.image-name")


def image_update_parts(node: Mapping, group: str, kind: str) -> Parts:
    """What an Application deploys and has renewed, and what an ImageUpdater renews; nothing for every other object."""
    if group == "argoproj.io" and kind == "Application":
        return Parts(updated_applications=(_application(node),))
    if group == "argoproj.io" and kind == "ApplicationSet":
        return Parts(updated_applications=(_application(node.mapping("spec", "template")),))
    if group == _PREFIX.rstrip("/") and kind == "ImageUpdater":
        return Parts(image_updaters=tuple(_updaters(node)))
    return Parts()


def _application(node: Mapping) -> UpdatedApplication:
    spec = node.mapping("spec")
    sources = [one for one in (spec.get("source"), *spec.items("sources")) if isinstance(one, Mapping)]
    paths = [path.text for one in sources if (path := one.scalar("path")) is not None]
    return UpdatedApplication(
        node.at.path,
        _pattern(node.text("metadata", "name")),
        _pairs(node.mapping("metadata", "labels")),
        tuple(_pattern(path).removeprefix("./").strip("/") for path in paths),
        tuple(_annotated(node.mapping("metadata", "annotations"))),
    )


def _annotated(annotations: Mapping) -> Iterator[str]:
    """The images of `image-list`, and the names of a kustomization that they take the place of."""
    given = _pairs(annotations)
    listed = [text for key, text in given if key == f"{_PREFIX}image-list"]
    for text in listed:
        yield from (_without_tag(one.partition("=")[2] or one) for one in text.split(",") if one.strip())
    if listed:
        yield from (_without_tag(text) for key, text in given if _NAME_IN_PLACE.fullmatch(key))


def _updaters(node: Mapping) -> Iterator[ImageUpdater]:
    for one in node.items("spec", "applicationRefs"):
        if isinstance(one, Mapping):
            images = [image for image in one.items("images") if isinstance(image, Mapping)]
            names = [image.text("imageName") for image in images]
            names += [image.text("manifestTargets", "kustomize", "name") for image in images]
            yield ImageUpdater(
                one.text("namePattern"),
                _pairs(one.mapping("labelSelectors", "matchLabels")),
                tuple(_without_tag(name) for name in names if name),
            )


def _without_tag(text: str) -> str:
    """`acme/shop` of `acme/shop:~1.2` or `acme/shop@sha256:...`."""
    name = _pattern(text.strip()).partition("@")[0]
    path, slash, last = name.rpartition("/")
    return path + slash + last.partition(":")[0]


def _pattern(text: str) -> str:
    return _FILLED_IN.sub("*", text)


def _pairs(node: Mapping) -> tuple[tuple[str, str], ...]:
    return tuple((one.key, one.value.text) for one in node.entries if isinstance(one.value, Scalar))
