"""Compose services, bake files, pipelines and scripts -> the builds they ask for."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from complexity_lint.assemble.working_folders import inside, with_folders
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.commands import Command, values_of
from complexity_lint.model.images import ImageReference, NamedContext
from complexity_lint.model.pipelines import Script
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.workloads import Workload
from complexity_lint.source import Location

_NO_FOLDER = re.compile(r"^([a-z][a-z0-9+.-]*:|git@|github\.com/)")


@dataclass(frozen=True, slots=True)
class Request:
    """That somebody asks for a build: where, with which context and Dockerfile, and what name the image gets."""

    at: Location
    dockerfile: str
    context: str | None
    target: str = ""
    references: tuple[ImageReference, ...] = ()
    contexts: tuple[NamedContext, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Folders and files of the repository, for guessing where paths in instructions and scripts lead."""

    paths: frozenset[str]
    folders: frozenset[str]

    def holds(self, path: str) -> bool:
        """Whether a path is a file or a folder of the repository."""
        clean = posixpath.normpath(path)
        return clean in self.paths or clean in self.folders or clean == "."


def find_requests(
    workloads: Iterable[Workload], targets: Iterable[BuildTarget], scripts: Iterable[Script], known: Known
) -> Iterator[Request]:
    """All builds that are asked for, those whose Dockerfile is in the repository."""
    yield from _of_workloads(workloads)
    for target in targets:
        yield from _of_target(target, known)
    for script in scripts:
        yield from _of_script(script, known)


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
        dockerfile = posixpath.normpath(posixpath.join(folder, target.dockerfile))
        if dockerfile in known.paths:
            context = None if target.context is None else _inside(folder, target.context)
            contexts = tuple(placed(named, folder) for named in target.contexts)
            yield Request(target.at, dockerfile, context, target.target, target.references, contexts)
            return


def placed(named: NamedContext, folder: str) -> NamedContext:
    """A named context with the repository's folder it is, for one written in a folder."""
    if _NO_FOLDER.match(named.source) or "$" in named.source:
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


@dataclass(frozen=True, slots=True)
class WrittenBuild:
    """A build as a command line has it: its paths are relative to the folder it is run in."""

    at: Location
    context: str
    dockerfile: str | None = None
    target: str = ""
    references: tuple[ImageReference, ...] = ()
    contexts: tuple[NamedContext, ...] = ()


def _located(written: WrittenBuild, folders: Sequence[str], home: str, known: Known) -> Iterator[Request]:
    """The request, from the first folder in which its Dockerfile is found."""
    for folder in folders:
        context = inside(written.context, folder, home)
        if context is None:
            continue
        named = written.dockerfile
        dockerfile = inside(named, folder, home) if named else posixpath.join(context, "Dockerfile")
        if dockerfile is not None and dockerfile in known.paths:
            contexts = tuple(placed(one, folder) for one in written.contexts)
            yield Request(written.at, dockerfile, context, written.target, written.references, contexts)
            return


_ENGINES = frozenset({"docker", "podman", "buildah", "nerdctl"})
_SWITCHES = frozenset(
    (
        "--check --compress --debug -D --disable-compression --disable-content-trust --force-rm --layers --load "
        "--no-cache --pull --pull-always --pull-never --push --quiet -q --rm --rm=false --squash --squash-all "
        "--stdin --tls-verify --no-push --async --no-logs --no-format --no-wait"
    ).split()
)
"""Options of build commands that take no value of their own."""


def read_command(command: Command) -> WrittenBuild | None:
    """The build that a command asks for; None for any other command, and for a context nobody can know."""
    words = list(command.arguments)
    if command.name in _ENGINES:
        position = next((i for i, word in enumerate(words[:6]) if word in ("build", "bud")), None)
        if position is None or _has_other_verb(words[:position]):
            return None
        return _written(command, words[position + 1 :], ("-f", "--file"), ("-t", "--tag"))
    if command.name == "executor" or command.name == "kaniko":
        context = next(iter(values_of(words, "--context", "-c")), ".").removeprefix("dir://")
        found = _written(command, [], (), ())
        names = _references(command, values_of(words, "--destination", "-d"))
        file = next(iter(values_of(words, "--dockerfile", "-f")), None)
        return None if found is None else replace(found, context=context, dockerfile=file, references=names)
    if command.name == "az" and words[:2] == ["acr", "build"]:
        return _written(command, words[2:], ("-f", "--file"), ("-t", "--image"))
    if command.name == "gcloud" and words[:2] == ["builds", "submit"] and values_of(words, "--tag", "-t"):
        return _written(command, words[2:], (), ("-t", "--tag"))
    return None


def _has_other_verb(words: Sequence[str]) -> bool:
    """Whether a program's own options before `build` hold another verb: `docker compose build`."""
    return any(word in ("compose", "run", "exec", "stack", "push", "tag", "service") for word in words)


def _written(
    command: Command, words: Sequence[str], files: tuple[str, ...], tags: tuple[str, ...]
) -> WrittenBuild | None:
    positional = _positional(words)
    context = positional[0] if positional else "."
    if context == "-" or _NO_FOLDER.match(context):
        return None
    named = (text.partition("=") for text in values_of(words, "--build-context"))
    return WrittenBuild(
        command.at,
        context,
        next(iter(values_of(words, *files)), None),
        next(iter(values_of(words, "--target")), ""),
        _references(command, values_of(words, *tags)),
        tuple(NamedContext(command.at, name, source) for name, _, source in named),
    )


def _references(command: Command, names: Iterable[str]) -> tuple[ImageReference, ...]:
    return tuple(parse_image_reference(n, command.at) for n in names if not n.startswith("$"))


def _positional(words: Sequence[str]) -> list[str]:
    """The words that are no option and no option's value."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-") and word != "-":
            takes = word not in _SWITCHES and "=" not in word
            short = not word.startswith("--") and len(word) > 2
            skip = takes and not short
        else:
            found.append(word)
    return found
