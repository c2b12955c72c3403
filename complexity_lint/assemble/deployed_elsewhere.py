"""Compose files whose services something else brings to where they run: a pipeline, or the file of a platform."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from complexity_lint.assemble.deployed_files import reconcilers
from complexity_lint.grouping import VENDORED
from complexity_lint.model.cloud import ServerlessFunction
from complexity_lint.model.deploying import deploying_tool, sets_an_image
from complexity_lint.model.environment_names import from_path, without_environment
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.job_environments import is_for_production
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.ran_commands import RanCommand, Whereabouts, commands_anywhere, ran_by
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.tool_knowledge import (
    ToolFacts,
    describe_tool,
    tool_of_action,
    tools_of_command,
    tools_of_path,
)
from complexity_lint.model.tools import Layer
from complexity_lint.model.workloads import Controller, PlatformObject, Workload
from complexity_lint.parsers.hosts.docker_run import docker_words, read_run

_FOR_PAGES = frozenset({"netlify", "vercel", "firebase", "cloudflare-workers"})
"""Platforms that take pages and functions, and no images."""

_Built = tuple[str | None, str]
"""What is built: the context, and the folder of its Dockerfile; a variant for development lies in the same one."""


def deployed_elsewhere(
    workloads: Iterable[Workload],
    builds: Sequence[ImageBuild],
    scripts: Iterable[Script],
    paths: Iterable[str],
    objects: Iterable[PlatformObject] = (),
    functions: Iterable[ServerlessFunction] = (),
) -> dict[str, str]:
    """The compose projects of which something else deploys what they build, each with what does, in words.

    A pipeline or script does that builds the same and hands images to a platform (catalogue, Rulings, "Environment");
    so does a platform's own file beside the Dockerfile. What a pipeline pushes is also deployed by what here tells a
    cluster to fetch and to deploy (`objects`: Argo CD, Flux). `functions` are what a provider starts when it is
    called: a service of the name of one is there to try it.
    """
    asked = _asked_for(workloads)
    if not asked:
        return {}
    told = (
        *_by_scripts(scripts, builds, objects),
        *_by_files(paths, builds, {folder for _, folder in asked}),
        *_by_functions(functions, asked),
    )
    return {project: said.format(name) for built, said in told for project, name in asked.get(built, ())}


def _asked_for(workloads: Iterable[Workload]) -> dict[_Built, list[tuple[str, str]]]:
    """What compose projects build, each with the projects and the names of their services."""
    found: dict[_Built, list[tuple[str, str]]] = defaultdict(list)
    for workload in workloads:
        for request in (container.build for container in workload.containers):
            if (
                workload.controller is Controller.COMPOSE
                and request is not None
                and request.dockerfile is not None
            ):
                built = request.context, posixpath.dirname(request.dockerfile)
                found[built].append((workload.project, workload.name))
    return found


def _by_scripts(
    scripts: Iterable[Script], builds: Sequence[ImageBuild], objects: Iterable[PlatformObject]
) -> Iterator[tuple[_Built, str]]:
    fetching = min(reconcilers(objects), default="")
    for script in scripts:
        if script.kind in (ScriptKind.PIPELINE, ScriptKind.SHELL) and script.environment.is_production:
            where = next(_platforms(script), None)
            if where is not None:
                said = f"{script.at.path} brings {{}} to {where.title}"
            elif fetching and script.pushes and script.kind is ScriptKind.PIPELINE:
                said = f"{fetching} deploys {{}}, which {script.at.path} pushes"
            else:
                yield from _run_elsewhere(script, builds)
                continue
            yield from ((built, said) for built in _built_by(script, builds))


def _run_elsewhere(script: Script, builds: Iterable[ImageBuild]) -> Iterator[tuple[_Built, str]]:
    """What a pipeline builds and then runs as a container on another machine, by the names of the images."""
    own = list(_asked_for_by(script, builds))
    runs = [read_run(docker_words(ran.command)) for ran in ran_by(script) if _is_run_there(ran, script)]
    said = f"{script.at.path} runs {{}} on another machine"
    for image in (parse_image_reference(run.image, script.at) for run in runs if own and run is not None):
        for build in own:
            alone = len(own) == 1 and image.text.startswith("$") and "/" not in image.text
            if alone or any(one.name == image.name for one in build.references):
                yield (build.context, posixpath.dirname(build.at.path)), said


def _is_run_there(ran: RanCommand, script: Script) -> bool:
    there = ran.where is Whereabouts.REMOTE and is_for_production(script, ran.job)
    return there and deploying_tool(ran.command) == "docker run"


def _by_files(
    paths: Iterable[str], builds: Sequence[ImageBuild], folders: set[str]
) -> Iterator[tuple[_Built, str]]:
    for path in (one for one in paths if posixpath.dirname(one) in folders):
        for tool in map(describe_tool, tools_of_path(path)):
            if tool is not None and _takes_images(tool) and _is_in_use(path):
                said = f"{path} brings {{}} to {tool.title}"
                yield from ((built, said) for built in _built_beside(path, builds))


def _by_functions(
    functions: Iterable[ServerlessFunction], asked: Mapping[_Built, Sequence[tuple[str, str]]]
) -> Iterator[tuple[_Built, str]]:
    """What serverless functions are called after, whatever environment stands in their names."""
    live = {
        without_environment(one.name.replace("_", "-")): one
        for one in functions
        if one.environment.is_production
    }
    for built, users in asked.items():
        one = next((live[name] for _, name in users if name in live), None)
        if one is not None:
            yield built, f"{one.at.path} deploys {{}} to {one.service}"


def _platforms(script: Script) -> Iterator[ToolFacts]:
    """What a script brings images to: platforms, and clusters whose workloads it gives a new image."""
    named = [tool_of_action(action.name) for job in script.jobs for action in job.actions]
    named += [tool for command in commands_anywhere(script) for tool in tools_of_command(command.words)]
    yield from (tool for tool in map(describe_tool, filter(None, named)) if tool and _takes_images(tool))
    cluster = describe_tool("kubernetes")
    if cluster is not None and any(map(sets_an_image, commands_anywhere(script))):
        yield cluster


def _takes_images(tool: ToolFacts) -> bool:
    return tool.id == "ecs" or (tool.layer is Layer.PLATFORM and tool.id not in _FOR_PAGES)


def _built_by(script: Script, builds: Iterable[ImageBuild]) -> Iterator[_Built]:
    return ((one.context, posixpath.dirname(one.at.path)) for one in _asked_for_by(script, builds))


def _asked_for_by(script: Script, builds: Iterable[ImageBuild]) -> Iterator[ImageBuild]:
    """The builds that a script asks for."""
    return (one for one in builds if any(at.path == script.at.path for at in one.requested_at))


def _is_in_use(path: str) -> bool:
    stated = from_path(path)
    return VENDORED.isdisjoint(path.split("/")) and (stated is None or stated.is_production)


def _built_beside(path: str, builds: Iterable[ImageBuild]) -> Iterator[_Built]:
    folder = posixpath.dirname(path)
    for build in builds:
        if posixpath.dirname(build.at.path) == folder:
            yield build.context, folder
