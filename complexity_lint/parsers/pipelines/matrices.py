"""Matrices of jobs: the values their names may have (docs.github.com, "Running variations of jobs")."""

import re
from collections.abc import Iterator
from itertools import islice, product

from complexity_lint.parsers.yaml_filling import Values, filled
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


def combinations(matrix: Mapping, values: Values) -> tuple[Values, ...]:
    """The values of each job that a matrix makes, at most `MAX_CHOICES`; none where it makes one or is an expression.

    An entry of `include` adds to the combinations whose lists it agrees with, and else is one of its own. `exclude` is
    not followed: a combination that it leaves out differs from another in what it tests, hardly in what it builds.
    """
    keys = [entry.key for entry in matrix.entries if entry.key not in _OWN_KEYS]
    lists = [[node.text for node in matrix.items(key) if isinstance(node, Scalar)] for key in keys]
    if any(not one for one in lists):
        return ()
    first = (
        [dict(zip(keys, one, strict=True)) for one in islice(product(*lists), MAX_CHOICES)] if keys else []
    )
    made = [dict(one) for one in first]
    for item in matrix.items("include"):
        stated = _scalars(item) if isinstance(item, Mapping) else {}
        fitting = [i for i, one in enumerate(first) if all(one[k] == stated[k] for k in stated if k in one)]
        for index in fitting:
            made[index] |= stated
        if not fitting:
            made.append(stated)
    listed = made[:MAX_CHOICES] if len(made) > 1 else []
    return tuple(
        {**values, **{f"matrix.{k}": filled(text, values) for k, text in one.items()}} for one in listed
    )


def _scalars(item: Mapping) -> dict[str, str]:
    """What an entry of `include` states, the values of objects in it by their path."""
    found: dict[str, str] = {}
    for entry in item.entries:
        if isinstance(entry.value, Scalar) and not entry.value.is_null:
            found[entry.key] = entry.value.text
        elif isinstance(entry.value, Mapping):
            found |= {f"{entry.key}.{name}": text for name, text in _scalars(entry.value).items()}
    return found


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
