"""Named settings in the two shapes YAML formats give them: a mapping, or a list of `NAME=value`."""

from collections.abc import Iterator

from complexity_lint.model.images import Variable
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location


def read_settings(node: Node | None) -> Iterator[Variable]:
    """The variables of a mapping or of a list of `NAME=value`; a bare name or null has no value."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            value = entry.value
            text = value.text if isinstance(value, Scalar) and not value.is_null else None
            yield Variable(entry.at, entry.key, text)
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                name, separator, text = item.text.partition("=")
                yield Variable(item.at, name, text if separator else None)


def of_pair(item: Mapping, at: Location) -> Variable:
    """A setting of a list of pairs (`name: A`, `value: b`), with the place of the value where that is another line."""
    value = item.scalar("value")
    elsewhere = value is not None and (value.at.path, value.at.line) != (at.path, at.line)
    return Variable(
        at,
        item.text("name"),
        value.text if value else None,
        value.at if value and elsewhere else None,
        made_of=value.made_of if value else (),
    )
