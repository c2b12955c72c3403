"""Texts and YAML with names in them that stand for values: `${{ env.NAME }}`, `<< parameters.name >>`, `{{name}}`."""

import re
from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.parsers.yaml_nodes import Entry, Node, Scalar, Sequence
from complexity_lint.parsers.yaml_nodes import Mapping as Table

Values = Mapping[str, str]
"""What names stand for (`env.TAG`), those that are known."""

ACTIONS = re.compile(r"\$\{\{\s*(?P<name>[\w.-]+|'[^']*')\s*\}\}")
"""The expressions of GitHub's workflows, and of what borrows its syntax."""

MAX_LENGTH = 200_000
"""Characters of a filled text; a longer one stays as it is written."""


def filled(text: str, values: Values, pattern: re.Pattern[str] = ACTIONS) -> str:
    """A text with the expressions replaced whose value is known."""
    return filled_with_runs(text, values, pattern)[0] if values and pattern.search(text) else text


def filled_with_runs(
    text: str, values: Values, pattern: re.Pattern[str]
) -> tuple[str, list[tuple[int, int]]]:
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
