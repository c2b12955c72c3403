"""Paths, commands, objects and images -> the deployment technologies that a repository uses."""

from collections.abc import Iterable, Iterator

from complexity_lint.grouping import VENDORED
from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import commands_anywhere
from complexity_lint.model.system import System
from complexity_lint.model.tool_knowledge import (
    describe_tool,
    tool_of_action,
    tool_of_chart,
    tool_of_image,
    tools_of_command,
    tools_of_object,
    tools_of_path,
)
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.model.workloads import Workload
from complexity_lint.source import Location

_FORMATS = {
    "compose": "docker-compose",
    "manifest": "kubernetes",
    "kustomization": "kubernetes",
    "chart": "kubernetes",
    "ECS task definition": "ecs",
    "Nomad job": "nomad",
    "CloudFormation template": "ecs",
}
"""The technology that a workload's format is of."""


def find_tools(system: System, read: Iterable[ToolUse], paths: Iterable[str]) -> tuple[ToolUse, ...]:
    """Each technology once for each file that shows it.

    A file that shows it at a line is told by that line; what readers of single formats found (`read`) comes first.
    Names of files count outside of folders with others' code.
    """
    found: dict[tuple[str, str], ToolUse] = {}
    sources = (
        read,
        _of_workloads(system.workloads),
        _of_objects(system),
        _of_images(system.workloads),
        _of_charts(system.dependencies),
        _of_clusters(system),
        _of_scripts(system.scripts),
        _of_paths(paths),
    )
    for uses in sources:
        for use in uses:
            found.setdefault((use.tool, use.at.path), use)
    return tuple(sorted(found.values(), key=lambda use: (use.at.order, use.tool)))


def _of_paths(paths: Iterable[str]) -> Iterator[ToolUse]:
    for path in paths:
        for tool in tools_of_path(path):
            if VENDORED.isdisjoint(path.split("/")[:-1]):
                yield ToolUse(Location(path), tool, Evidence.FILE, _environment(path))


def _environment(path: str) -> Environment:
    found = from_path(path)
    return PRODUCTION if found is None or found == UNSTATED else found


def _of_scripts(scripts: Iterable[Script]) -> Iterator[ToolUse]:
    """What scripts run and which ready-made steps they take; what a pipeline's steps run in is no tool of it."""
    for script in scripts:
        for command in commands_anywhere(script):
            for tool in tools_of_command(command.words):
                yield ToolUse(command.at, tool, Evidence.COMMAND, _environment(command.at.path))
        for job in script.jobs:
            for action in job.actions:
                named = tool_of_action(action.name)
                if named is not None:
                    yield ToolUse(action.at, named, Evidence.COMMAND, _environment(action.at.path))


def _of_workloads(workloads: Iterable[Workload]) -> Iterator[ToolUse]:
    for workload in workloads:
        tool = _FORMATS.get(workload.format)
        if tool is not None:
            yield ToolUse(workload.controller_at or workload.at, tool, Evidence.OBJECT, workload.environment)


def _of_objects(system: System) -> Iterator[ToolUse]:
    for one in system.objects:
        for tool in tools_of_object(one.api_version, one.kind):
            yield ToolUse(one.at, tool, Evidence.OBJECT, one.environment)


_PLATFORMS = {"swarm": "docker-swarm", "k3s-on-hetzner": "k3s"}


def _of_clusters(system: System) -> Iterator[ToolUse]:
    """What makes a cluster, by its maker's word."""
    for cluster in system.clusters:
        word = cluster.platform.lower().replace(" ", "-")
        tool = "kubernetes" if cluster.managed else _PLATFORMS.get(word, word)
        if describe_tool(tool) is not None:
            yield ToolUse(cluster.at, tool, Evidence.OBJECT, cluster.environment)


def _of_charts(dependencies: Iterable[ChartDependency]) -> Iterator[ToolUse]:
    for one in dependencies:
        tool = tool_of_chart(one.name, one.repository)
        if tool is not None and (one.enabled is None or one.enabled.value):
            yield ToolUse(one.at, tool, Evidence.OBJECT, one.environment)


def _of_images(workloads: Iterable[Workload]) -> Iterator[ToolUse]:
    for workload in workloads:
        for container in workload.containers:
            tool = tool_of_image(container.image) if container.image else None
            if container.image is not None and tool is not None:
                at = container.image.name_at or container.image.at
                yield ToolUse(at, tool, Evidence.IMAGE, workload.environment)
