"""Workloads -> components: one thing that is deployed, however many files describe it.

Two records are one component when they come from the same place (a base that several overlays take in), or when they
belong to projects that deploy the same application and have the same plain name or are the only ones there
that run the same image. Projects deploy the same application when they run an image of the same build, or
when most of what the smaller one deploys goes by the same names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from complexity_lint.assemble.applications import Application, applications_of
from complexity_lint.assemble.disjoint_sets import DisjointSets
from complexity_lint.assemble.part_records import Record, plain_name, project_of, records_of, squashed
from complexity_lint.assemble.released_components import unite_releases
from complexity_lint.model.components import Component, Description
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import Controller, Workload
from complexity_lint.source import Location

_TAILS = re.compile(
    r"[-_.](deployment|deploy|svc|service|statefulset|sts|daemonset|ds|pod|rc|app|container|job|cronjob|ctr|dep)$"
)


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
    records = records_of(workloads)
    groups = DisjointSets(len(records))
    by_place: dict[tuple[Location, str], int] = {}
    for index, record in enumerate(records):
        # A place that a loop goes over (a template, Terraform's for_each) describes one thing for each name.
        groups.unite(by_place.setdefault((record.workload.at, record.name), index), index)
    unite_releases(records, groups)
    applications: dict[str, str] = {}
    for application in applications_of(records):
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
    listed = [[workloads[i] for i in group] for group in gathered.groups]
    users = Counter(at for group in listed for at in {workload.at for workload in group})
    made = (
        _component(group, [gathered.names[i] for i in indexes], gathered.applications)
        for group, indexes in zip(listed, gathered.groups, strict=True)
    )
    return tuple(_own_first(one, users) for one in made)


def _own_first(component: Component, users: Mapping[Location, int]) -> Component:
    """A component whose own descriptions come before those of several: a generic chart's template."""
    listed = sorted(component.descriptions, key=lambda one: users[one.at] > 1)
    return replace(component, descriptions=tuple(listed))


def _unite_by_name(application: Application, records: Sequence[Record], groups: DisjointSets) -> None:
    """Unite what has one name, unless it is known to be different software: a `redis` and a `redis` exporter."""
    named: dict[str, list[int]] = defaultdict(list)
    apart = _stems_of_several([records[index] for index in application.records])
    for index in application.records:
        for name in _names(records[index]):
            stem = squashed(_TAILS.sub("", name))
            named[squashed(name) if stem in apart else stem].append(index)
    for indexes in named.values():
        kinds: dict[str, int] = {}
        for index in indexes:
            software = records[index].workload.software
            groups.unite(kinds.setdefault(software.id if software else "", index), index)
        if len(kinds) == 2 and "" in kinds:
            groups.unite(*kinds.values())


def _names(record: Record) -> frozenset[str]:
    """What a record goes by; also as written: a word that most names of a project begin with is kept by another."""
    return frozenset((record.name, plain_name(record.workload.name)) if record.name else ())


def _stems_of_several(records: Sequence[Record]) -> frozenset[str]:
    """The names that are several things' but for what stands behind them: `letters` and `letters-service` of one
    project that run different images, or that are built here from different folders.
    """
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    made: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        built = record.workload.built_by.rpartition("/")[0]
        for stem in {squashed(_TAILS.sub("", name)) for name in _names(record)}:
            wheres = ((record.project, record.image), ("", built))
            for where, image in wheres:
                if image:
                    named[stem, where].add(squashed(record.name))
                    made[stem, where].add(image)
    return frozenset(
        stem for (stem, where), names in named.items() if len(names) > 1 and len(made[stem, where]) > 1
    )


def _unite_by_image(application: Application, records: Sequence[Record], groups: DisjointSets) -> None:
    """Unite what runs the same image under other names, where in each project only one does. What a cluster starts by
    different commands stays apart.
    """
    users: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    commands: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for index in application.records:
        image, workload = records[index].image, records[index].workload
        if image:
            users[image][records[index].project].add(index)
            commands[image] |= {_own_command(workload)} if workload.controller.is_kubernetes else set()
    for image, projects in users.items():
        several = len(commands[image]) > 1
        if not several and all(len({groups.find(i) for i in found}) == 1 for found in projects.values()):
            first, *others = (index for indexes in projects.values() for index in indexes)
            for other in others:
                groups.unite(first, other)


def _own_command(workload: Workload) -> tuple[str, ...]:
    """The command that manifests put in the place of the image's."""
    return (workload.main.command or ()) if workload.main is not None else ()


def _component(
    workloads: Sequence[Workload], plain: Sequence[str], applications: Mapping[str, str]
) -> Component:
    own = next((w for w in workloads if w.is_first_party), None)
    telling = own or next((w for w in workloads if w.software), workloads[0])
    descriptions = dict.fromkeys(Description(w.at, w.format, w.environment.name) for w in workloads)
    names = Counter(plain)
    name = max(names, key=lambda name: (names[name], -len(name)))
    written = next(
        (w.name for w, p in zip(workloads, plain, strict=True) if p == name == plain_name(w.name)), name
    )
    role = next((w.role for w in (telling, *workloads) if w.role is not Role.UNKNOWN), Role.UNKNOWN)
    serving = any(w.role is Role.WEB for w in workloads)
    if role.keeps_state and all(w.runs_to_completion for w in workloads):
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
        application=applications[project_of(workloads[0])],
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
