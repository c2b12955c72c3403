"""What the user gives on top of a chart's values: files and `--set` flags, merged in helm's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from complexity_lint.parsers.gotemplate import Value
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.json_text import from_json
from complexity_lint.parsers.helm.chart import ValuesText, merge_maps
from complexity_lint.parsers.helm.coalesce import copied
from complexity_lint.parsers.helm.errors import ChartError
from complexity_lint.parsers.helm.set_values import Read, set_into, typed


@dataclass(frozen=True, slots=True)
class Overrides:
    """Values files in the order of `-f`, and the texts of each kind of `--set`.

    `files` are the contents `--set-file` may name, by the path written there.
    """

    values_files: tuple[ValuesText, ...] = ()
    set_json: tuple[str, ...] = ()
    set_typed: tuple[str, ...] = ()
    set_string: tuple[str, ...] = ()
    set_file: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def merged(overrides: Overrides) -> dict[str, Value]:
    """One map of all overrides (helm v4 pkg/cli/values: files, --set-json, --set, --set-string, --set-file)."""
    values: dict[str, Value] = {}
    for given in overrides.values_files:
        values = merge_maps(values, given.values)
    values = copied(values)
    for text in overrides.set_json:
        values = _with_json(values, text)
    for text in overrides.set_typed:
        _set(values, "--set", text, typed)
    for text in overrides.set_string:
        _set(values, "--set-string", text, str)
    for text in overrides.set_file:
        _set(values, "--set-file", text, lambda path: _content(overrides, path))
    return values


def _set(values: dict[str, Value], flag: str, text: str, read: Read) -> None:
    try:
        set_into(values, text, read)
    except ChartError as error:
        raise ChartError(f"failed parsing {flag} data: {error}") from None


def _content(overrides: Overrides, path: str) -> Value:
    content = overrides.files.get(path)
    if content is None:
        raise ChartError(f"open {path}: no such file or directory")
    return content


def _with_json(values: dict[str, Value], text: str) -> dict[str, Value]:
    if not text.strip().startswith("{"):
        set_into(values, text, as_json=True)
        return values
    try:
        given = from_json(text)
    except FunctionError as error:
        raise ChartError(f"failed parsing --set-json data JSON: {text}: {error}") from None
    return merge_maps(values, given) if isinstance(given, dict) else values
