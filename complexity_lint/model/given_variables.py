"""Variables that pipelines and scripts give Docker Compose where they deploy: in front of it, by `export`, or by an
environment file that they write first.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from complexity_lint.model.commands import Command
from complexity_lint.model.deploying import compose_files, compose_verb, is_of_compose, is_taken_away
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import commands_anywhere
from complexity_lint.model.references import Steadiness, parse_image_reference
from complexity_lint.source import Location

_STARTING = frozenset("up create run start".split())
_ASSIGNED = re.compile(r"(?:^|\s|\\n)(\w+)=((?:\$\{\{.*?\}\}|\$\(.*?\)|\$\{.*?\}|[^\s\\])*)")
_REPLACED = re.compile(r"s([|/#,@!])\W*\w+=.*?\1[\\\w()]*?(?P<new>\w+=.+)\1\w*")
"""A substitution of sed that writes an assignment anew."""
_MAX_LENGTH = 10_000
_MAX_EXPRESSION = 300
"""Characters that are looked at, of a text that is written and of one of sed's expressions."""
_NOWHERE = Location("")
_DEFAULT = re.compile(r"\$\{\w+:?[-=]([^${}]+)\}")
_ENVIRONMENT_FILE = re.compile(r"(^|\.)env(\.|$)")
_OF_THE_JOB = re.compile(r"\$\{?GITHUB_ENV\b|\$BASH_ENV\b")
"""Files whose variables the later steps of a job have (docs.github.com, "Workflow commands"; circleci.com, "Set an
environment variable in a shell command").
"""


@dataclass(frozen=True, slots=True)
class _Given:
    """The names that the compose files (all of them, where none is named) have a version from."""

    names: frozenset[str]
    files: tuple[str, ...]


class GivenVariables:
    """The variables that hold another version at each deployment, or a fixed one, by the compose files they are for."""

    def __init__(self, scripts: Iterable[Script], filled: Collection[str] = ()) -> None:
        """Gather them from pipelines and scripts that deploy, with what these run on other machines; `filled` are those
        that templates of environment files have filled in.
        """
        self.filled = frozenset(filled)
        self.given = [one for script in scripts if script.environment.is_production for one in _of(script)]

    def gives(self, names: Iterable[str], path: str) -> bool:
        """Whether one of the names is given where the compose file at `path` is brought up."""
        wanted, name = set(names), path.rpartition("/")[2]
        return not wanted.isdisjoint(self.filled) or any(
            not wanted.isdisjoint(one.names)
            and (not one.files or any("$" in file or file.rpartition("/")[2] == name for file in one.files))
            for one in self.given
        )


def _of(script: Script) -> Iterator[_Given]:
    commands = tuple(commands_anywhere(script))
    starting = [c for c in commands if _brings_up(c) and not is_taken_away(c, commands)]
    if not starting:
        return
    exports = [pair for c in commands if c.name == "export" for pair in _assigned(c.arguments)]
    # what a script sets to a moving value as well is that where nobody chooses another
    moving = {name for name, value in exports if not _is_version(value)}
    exported = {name for name, _ in exports} - moving
    files = set(_written(commands))
    for command in starting:
        own = {name for name, value in command.assignments if _is_version(value)}
        written = {name for name, file in files if _is_read(file, command, commands)}
        names = frozenset(exported | own | written)
        if names:
            yield _Given(names, tuple(_files(command)))


def _brings_up(command: Command) -> bool:
    return compose_verb(command) in _STARTING or command.words[:3] == ("docker", "stack", "deploy")


def _files(command: Command) -> list[str]:
    named = compose_files(command)
    return named if is_of_compose(command) else command.values_of("-c", "--compose-file")


def _written(commands: Sequence[Command]) -> Iterator[tuple[str, str]]:
    """The names that are written with a version, each with the file."""
    following = (*commands[1:], None)
    for command, after in zip(commands, following, strict=True):
        teed = after.arguments if after is not None and after.piped_from and after.name == "tee" else ()
        for text in _texts(command):
            files = (*command.writes, *teed, *(command.arguments if command.name in ("tee", "sed") else ()))
            for name, value in _assigned([text]):
                yield from ((name, file) for file in files if _is_version(value))


def _texts(command: Command) -> Iterator[str]:
    """What a command writes, as far as it says: the words of `echo`, a here-document, what sed puts in."""
    if command.name == "echo":
        yield " ".join(command.arguments)
    elif command.name == "printf":
        form, *values = [word for word in command.arguments if word != "--"] or [""]
        for value in values:
            form = form.replace("%s", value, 1)
        yield form
    elif command.name in ("cat", "tee"):
        yield command.here_document
    elif command.name in ("sed", "gsed"):
        short = (word for word in command.arguments if len(word) < _MAX_EXPRESSION)
        yield from (match["new"] for word in short if (match := _REPLACED.fullmatch(word)))


def _is_read(file: str, starting: Command, commands: Sequence[Command]) -> bool:
    """Whether compose reads a file that was written: the `.env` of the folder, one it is given, or one that another
    command names, which takes its variables up or carries it there.
    """
    if _OF_THE_JOB.search(file):
        return True
    name = file.rpartition("/")[2]
    if not _ENVIRONMENT_FILE.search(name):
        return False
    given = [one.rpartition("/")[2] for one in starting.values_of("--env-file")]
    if name in given or (name == ".env" and not given):
        return True
    return any(
        word.rpartition("/")[2].rpartition("=")[2] == name
        for command in commands
        if command.name in ("source", ".", "export", "scp", "rsync", "cp", "mv", "cat")
        for word in command.arguments
    )


def _assigned(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The assignments in texts: the names and what they are set to."""
    for text in texts:
        yield from _ASSIGNED.findall(text[:_MAX_LENGTH])


def _is_version(value: str) -> bool:
    """Whether a value, or whatever its variables stand for, is a version: neither a moving one nor one that falls back
    to such.
    """
    value = _DEFAULT.sub(lambda match: match[1], value.strip("\"'"))
    name = value if ":" in value or "/" in value else f"image:{value}"
    return bool(value) and parse_image_reference(name, _NOWHERE).steadiness is not Steadiness.FLOATING
