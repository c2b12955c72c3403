"""What a container of a built image starts in the end: entrypoint scripts and supervisors' configurations
read through.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from complexity_lint.assemble.contexts import files_behind
from complexity_lint.assemble.service_folders import context_copies, service_folders
from complexity_lint.model.commands import Command
from complexity_lint.model.images import ImageBuild, Start
from complexity_lint.model.processes import SupervisedProcess
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.source import Location

_INTERPRETERS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})
_SUPERVISORS = {
    "supervisord": "supervisord",
    "honcho": "Procfile",
    "foreman": "Procfile",
    "overmind": "Procfile",
    "pm2": "pm2",
    "pm2-runtime": "pm2",
    "pm2-docker": "pm2",
    "monit": "monit",
}
MAX_SCRIPTS = 5


def with_starts(
    builds: Sequence[ImageBuild],
    supervised: Sequence[SupervisedProcess],
    paths: Sequence[str],
    text_of: Callable[[str], str | None],
    given: frozenset[str] = frozenset(),
) -> tuple[ImageBuild, ...]:
    """The builds, each with the commands it starts and the processes its supervisor keeps running. `given` are the
    variables that some deployment of the repository sets.
    """
    return tuple(_with_starts(build, supervised, paths, text_of, given) for build in builds)


def _with_starts(
    build: ImageBuild,
    supervised: Sequence[SupervisedProcess],
    paths: Sequence[str],
    text_of: Callable[[str], str | None],
    given: frozenset[str],
) -> ImageBuild:
    copied = set(copied_files(build, paths))
    commands = _read_through(first_commands(started(build)), copied, text_of)
    names = {posixpath.basename(word) for command in commands for word in command.words}
    kinds = {supervisor for program, supervisor in _SUPERVISORS.items() if program in names}
    processes = [p for p in supervised if p.supervisor in kinds and p.at.path in copied]
    processes += service_folders(build, paths, text_of, given)
    return replace(build, starts=tuple(commands), supervised=tuple(processes))


def with_own_starts(
    workloads: Sequence[Workload],
    builds: Sequence[ImageBuild],
    paths: Sequence[str],
    text_of: Callable[[str], str | None],
) -> tuple[Workload, ...]:
    """The workloads, those that start a built image by a command of their own with what that starts in the end."""
    by_path = {build.at.path: build for build in reversed(builds)}
    copied: dict[str, set[str]] = {}
    found = []
    for workload in workloads:
        main, build = workload.main, by_path.get(workload.built_by)
        if main is not None and build is not None and main.starts:
            if build.at.path not in copied:
                copied[build.at.path] = set(copied_files(build, paths))
            commands = _read_through(main.starts, copied[build.at.path], text_of)
            read = replace(main, starts=tuple(commands))
            workload = replace(
                workload, containers=tuple(read if c is main else c for c in workload.containers)
            )
        found.append(workload)
    return tuple(found)


def by_base_name(paths: Iterable[str]) -> dict[str, list[str]]:
    """The files of an image by the last part of their paths, which is what commands call them by."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        found[posixpath.basename(path)].append(path)
    return found


def _read_through(
    first: Iterable[Command], copied: Iterable[str], text_of: Callable[[str], str | None]
) -> list[Command]:
    """Commands with those of the scripts that they run, as far as the scripts are among the files of the image."""
    commands = list(first)
    by_name = by_base_name(copied)
    read: set[str] = set()
    for command in list(commands):
        inner = list(_of_script(command, by_name, text_of, read))
        commands += inner
        if inner and command.background:
            commands.remove(command)  # what it does says whether it stays
    commands = [command for command in commands if not command.in_development]
    for command in list(commands):
        commands += _of_package(command, by_name, text_of)
    return commands


def first_commands(starts: Sequence[Start]) -> list[Command]:
    """What ENTRYPOINT and CMD run: options in CMD are the entrypoint's, and a shell-form ENTRYPOINT takes no CMD
    (Dockerfile reference, "Understand how CMD and ENTRYPOINT interact").
    """
    if len(starts) < 2:
        return [command for start in starts for command in start.commands]
    entrypoint, given = starts
    commands = list(entrypoint.commands)
    if entrypoint.shell:
        return commands
    if commands and given.words[:1] and given.words[0].startswith("-"):
        commands[-1] = replace(commands[-1], words=(*commands[-1].words, *given.words))
        return commands
    return [*commands, *given.commands]


def started(build: ImageBuild) -> tuple[Start, ...]:
    """The effective ENTRYPOINT and CMD. A stage that sets ENTRYPOINT drops the CMD of the image it is FROM."""
    entrypoint: Start | None = None
    command: Start | None = None
    for stage in build.shipped_stages:
        if entrypoint is None:
            command = command or stage.command
            entrypoint = stage.entrypoint
    return tuple(start for start in (entrypoint, command) if start is not None)


def _of_script(
    command: Command, by_name: dict[str, list[str]], text_of: Callable[[str], str | None], read: set[str]
) -> Iterator[Command]:
    path = script_of(command, by_name)
    if path is None or path in read or len(read) >= MAX_SCRIPTS:
        return
    read.add(path)
    text = text_of(path)
    if text is None or not is_shell(path, text):
        return
    given = any(word.startswith(("-", "$")) for word in command.arguments)
    for inner in parse_shell(text, Location(path, 1, 1)):
        if given and inner.by_option:
            inner = replace(inner, by_option=False)  # which options are given is not followed
        if command.background:  # then so is all that the script does
            inner = replace(inner, background=True, job=inner.job or command.job)
        nested = list(_of_script(inner, by_name, text_of, read))
        if not nested or not inner.background:
            yield inner
        yield from nested


def _of_package(
    command: Command, by_name: dict[str, list[str]], text_of: Callable[[str], str | None]
) -> Iterator[Command]:
    """What a script of `package.json` runs (`npm start`, `yarn run serve`), of the outermost one in the image."""
    words = [word for word in command.arguments if not word.startswith("-")]
    if command.name not in ("npm", "yarn", "pnpm", "bun") or not words:
        return
    name = words[1] if words[0] in ("run", "run-script") and len(words) > 1 else words[0]
    path = min(by_name.get("package.json", ()), key=lambda p: (p.count("/"), p), default=None)
    text = text_of(path) if path else None
    written = re.search(rf'"{re.escape(name)}"\s*:\s*"((?:[^"\\]|\\.)*)"', text or "")
    if path and text and written and '"scripts"' in text[: written.start()]:
        line = text.count("\n", 0, written.start()) + 1
        yield from parse_shell(written[1].replace('\\"', '"'), Location(path, line, 1))


def script_of(command: Command, by_name: dict[str, list[str]]) -> str | None:
    """The repository's file behind the script a command runs, when the image has it from the build context."""
    words = [w for w in command.words if not w.startswith("-")]
    if words and words[0].rpartition("/")[2] in (*_INTERPRETERS, "source", "."):
        words = words[1:]
    if not words or not posixpath.basename(words[0]):
        return None
    candidates = by_name.get(posixpath.basename(words[0]), [])
    tail = words[0].lstrip("./")
    return min(candidates, key=lambda p: (not p.endswith(tail), p.count("/"), p), default=None)


def copied_files(build: ImageBuild, paths: Sequence[str]) -> Iterator[str]:
    """The repository's files that the shipped stages copy out of the context, as far as names tell."""
    for step, source in context_copies(build):
        if step.destination:
            yield from files_behind(build.context or "", source, paths)


def is_shell(path: str, text: str) -> bool:
    first = text.partition("\n")[0]
    if first.startswith("#!"):
        return any(first.rstrip().endswith(shell) or f"{shell} " in first for shell in _INTERPRETERS)
    return path.endswith((".sh", ".bash"))
