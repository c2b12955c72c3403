"""Commands that deployment descriptions start: a string, or a list of words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell import Places, parse_exec, parse_shell, places_from
from complexity_lint.parsers.yaml_nodes import Node, Scalar
from complexity_lint.parsers.yaml_nodes import Sequence as YamlSequence
from complexity_lint.source import Location

_NOTHING: Mapping[str, str] = {}


def read_script(node: Scalar, given: Mapping[str, str] = _NOTHING) -> tuple[Command, ...]:
    """The commands of a scalar that holds shell text, with the places of the lines of a block scalar; `given` are
    variables that are set when it begins.
    """
    return within(node, parse_shell(node.text, places_in(node), given))


def within(node: Scalar, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """The commands of a scalar; those of one whose lines YAML joins all have the place of the whole."""
    if not _is_joined(node):
        return commands
    return tuple(replace(command, at=node.at) for command in commands)


def places_in(node: Scalar) -> Location | Places:
    """Where the characters of a scalar stand in its file.

    The lines of a block scalar follow its indicator's line; those of a folded one are as good as can be told.
    """
    if not node.indent or node.at.line is None:
        return node.at
    points = []
    offset = 0
    for number, line in enumerate(node.text.split("\n")):
        points.append((offset, node.at.line + 1 + number, node.indent + 1))
        offset += len(line) + 1
    return places_from(node.at.path, points)


def _is_joined(node: Scalar) -> bool:
    """Whether a scalar's text has fewer lines than its file: `>`, and plain or quoted text over several lines."""
    return node.folded or (not node.indent and node.at.end_line not in (None, node.at.line))


_LINES = 10_000_000
"""More lines than a file has: what words of a second file are counted from, so that one number tells both."""


def read_words(words: list[Scalar]) -> tuple[Command, ...]:
    """The commands that a list of words runs; a chart may have some in its template and others in its values."""
    paths = list(dict.fromkeys(word.at.path for word in words))
    if len(paths) < 2:
        return _of_one_file(words)
    moved = [replace(w, at=_moved(w.at, w.at.path, paths.index(w.at.path))) for w in words]
    return tuple(_in_its_file(command, paths) for command in _of_one_file(moved))


def _of_one_file(words: list[Scalar]) -> tuple[Command, ...]:
    found = parse_exec([w.text for w in words], [places_in(w) for w in words]) if words else ()
    joined = {(w.at.line or 0) + (1 if w.indent else 0): w for w in words if _is_joined(w)}
    return tuple(replace(c, at=joined[c.at.line].at) if c.at.line in joined else c for c in found)


def _in_its_file(command: Command, paths: Sequence[str]) -> Command:
    def own(at: Location) -> Location:
        number = (at.line or 0) // _LINES
        return _moved(at, paths[number], -number)

    return replace(command, at=own(command.at), job=own(command.job) if command.job else None)


def _moved(at: Location, path: str, files: int) -> Location:
    """A place as many files further on, or back."""
    by = files * _LINES
    end = at.end_line + by if at.end_line else None
    return replace(at, path=path, line=at.line + by if at.line else None, end_line=end)


def read_start(*nodes: Node | None) -> tuple[Command, ...]:
    """What starts: word lists given together (Kubernetes' `command` and `args`) are one command line."""
    lists = [node for node in nodes if isinstance(node, YamlSequence)]
    if lists:
        words = [item for node in lists for item in node.items if isinstance(item, Scalar)]
        return read_words(words)
    return tuple(
        command
        for node in nodes
        if isinstance(node, Scalar) and not node.is_null
        for command in read_script(node)
    )
