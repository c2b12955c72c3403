"""Names of images, cut as docker does, and how long each keeps meaning the same image."""

import re
from dataclasses import dataclass
from enum import Enum

from complexity_lint.source import Location

_FILLED_IN = re.compile(
    r"(?i)^((to[-_.]?be[-_.]?)?(set|replaced|filled|overridden|injected|substituted|provided|updated)[-_.](by|in|at|with)"
    r"[-_.]\w|placeholder$|replace[-_.]?me$|to[-_.]?be[-_.]?(set|replaced|defined|filled)$)"
)


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image's name as written, cut into its parts by the rules of docker's distribution/reference.

    `registry` is empty when none is written; `repository` is the path without it
    (`library/` is not added); `tag` and `digest` are empty when not written. `partial` says
    that some of the text stands for a value nobody can know statically (`${TAG}`), so a
    missing tag proves nothing; `text` then still holds what was written. `tag_at` is where the tag alone is
    chosen, where that is another place than `at` (a value of a chart), `name_at` where the repository is. `chosen_by`
    are the variables that choose the tag for compose, which has it from a default or its environment file. `renewed_by`
    is what in the cluster puts a newer one in its place.
    """

    at: Location
    text: str
    registry: str = ""
    repository: str = ""
    tag: str = ""
    digest: str = ""
    partial: bool = False
    tag_at: Location | None = None
    name_at: Location | None = None
    chosen_by: tuple[str, ...] = ()
    renewed_by: str = ""

    @property
    def steadiness(self) -> "Steadiness":
        """How long the name keeps meaning the same image (catalogue, Rulings: "Floating tag")."""
        return steadiness(self)

    @property
    def is_filled_in(self) -> bool:
        """Whether the tag says that something else is put in its place: `set-by-chartpress`, `placeholder`."""
        return not self.digest and _FILLED_IN.match(self.tag) is not None

    @property
    def name(self) -> str:
        """The last segment of the repository: `postgresql` for `docker.io/bitnami/postgresql:16`."""
        return self.repository.rpartition("/")[2]


class Steadiness(Enum):
    """How long an image's name keeps meaning the same image."""

    PINNED = "pinned"
    MAJOR = "major version only"
    FLOATING = "floating"
    UNKNOWN = "unknown"


_RELEASES = frozenset(
    (
        "debian ubuntu fedora rockylinux almalinux centos amazonlinux buildpack-deps oraclelinux leap minideb "
        "raspbian"
    ).split()
)
"""Distributions: their codename or major number names a release."""

_WORDS = frozenset(
    (
        "latest stable lts edge main master nightly dev devel develop current mainline rolling "
        "testing unstable beta alpha canary head trunk release production prod staging next "
        "experimental snapshot e2e"
    ).split()
)

_COMMIT = r"[-_.](?=[a-f]*\d)[0-9a-f]{7,40}$"
_MOVING = frozenset("latest stable edge nightly main master".split())


def steadiness(reference: ImageReference) -> Steadiness:
    """Whether a reference is pinned by a version or a digest, by a major version alone, or floats."""
    if reference.digest:
        return Steadiness.PINNED
    tag = reference.tag.lower()
    if reference.partial or not reference.repository:
        # whatever the rest becomes, the tag that is written down moves, or there is none
        moves = tag in _MOVING or _ends_without_tag(reference.text)
        return Steadiness.FLOATING if moves and reference.partial else Steadiness.UNKNOWN
    if not tag:
        return Steadiness.FLOATING
    first = tag.partition("-")[0]
    distribution = reference.name in _RELEASES
    # `release-2.0.0` and `nightly-2026-08-22` are releases, `main-69f6a52` is a commit, `stable-alpine3` is none
    numbered = re.search(r"\d+\.\d+|(?<!\d)20\d\d([-_.]?)[01]\d\1[0-3]\d|" + _COMMIT, tag) is not None
    if (first in _WORDS and not numbered) or not any(c.isdigit() for c in tag):
        named_release = distribution and first not in _WORDS
        return Steadiness.PINNED if named_release else Steadiness.FLOATING
    if first.lstrip("v").isdigit() and len(first) < 4 and not distribution:
        return Steadiness.MAJOR
    return Steadiness.PINNED


_HOLE = re.compile(r"\$\{[^}]*\}?|\$[A-Za-z0-9_]+|\{\{.*?(?:\}\}|\Z)|\$\([^)]*\)?|\$")
_MARK = "\0"
"""Stands for an unknown piece of a name, so that a `:` or `/` inside it does not count."""


def _ends_without_tag(text: str) -> bool:
    """Whether only the way to an image's name is unknown: `${REGISTRY}/shop`."""
    last = _HOLE.sub(_MARK, text).rpartition("/")[2]
    return bool(last) and _MARK not in last and ":" not in last


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
