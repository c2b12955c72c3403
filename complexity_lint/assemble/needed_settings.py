"""Settings files of a build context that the build itself reads: whether one is needed, and gives nothing away."""

import posixpath
import re

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.commands import Command
from complexity_lint.model.credentials import Likeness, credential_of
from complexity_lint.model.images import Ballast, Copy, ImageBuild, Run

_NAME = ".env"
_READERS = frozenset("source . cat grep egrep sed awk cut envsubst".split())
_FILLED = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?(?P<name>[\w.]+)[ \t]*=[ \t]*(?P<value>.*?)[ \t]*$")


def is_needed(ballast: Ballast, build: ImageBuild, repository: Repository) -> bool:
    """Whether a settings file is kept in version control with nothing but defaults and stand-ins, and the Dockerfile
    takes it by name or has a command read it.
    """
    if posixpath.basename(ballast.path) != _NAME or not repository.under_version_control:
        return False
    text = repository.text(ballast.path) if ballast.path in repository.paths else None
    return text is not None and not _gives_away(text) and _reads(build)


def _gives_away(text: str) -> bool:
    settings = ((match["name"], match["value"].strip("\"'")) for match in _FILLED.finditer(text))
    found = (credential_of(name, value) for name, value in settings)
    return any(one is not None and one.likeness is Likeness.REAL for one in found)


def _reads(build: ImageBuild) -> bool:
    steps = [step for stage in build.dockerfile.stages for step in stage.steps]
    copied = any(
        posixpath.basename(source) == _NAME
        for step in steps
        if isinstance(step, Copy) and not step.from_
        for source in step.sources
    )
    commands = [command for step in steps if isinstance(step, Run) for command in step.commands]
    return copied or (any(map(_is_read_by, commands)) and not any(map(_is_made_by, commands)))


def _is_read_by(command: Command) -> bool:
    """Whether a command reads the file: `. ./.env`, `cp .env settings`, `composer dump-env prod` (symfony/flex, which
    reads nothing with `--empty`).
    """
    words = command.words
    if command.name in ("composer", "composer.phar"):
        return "dump-env" in words and "--empty" not in words
    names = [posixpath.basename(word.partition("=")[2] or word) for word in command.arguments]
    if command.name in ("cp", "mv"):
        return _NAME in names[:-1]
    given = any(posixpath.basename(value) == _NAME for value in command.values_of("--env-file"))
    return given or (command.name in _READERS and _NAME in names)


def _is_made_by(command: Command) -> bool:
    """Whether a command writes the file itself, so that none has to come from the context."""
    into = [*command.writes, *(command.arguments[-1:] if command.name in ("cp", "mv") else ())]
    return any(posixpath.basename(path) == _NAME for path in into)
