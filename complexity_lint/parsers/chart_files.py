"""Scripts of a chart that its templates print with `.Files.Get`."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from complexity_lint.model.commands import Command
from complexity_lint.model.workloads import Container
from complexity_lint.parsers.chart_values import lines_of
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.source import Location, Source

_PRINTED = re.compile(r"\{\{-?\s*\.Files\.Get\s+[\"`]([\w./-]+)[\"`][^{}]*\}\}")
_TEMPLATES = "/templates/"


def with_printed_scripts(container: Container, by_path: Mapping[str, Source]) -> Container:
    """A container of a chart whose commands stand where somebody edits them: in the script that a template prints."""
    starts = tuple(_in_file(command, by_path) for command in container.starts)
    return replace(container, starts=starts) if starts != container.starts else container


def _in_file(command: Command, by_path: Mapping[str, Source]) -> Command:
    template = by_path.get(command.at.path)
    number = command.at.line
    if template is None or number is None or ".Files.Get" not in template.text:
        return command
    if _TEMPLATES not in f"/{template.path}":
        return command
    # The lines of what one action prints are counted on from the action's own.
    before = reversed(list(enumerate(lines_of(template)[:number])))
    found = next(((at, match) for at, line in before if (match := _PRINTED.search(line))), None)
    if found is None:
        return command
    at, printed = found
    folder = f"/{template.path}".rpartition(_TEMPLATES)[0].lstrip("/")
    script = by_path.get(f"{folder}/{printed[1]}".lstrip("/"))
    if script is None or number - at - 1 > len(lines_of(script)):
        return command
    return next(
        (replace(command, at=one.at) for one in _commands(script) if one.words == command.words), command
    )


@lru_cache(maxsize=16)
def _commands(script: Source) -> tuple[Command, ...]:
    return tuple(parse_shell(script.text, Location(script.path, 1, 1)))
