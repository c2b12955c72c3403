"""Registries, queues, balancers, zones, build projects and what makes copies, by resource type."""

from collections.abc import Iterator

from complexity_lint.model.cloud import BuildProject, CloudService
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.retention import BackupPlan
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.model.values import Located
from complexity_lint.parsers.terraform.configuration import Configuration, Mode
from complexity_lint.parsers.terraform.functions_as_a_service import serverless_functions
from complexity_lint.parsers.terraform.knowledge import knowledge
from complexity_lint.parsers.terraform.reading import found_scalar, name_of, scalar_at, switched, values_at
from complexity_lint.parsers.terraform.regions import region_spreads
from complexity_lint.parsers.terraform.stacks import copied_stacks, repeated_stacks
from complexity_lint.parsers.unit import Parts


def service_parts(configuration: Configuration, environment: Environment) -> Parts:
    """Everything of a configuration that is neither a cluster, a store nor a workload."""
    return Parts(
        backup_plans=tuple(backup_plans(configuration, environment)),
        repeated_stacks=(
            *repeated_stacks(configuration, environment),
            *copied_stacks(configuration, environment),
        ),
        region_spreads=tuple(region_spreads(configuration, environment)),
        functions=tuple(serverless_functions(configuration, environment)),
        services=tuple(cloud_services(configuration, environment)),
        build_projects=tuple(build_projects(configuration, environment)),
        tools=tuple(_run_elsewhere(configuration, environment)),
    )


def _run_elsewhere(configuration: Configuration, environment: Environment) -> Iterator[ToolUse]:
    """HCP Terraform, which plans and applies by itself what a repository holds (`cloud`, or the backend `remote`)."""
    for block in configuration.settings:
        remote = [one for one in block.blocks_of("backend") if one.labels[:1] == ("remote",)]
        for one in (*block.blocks_of("cloud"), *remote):
            settled = PRODUCTION if environment == UNSTATED else environment
            yield ToolUse(one.at, "hcp-terraform", Evidence.OBJECT, settled)


def cloud_services(configuration: Configuration, environment: Environment) -> Iterator[CloudService]:
    """Registries, queues, topics, brokers, load balancers and DNS zones."""
    known = knowledge().services
    for resource in configuration.resources:
        facts = known.get(resource.type) if resource.mode is Mode.MANAGED else None
        if facts is not None:
            engine = scalar_at(resource, facts.engine_attribute) if facts.engine_attribute else None
            name = name_of(resource, facts.name)
            said = engine.value if engine is not None and isinstance(engine.value, str) else ""
            yield CloudService(resource.at, name, facts.kind, facts.service, environment, said)


def build_projects(configuration: Configuration, environment: Environment) -> Iterator[BuildProject]:
    """CodeBuild projects with their cache; Google's triggers keep none of their own."""
    for resource in configuration.resources_of("aws_codebuild_project"):
        privileged = scalar_at(resource, "environment.privileged_mode", False)
        kind = scalar_at(resource, "cache.type")
        modes = values_at(resource, "cache.modes")
        image = scalar_at(resource, "environment.image")
        cache = None
        if kind is not None and kind.value != "NO_CACHE":
            listed = modes[0].data if modes and isinstance(modes[0].data, tuple) else ()
            words = tuple(str(one.data) for one in listed if isinstance(one.data, str))
            place = found_scalar(modes[0], resource.at) if modes else kind
            cache = Located((kind.shown, *words), place.at, place.origins)
        yield BuildProject(
            resource.at,
            name_of(resource, ("name",)),
            "AWS CodeBuild",
            environment,
            None if privileged is None else switched(privileged),
            cache,
            parse_image_reference(image.value, image.at)
            if image is not None and isinstance(image.value, str)
            else None,
        )


def backup_plans(configuration: Configuration, environment: Environment) -> Iterator[BackupPlan]:
    """What copies stores or disks on a schedule."""
    known = knowledge().backups
    for resource in configuration.resources:
        facts = known.get(resource.type) if resource.mode is Mode.MANAGED else None
        if facts is not None:
            yield BackupPlan(
                resource.at, name_of(resource, ("name",)), facts.service, environment, facts.everything
            )
    for call in configuration.modules:
        if call.folder is None and knowledge().is_backup_module(call.source):
            yield BackupPlan(call.at, call.name, call.source, environment)
