"""What is known of well-known images, charts and operators: read from `data/`, offline."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict

from complexity_lint.model.knowledge_names import Matcher, NameKind, NameMatcher
from complexity_lint.model.references import ImageReference
from complexity_lint.model.roles import Role


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a well-known image is and what follows from it.

    `data_paths` are the folders in the container where this version of this publisher's image keeps what
    must survive it; without a tag those of the newest where that is known; where the version is not known,
    those of every version; empty where they are not known. `managed` names services of cloud providers that
    take its place. `votes` says that its members elect among themselves once they are set up as a cluster
    (for Kafka: in KRaft mode), so that an even number of members gains nothing; `coordination` that keeping
    such a vote is all it is for. `base` marks what other images are built from, `serves` what waits for
    connections. `stands_in` marks what only pretends to be another service: an emulator of a cloud, a mail server
    that delivers nothing. `exact` says that the image itself is known; otherwise it is only named like one and
    `data_paths` is empty. `source` is the page that says what it is.
    """

    id: str
    role: Role
    title: str
    source: str
    data_paths: tuple[str, ...] = ()
    managed: tuple[str, ...] = ()
    votes: bool = False
    coordination: bool = False
    base: bool = False
    serves: bool = True
    exact: bool = False
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class OperatorFacts:
    """What a custom resource of an operator stands for.

    `replicas_path` and `storage_path` are the keys, joined by dots, under which the resource states how many
    members and how much storage it asks for; a name followed by `[]` is a list whose items each have what
    follows. Empty where the resource has no such key. `managed_outside` marks resources that
    stand for a managed service of a provider instead of pods in the cluster.
    """

    kind: str
    group: str
    role: Role
    title: str
    operator: str
    source: str
    replicas_path: str = ""
    storage_path: str = ""
    votes: bool = False
    coordination: bool = False
    managed_outside: bool = False


class _Variant(TypedDict, total=False):
    """Where one publisher's or version's image keeps its data; versions are majors, `before` exclusive; `latest`
    marks what an official image without a tag is.
    """

    publishers: list[str]
    names: list[str]
    data: list[str]
    before: int
    latest: bool


_VariantFrom = TypedDict("_VariantFrom", {"from": int}, total=False)
"""Apart from the rest, for `from` is a keyword of Python's."""


class _AnyVariant(_Variant, _VariantFrom, total=False):
    pass


class _Entry(TypedDict, total=False):
    id: str
    role: str
    title: str
    source: str
    images: list[str]
    names: list[str]
    words: list[str]
    heads: list[str]
    charts: list[str]
    data: list[str]
    variants: list[_AnyVariant]
    managed: list[str]
    votes: bool
    coordination: bool
    base: bool
    serves: bool
    stands_in: bool


class _OperatorEntry(TypedDict, total=False):
    kind: str
    group: str
    role: str
    title: str
    operator: str
    source: str
    replicas: str
    storage: str
    votes: bool
    coordination: bool
    managed_outside: bool


_SAME_IMAGES = {"bitnamilegacy": "bitnami", "bitnamisecure": "bitnami"}
"""Publishers of the images of another: the archive and the hardened line of Bitnami's catalogue
(github.com/bitnami/charts, issue 35164).
"""


def describe(reference: ImageReference) -> ImageFacts | None:
    """What is known of an image, None for one that is not well-known.

    An image is known by publisher and name; failing that by its own name, whoever publishes it; failing
    that by the last word of a compound name (`orders-postgres`), as `knowledge_names` has it.
    """
    if not reference.repository:
        return None
    publisher, slash, rest = reference.repository.partition("/")
    repository = f"{_SAME_IMAGES.get(publisher, publisher)}{slash}{rest}"
    found = _matcher().image(reference.registry, repository)
    if found is None:
        return None
    entry = _entries()[found.id]
    paths = _data_paths(entry, reference) if found.exact else ()
    return _facts(entry, paths, exact=found.exact)


def describe_name(name: str) -> ImageFacts | None:
    """What is known of a chart, a dependency or a component by its name alone; `data_paths` stays empty."""
    found = _matcher().name(name)
    return None if found is None else _facts(_entries()[found], (), exact=False)


def describe_custom_resource(api_version: str, kind: str) -> OperatorFacts | None:
    """What a custom resource of a well-known operator stands for; `api_version` is `group/version`."""
    group = api_version.partition("/")[0]
    return _operators().get((group, kind))


def known_images() -> tuple[ImageFacts, ...]:
    """Every entry of the knowledge file, by id, without data paths."""
    return tuple(_facts(entry, (), exact=False) for _, entry in sorted(_entries().items()))


def _facts(entry: _Entry, paths: tuple[str, ...], *, exact: bool) -> ImageFacts:
    return ImageFacts(
        id=entry["id"],
        role=Role(entry["role"]),
        title=entry["title"],
        source=entry["source"],
        data_paths=paths,
        managed=tuple(entry.get("managed", ())),
        votes=entry.get("votes", False),
        coordination=entry.get("coordination", False),
        base=entry.get("base", False),
        serves=entry.get("serves", True),
        stands_in=entry.get("stands_in", False),
        exact=exact,
    )


_POSTGRES_TAG = re.compile(r"(?:^|[-_])pg(\d+)(?![\d.])")
_LEADING_MAJOR = re.compile(r"v?(\d+)(?![\da-f]{6})")


def _data_paths(entry: _Entry, reference: ImageReference) -> tuple[str, ...]:
    variants = [v for v in entry.get("variants", ()) if _is_for(v, reference)]
    ranged = [v for v in variants if "from" in v or "before" in v]
    fixed = next((v for v in variants if v not in ranged), None)
    if fixed is not None:
        return tuple(fixed["data"])
    default = entry.get("data", [])
    version = _major(reference.tag)
    newest = next((v for v in ranged if v.get("latest")), None)
    if version is None and newest is not None and _is_newest(reference):
        return tuple(newest["data"])
    if version is None:
        return _distinct([default, *(v["data"] for v in ranged)])
    for variant in ranged:
        if variant.get("from", 0) <= version < variant.get("before", version + 1):
            return tuple(variant["data"])
    return tuple(default)


_NEWEST_TAGS = re.compile(r"(latest|alpine|trixie|bookworm|slim)?")


def _is_newest(reference: ImageReference) -> bool:
    """Whether a name stands for the newest release of an official image: no tag, `latest`, or a distribution alone."""
    official = reference.repository.removeprefix("library/") == reference.name
    known = not (reference.partial or reference.digest)
    return official and known and _NEWEST_TAGS.fullmatch(reference.tag) is not None


def _is_for(variant: _AnyVariant, reference: ImageReference) -> bool:
    publishers = variant.get("publishers")
    names = variant.get("names")
    segments = reference.repository.split("/")[:-1]
    return (publishers is None or any(p in segments for p in publishers)) and (
        names is None or reference.name in names
    )


def _major(tag: str) -> int | None:
    """The major version a tag names: 16 for `16.3` and, as extensions of PostgreSQL are tagged, `2.17-pg16`."""
    found = _POSTGRES_TAG.search(tag) or _LEADING_MAJOR.match(tag)
    return int(found[1]) if found else None


def _distinct(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for paths in lists for path in paths))


def _read(name: str) -> bytes:
    return files("complexity_lint.data").joinpath(name).read_bytes()


@cache
def _entries() -> Mapping[str, _Entry]:
    entries: list[_Entry] = json.loads(_read("images.json"))
    return {entry["id"]: entry for entry in entries}


@cache
def _matcher() -> NameMatcher:
    rows = [row for entry in _entries().values() for row in _rows(entry)]
    bases = frozenset(entry["id"] for entry in _entries().values() if entry.get("base"))
    return NameMatcher(rows, bases)


def _rows(entry: _Entry) -> Iterator[Matcher]:
    id_ = entry["id"]
    if "images" in entry:
        yield Matcher(id_, NameKind.IMAGE, entry["images"])
    if "names" in entry:
        yield Matcher(id_, NameKind.NAME, entry["names"])
    if "words" in entry:
        role = Role(entry["role"])
        state = role.keeps_state and role is not Role.COORDINATION
        yield Matcher(id_, NameKind.WORD, entry["words"], state=state)
    if "heads" in entry:
        yield Matcher(id_, NameKind.HEAD, entry["heads"])
    if "charts" in entry:
        yield Matcher(id_, NameKind.CHART, entry["charts"])


@cache
def _operators() -> Mapping[tuple[str, str], OperatorFacts]:
    entries: list[_OperatorEntry] = json.loads(_read("operators.json"))
    return {(entry["group"], entry["kind"]): _operator(entry) for entry in entries}


def _operator(entry: _OperatorEntry) -> OperatorFacts:
    return OperatorFacts(
        kind=entry["kind"],
        group=entry["group"],
        role=Role(entry["role"]),
        title=entry["title"],
        operator=entry["operator"],
        source=entry["source"],
        replicas_path=entry.get("replicas", ""),
        storage_path=entry.get("storage", ""),
        votes=entry.get("votes", False),
        coordination=entry.get("coordination", False),
        managed_outside=entry.get("managed_outside", False),
    )
