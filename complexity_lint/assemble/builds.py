"""Dockerfiles, those who build them and their contexts -> image builds."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_path, from_word
from complexity_lint.model.environments import DEVELOPMENT, Environment
from complexity_lint.model.images import Copy, Dockerfile, ImageBuild, ImageReference, Stage
from complexity_lint.model.pipelines import ImagePush, Script
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.workloads import Workload
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Request:
    """That somebody asks for a build: where, with which context and Dockerfile, and what name the image gets."""

    at: Location
    dockerfile: str
    context: str | None
    target: str = ""
    references: tuple[ImageReference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """Folders and files of the repository, for guessing where paths in instructions and scripts lead."""

    paths: frozenset[str]
    folders: frozenset[str]

    def holds(self, path: str) -> bool:
        clean = posixpath.normpath(path)
        return clean in self.paths or clean in self.folders or clean == "."


def link_builds(
    dockerfiles: Sequence[Dockerfile],
    workloads: Iterable[Workload],
    scripts: Iterable[Script],
    paths: Sequence[str],
) -> tuple[ImageBuild, ...]:
    """One build for each Dockerfile and each context and target it is asked for with; a guessed one where
    nobody asks.
    """
    folders = {parent for path in paths for parent in _parents(path)}
    known = _Known(frozenset(paths), frozenset(folders))
    requests: dict[str, list[Request]] = defaultdict(list)
    for request in (*_of_workloads(workloads), *_of_scripts(scripts, known)):
        requests[request.dockerfile].append(request)
    found: list[ImageBuild] = []
    for dockerfile in dockerfiles:
        found += _builds_of(dockerfile, requests.get(dockerfile.at.path, []), known)
    return tuple(found)


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _builds_of(dockerfile: Dockerfile, requests: list[Request], known: _Known) -> Iterator[ImageBuild]:
    if not requests:
        yield ImageBuild(dockerfile.at, dockerfile, _likely_context(dockerfile, known))
        return
    grouped: dict[tuple[str | None, str], list[Request]] = defaultdict(list)
    for request in requests:
        grouped[request.context, request.target].append(request)
    for (context, target), asked in grouped.items():
        yield ImageBuild(
            dockerfile.at,
            dockerfile,
            context,
            target,
            references=tuple(reference for request in asked for reference in request.references),
            requested_at=tuple(request.at for request in asked),
        )


def _likely_context(dockerfile: Dockerfile, known: _Known) -> str:
    """The nearest folder, from the Dockerfile's own up to the root, that holds everything it copies; else its own."""
    own = dockerfile.at.path.rpartition("/")[0]
    sources = [
        s for stage in dockerfile.stages for s in copied_from_context(stage) if not set(s) & set("*?[$")
    ]
    folder = own
    while True:
        if all(known.holds(posixpath.join(folder, source.lstrip("/"))) for source in sources):
            return folder
        if not folder:
            return own
        folder = folder.rpartition("/")[0]


def copied_from_context(stage: Stage) -> Iterator[str]:
    """The paths that a stage copies out of the build context."""
    for step in stage.steps:
        if isinstance(step, Copy) and not step.from_ and not step.is_heredoc:
            yield from (s for s in step.sources if "://" not in s and not s.startswith("git@"))


def _of_workloads(workloads: Iterable[Workload]) -> Iterator[Request]:
    for workload in workloads:
        for container in workload.containers:
            build = container.build
            if build is not None and build.dockerfile is not None:
                references = (container.image,) if container.image else ()
                yield Request(build.at, build.dockerfile, build.context, build.target, references)


def _of_scripts(scripts: Iterable[Script], known: _Known) -> Iterator[Request]:
    for script in scripts:
        folder = script.at.path.rpartition("/")[0]
        for command in script.commands:
            yield from _of_command(command, folder, known)
        for push in script.pushes:
            if push.reference is not None and (push.context or push.dockerfile):
                yield from _resolved(
                    push.at, push.context or ".", push.dockerfile, "", [push.reference], folder, known
                )


def _of_command(command: Command, folder: str, known: _Known) -> Iterator[Request]:
    words = list(command.arguments)
    positional = [w for w in words if not w.startswith("-")]
    if command.name not in ("docker", "podman", "buildah", "nerdctl") or not {"build", "bud"} & set(
        positional[:2]
    ):
        return
    file = next(iter(command.values_of("-f", "--file")), None)
    target = next(iter(command.values_of("--target")), "")
    references = [
        parse_image_reference(n, command.at)
        for n in command.values_of("-t", "--tag")
        if not n.startswith("$")
    ]
    context = words[-1] if words and not words[-1].startswith("-") else "."
    yield from _resolved(command.at, context, file, target, references, folder, known)


def _resolved(
    at: Location,
    context: str,
    file: str | None,
    target: str,
    references: list[ImageReference],
    folder: str,
    known: _Known,
) -> Iterator[Request]:
    """A request whose paths are relative to the script's working folder: the root for pipelines, else often
    its own folder.
    """
    if (
        context.startswith(("http", "git@"))
        or "$" in context
        or "$" in (file or "")
        or "{{" in context + (file or "")
    ):
        return
    for start in ("", folder):
        inside = posixpath.normpath(posixpath.join(start, context))
        inside = "" if inside == "." else inside
        dockerfile = posixpath.normpath(
            posixpath.join(start, file) if file else posixpath.join(inside, "Dockerfile")
        )
        if dockerfile in known.paths:
            yield Request(at, dockerfile, inside, target, tuple(references))
            return


def with_environments(
    builds: Iterable[ImageBuild], workloads: Sequence[Workload], scripts: Sequence[Script]
) -> tuple[ImageBuild, ...]:
    """Builds with the environments that their own path or target names, else those of the workloads that use
    them.

    What is pushed is for more than the development and tests that are described here.
    """
    users: dict[str, list[tuple[Workload, str]]] = defaultdict(list)
    for workload in workloads:
        requests = [c.build for c in workload.containers if c.build and c.build.dockerfile]
        for request in requests:
            users[request.dockerfile or ""].append((workload, request.target))
        if workload.built_by and not requests:
            users[workload.built_by].append((workload, ""))
    pushes = [push for script in scripts for push in script.pushes]
    found = []
    for build in builds:
        stated = from_path(build.at.path) or from_word(build.target) or _of_base(build)
        using = [w for w, target in users.get(build.at.path, []) if target == build.target]
        environments = list(dict.fromkeys(w.environment for w in using))
        if stated is not None:
            environments = [stated]
        elif any(_may_push(push, build) for push in pushes):
            environments = [e for e in environments if e.is_production]
        found.append(replace(build, environments=tuple(environments)))
    return tuple(found)


_WORKSPACES = re.compile(r"(^|/)devcontainers/|^gitpod/workspace|cloud-workstations-images/")


def _of_base(build: ImageBuild) -> Environment | None:
    """Development, for an image made to develop in."""
    stages = build.shipped_stages
    return DEVELOPMENT if stages and _WORKSPACES.search(stages[-1].base.text) else None


def _may_push(push: ImagePush, build: ImageBuild) -> bool:
    """Whether a push may be of what a build makes: then it is for more than those who build it themselves."""
    if push.reference is None:
        return not push.context or build.at.path.startswith(push.context.removeprefix("./").rstrip("/"))
    names = {reference.name for reference in build.references}
    return push.reference.name in (names or {build.at.path.rpartition("/")[0].rpartition("/")[2]})
