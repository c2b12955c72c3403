"""Intrinsic functions of templates, as far as their value is written down.

docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html: the short forms are YAML tags
(`!Sub`), the long ones mappings of one key (`Fn::Sub`). What cannot be known stays a text with `${...}`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.parsers.yaml_nodes import Entry, Node, Scalar, Sequence
from complexity_lint.parsers.yaml_nodes import Mapping as Table

Values = Mapping[str, str]
"""What parameters stand for by default."""

MAX_DEPTH = 60
_HOLE = re.compile(r"\$\{([A-Za-z0-9:.]+)\}")


def parameters_of(top: Table) -> dict[str, str]:
    """The defaults of a template's parameters; a parameter without one is not known."""
    found: dict[str, str] = {}
    for entry in top.mapping("Parameters").entries:
        body = entry.value
        given = body.scalar("Default") if isinstance(body, Table) else None
        # a default of this type names a parameter that the account holds
        if given is not None and isinstance(body, Table) and not body.text("Type").startswith("AWS::SSM"):
            found[entry.key] = given.text
    return found


def resolved(node: Node, values: Values, depth: int = 0) -> Node:
    """A node with its functions replaced by what they yield; places stay those of the functions."""
    if depth > MAX_DEPTH:
        return node
    if isinstance(node, Scalar):
        return _scalar(node, values)
    if isinstance(node, Sequence):
        if node.tag:
            return _function(node.tag.lstrip("!"), node, values, depth)
        return replace(node, items=tuple(resolved(item, values, depth + 1) for item in node.items))
    if len(node.entries) == 1 and (node.entries[0].key == "Ref" or node.entries[0].key.startswith("Fn::")):
        only = node.entries[0]
        return _function(only.key.removeprefix("Fn::"), only.value, values, depth)
    entries = (Entry(e.key, e.at, resolved(e.value, values, depth + 1)) for e in node.entries)
    return replace(node, entries=tuple(entries))


def _scalar(node: Scalar, values: Values) -> Scalar:
    name = node.tag.lstrip("!")
    if not name:
        return node
    if name == "Ref":
        return replace(node, text=values.get(node.text, f"${{{node.text}}}"), tag="")
    if name == "Sub":
        return replace(node, text=_put(node.text, values), tag="")
    shown = node.text if name == "GetAtt" else name
    return replace(node, text=f"${{{shown}}}", tag="", indent=0)


def _put(text: str, values: Values) -> str:
    return _HOLE.sub(lambda match: values.get(match[1], match[0]), text)


def _function(name: str, node: Node, values: Values, depth: int) -> Node:
    if name == "Ref" and isinstance(node, Scalar):
        return replace(node, text=values.get(node.text, f"${{{node.text}}}"), tag="")
    if name == "Sub":
        return _sub(node, values)
    if name == "GetAtt" and isinstance(node, Sequence):
        return Scalar(node.at, "${" + ".".join(i.text for i in node.items if isinstance(i, Scalar)) + "}")
    if name == "Join" and isinstance(node, Sequence) and len(node.items) == 2:
        return _join(node, values, depth)
    if name == "If" and isinstance(node, Sequence) and len(node.items) == 3:
        chosen = node.items[1]
        if not isinstance(chosen, Scalar):
            return resolved(chosen, values, depth + 1)
    return Scalar(node.at, f"${{{name}}}")


def _sub(node: Node, values: Values) -> Scalar:
    """`Fn::Sub` of a text, or of a text and values for it."""
    if isinstance(node, Scalar):
        return replace(node, text=_put(node.text, values), tag="")
    text = node.items[0] if isinstance(node, Sequence) and node.items else None
    return Scalar(node.at, _put(text.text, values) if isinstance(text, Scalar) else "${Sub}")


def _join(node: Sequence, values: Values, depth: int) -> Scalar:
    between, pieces = node.items
    listed = pieces.items if isinstance(pieces, Sequence) and not pieces.tag else ()
    texts = [resolved(piece, values, depth + 1) for piece in listed]
    if not isinstance(between, Scalar) or not texts or not all(isinstance(text, Scalar) for text in texts):
        return Scalar(node.at, "${Join}")
    return Scalar(node.at, between.text.join(text.text for text in texts if isinstance(text, Scalar)))


def is_known(node: Scalar) -> bool:
    """Whether the whole text is known."""
    return "${" not in node.text
