"""Releases of distributions, runtimes and stores, and when their publishers stop keeping them: read from `data/`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypedDict

from complexity_lint.model.references import ImageReference


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a product. `end` is the last day its publisher keeps it for free, regularly or as long-term
    support; None where none is set. `older` says that it is older than every release that is known, the end then
    being that of the oldest. `source` is the page with the dates.
    """

    product: str
    title: str
    version: str
    end: date | None
    source: str
    older: bool = False

    def has_ended(self, today: date) -> bool:
        """Whether nobody keeps it any more on a day."""
        return self.end is not None and self.end < today


class _Product(TypedDict, total=False):
    """One product; `also` is a second page, for releases that the first leaves out."""

    id: str
    title: str
    source: str
    also: str
    images: list[str]
    names: dict[str, str]
    cycles: dict[str, str | None]


class _Data(TypedDict):
    dated: str
    products: list[_Product]


_PUBLISHERS = frozenset(
    "library docker/library bitnami bitnamilegacy arm32v6 arm32v7 arm64v8 amd64 i386 ppc64le s390x mysql centos "
    "mirror/docker/library circleci cimg".split()
)
"""Who publishes images under the official names with the official versions."""

_DROPPED = ("java-image", "django-image", "rails-image")
"""Images that docker has given up as a whole: the software they hold is another thing, and lives on elsewhere."""

_VERSION = re.compile(r"^(?:v|pg)?(\d+(?:\.\d+)*)(?![\da-f]{7})")
_WITHIN = re.compile(
    r"(?:^|[-_.])(?P<name>alpine|ubuntu|centos|debian|python|php|pg)[-_]?(?P<version>\d+(?:\.\d+)*)(?=[-_]|$)"
)
_PRODUCT_WITHIN = {
    "alpine": "alpine",
    "ubuntu": "ubuntu",
    "centos": "centos",
    "debian": "debian",
    "python": "python",
    "php": "php",
    "pg": "postgresql",
}


def releases_of_image(reference: ImageReference) -> tuple[Release, ...]:
    """The releases that an image's name and tag state: what it is, then what it is built on (`-buster`).

    None for what has no version in it, but an image whose product has ended altogether gives its last release.
    """
    if reference.partial and not reference.tag:
        return ()
    # distroless images have the distribution's release in their name: `gcr.io/distroless/base-debian11`
    told = reference.name if reference.repository.rpartition("/")[0].endswith("distroless") else ""
    within = (*_within(reference.tag.lower()), *_within(told.lower()))
    found = [one for one in (_own(reference), *within) if one is not None]
    distinct = {one.product: one for one in reversed(found)}
    return tuple(reversed(distinct.values()))


def known_release(product: str, version: str) -> Release | None:
    """The release of a product that a version belongs to, None where it is not known.

    A version that leaves open which release it is (`postgres:9`) is the one of them that ends last.
    """
    entry = _products().get(product)
    if entry is None or not version:
        return None
    # `1.27.3-gke.100`, `v1.20.9+k3s1`: what distributors add is not part of the version
    plain = re.split(r"[-+]", version.lower().lstrip("v"))[0]
    return _matched(entry, entry.get("names", {}).get(version.lower(), plain))


def supported(product: str, today: date) -> Release | None:
    """The release of a product that is kept the longest, among those that have not ended on a day."""
    entry = _products()[product]
    all_of_it = (_release(entry, cycle) for cycle in entry["cycles"])
    kept = [one for one in all_of_it if not one.has_ended(today)]
    return max(kept, key=lambda one: (one.end or date.max, _numbers(one.version)), default=None)


def _own(reference: ImageReference) -> Release | None:
    entry = _by_image(reference)
    if entry is None:
        return None
    tag = reference.tag.lower().removeprefix("openjdk-")  # `java:openjdk-8-jre`
    if entry["id"] == "centos" and tag.startswith("stream"):
        return known_release("centos-stream", tag.partition("-")[0])
    word = re.split(r"[-_]", tag)[0]
    named = entry.get("names", {}).get(word)
    if named is not None:
        return _matched(entry, named)
    match = _VERSION.match(tag)
    if match is not None:
        return _matched(entry, match[1])
    return _last(entry) if not reference.digest else None


def _last(entry: _Product) -> Release | None:
    """The last release of a product that makes none any more."""
    ends = [_release(entry, cycle) for cycle in entry["cycles"]]
    if any(one.end is None for one in ends) or entry["id"] not in ("centos", "openjdk", *_DROPPED):
        return None
    return max(ends, key=lambda one: one.end or date.min)


def _by_image(reference: ImageReference) -> _Product | None:
    path = reference.repository
    publisher, _, name = path.rpartition("/")
    images = _images()
    if path in images:
        return images[path]
    dotnet = re.search(r"(dotnet/(?:core/)?(?:nightly/)?[\w-]+)$", path)
    if dotnet:
        return images.get(dotnet[1])
    found = images.get(name) if not publisher or publisher in _PUBLISHERS else None
    docker = not publisher or publisher.rpartition("/")[2] == "library"
    return found if found is None or docker or found["id"] not in _DROPPED else None


def _within(tag: str) -> Iterator[Release | None]:
    """The distributions and runtimes that a tag names behind its own version."""
    for match in _WITHIN.finditer(tag):
        yield known_release(_PRODUCT_WITHIN[match["name"]], match["version"])
    for word in re.split(r"[-_.]", tag):
        for product in ("debian", "ubuntu"):
            if word in _products()[product].get("names", {}):
                yield known_release(product, word)


def _matched(entry: _Product, version: str) -> Release | None:
    cycles = entry["cycles"]
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        cycle = ".".join(parts[:length])
        if cycle in cycles:
            return _release(entry, cycle)
    inside = [_release(entry, cycle) for cycle in cycles if cycle.startswith(f"{version}.")]
    if inside:
        return max(inside, key=lambda one: one.end or date.max)
    numbers = _numbers(version)
    oldest = min((cycle for cycle in cycles if _numbers(cycle)), key=_numbers)
    if numbers and numbers < _numbers(oldest) and numbers != (0,):
        first = _release(entry, oldest)
        return Release(first.product, first.title, version, first.end, first.source, older=True)
    return None


def _release(entry: _Product, cycle: str) -> Release:
    end = entry["cycles"][cycle]
    return Release(
        entry["id"], entry["title"], cycle, date.fromisoformat(end) if end else None, entry["source"]
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")) if re.fullmatch(r"\d+(\.\d+)*", version) else ()


@cache
def _products() -> dict[str, _Product]:
    data: _Data = json.loads(files("complexity_lint.data").joinpath("end_of_life.json").read_bytes())
    return {entry["id"]: entry for entry in data["products"]}


@cache
def _images() -> dict[str, _Product]:
    return {image: entry for entry in _products().values() for image in entry.get("images", ())}
