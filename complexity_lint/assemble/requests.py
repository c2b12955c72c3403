"""Compose services, bake files, pipelines and scripts -> the builds they ask for."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.working_folders import inside, with_folders
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.images import NamedContext
from complexity_lint.model.pipelines import Script
from complexity_lint.model.references import ImageReference
from complexity_lint.model.workloads import Container, Workload
from complexity_lint.parsers.build_commands import NO_FOLDER, WrittenBuild, read_command
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Request:
    """That somebody asks for a build: where, with which context and Dockerfile, and what name the image gets.

    `from_git` is as in `BuildTarget`.
    """

    at: Location
    dockerfile: str
    context: str | None
    target: str = ""
    references: tuple[ImageReference, ...] = ()
    contexts: tuple[NamedContext, ...] = ()
    from_git: bool = False


def find_requests(
    workloads: Iterable[Workload], targets: Iterable[BuildTarget], scripts: Iterable[Script], known: Known
) -> Iterator[Request]:
    """All builds that are asked for, those whose Dockerfile is in the repository."""
    yield from _of_workloads(workloads)
    for target in targets:
        yield from _of_target(target, known)
    for script in scripts:
        yield from _of_script(script, known)


def with_found_dockerfiles(workloads: Iterable[Workload], known: Known) -> tuple[Workload, ...]:
    """The workloads, each asking for the Dockerfile that is there."""
    return tuple(
        replace(one, containers=tuple(_with_found(container, known) for container in one.containers))
        if any(container.build is not None for container in one.containers)
        else one
        for one in workloads
    )


def _with_found(container: Container, known: Known) -> Container:
    build = container.build
    if build is None or build.dockerfile is None:
        return container
    return replace(container, build=replace(build, dockerfile=known.dockerfile(build.dockerfile)))


def _of_workloads(workloads: Iterable[Workload]) -> Iterator[Request]:
    for workload in workloads:
        for container in workload.containers:
            build = container.build
            if build is not None and build.dockerfile is not None:
                references = (container.image,) if container.image else ()
                yield Request(
                    build.at, build.dockerfile, build.context, build.target, references, build.contexts
                )


def _of_target(target: BuildTarget, known: Known) -> Iterator[Request]:
    if target.dockerfile is None:
        return
    for folder in dict.fromkeys((target.folder, "")):
        dockerfile = known.dockerfile(posixpath.normpath(posixpath.join(folder, target.dockerfile)))
        if dockerfile in known.paths:
            context = None if target.context is None else _inside(folder, target.context)
            contexts = tuple(placed(named, folder) for named in target.contexts)
            found = Request(target.at, dockerfile, context, target.target, target.references, contexts)
            yield replace(found, from_git=target.from_git)
            return


def placed(named: NamedContext, folder: str) -> NamedContext:
    """A named context with the repository's folder it is, for one written in a folder."""
    if NO_FOLDER.match(named.source) or "$" in named.source:
        return named
    return replace(named, folder=inside(named.source, folder, folder))


def _inside(folder: str, path: str) -> str | None:
    found = posixpath.normpath(posixpath.join(folder, path))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def _of_script(script: Script, known: Known) -> Iterator[Request]:
    home = script.at.path.rpartition("/")[0]
    for command, folders in with_folders(script):
        written = read_command(command)
        if written is not None:
            yield from _located(written, folders, home, known)


def _located(written: WrittenBuild, folders: Sequence[str], home: str, known: Known) -> Iterator[Request]:
    """The request, from the first folder in which its Dockerfile is found."""
    for folder in _own_first(written, folders, home, known):
        context = inside(written.context, folder, home)
        if context is None:
            continue
        named = written.dockerfile
        meant = inside(named, folder, home) if named else posixpath.join(context, "Dockerfile")
        dockerfile = None if meant is None else known.dockerfile(meant)
        if dockerfile in known.paths:
            contexts = tuple(placed(one, folder) for one in written.contexts)
            yield Request(written.at, dockerfile, context, written.target, written.references, contexts)
            return


def _own_first(written: WrittenBuild, folders: Sequence[str], home: str, known: Known) -> Sequence[str]:
    """The folders to look in. A script that builds `.` and lies beside a Dockerfile builds that one, wherever else
    there is one, unless it changed folders before.
    """
    beside = posixpath.join(home, "Dockerfile") in known.paths
    if written.context == "." and not written.dockerfile and beside and tuple(folders) == ("", home):
        return (home, "")
    return folders
