"""Expressions of pipelines, as far as their value is written down: `${{ env.NAME }}`, `<< parameters.name >>`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell import Places, parse_shell, places_of
from complexity_lint.parsers.shell.variables import with_values
from complexity_lint.parsers.started import places_in, read_script, within
from complexity_lint.parsers.yaml_filling import ACTIONS, Values, filled, filled_with_runs
from complexity_lint.parsers.yaml_nodes import Mapping as Table
from complexity_lint.parsers.yaml_nodes import Node, Scalar
from complexity_lint.source import Location

ORBS = re.compile(r"<<\s*(?P<name>[\w.-]+)\s*>>")

_OF_THE_RUN = re.compile(
    r"\$\{\{\s*(github\.(repository(_owner)?|event\.repository\.name|sha|ref_name|run_number|run_id)|computed)\s*\}\}"
)
"""What GitHub fills in once for a whole run (docs.github.com, "Contexts reference"), and what a step has computed."""
_KEPT = frozenset({"env.DOCKER_HOST"})
"""What tells enough by its beginning (`ssh://`), though nobody knows the rest."""
_ASSIGNED = re.compile(
    r"(?m)(?:^|[;&|({]|\b(?:then|do|else|export|local|readonly|declare))[ \t]*([A-Za-z_]\w*)\+?="
)


def read_filled(node: Scalar, values: Values, pattern: re.Pattern[str] = ACTIONS) -> tuple[Command, ...]:
    """The commands of shell text with expressions; the places are those of the text as written."""
    known = environment_of(values)
    if not values or not pattern.search(node.text):
        return read_script(node, known)
    text, runs = filled_with_runs(node.text, values, pattern)
    places = places_in(node)
    written = places if isinstance(places, Places) else places_of(node.text, places)
    commands = parse_shell(text, written.through(runs, len(text)), known)
    return within(node, tuple(replace(command, at=_forward(command.at)) for command in commands))


def _forward(at: Location) -> Location:
    """A place that ends where a value was put in may end before its start: then it is its start."""
    if at.line is None or at.end_line is None:
        return at
    if (at.end_line, at.end_column or 1) <= (at.line, at.column or 1):
        return replace(at, end_line=at.line, end_column=(at.column or 1) + 1)
    return at


def environment_of(values: Values) -> dict[str, str]:
    """The variables that the pipeline itself sets (`env.NAME`)."""
    return {name[4:]: text for name, text in values.items() if name.startswith("env.")}


def with_environment(commands: Iterable[Command], values: Values, text: str) -> Iterator[Command]:
    """Commands that name images, those too that other shells run, with the variables that the pipeline sets put in.

    What the script, whose `text` this is, assigns is the script's, and what nobody can know stays as it is written.
    """
    listed = tuple(commands)
    assigned = {name for command in listed for name, _ in command.assignments}
    assigned |= set(_ASSIGNED.findall(text))
    assigned |= {word.partition("=")[0] for command in listed for word in command.arguments if "=" in word}
    known = {name: value for name, value in environment_of(values).items() if name not in assigned}
    return (replace(command, words=with_values(command.words, known)) for command in listed)


def stated(node: Node | None, prefix: str) -> Iterator[tuple[str, str]]:
    """The texts of a mapping by name, behind a prefix (`env.`)."""
    for entry in node.entries if isinstance(node, Table) else ():
        if isinstance(entry.value, Scalar) and not entry.value.is_null:
            yield f"{prefix}{entry.key}", entry.value.text


def with_stated(values: Values, node: Node | None, prefix: str, pattern: re.Pattern[str] = ACTIONS) -> Values:
    """Values with those that a mapping states; one that holds an unknown expression is not known, but what stays the
    same through a run (`${{ github.repository }}`) stands for itself.
    """
    found = {name: filled(text, values, pattern) for name, text in stated(node, prefix)}
    if not found:
        return values
    plain = {name: _OF_THE_RUN.sub("", text) for name, text in found.items()}
    known = {
        name: text
        for name, text in found.items()
        if name in _KEPT or (not pattern.search(plain[name]) and "${{" not in plain[name])
    }
    kept = {name: text for name, text in values.items() if name not in found}
    return {**kept, **known}
