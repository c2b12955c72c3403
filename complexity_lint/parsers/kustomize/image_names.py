"""Entries of `images`: which image names they fit and what they make of them (api/filters/imagetag)."""

import re
from dataclasses import dataclass, replace

from complexity_lint.parsers.kustomize.budgets import fits
from complexity_lint.parsers.kustomize.editing import CannotApply, keep_style
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar
from complexity_lint.source import Location

_TAG = re.compile(r"[a-zA-Z0-9_.{}-]*")
_DIGEST = re.compile(r"[a-zA-Z0-9.+_-]+:[a-zA-Z0-9_.{}-]*")


@dataclass(frozen=True, slots=True)
class ImageChange:
    """One entry of `images`; `at` is the line one would edit: that of the tag, else of the digest, else of
    the name.
    """

    at: Location
    name: str
    new_name: str = ""
    new_tag: str = ""
    tag_suffix: str = ""
    digest: str = ""

    def fits(self, image: str) -> bool:
        """Whether the entry is about an image; its name is a regular expression, as kustomize takes it."""
        name, tag, digest = _split(image)
        if not _TAG.fullmatch(tag) or (digest and not _DIGEST.fullmatch(digest)):
            return False
        try:
            return any(fits(self.name, part) for part in (name, image.partition("@")[0], image))
        except CannotApply:
            return False


def image_change(item: Mapping) -> ImageChange:
    """An entry of `images`."""
    stated = next((s for s in (item.scalar(k) for k in ("newTag", "digest", "newName", "name")) if s), None)
    return ImageChange(
        stated.at if stated else item.at,
        item.text("name"),
        item.text("newName"),
        item.text("newTag"),
        item.text("tagSuffix"),
        item.text("digest"),
    )


def changed_image(node: Node, change: ImageChange) -> Node:
    """The scalar of an image name as the entry makes it; the very node where it does not fit."""
    if not isinstance(node, Scalar) or not change.fits(node.text):
        return node
    name, tag, digest = _split(node.text)
    name = change.new_name or name
    if change.new_tag:
        tag, digest = change.new_tag, change.digest
    elif change.digest:
        tag, digest = "", change.digest
    elif change.tag_suffix:
        tag, digest = tag + change.tag_suffix, ""
    text = name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    # an entry that states the tag which the image has already decides it all the same: it is the one to edit
    decides = change.new_tag or change.digest or text != node.text
    return node if not decides else keep_style(replace(node, text=text, at=change.at), node)


def _split(image: str) -> tuple[str, str, str]:
    slash = max(image.find("/"), 0)
    rest, at, digest = image[slash:].partition("@")
    path, colon, tag = rest.partition(":")
    if at and not colon:
        return image[:slash] + path, "", digest
    return image[:slash] + path, tag, digest
