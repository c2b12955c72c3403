"""The targets of bake files read together: blocks of one name merged, matrices spread, what is inherited put in.

Rules of docs.docker.com/build/bake/reference and docker/buildx v0.20 `bake/bake.go` (`Target.Merge`): a later
value replaces an earlier one, except that `args`, `contexts` and `labels` are merged by key.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from complexity_lint.parsers.bake.scope import Names
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.nodes import node_of
from complexity_lint.parsers.terraform.scope import Scope
from complexity_lint.parsers.terraform.values import Value, elements
from complexity_lint.parsers.yaml_nodes import Mapping as Object
from complexity_lint.parsers.yaml_nodes import Node, Scalar
from complexity_lint.parsers.yaml_nodes import Sequence as List
from complexity_lint.source import Location

MAX_TARGETS: Final = 2_000
_MAX_PARENTS: Final = 50
_BY_KEY: Final = frozenset({"args", "contexts", "labels"})

Attributes = dict[str, Node]


@dataclass(slots=True)
class Target:
    """One target: where it is written, and its attributes as nodes with places."""

    at: Location
    name: str
    attributes: Attributes = field(default_factory=dict)

    def texts(self, name: str) -> list[Scalar]:
        """The texts of an attribute that is a list of them, or one."""
        node = self.attributes.get(name)
        listed = node.items if isinstance(node, List) else (node,)
        return [one for one in listed if isinstance(one, Scalar) and not one.is_null]

    def text(self, name: str) -> str | None:
        """The text of an attribute; None where it is not set."""
        node = self.attributes.get(name)
        return node.text if isinstance(node, Scalar) and not node.is_null else None


@dataclass(slots=True)
class Targets:
    """All targets by name in the order written, and the groups with the names each holds."""

    found: dict[str, Target] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    resolved: dict[str, Attributes] = field(default_factory=dict)

    def whole(self, name: str) -> Target:
        """A target with all it inherits; one that inherits itself does not."""
        own = self.found[name]
        return Target(own.at, name, self._inherited(name, set()))

    def _inherited(self, name: str, above: set[str]) -> Attributes:
        """A target's attributes over those of its parents; each target is worked out once."""
        if name in above or name not in self.found or len(above) > _MAX_PARENTS:
            return {}
        if name not in self.resolved:
            made: Attributes = {}
            for parent in self.found[name].texts("inherits"):
                merge(made, self._inherited(parent.text, above | {name}))
            merge(made, self.found[name].attributes)
            self.resolved[name] = made
        return dict(self.resolved[name])

    def members(self, group: str) -> set[str]:
        """The targets that a group stands for, groups in it opened."""
        seen, waiting, found = {group}, list(self.groups.get(group, ())), set()
        while waiting:
            name = waiting.pop()
            if name in self.groups and name not in seen:
                seen.add(name)
                waiting += self.groups[name]
            elif name in self.found:
                found.add(name)
        return found


def merge(into: Attributes, over: Mapping[str, Node]) -> None:
    """Put attributes over others."""
    for name, node in over.items():
        old = into.get(name)
        if name in _BY_KEY and isinstance(old, Object) and isinstance(node, Object):
            keys = {entry.key for entry in node.entries}
            kept = tuple(entry for entry in old.entries if entry.key not in keys)
            into[name] = Object(node.at, (*kept, *node.entries))
        elif not (isinstance(node, Scalar) and node.is_null):
            into[name] = node


def read_targets(bodies: Sequence[syntax.Body]) -> Targets:
    """The targets and groups of files that are read together, the later over the earlier."""
    names = Names(bodies)
    targets = Targets()
    for block in (block for body in bodies for block in body.blocks if block.labels):
        label = block.labels[0].value
        if block.type == "target":
            _add(targets, block, label, names)
        elif block.type == "group":
            group = Target(block.at, label, _attributes(block.body, names, names.scope))
            targets.groups[label] = [member.text for member in group.texts("targets")]
    return targets


def _add(targets: Targets, block: syntax.Block, label: str, names: Names) -> None:
    """A block's target, or the targets of its matrix, which then are a group of the block's name."""
    if block.body.attribute("matrix") is None:
        _put(targets, label, block, names, names.scope)
        return
    naming = block.body.attribute("name")
    made: list[str] = []
    for scope in _combinations(block.body, names):
        value = names.value(naming.value, scope) if naming else None
        if value is not None and isinstance(value.data, str):
            _put(targets, value.data, block, names, scope)
            made.append(value.data)
    targets.groups[label] = made


def _put(targets: Targets, name: str, block: syntax.Block, names: Names, scope: Scope) -> None:
    if len(targets.found) < MAX_TARGETS:
        target = targets.found.setdefault(name, Target(block.at, name))
        merge(target.attributes, _attributes(block.body, names, scope))


def _attributes(body: syntax.Body, names: Names, scope: Scope) -> Attributes:
    return {
        one.name: _cleaned(node_of(names.value(one.value, scope), one.value.at))
        for one in body.attributes
        if one.name not in ("matrix", "name")
    }


def _cleaned(node: Node) -> Node:
    """Lists without nulls: bake leaves out what a condition made null (`notequal("", TAG) ? tag : null`)."""
    if isinstance(node, List):
        items = tuple(one for one in node.items if not (isinstance(one, Scalar) and one.is_null))
        return List(node.at, items)
    return node


def _combinations(body: syntax.Body, names: Names) -> Iterator[Scope]:
    """A scope for each combination of a matrix's values; none where they are not known."""
    written = body.attribute("matrix")
    matrix = names.value(written.value) if written else None
    if matrix is None or not isinstance(matrix.data, Mapping):
        return
    axes: list[tuple[str, list[Value]]] = []
    for name, values in matrix.data.items():
        if not isinstance(values.data, tuple):
            return
        axes.append((name, [value for _, value in elements(values)]))
    chosen = itertools.product(*(values for _, values in axes))
    for combination in itertools.islice(chosen, MAX_TARGETS):
        held = {name: value for (name, _), value in zip(axes, combination, strict=True)}
        yield names.scope.holding(held)
