"""RUN, CMD and ENTRYPOINT -> the commands they run, with the places of those."""

import re

from complexity_lint.model.commands import Command
from complexity_lint.model.images import BuildMount, Run, Start
from complexity_lint.parsers.dockerfile.arguments import json_offsets
from complexity_lint.parsers.dockerfile.flags import flag_value
from complexity_lint.parsers.dockerfile.heredocs import Heredoc
from complexity_lint.parsers.dockerfile.instructions import Instruction
from complexity_lint.parsers.dockerfile.scope import Scope
from complexity_lint.parsers.shell import Places, parse_exec, parse_shell, places_from
from complexity_lint.parsers.shell.words import Word, tokens_of
from complexity_lint.parsers.shell.wrappers import SHELLS

Shell = tuple[str, ...]
"""The words of a SHELL instruction; empty for the builder's own `/bin/sh -c`."""

_ONLY_HEREDOC = re.compile(r"[0-9]*<<[^<]*")
_WINDOWS = re.compile(r"windows|nanoserver|servercore|dotnet/framework", re.IGNORECASE)
WINDOWS_SHELL: Shell = ("cmd", "/S", "/C")


def default_shell(base: str) -> Shell:
    """The shell an image's shell forms are run with, by the name of its base image."""
    return WINDOWS_SHELL if _WINDOWS.search(base) else ()


def is_posix(shell: Shell) -> bool:
    """Whether shell-form text is for a POSIX shell."""
    if not shell:
        return True
    return re.split(r"[\\/]", shell[0])[-1].lower().removesuffix(".exe") in SHELLS


def run_of(instruction: Instruction, shell: Shell, scope: Scope) -> Run:
    """The noun of a RUN instruction."""
    mounts = tuple(_mount(flag, scope) for flag in instruction.flags if flag.startswith("--mount="))
    network, security = flag_value(instruction.flags, "network"), flag_value(instruction.flags, "security")
    if instruction.is_json:
        commands = _exec_commands(instruction)
        return Run(instruction.at, instruction.value, commands, mounts, network=network, security=security)
    heredocs = instruction.heredocs
    if len(heredocs) == 1 and _is_whole(instruction.value):
        text, places = heredocs[0].text, heredoc_places(heredocs[0], instruction.at.path)
    elif heredocs and not instruction.fault:
        text, places = _with_bodies(instruction)
    else:
        text, places = instruction.value, instruction.places
    commands = shell_commands(text, places, shell)
    return Run(instruction.at, text, commands, mounts, bool(heredocs), network, security)


def start_of(instruction: Instruction, shell: Shell) -> Start:
    """The noun of a CMD or ENTRYPOINT instruction."""
    if instruction.is_json:
        return Start(instruction.at, instruction.words, _exec_commands(instruction))
    words = tuple(token.text for token in tokens_of(instruction.value) if isinstance(token, Word))
    commands = shell_commands(instruction.value, instruction.places, shell)
    return Start(instruction.at, words, commands, shell=True)


def shell_commands(text: str, places: Places, shell: Shell) -> tuple[Command, ...]:
    """The commands of shell-form text; for a shell that is not POSIX, or an interpreter named by
    `#!`, one command."""
    if text.startswith("#!"):
        first = text[2:].partition("\n")[0]
        interpreter = tuple(first.split())
        if interpreter and interpreter[-1].rpartition("/")[2] not in SHELLS and len(interpreter) < 3:
            return (Command(places.span(0, len(first) + 2), interpreter),)
    if is_posix(shell):
        return parse_shell(text, places)
    words = tuple(text.split())
    return (Command(places.span(0, len(text)), words, wrapper=shell[0]),) if words else ()


def heredoc_places(heredoc: Heredoc, path: str) -> Places:
    """Where the characters of a here-document's text stand."""
    points: list[tuple[int, int, int]] = []
    offset = 0
    for number, line in enumerate(heredoc.content.split("\n")):
        kept = line.lstrip("\t") if heredoc.mark.chomp else line
        points.append((offset, heredoc.first_line + number, len(line) - len(kept) + 1))
        offset += len(kept) + 1
    return places_from(path, points)


def _is_whole(value: str) -> bool:
    """Whether the here-document is all there is, so that its text is the script."""
    return _ONLY_HEREDOC.fullmatch(value) is not None and len(list(tokens_of(value))) == 1


def _with_bodies(instruction: Instruction) -> tuple[str, Places]:
    """The text a shell is given when its here-documents come with a command of their own."""
    text = instruction.value + "\n"
    own = instruction.places
    points = list(zip(own.offsets, own.lines, own.columns, strict=True))
    for heredoc in instruction.heredocs:
        inner = heredoc_places(heredoc, instruction.at.path)
        shifted = (len(text) + offset for offset in inner.offsets)
        points += zip(shifted, inner.lines, inner.columns, strict=True)
        text += heredoc.text + heredoc.mark.name + "\n"
    return text, places_from(instruction.at.path, [point for point in points if point[0] < len(text)])


def _exec_commands(instruction: Instruction) -> tuple[Command, ...]:
    offsets = json_offsets(instruction.value)
    places = instruction.places
    words = instruction.words
    spots = [places.span(at, at + len(word)) for at, word in zip(offsets, words, strict=False)]
    return parse_exec(words, spots if len(spots) == len(words) else instruction.at)


def _mount(flag: str, scope: Scope) -> BuildMount:
    """One `--mount=type=cache,target=/x` (docs.docker.com, Dockerfile reference, RUN --mount)."""
    fields: dict[str, str] = {}
    for part in flag.partition("=")[2].split(","):
        name, _, value = part.partition("=")
        fields[name.strip().lower()] = scope.expand(value.strip()).text

    def first(*names: str) -> str:
        return next((fields[name] for name in names if name in fields), "")

    target = first("target", "dst", "destination")
    return BuildMount(first("type") or "bind", first("source", "src"), target, first("from"))
