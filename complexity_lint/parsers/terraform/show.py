"""A configuration as plain data, for `show terraform` and for comparison with Terraform's own plan."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from complexity_lint.model.values import UNKNOWN, Unknown
from complexity_lint.parsers.terraform.configuration import Configuration, EvaluatedBlock
from complexity_lint.parsers.terraform.numbers import format_number
from complexity_lint.parsers.terraform.values import Value

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
_SECRET = "<sensitive>"


def show(configuration: Configuration) -> dict[str, Plain]:
    """Variables, locals, resources, modules and outputs of the root module and all instances.

    Unknown values are `"<unknown>"`, sensitive ones `"<sensitive>"`; nested blocks are lists of objects
    under their type. Numbers no `float` holds exactly are text.
    """
    return {
        "variables": {one.name: plain(one.value) for one in configuration.variables},
        "locals": {one.name: plain(one.value) for one in configuration.locals},
        "resources": [
            {
                "address": one.address,
                "type": one.type,
                "values": plain_block(one.body),
                "path": one.at.path,
                "line": one.at.line,
            }
            for one in configuration.resources
        ],
        "modules": [
            {
                "address": one.address,
                "source": one.source,
                "arguments": {name: plain(value) for name, value in one.arguments.items()},
                "path": one.at.path,
                "line": one.at.line,
            }
            for one in configuration.modules
        ],
        "outputs": {one.name: plain(one.value) for one in configuration.outputs},
    }


def plain(value: Value) -> Plain:
    """A value as JSON has it; secrets are never shown."""
    data = value.data
    if value.sensitive:
        return _SECRET
    if isinstance(data, Unknown):
        return str(UNKNOWN.value)
    if isinstance(data, tuple):
        return [plain(one) for one in data]
    if isinstance(data, Mapping):
        return {name: plain(one) for name, one in data.items()}
    if isinstance(data, Fraction):
        return float(data) if len(format_number(data)) < 17 else format_number(data)
    if isinstance(data, float):
        return format_number(data)
    assert data is None or isinstance(data, (bool, int, str))
    return data


def plain_block(block: EvaluatedBlock) -> dict[str, Plain]:
    """A body: its attributes, and its blocks as lists by type."""
    shown: dict[str, Plain] = {name: plain(value) for name, value in block.attributes.items()}
    for inner in block.blocks:
        entry: Plain = plain_block(inner)
        for label in reversed(inner.labels):
            entry = {label: entry}
        rows = shown.setdefault(inner.type, [])
        if isinstance(rows, list):
            rows.append(entry)
    return shown
