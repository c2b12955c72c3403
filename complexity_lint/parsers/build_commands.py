"""Command lines that build images -> what they build from (docker, podman, buildah, nerdctl, kaniko, az, gcloud)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from complexity_lint.model.commands import Command, values_of
from complexity_lint.model.images import NamedContext
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.source import Location

NO_FOLDER = re.compile(r"^([a-z][a-z0-9+.-]*:|git@|github\.com/)")
"""Contexts that are no folder: addresses."""


@dataclass(frozen=True, slots=True)
class WrittenBuild:
    """A build as a command line has it: its paths are relative to the folder it is run in."""

    at: Location
    context: str
    dockerfile: str | None = None
    target: str = ""
    references: tuple[ImageReference, ...] = ()
    contexts: tuple[NamedContext, ...] = ()


_ENGINES = frozenset({"docker", "podman", "buildah", "nerdctl"})
_SWITCHES = frozenset(
    (
        "--check --compress --debug -D --disable-compression --disable-content-trust --force-rm --layers --load "
        "--no-cache --pull --pull-always --pull-never --push --quiet -q --rm --rm=false --squash --squash-all "
        "--stdin --tls-verify --no-push --async --no-logs --no-format --no-wait"
    ).split()
)
"""Options of build commands that take no value of their own."""

CALLED_AFTER_PROJECT = re.compile(r"^\$\{?CI_REGISTRY_IMAGE\}?(?P<rest>(/[\w.-]+)*)(?=[:@]|$)")
"""An image that a pipeline of GitLab calls after the project it is in, whose name the files do not tell
(docs.gitlab.com, "Predefined CI/CD variables reference").
"""


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
    plain = positional(words)
    context = plain[0] if plain else "."
    if context == "-" or NO_FOLDER.match(context):
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
    """The names an image is given, without those of which not even the last part is known."""
    found = (parse_image_reference(name, command.at) for name in names)
    return tuple(
        one
        for one in found
        if one.repository or not one.text.startswith("$") or CALLED_AFTER_PROJECT.match(one.text)
    )


def positional(words: Sequence[str]) -> list[str]:
    """The words of a build command that are no option and no option's value."""
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
