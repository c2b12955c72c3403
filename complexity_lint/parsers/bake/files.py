"""Bake files, HCL or JSON -> bodies of blocks and attributes."""

from collections.abc import Iterator, Sequence

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.hcl import parse_hcl
from complexity_lint.parsers.terraform.json_syntax import expression
from complexity_lint.parsers.terraform.json_tree import (
    JsonArray,
    JsonError,
    JsonObject,
    JsonValue,
    parse_json,
)
from complexity_lint.parsers.terraform.strings import normal
from complexity_lint.source import Location, Source

BLOCKS = frozenset({"variable", "function", "group", "target"})
_FOUND_ALONE = (
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
)
"""What bake reads of a folder when no file is named, in this order (docs.docker.com/build/bake/reference,
"File format"; compose files, which come first, are read as such)."""


def projects(sources: Sequence[Source]) -> Iterator[tuple[Source, ...]]:
    """The bake files of a folder that are read together: those found by name, and each other one alone."""
    found = [source for name in _FOUND_ALONE for source in sources if source.name == name]
    if found:
        yield tuple(found)
    yield from ((source,) for source in sources if source.name not in _FOUND_ALONE)


def parse(source: Source) -> syntax.TerraformFile:
    """A bake file's body; what cannot be read is among its problems."""
    if not source.name.endswith(".json"):
        return parse_hcl(source)
    try:
        document = parse_json(source)
    except JsonError as error:
        problem = SyntaxProblem(error.at, error.message)
        return syntax.TerraformFile(source.path, syntax.Body(), (problem,), is_json=True)
    body = _body(document, top=True)
    return syntax.TerraformFile(source.path, body, is_json=True)


def _body(value: JsonValue, *, top: bool = False) -> syntax.Body:
    """The body of a JSON object: below a block's type its labels, everything else attributes (HCL JSON spec)."""
    attributes: list[syntax.Attribute] = []
    blocks: list[syntax.Block] = []
    for member in value.members if isinstance(value, JsonObject) else ():
        if top and member.key in BLOCKS:
            blocks += _blocks(member.key, member.value)
        elif member.key != "//":
            end = member.value.at
            at = Location(member.at.path, member.at.line, member.at.column, end.end_line, end.end_column)
            attributes.append(syntax.Attribute(at, member.key, expression(member.value)))
    return syntax.Body(tuple(attributes), tuple(blocks))


def _blocks(kind: str, value: JsonValue) -> Iterator[syntax.Block]:
    if isinstance(value, JsonArray):
        for item in value.items:
            if isinstance(item, JsonObject):  # an array may stand for several objects with labels
                yield from _blocks(kind, item)
    elif isinstance(value, JsonObject):
        for member in value.members:
            bodies = member.value.items if isinstance(member.value, JsonArray) else (member.value,)
            label = syntax.Label(member.at, normal(member.key))
            yield from (syntax.Block(member.at, kind, (label,), _body(body)) for body in bodies)
