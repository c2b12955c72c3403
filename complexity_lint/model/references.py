"""Image names, cut as docker does: the reader of `ImageReference`."""

import re

from complexity_lint.model.images import ImageReference
from complexity_lint.source import Location

_HOLE = re.compile(r"\$\{[^}]*\}?|\$[A-Za-z0-9_]+|\{\{.*?(?:\}\}|\Z)|\$\([^)]*\)?|\$")
_MARK = "\0"
"""Stands for an unknown piece of a name, so that a `:` or `/` inside it does not count."""


def parse_image_reference(text: str, at: Location) -> ImageReference:
    """An image's name cut into registry, repository, tag and digest.

    The cuts are those of distribution/reference v0.6 (`[domain/]path[:tag][@digest]`) and its
    rule for short names: the first segment is a registry when it holds a dot, a colon or an
    upper-case letter, or is `localhost`. A name that holds `$` or `{{` is `partial`: parts that
    hold it stay empty, the others are given. Never fails; a name docker would refuse is cut all
    the same.
    """
    name = text.strip()
    marked, holes = _HOLE.subn(_MARK, name)
    rest, _, digest = marked.partition("@")
    rest, tag = _cut_tag(rest)
    registry, repository = _cut_registry(rest)
    return ImageReference(
        at,
        name,
        _known(registry),
        _known_path(repository),
        _known(tag),
        _known(digest),
        partial=holes > 0,
    )


def _cut_tag(rest: str) -> tuple[str, str]:
    last = rest.rfind("/")
    colon = rest.find(":", last + 1)
    if colon < 0:
        return rest, ""
    return rest[:colon], rest[colon + 1 :]


def _cut_registry(path: str) -> tuple[str, str]:
    first, slash, remainder = path.partition("/")
    if not slash:
        return "", path
    looks_like_host = "." in first or ":" in first or first == "localhost" or first.lower() != first
    if looks_like_host or first == _MARK:
        return first, remainder
    return "", path


def _known(part: str) -> str:
    return "" if _MARK in part else part


def _known_path(path: str) -> str:
    """The path, unless its last segment is unknown; unknown leading segments are left out."""
    segments = path.split("/")
    if _MARK in segments[-1]:
        return ""
    return "/".join(segment for segment in segments if _MARK not in segment)
