"""Resources of a template: their types, properties and policies, with values as far as they are written down."""

from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.cloudformation.intrinsics import is_known
from complexity_lint.parsers.cloudformation.knowledge import Setting
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar
from complexity_lint.source import Location

_TRUE = ("true", "yes", "on")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: `id` is its logical id, `at` the place of that; its properties are resolved."""

    id: str
    at: Location
    type: str
    properties: Mapping
    policy: Scalar | None = None
    """Its `DeletionPolicy`."""

    def scalar(self, path: str) -> Scalar | None:
        """The text of a property, by its path with dots."""
        return self.properties.scalar(*path.split("."))

    def name(self, path: str) -> str:
        """The name a property gives it where that is known, else its logical id."""
        found = self.scalar(path) if path else None
        return found.text if found is not None and is_known(found) else self.id

    def text(self, path: str) -> Located[str | Unknown] | None:
        """A property as a text; None where it is not set."""
        found = self.scalar(path)
        return None if found is None else Located(found.text if is_known(found) else UNKNOWN, found.at)

    def number(self, setting: Setting | None) -> Located[int | Unknown] | None:
        """A number, or what a switch stands for; None where nothing says it."""
        if setting is None:
            return None
        found = self.scalar(setting.property)
        if setting.on is not None and setting.off is not None:
            on = found is not None and found.text.lower() in _TRUE
            unknown = found is not None and not is_known(found)
            return Located(
                UNKNOWN if unknown else setting.on if on else setting.off, found.at if found else self.at
            )
        if found is None:
            usual = setting.default
            return Located(usual, self.at) if isinstance(usual, int) and not isinstance(usual, bool) else None
        return Located(UNKNOWN if found.integer is None else found.integer, found.at)

    def switch(self, setting: Setting | None) -> Located[bool | Unknown] | None:
        """A switch; None where the type has none."""
        if setting is None:
            return None
        found = self.scalar(setting.property)
        if found is None:
            return Located(setting.default is True, self.at)
        return Located(found.text.lower() in _TRUE if is_known(found) else UNKNOWN, found.at)


def names_resource(node: Node | None, resource: Resource, name: str) -> bool:
    """Whether a property means a resource: by its name, or by `Ref`, `GetAtt` or `Sub` of its logical id."""
    if not isinstance(node, Scalar):
        return False
    return resource.id in node.text.replace("${", " ").replace("}", " ").replace(".", " ").split() or (
        bool(name) and node.text == name
    )


def strings_below(node: Node, depth: int = 0) -> Iterator[str]:
    """All texts below a node."""
    if isinstance(node, Scalar):
        yield node.text
    elif depth < 30:
        items = (e.value for e in node.entries) if isinstance(node, Mapping) else node.items
        for item in items:
            yield from strings_below(item, depth + 1)
