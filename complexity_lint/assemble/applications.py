"""Projects -> applications: the projects that deploy the same things.

They run an image of the same build, or most of what the smaller one deploys goes by the same names.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from complexity_lint.assemble.disjoint_sets import DisjointSets
from complexity_lint.assemble.part_records import Record, squashed
from complexity_lint.model.roles import Ownership
from complexity_lint.source import Location

_MIN_SHARED = 2
_SHARE = 0.5
_SURE = 3
_MANY = 4
_FEW = 2
_MOST = 0.7
_COMMON = 60
_Feature = TypeVar("_Feature", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Application:
    """The projects that deploy one application, and the numbers of their records."""

    projects: frozenset[str]
    records: tuple[int, ...]


def applications_of(records: Sequence[Record]) -> Iterator[Application]:
    """The projects, gathered by the application they deploy."""
    projects: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        projects[record.project].append(record)
    names = list(projects)
    sets = DisjointSets(len(names))
    by_place: dict[Location, int] = {}
    for number, name in enumerate(names):
        for record in projects[name]:
            sets.unite(by_place.setdefault(record.workload.at, number), number)
    _unite_twins(names, projects, sets)
    found: dict[int, list[str]] = defaultdict(list)
    for number, name in enumerate(names):
        found[sets.find(number)].append(name)
    numbers: dict[str, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        numbers[record.project].append(index)
    for listed in found.values():
        yield Application(frozenset(listed), tuple(sorted(i for name in listed for i in numbers[name])))


def _unite_twins(names: Sequence[str], projects: Mapping[str, list[Record]], sets: DisjointSets) -> None:
    """Unite projects that run the same images of their own, or have the same parts by name and kind of image."""
    images = [
        frozenset(r.image for r in projects[name] if r.image and r.workload.software is None)
        for name in names
    ]
    builds = [
        frozenset(r.workload.built_by.rpartition("/")[0] for r in projects[name] if r.workload.built_by)
        for name in names
    ]
    plain = [frozenset(squashed(r.name) for r in projects[name] if r.name) for name in names]
    features = [frozenset(_feature(r) for r in projects[name] if r.name) for name in names]
    special = [len({r.name for r in projects[name] if r.workload.software is None}) for name in names]
    for one, other in _pairs(images):
        # A single image that many applications use (a load generator, a proxy) does not make them one.
        if len(images[one] & images[other]) >= _SHARE * min(special[one], special[other]):
            sets.unite(one, other)
    for one, other in _pairs(features):
        count = len(features[one] & features[other])
        if builds[one] and builds[other] and builds[one].isdisjoint(builds[other]):
            continue  # parts of the same name, made of other code
        own = any(r.workload.ownership is not Ownership.OFF_THE_SHELF for r in projects[names[one]])
        near = own or count >= _SURE or _neighbours(names[one], names[other])
        smaller = min(len(features[one]), len(features[other]))
        alike = near and count >= _MIN_SHARED and count >= _SHARE * smaller
        # An image of one's own may be known software elsewhere: then many equal names tell as much.
        named = len(plain[one] & plain[other])
        if alike or named >= max(_MANY, _MOST * min(len(plain[one]), len(plain[other]))):
            sets.unite(one, other)
    _unite_siblings(names, plain, sets)


def _unite_siblings(names: Sequence[str], plain: Sequence[frozenset[str]], sets: DisjointSets) -> None:
    """Unite projects of one workload each (a chart, a folder of manifests for every service) with the project that
    has most of them.
    """
    families: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        if 0 < len(plain[number]) <= _FEW:
            families[name.rpartition("/")[0]].append(number)
    for parent, numbers in families.items():
        together = frozenset(one for number in numbers for one in plain[number])
        if len(numbers) < _SURE or not parent:
            continue
        for other, others in enumerate(plain):
            shared = together & others
            if other not in numbers and len(shared) >= max(_MANY, _SHARE * min(len(together), len(others))):
                for number in numbers:
                    if plain[number] & shared:
                        sets.unite(number, other)


def _pairs(features: Sequence[frozenset[_Feature]]) -> Iterator[tuple[int, int]]:
    """The pairs of projects that share anything; what very many share says nothing and is left out."""
    owners: dict[_Feature, list[int]] = defaultdict(list)
    for number, listed in enumerate(features):
        for feature in listed:
            owners[feature].append(number)
    seen: set[tuple[int, int]] = set()
    for numbers in owners.values():
        if len(numbers) > _COMMON:
            continue
        for position, one in enumerate(numbers):
            for other in numbers[position + 1 :]:
                if (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


def _feature(record: Record) -> tuple[str, str]:
    software = record.workload.software
    return (record.name, software.id if software else "")


def _neighbours(one: str, other: str) -> bool:
    """Whether two projects lie in one folder, or one in the folder of the other."""
    first, second = (name.rpartition("/")[0] for name in (one, other))
    return first == second or one.startswith(other + "/") or other.startswith(one + "/")
