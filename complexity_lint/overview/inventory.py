"""A system -> its inventory: every moving part once, by kind, each with its place.

The shapes below are what `inventory --output-format json` prints; others rely on them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypedDict

from complexity_lint.finding import Coverage
from complexity_lint.model.components import Component
from complexity_lint.model.links import LinkKind
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.system import System
from complexity_lint.model.values import Unknown
from complexity_lint.overview.secrets import SecretEntry, find_secrets
from complexity_lint.overview.technologies import ToolEntry, find_tools
from complexity_lint.source import Location


class PlaceEntry(TypedDict):
    """A place; `line` is None for a file as a whole."""

    path: str
    line: int | None


class DescriptionEntry(TypedDict):
    """One description of a workload."""

    path: str
    line: int | None
    format: str


class WorkloadEntry(TypedDict):
    """One distinct workload."""

    name: str
    ownership: str
    role: str
    environments: list[str]
    descriptions: list[DescriptionEntry]
    software: str | None
    built_by: str | None


class EnvironmentEntry(TypedDict):
    """For whom what is described at a path is (`kind` is `production`, `development`, `test` or `example`), and what
    tells of it, in words.
    """

    path: str
    kind: str
    name: str
    reason: str


class StoreEntry(TypedDict):
    """A store or broker: `kind` is `container`, `managed` or `machine`."""

    name: str
    kind: str
    role: str
    engine: str
    environments: list[str]
    path: str
    line: int | None


class ClusterEntry(TypedDict):
    """A cluster; `control_plane` is the number of its control-plane nodes, None where nobody can know it."""

    name: str
    platform: str
    managed: bool
    control_plane: int | None
    environment: str
    path: str
    line: int | None


class ImageEntry(TypedDict):
    """An image: what is run and what is built, once for each repository name."""

    name: str
    registry: str
    tags: list[str]
    built_by: str | None
    pushed_by: list[str]
    places: list[PlaceEntry]


class PipelineEntry(TypedDict):
    """A pipeline file; `deploys` are the workloads it is seen to deploy."""

    name: str
    system: str
    triggers: list[str]
    jobs: list[str]
    pushes: list[str]
    deploys: list[str]
    complete: bool
    path: str
    line: int | None


class CoverageEntry(TypedDict):
    """What was read: numbers of files, and what could hold facts that are not here."""

    files: int
    evaluated: int
    partly: int
    skipped: int
    unread: list[str]


class Inventory(TypedDict):
    """The inventory of a repository."""

    workloads: list[WorkloadEntry]
    environments: list[EnvironmentEntry]
    stores: list[StoreEntry]
    clusters: list[ClusterEntry]
    images: list[ImageEntry]
    registries: list[str]
    pipelines: list[PipelineEntry]
    tools: list[ToolEntry]
    secrets: list[SecretEntry]
    counts: dict[str, int]
    coverage: CoverageEntry


def take_inventory(system: System, coverage: Coverage) -> Inventory:
    """The inventory of a system, with what was read of its repository."""
    workloads = [_workload(component) for component in system.components]
    stores = list(_stores(system))
    clusters = list(_clusters(system))
    images = _images(system)
    pipelines = [_pipeline(s, system) for s in system.scripts if s.kind is ScriptKind.PIPELINE]
    tools = find_tools(system)
    secrets = find_secrets(system)
    registries = sorted({image["registry"] for image in images if image["registry"]})
    own = sum(1 for w in workloads if w["ownership"] == Ownership.FIRST_PARTY.value)
    counts = {
        "workloads": len(workloads),
        "first_party_workloads": own,
        "stores": sum(1 for s in stores if s["role"] != Role.BROKER.value),
        "brokers": sum(1 for s in stores if s["role"] == Role.BROKER.value),
        "clusters": len(clusters),
        "images": len(images),
        "registries": len(registries),
        "pipelines": len(pipelines),
        "tools": len(tools),
        "secrets": len(secrets),
    }
    return Inventory(
        workloads=workloads,
        environments=_environments(system),
        stores=stores,
        clusters=clusters,
        images=images,
        registries=registries,
        pipelines=pipelines,
        tools=tools,
        secrets=secrets,
        counts=counts,
        coverage=_coverage(system, coverage),
    )


_SHOWN_OWNERSHIP = {Ownership.UNKNOWN: Ownership.OFF_THE_SHELF}
"""Where nothing says whose a workload is, it is not built here."""


def _workload(component: Component) -> WorkloadEntry:
    ownership = _SHOWN_OWNERSHIP.get(component.ownership, component.ownership)
    listed = dict.fromkeys((d.at.path, d.at.line, d.format) for d in component.descriptions)
    return WorkloadEntry(
        name=component.name,
        ownership=ownership.value,
        role=component.role.value,
        environments=_names(component.environments),
        descriptions=[DescriptionEntry(path=path, line=line, format=form) for path, line, form in listed],
        software=component.software.title if component.software else None,
        built_by=component.built_by or None,
    )


def _environments(system: System) -> list[EnvironmentEntry]:
    found: dict[tuple[str, str, str], str] = {}
    for workload in system.workloads:
        path, environment = workload.project or ".", workload.environment
        found.setdefault((path, environment.kind.value, environment.name), environment.reason)
    return [
        EnvironmentEntry(path=path, kind=kind, name=name, reason=reason)
        for (path, kind, name), reason in sorted(found.items())
    ]


def _names(environments: Iterable[str]) -> list[str]:
    return sorted({name or "production" for name in environments})


def _stores(system: System) -> Iterator[StoreEntry]:
    for component in system.components:
        if component.role.keeps_state:
            yield _store(
                component.name,
                "container",
                component.role,
                component.software.title if component.software else "",
                component.environments,
                component.descriptions[0].at,
            )
    seen: set[tuple[str, str]] = set()
    for store in system.stores:
        if (store.name, store.at.path) not in seen:
            seen.add((store.name, store.at.path))
            engine = store.engine or store.service
            yield _store(store.name, "managed", store.role, engine, (store.environment.name,), store.at)
    for service in system.host_services:
        if service.role.keeps_state:
            yield _store(
                service.name, "machine", service.role, service.name, (service.environment.name,), service.at
            )


def _store(
    name: str, kind: str, role: Role, engine: str, environments: Iterable[str], at: Location
) -> StoreEntry:
    return StoreEntry(
        name=name,
        kind=kind,
        role=role.value,
        engine=engine,
        environments=_names(environments),
        path=at.path,
        line=at.line,
    )


def _clusters(system: System) -> Iterator[ClusterEntry]:
    seen: set[tuple[str, str, str]] = set()
    for cluster in system.clusters:
        key = (cluster.platform, cluster.name, cluster.environment.name)
        if key in seen:
            continue
        seen.add(key)
        count = cluster.control_plane.value
        yield ClusterEntry(
            name=cluster.name,
            platform=cluster.platform,
            managed=cluster.managed,
            control_plane=None if isinstance(count, Unknown) else count,
            environment=cluster.environment.name or "production",
            path=cluster.at.path,
            line=cluster.at.line,
        )


def _images(system: System) -> list[ImageEntry]:
    places: dict[tuple[str, str], list[Location]] = defaultdict(list)
    tags: dict[tuple[str, str], set[str]] = defaultdict(set)
    makers: dict[tuple[str, str], str] = {}
    for workload in system.workloads:
        for container in workload.containers:
            image = container.image
            if image is not None and image.repository:
                key = (image.registry, image.repository)
                places[key].append(image.at)
                tags[key] |= {image.tag} - {""}
                if container is workload.main and workload.built_by:
                    makers.setdefault(key, workload.built_by)
    for build in system.builds:
        for reference in build.references:
            if reference.repository:
                key = (reference.registry, reference.repository)
                places[key].append(reference.at)
                tags[key] |= {reference.tag} - {""}
                makers.setdefault(key, build.at.path)
    pushed = defaultdict(set)
    for link in system.links:
        if link.kind is LinkKind.PUSHED_BY:
            pushed[link.source.name].add(link.target.name)
    return [
        ImageEntry(
            name=name,
            registry=registry,
            tags=sorted(tags[registry, name]),
            built_by=makers.get((registry, name)),
            pushed_by=sorted(pushed.get("/".join(p for p in (registry, name) if p), ())),
            places=_places(places[registry, name]),
        )
        for registry, name in sorted(places)
    ]


def _places(locations: Iterable[Location]) -> list[PlaceEntry]:
    listed = sorted({(at.path, at.line or 0) for at in locations})
    return [PlaceEntry(path=path, line=line or None) for path, line in listed]


def _pipeline(script: Script, system: System) -> PipelineEntry:
    path = script.at.path
    deployed = {
        link.target.name
        for link in system.links
        if link.kind is LinkKind.DEPLOYS_TO and link.source.name == path
    }
    pushes: Sequence[str] = [push.reference.text for push in script.pushes if push.reference]
    return PipelineEntry(
        name=path.rpartition("/")[2],
        system=script.system,
        triggers=list(script.triggers),
        jobs=[job.name for job in script.jobs],
        pushes=sorted(set(pushes)),
        deploys=sorted(deployed),
        complete=script.complete,
        path=path,
        line=script.at.line,
    )


def _coverage(system: System, coverage: Coverage) -> CoverageEntry:
    return CoverageEntry(
        files=coverage.listed,
        evaluated=coverage.count("evaluated"),
        partly=coverage.count("partly"),
        skipped=coverage.count("skipped"),
        unread=sorted({f"{f.path}: {f.reason}" for f in coverage.files if f.status != "evaluated"}),
    )
