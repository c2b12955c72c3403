"""Expressions of pipelines, as far as their value is written down: `${{ env.NAME }}`, `<< parameters.name >>`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell import Places, parse_shell, places_of
from complexity_lint.parsers.shell.variables import with_values
from complexity_lint.parsers.started import places_in, read_script, within
from complexity_lint.parsers.yaml_nodes import Entry, Node, Scalar, Sequence
from complexity_lint.parsers.yaml_nodes import Mapping as Table
from complexity_lint.source import Location

Values = Mapping[str, str]
"""What names stand for (`env.TAG`), those that are known."""

ACTIONS = re.compile(r"\$\{\{\s*(?P<name>[\w.-]+|'[^']*')\s*\}\}")
ORBS = re.compile(r"<<\s*(?P<name>[\w.-]+)\s*>>")

_OF_THE_RUN = re.compile(
    r"\$\{\{\s*github\.(repository(_owner)?|event\.repository\.name|sha|ref_name|run_number|run_id)\s*\}\}"
)
"""What GitHub fills in once for a whole run (docs.github.com, "Contexts reference")."""

MAX_LENGTH = 200_000
"""Characters of a filled text; a longer one stays as it is written."""


def filled(text: str, values: Values, pattern: re.Pattern[str] = ACTIONS) -> str:
    """A text with the expressions replaced whose value is known."""
    return _filled(text, values, pattern)[0] if values and pattern.search(text) else text


def _filled(text: str, values: Values, pattern: re.Pattern[str]) -> tuple[str, list[tuple[int, int]]]:
    """The text filled, and where its pieces come from: (offset, offset in the text as written)."""
    pieces: list[str] = []
    runs: list[tuple[int, int]] = [(0, 0)]
    length = at = 0
    for match in pattern.finditer(text):
        value = _value(match["name"], values)
        if value is None:
            continue
        pieces += [text[at : match.start()], value]
        length += match.start() - at
        runs += [(length, match.start()), (length + len(value), match.end())]
        length += len(value)
        at = match.end()
        if length > MAX_LENGTH:
            return text, [(0, 0)]
    return "".join((*pieces, text[at:])), runs


def _value(name: str, values: Values) -> str | None:
    return name[1:-1] if name.startswith("'") else values.get(name)


def read_filled(node: Scalar, values: Values, pattern: re.Pattern[str] = ACTIONS) -> tuple[Command, ...]:
    """The commands of shell text with expressions; the places are those of the text as written."""
    if not values or not pattern.search(node.text):
        return read_script(node)
    text, runs = _filled(node.text, values, pattern)
    places = places_in(node)
    written = places if isinstance(places, Places) else places_of(node.text, places)
    commands = parse_shell(text, written.through(runs, len(text)))
    return within(node, tuple(replace(command, at=_forward(command.at)) for command in commands))


def _forward(at: Location) -> Location:
    """A place that ends where a value was put in may end before its start: then it is its start."""
    if at.line is None or at.end_line is None:
        return at
    if (at.end_line, at.end_column or 1) <= (at.line, at.column or 1):
        return replace(at, end_line=at.line, end_column=(at.column or 1) + 1)
    return at


def with_environment(commands: Iterable[Command], values: Values) -> Iterator[Command]:
    """Commands that name images, with the variables that the pipeline itself sets (`env.NAME`) put in.

    What the script assigns is the script's, and what nobody can know stays as it is written.
    """
    listed = tuple(commands)
    assigned = {name for command in listed for name, _ in command.assignments}
    assigned |= {word.partition("=")[0] for command in listed for word in command.arguments if "=" in word}
    known = {name[4:]: text for name, text in values.items() if name.startswith("env.")}
    known = {name: text for name, text in known.items() if name not in assigned}
    return (replace(command, words=with_values(command.words, known)) for command in listed)


def filled_node(node: Node, values: Values, pattern: re.Pattern[str] = ACTIONS) -> Node:
    """A node with its texts filled; the places stay."""
    if not values:
        return node
    if isinstance(node, Scalar):
        text = filled(node.text, values, pattern)
        return node if text == node.text else replace(node, text=text)
    if isinstance(node, Sequence):
        return replace(node, items=tuple(filled_node(item, values, pattern) for item in node.items))
    return filled_table(node, values, pattern)


def filled_table(node: Table, values: Values, pattern: re.Pattern[str] = ACTIONS) -> Table:
    """A mapping with the texts of its values filled."""
    if not values:
        return node
    entries = (Entry(e.key, e.at, filled_node(e.value, values, pattern)) for e in node.entries)
    return replace(node, entries=tuple(entries))


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
        if not pattern.search(plain[name]) and "${{" not in plain[name]
    }
    kept = {name: text for name, text in values.items() if name not in found}
    return {**kept, **known}
