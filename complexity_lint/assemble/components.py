"""Workloads -> components: one thing that is deployed, however many files describe it.

Two records are one component when they come from the same place (a base that several overlays take in), or when they
belong to projects that deploy the same application and have the same plain name or are the only ones there
that run the same image. Projects deploy the same application when they run an image of the same build, or
when most of what the smaller one deploys goes by the same names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from complexity_lint.model.components import Component, Description
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import Controller, Workload
from complexity_lint.source import Location

_TAILS = re.compile(
    r"[-_.](deployment|deploy|svc|service|statefulset|sts|daemonset|ds|pod|rc|app|container|job|cronjob|ctr|dep)$"
)
_KIND_WORDS = re.compile(r"[-_.](deployment|deploy|statefulset|sts|daemonset|ds|pod|rc|container)$")
_MIN_SHARED = 2
_SHARE = 0.5
_SURE = 3
_MANY = 4
_FEW = 2
_MOST = 0.7
_COMMON = 60
_Feature = TypeVar("_Feature", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Record:
    """A workload with what it is compared by."""

    workload: Workload
    project: str
    name: str
    image: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Which workloads are one component, by their numbers, what each is called without its decoration, and the
    application that each project deploys.
    """

    groups: tuple[tuple[int, ...], ...]
    names: Mapping[int, str]
    applications: Mapping[str, str]


def gather(workloads: Sequence[Workload]) -> Gathered:
    """Find out which workloads are one component, in the order of their first description."""
    prefixes = _prefixes(workloads)
    records = [_record(workload, prefixes.get(workload.project, ())) for workload in workloads]
    groups = _Groups(len(records))
    by_place: dict[tuple[Location, str], int] = {}
    for index, record in enumerate(records):
        # A place that a loop goes over (a template, Terraform's for_each) describes one thing for each name.
        groups.unite(by_place.setdefault((record.workload.at, record.name), index), index)
    applications: dict[str, str] = {}
    for application in _applications(records):
        first = records[application.records[0]].project
        applications |= dict.fromkeys(application.projects, first)
        _unite_by_name(application, records, groups)
        _unite_by_image(application, records, groups)
    members: dict[int, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.name and not _is_fragment(record.workload):
            members[groups.find(index)].append(index)
    listed = tuple(tuple(indexes) for _, indexes in sorted(members.items()))
    names = {index: record.name for index, record in enumerate(records)}
    return Gathered(listed, names, applications)


def _is_fragment(workload: Workload) -> bool:
    """Whether a compose service is only what another file is to be merged with: it names nothing to run, or stands in
    an override whose base is elsewhere.
    """
    if workload.controller is not Controller.COMPOSE:
        return False
    main = workload.main
    alone = workload.project.rpartition("/")[2].partition(".override")[1] != ""
    return alone or main is None or (main.image is None and main.build is None)


def make_components(gathered: Gathered, workloads: Sequence[Workload]) -> tuple[Component, ...]:
    """The components that workloads gathered before (and changed since, one by one) make."""
    return tuple(
        _component([workloads[i] for i in group], [gathered.names[i] for i in group], gathered.applications)
        for group in gathered.groups
    )


@dataclass(frozen=True, slots=True)
class _Application:
    """The projects that deploy one application, and the numbers of their records."""

    projects: frozenset[str]
    records: tuple[int, ...]


class _Groups:
    """Disjoint sets of numbers; the smallest number stands for its set."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def unite(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self.parent[second] = first


_RELEASE = "release-name"
"""The name that charts are rendered with."""
_PREFIX_SHARE = 0.6


def _prefixes(workloads: Iterable[Workload]) -> dict[str, tuple[str, ...]]:
    """What the names of a project's workloads may begin with that tells nothing: the release's name, the name of the
    project's folder, and a first word that most of at least three share.
    """
    projects: dict[str, list[str]] = defaultdict(list)
    for workload in workloads:
        name = _plain(workload.name).removeprefix(_RELEASE + "-")
        projects[workload.project].append(name)
    found = {}
    for project, names in projects.items():
        word, count = (
            Counter(name.partition("-")[0] for name in names if "-" in name).most_common(1)[0]
            if any("-" in name for name in names)
            else ("", 0)
        )
        common = (word,) if count >= max(3, _PREFIX_SHARE * len(names)) else ()
        folder = _plain(project.rpartition("/")[2])
        found[project] = (_RELEASE, *(p for p in (folder, *common) if p))
    return found


def _plain(name: str) -> str:
    return re.sub(r"[_.]", "-", name.lower())


_FILE_EACH = frozenset({"Marathon application", "Nomad job", "ECS task definition", "unit of systemd"})
"""Formats of one file for each workload: the folder is what is deployed together."""


def _project_of(workload: Workload) -> str:
    project = workload.project
    return project.rpartition("/")[0] or project if workload.format in _FILE_EACH else project


def _record(workload: Workload, prefixes: Sequence[str]) -> _Record:
    main = workload.main
    image = workload.built_by
    if not image and main is not None and main.image is not None and not main.image.partial:
        image = main.image.repository
    name = _plain(workload.name)
    if workload.controller is not Controller.COMPOSE:
        for prefix in prefixes:
            name = name.removeprefix(prefix + "-")
        name = _KIND_WORDS.sub("", name) or name
    return _Record(workload, _project_of(workload), name, image)


def _applications(records: Sequence[_Record]) -> Iterator[_Application]:
    """The projects, gathered by the application they deploy."""
    projects: dict[str, list[_Record]] = defaultdict(list)
    for record in records:
        projects[record.project].append(record)
    names = list(projects)
    sets = _Groups(len(names))
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
        yield _Application(frozenset(listed), tuple(sorted(i for name in listed for i in numbers[name])))


def _unite_twins(names: Sequence[str], projects: Mapping[str, list[_Record]], sets: "_Groups") -> None:
    """Unite projects that run the same images of their own, or have the same parts by name and kind of image."""
    images = [
        frozenset(r.image for r in projects[name] if r.image and r.workload.software is None)
        for name in names
    ]
    builds = [
        frozenset(r.workload.built_by.rpartition("/")[0] for r in projects[name] if r.workload.built_by)
        for name in names
    ]
    plain = [frozenset(_squashed(r.name) for r in projects[name] if r.name) for name in names]
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


def _unite_siblings(names: Sequence[str], plain: Sequence[frozenset[str]], sets: "_Groups") -> None:
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


def _squashed(name: str) -> str:
    """A name without its separators: `sql-data`, `sqldata` and `sql.data` are one."""
    return name.replace("-", "")


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


def _feature(record: _Record) -> tuple[str, str]:
    software = record.workload.software
    return (record.name, software.id if software else "")


def _neighbours(one: str, other: str) -> bool:
    """Whether two projects lie in one folder, or one in the folder of the other."""
    first, second = (name.rpartition("/")[0] for name in (one, other))
    return first == second or one.startswith(other + "/") or other.startswith(one + "/")


def _unite_by_name(application: _Application, records: Sequence[_Record], groups: "_Groups") -> None:
    """Unite what has one name, unless it is known to be different software: a `redis` and a `redis` exporter."""
    named: dict[str, list[int]] = defaultdict(list)
    for index in application.records:
        record = records[index]
        if record.name:
            # also as written, for a word that most names of one project begin with is kept by another
            names = (record.name, _plain(record.workload.name))
            for name in {_squashed(_TAILS.sub("", name)) for name in names}:
                named[name].append(index)
    for indexes in named.values():
        kinds: dict[str, int] = {}
        for index in indexes:
            software = records[index].workload.software
            groups.unite(kinds.setdefault(software.id if software else "", index), index)
        if len(kinds) == 2 and "" in kinds:
            groups.unite(*kinds.values())


def _unite_by_image(application: _Application, records: Sequence[_Record], groups: "_Groups") -> None:
    """Unite what runs the same image under other names, where in each project only one does."""
    users: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for index in application.records:
        if records[index].image:
            users[records[index].image][records[index].project].add(index)
    for projects in users.values():
        if all(len({groups.find(index) for index in indexes}) == 1 for indexes in projects.values()):
            first, *others = (index for indexes in projects.values() for index in indexes)
            for other in others:
                groups.unite(first, other)


def _component(
    workloads: Sequence[Workload], plain: Sequence[str], applications: Mapping[str, str]
) -> Component:
    own = next((w for w in workloads if w.is_first_party), None)
    telling = own or next((w for w in workloads if w.software), workloads[0])
    descriptions = dict.fromkeys(Description(w.at, w.format, w.environment.name) for w in workloads)
    names = Counter(plain)
    name = max(names, key=lambda name: (names[name], -len(name)))
    written = next(
        (w.name for w, p in zip(workloads, plain, strict=True) if p == name == _plain(w.name)), name
    )
    role = next((w.role for w in (telling, *workloads) if w.role is not Role.UNKNOWN), Role.UNKNOWN)
    serving = any(w.role is Role.WEB for w in workloads)
    if role.keeps_state and all(w.controller.runs_to_completion for w in workloads):
        role = Role.JOB  # it uses a store's image for its tools
    return Component(
        name=written,
        ownership=_ownership(workloads),
        role=Role.WEB if role is Role.WORKER and serving else role,
        environments=tuple(dict.fromkeys(w.environment.name for w in workloads)),
        descriptions=tuple(descriptions),
        workloads=tuple(workloads),
        built_by=next((w.built_by for w in workloads if w.built_by), ""),
        software=telling.software,
        application=applications[_project_of(workloads[0])],
    )


def _ownership(workloads: Sequence[Workload]) -> Ownership:
    """The surest of what the descriptions say: what is built here is first-party, whatever else names it."""
    said = {w.ownership for w in workloads}
    wrapped = any(w.built_by and w.ownership is Ownership.OFF_THE_SHELF for w in workloads)
    order = (Ownership.FIRST_PARTY, Ownership.SIBLING, Ownership.OFF_THE_SHELF)
    if wrapped:
        return Ownership.OFF_THE_SHELF
    return next((one for one in order if one in said), Ownership.UNKNOWN)


def with_ownership_shared(workloads: Sequence[Workload], gathered: Gathered) -> tuple[Workload, ...]:
    """The workloads, each with the ownership and the build that any description of the same component shows."""
    found = list(workloads)
    for group in gathered.groups:
        own = next((workloads[i] for i in group if workloads[i].is_first_party), None)
        if own is None:
            continue
        for index in group:
            workload = workloads[index]
            if not workload.is_first_party and workload.software is None:
                found[index] = replace(
                    workload,
                    ownership=Ownership.FIRST_PARTY,
                    built_by=workload.built_by or own.built_by,
                    role=own.role if workload.role is Role.UNKNOWN else workload.role,
                )
    return tuple(found)
