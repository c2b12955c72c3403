"""Named settings in the two shapes YAML formats give them: a mapping, or a list of `NAME=value`."""

from collections.abc import Iterator

from complexity_lint.model.images import Variable
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence


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
