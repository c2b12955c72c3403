"""`.tf.json` and `.tfvars.json` -> the same syntax nodes native text yields.

Follows hashicorp/hcl `json/spec.md`: strings are templates where an expression is expected, objects
and arrays of objects stand for blocks where the block type is known. What a resource nests cannot be
told from its attributes without the provider's schema, so only Terraform's own blocks are cut out.
"""

from collections.abc import Iterator
from typing import Final

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.hcl import parse_expression, parse_template
from complexity_lint.parsers.terraform.json_tree import (
    JsonArray,
    JsonError,
    JsonMember,
    JsonObject,
    JsonScalar,
    JsonValue,
    parse_json,
)
from complexity_lint.parsers.terraform.strings import normal
from complexity_lint.source import Location, Source

_LABELS: Final = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "module": 1,
    "variable": 1,
    "output": 1,
    "provider": 1,
    "check": 1,
    "locals": 0,
    "terraform": 0,
    "moved": 0,
    "import": 0,
    "removed": 0,
}
_NESTED: Final = {
    "lifecycle": 0,
    "provisioner": 1,
    "connection": 0,
    "dynamic": 1,
    "content": 0,
    "validation": 0,
    "backend": 1,
    "required_providers": 0,
}
_BARE: Final = frozenset({"type", "provider", "depends_on", "ignore_changes", "providers"})


def parse_tf_json(source: Source) -> syntax.TerraformFile:
    """A `.tf.json` file; text that is not JSON yields one problem and an empty body."""
    try:
        document = parse_json(source)
    except JsonError as error:
        problem = SyntaxProblem(error.at, error.message)
        return syntax.TerraformFile(source.path, syntax.Body(), (problem,), is_json=True)
    blocks: list[syntax.Block] = []
    problems: list[SyntaxProblem] = []
    for member in _members(document):
        labels = _LABELS.get(member.key)
        if labels is not None:
            blocks.extend(_blocks(member, member.key, member.value, labels))
        elif member.key != "//":
            problems.append(SyntaxProblem(member.at, f"unexpected {member.key!r}"))
    return syntax.TerraformFile(source.path, syntax.Body((), tuple(blocks)), tuple(problems), is_json=True)


def parse_tfvars_json(source: Source) -> syntax.TerraformFile:
    """A `.tfvars.json` file: one attribute a key, strings taken literally."""
    try:
        document = parse_json(source)
    except JsonError as error:
        problem = SyntaxProblem(error.at, error.message)
        return syntax.TerraformFile(source.path, syntax.Body(), (problem,), is_json=True)
    attributes = tuple(
        syntax.Attribute(_both(member), member.key, expression(member.value, literal=True))
        for member in _members(document)
    )
    return syntax.TerraformFile(source.path, syntax.Body(attributes), is_json=True)


def _members(value: JsonValue) -> Iterator[JsonMember]:
    if isinstance(value, JsonObject):
        yield from value.members
    elif isinstance(value, JsonArray):
        for item in value.items:
            yield from _members(item)


def _blocks(
    key: JsonMember, kind: str, value: JsonValue, depth: int, labels: tuple[syntax.Label, ...] = ()
) -> Iterator[syntax.Block]:
    """The blocks under one key: one object level a label, an array where a block repeats."""
    if isinstance(value, JsonArray):
        for item in value.items:
            yield from _blocks(key, kind, item, depth, labels)
    elif isinstance(value, JsonObject) and depth > 0:
        for member in value.members:
            if member.key != "//":
                label = syntax.Label(member.at, normal(member.key))
                yield from _blocks(member, kind, member.value, depth - 1, (*labels, label))
    elif isinstance(value, JsonObject):
        yield syntax.Block(key.at, kind, labels, _body(value, kind), value.at.end_line)


def _body(value: JsonObject, kind: str) -> syntax.Body:
    attributes: list[syntax.Attribute] = []
    blocks: list[syntax.Block] = []
    for member in value.members:
        depth = _NESTED.get(member.key)
        if member.key == "//":
            continue
        if depth is not None and kind != "locals" and isinstance(member.value, (JsonObject, JsonArray)):
            blocks.extend(_blocks(member, member.key, member.value, depth))
        else:
            bare = member.key in _BARE and kind != "locals"
            made = _bare(member.value) if bare else expression(member.value)
            attributes.append(syntax.Attribute(_both(member), member.key, made))
    return syntax.Body(tuple(attributes), tuple(blocks))


def _both(member: JsonMember) -> Location:
    end = member.value.at
    return Location(member.at.path, member.at.line, member.at.column, end.end_line, end.end_column)


def _bare(value: JsonValue) -> syntax.Expression:
    """A string that is HCL itself: a type constraint or a reference."""
    if isinstance(value, JsonScalar) and isinstance(value.value, str):
        return parse_expression(value.value, value.at)
    if isinstance(value, JsonArray):
        return syntax.TupleOf(value.at, tuple(_bare(item) for item in value.items))
    return expression(value)


def expression(value: JsonValue, *, literal: bool = False) -> syntax.Expression:
    """A JSON value as an expression; with `literal`, strings are not templates."""
    if isinstance(value, JsonArray):
        return syntax.TupleOf(value.at, tuple(expression(item, literal=literal) for item in value.items))
    if isinstance(value, JsonObject):
        items = tuple(
            syntax.ObjectItem(
                _both(member),
                _string(member.key, member.at, literal),
                expression(member.value, literal=literal),
            )
            for member in value.members
        )
        return syntax.ObjectOf(value.at, items)
    if isinstance(value.value, str):
        return _string(value.value, value.at, literal)
    return syntax.Literal(value.at, value.value)


def _string(text: str, at: Location, literal: bool) -> syntax.Expression:
    if literal or ("${" not in text and "%{" not in text):
        return syntax.Literal(at, normal(text))
    template = parse_template(text, at)
    if template is None:
        return syntax.Broken(at)
    if all(isinstance(part, syntax.Text) for part in template.parts):
        return syntax.Literal(
            at, "".join(part.value for part in template.parts if isinstance(part, syntax.Text))
        )
    return template
