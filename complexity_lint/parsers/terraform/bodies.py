"""Bodies of resources: attributes, nested blocks, and what `dynamic` blocks make."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.configuration import EvaluatedBlock
from complexity_lint.parsers.terraform.evaluator import literal
from complexity_lint.parsers.terraform.scope import Scope
from complexity_lint.parsers.terraform.types import STRING
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    Value,
    elements,
    is_open,
    object_of,
    through,
    unknown,
)
from complexity_lint.source import Location

Guarded = Callable[[syntax.Expression, Scope], Value]

_NOT_VALUES: Final = frozenset(
    ["depends_on", "provider", "providers", "ignore_changes", "replace_triggered_by", "count", "for_each"]
)
_MAX_DYNAMIC: Final = 300
_MAX_DEPTH: Final = 30


def evaluate_body(
    block: syntax.Block, scope: Scope, guarded: Guarded, depth: int = 0, uncertain: bool = False
) -> EvaluatedBlock:
    """The block with all values; arguments of Terraform itself that are no values are left out."""
    skipped = _NOT_VALUES if depth == 0 or block.type == "lifecycle" else frozenset()
    attributes = {
        one.name: literal(one.value)
        if isinstance(one.value, syntax.Literal)
        else arrived(guarded(one.value, scope), one.at)
        for one in block.body.attributes
        if one.name not in skipped
    }
    blocks = tuple(
        made
        for inner in (block.body.blocks if depth < _MAX_DEPTH else ())
        for made in _nested(inner, scope, guarded, depth + 1)
    )
    labels = tuple(label.value for label in block.labels)
    ignored = tuple(_ignored(block)) if block.type == "lifecycle" else ()
    return EvaluatedBlock(block.at, block.type, labels, attributes, blocks, uncertain, ignored)


def _ignored(block: syntax.Block) -> Iterator[str]:
    """What `ignore_changes` names: a list of arguments, or `all`."""
    written = block.body.attribute("ignore_changes")
    if written is None:
        return
    value = written.value
    for one in value.items if isinstance(value, syntax.TupleOf) else (value,):
        path = _path(one)
        if path:
            yield path


def _path(one: syntax.Expression) -> str:
    """An argument's path without its indexes: `spec.replicas` for `spec[0].replicas`, also where it is quoted, as
    Terraform 0.11 and JSON have it.
    """
    names: list[str] = []
    while isinstance(one, syntax.GetAttr | syntax.Index):
        if isinstance(one, syntax.GetAttr):
            names.append(one.name)
        one = one.of
    if isinstance(one, syntax.Name):
        return ".".join([one.name, *reversed(names)])
    text = one.value if isinstance(one, syntax.Literal) else ""
    if isinstance(one, syntax.Template) and len(one.parts) == 1 and isinstance(one.parts[0], syntax.Text):
        text = one.parts[0].value
    return re.sub(r"\[[^]]*\]|\.\d+\b", "", text) if isinstance(text, str) else ""


def _nested(block: syntax.Block, scope: Scope, guarded: Guarded, depth: int) -> Iterator[EvaluatedBlock]:
    if block.type != "dynamic" or not block.labels:
        yield evaluate_body(block, scope, guarded, depth)
        return
    contents = block.body.blocks_of("content")
    written = block.body.attribute("for_each")
    if not contents or written is None:
        return
    content = syntax.Block(contents[0].at, block.labels[0].value, (), contents[0].body, contents[0].end_line)
    name = _iterator(block)
    collection = guarded(written.value, scope)
    if collection.is_unknown or is_open(collection):
        stand_in = object_of({"key": unknown(STRING), "value": DYNAMIC_UNKNOWN})
        yield evaluate_body(content, scope.holding({name: stand_in}), guarded, depth, uncertain=True)
        return
    for place, (key, value) in enumerate(elements(collection)):
        if place >= _MAX_DYNAMIC:
            return
        inner = scope.holding({name: object_of({"key": key, "value": value})})
        yield evaluate_body(content, inner, guarded, depth)


def _iterator(block: syntax.Block) -> str:
    written = block.body.attribute("iterator")
    if written is not None and isinstance(written.value, syntax.Name):
        return written.value.name
    return block.labels[0].value


def arrived(value: Value, at: Location) -> Value:
    """The value as an argument has it: the argument's place is an origin unless it is written there."""
    own = value.at
    if own is None or own.path != at.path or own.line is None or at.line is None:
        return through(value, at)
    return value if at.line <= own.line <= (at.end_line or at.line) else through(value, at)
