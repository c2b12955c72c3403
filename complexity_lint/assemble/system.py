"""All parts of a repository -> its System."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from complexity_lint.assemble import (
    auto_updates,
    brought_up,
    builds,
    called_removals,
    chosen_stages,
    clouds,
    cluster_variables,
    components,
    configured,
    contexts,
    created_services,
    deployed_elsewhere,
    development_servers,
    documented_builds,
    ending_services,
    endpoints,
    ensembles,
    environment_files,
    environment_templates,
    environments,
    example_variables,
    graph,
    helmfiles,
    installed,
    known_paths,
    left_out,
    licences,
    local_states,
    made_clusters,
    missing_files,
    named_settings,
    neighbouring_folders,
    origins,
    own_machine,
    ownership,
    parked_files,
    passed_over,
    payloads,
    plugin_images,
    printed_manifests,
    project_names,
    python_code,
    readmes,
    replaced_images,
    requests,
    scaffolds,
    started_by_scripts,
    starts,
    store_clients,
    stored_settings,
    swarm,
    taken_settings,
    tools,
    updated_images,
    values_files,
)
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.knowledge import describe_name
from complexity_lint.model.roles import Role
from complexity_lint.model.system import System
from complexity_lint.parsers.code_lines import is_own_code
from complexity_lint.parsers.unit import Parts


def assemble(parts: Parts, repository: Repository) -> System:
    """Link the parts of every unit. The repository is asked for files that linking needs: entrypoints, ignore
    files.
    """
    there = known_paths.known_in(repository.paths)
    parts = own_machine.with_own_machines(parts, repository, there)
    parts = made_clusters.with_made_clusters(parts, repository, there)
    parts = left_out.with_left_out(parts, repository, there)
    parts = passed_over.with_passed_over(parts, repository)
    parts = printed_manifests.with_printed(parts, repository, there)
    parts = neighbouring_folders.with_neighbours(parts)
    created = created_services.created_services(parts.scripts, parts.workloads, repository)
    renewed = updated_images.UpdatedImages(parts.updated_applications, parts.image_updaters, repository)
    described = replaced_images.with_replaced_images(parts.workloads, parts.scripts)
    described = tuple(map(renewed.of_workload, described))
    asking = requests.with_found_dockerfiles((*described, *created), there)
    parts = replace(parts, workloads=asking)
    linked = builds.link_builds(parts.dockerfiles, parts.workloads, parts.scripts, there, parts.targets)
    linked = called_removals.with_removals(linked, parts.scripts, repository)
    made = plugin_images.plugin_images(repository)
    made_here = origins.find_origins(
        linked,
        parts.scripts,
        parts.workloads,
        made,
        project_names.project_names(repository),
        documented_builds.documented_builds(repository),
    )
    running = swarm.with_swarm(parts.workloads, parts.scripts)
    running = ending_services.with_endings(running, linked, repository.paths, repository.text)
    owned = ownership.settle(running, made_here, parts.exposures)
    owned = store_clients.settle(owned, linked, repository)
    workloads = environments.settle(
        owned,
        lambda path: readmes.said(path, repository),
        lambda folder: readmes.applied_to(folder, repository),
        {
            **parked_files.parked_projects(owned, repository),
            **example_variables.developed_projects(owned, repository),
            **environments.on_ones_own_machine(parts.storage_classes, parts.objects, parts.scripts),
        },
        brought_up.brought_up(parts.scripts, there),
        deployed_elsewhere.deployed_elsewhere(
            owned, linked, parts.scripts, repository.paths, parts.objects, parts.functions
        ),
    )
    gathered = components.gather(workloads)
    workloads = components.with_ownership_shared(workloads, gathered)
    named = components.make_components(gathered, workloads)
    filled = taken_settings.with_taken_settings(workloads, parts.settings)
    exposures = _settled(parts.exposures)
    names = endpoints.find_names(named, exposures)
    workloads = endpoints.with_endpoints(workloads, filled, names)
    workloads = configured.with_configured_endpoints(workloads, linked, names, repository)
    linked = builds.with_environments(
        linked,
        workloads,
        parts.scripts,
        parts.build_projects,
        lambda path: readmes.said_of_image(path, repository),
    )
    given = frozenset(s.name for w in workloads for c in w.containers for s in c.settings if s.value != "")
    linked = starts.with_starts(linked, parts.supervised, repository.paths, repository.text, given)
    workloads = starts.with_own_starts(workloads, linked, repository.paths, repository.text)
    sent = contexts.SentFiles(repository)
    linked = contexts.with_ballast(contexts.with_contents(linked, sent, repository), repository)
    workloads = named_settings.with_named_settings(workloads, filled, linked, repository)
    python = python_code.PythonSources(repository)
    # What reads little Python comes first: all of it shares one budget.
    servers = development_servers.find_development_servers(linked, workloads, repository, python)
    kept = local_states.find_local_states(linked, workloads, parts.autoscalers, repository, python)
    carried, deployables = payloads.find_payloads(linked, workloads, sent, repository, python)
    released = helmfiles.released_charts(repository)
    pulled = _settled((*parts.dependencies, *released.charts))
    dependencies = tuple(renewed.of_dependency(replace(d, role=_role_of_chart(d.name))) for d in pulled)
    found = (
        *parts.ensembles,
        *ensembles.find_ensembles(workloads),
        *ensembles.ensembles_of_charts(dependencies),
    )
    system = System(
        builds=linked,
        workloads=workloads,
        exposures=exposures,
        autoscalers=parts.autoscalers,
        disruption_budgets=parts.disruption_budgets,
        claims=parts.claims,
        dependencies=dependencies,
        objects=(*parts.objects, *scaffolds.operator_scaffolds(repository)),
        clusters=_settled(
            cluster_variables.with_stated_versions(
                (*parts.clusters, *ensembles.find_clusters(workloads)), repository
            )
        ),
        stores=_settled(parts.stores),
        ensembles=_settled(ensembles.each_once(found)),
        storage_classes=_settled(parts.storage_classes),
        backup_plans=_settled(parts.backup_plans),
        repeated_stacks=_settled(parts.repeated_stacks),
        region_spreads=_settled(parts.region_spreads),
        licence=licences.licence_in(repository.paths),
        has_own_code=any(is_own_code(path) for path in repository.paths),
        clouds=clouds.find_clouds(repository, parts.clusters, parts.scripts),
        filled_variables=environment_templates.filled_variables(repository),
        functions=_settled(parts.functions),
        services=_settled(parts.services),
        build_projects=_settled(parts.build_projects),
        scripts=parts.scripts,
        build_targets=parts.targets,
        settings=stored_settings.settled_settings(
            (*parts.settings, *environment_files.environment_file_settings(repository, parts.scripts)),
            workloads,
        ),
        variable_uses=stored_settings.with_what_is_set(
            stored_settings.settled_uses(parts.variable_uses, workloads), repository
        ),
        components=components.make_components(gathered, workloads),
        host_services=parts.host_services,
        development_servers=servers,
        local_states=kept,
        missing_files=missing_files.find_missing(
            parts.file_references, workloads, dependencies, parts.scripts, repository, parts.targets
        ),
        obsolete=_settled(parts.obsolete),
        packages=(
            *_settled(parts.packages),
            *released.packages,
        ),
        node_groups=_settled(parts.node_groups),
        machines=_settled(parts.machines),
        machine_images=_settled(parts.machine_images),
        auto_updates=(
            *_settled(parts.auto_updates),
            *auto_updates.unattended_reboots(repository),
        ),
        configuration_overrides=_settled((*parts.configuration_overrides, *released.overrides)),
        values_files=_settled(values_files.values_files(repository.paths)),
        payloads=carried,
        deployables=deployables,
        unread=tuple(f"{c.path}: {c.reason}" for c in parts.coverage if c.status != "evaluated"),
    )
    system = chosen_stages.with_chosen_stages(system, repository)
    read = (*parts.tools, *cluster_variables.stated_networks(repository))
    used = tools.find_tools(system, read, repository.paths)
    known = system.components
    charts = installed.installed_charts(system.dependencies, system.packages, system.objects, known)
    known = (*known, *charts)
    by_hand = started_by_scripts.started_by_scripts(system.scripts, system.builds, known)
    system = replace(system, components=(*known, *by_hand))
    return replace(system, links=graph.find_links(system), tools=used)


class _Part(Protocol):
    """A part of the system that says for whom it is."""

    __dataclass_fields__: ClassVar[dict[str, Any]]  # as `replace` asks for

    @property
    def environment(self) -> Environment: ...


_Any = TypeVar("_Any", bound=_Part)


def _settled(parts: Iterable[_Any]) -> tuple[_Any, ...]:
    """The parts, those that state no environment for production."""
    return tuple(replace(p, environment=PRODUCTION) if p.environment == UNSTATED else p for p in parts)


_OPERATORS = frozenset({"rook-ceph", "mongodb-kubernetes"})
"""Charts that are called like a store and bring only its operator."""


def _role_of_chart(name: str) -> Role:
    facts = None if name in _OPERATORS else describe_name(name)
    return facts.role if facts else Role.UNKNOWN
