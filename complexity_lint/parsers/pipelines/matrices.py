"""Matrices of jobs: the values their names may have (docs.github.com, "Running variations of jobs")."""

import re
from collections.abc import Iterator

from complexity_lint.parsers.pipelines.filling import Values, filled
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence

_OVER_MATRIX = re.compile(r"^\$\{\{\s*matrix\.([\w.-]+)\s*\}\}$")
_OWN_KEYS = ("include", "exclude")
MAX_CHOICES = 50


def matrix_values(matrix: Mapping, values: Values) -> Values:
    """Values with those names of a matrix that have only one: a job stands for all of its matrix."""
    found = dict(values)
    for name in _names(matrix):
        choices = list(dict.fromkeys(_values_of(name, matrix)))
        if len(choices) == 1 and "${{" not in choices[0]:
            found[f"matrix.{name}"] = filled(choices[0], values)
    return found


def choices_of(text: str, matrix: Mapping) -> tuple[str, ...]:
    """The values that a text which is one expression over the matrix stands for; none for other texts."""
    match = _OVER_MATRIX.match(text.strip())
    found = tuple(dict.fromkeys(_values_of(match[1], matrix))) if match else ()
    return found[:MAX_CHOICES]


def _names(matrix: Mapping) -> Iterator[str]:
    yield from (entry.key for entry in matrix.entries if entry.key not in _OWN_KEYS)
    for item in matrix.items("include"):
        if isinstance(item, Mapping):
            yield from (entry.key for entry in item.entries)


def _values_of(name: str, matrix: Mapping) -> Iterator[str]:
    first, *rest = name.split(".")
    listed: list[Node | None] = [*matrix.items(first)]
    listed += [item.get(first) for item in matrix.items("include") if isinstance(item, Mapping)]
    for node in listed:
        found = node.get(*rest) if rest and isinstance(node, Mapping) else node
        if isinstance(found, Scalar) and not found.is_null:
            yield found.text
        elif isinstance(found, Sequence):
            yield from (item.text for item in found.items if isinstance(item, Scalar))
