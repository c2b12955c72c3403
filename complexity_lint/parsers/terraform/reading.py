"""Facts out of evaluated resources and module calls: values by path, with the places a user would edit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.terraform.configuration import EvaluatedBlock, ModuleCall, Resource
from complexity_lint.parsers.terraform.knowledge import Amount, Scalar
from complexity_lint.parsers.terraform.nodes import node_of
from complexity_lint.parsers.terraform.values import DYNAMIC_UNKNOWN, Value, is_open, text_of
from complexity_lint.parsers.yaml_nodes import Node
from complexity_lint.source import Location

Part: TypeAlias = Resource | ModuleCall


@dataclass(frozen=True, slots=True)
class Found:
    """A value that was found, or the default that holds where none is written."""

    value: Scalar | Unknown
    at: Location
    origins: tuple[Location, ...] = ()

    @property
    def shown(self) -> str:
        """The value for a message."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value)


def values_at(part: Part, path: str) -> list[Value]:
    """The values at a dotted path through blocks, objects and lists; empty where nothing is set there."""
    first, *rest = path.replace("[]", "").split(".")
    if isinstance(part, ModuleCall):
        given = part.value(first)
        found = [] if given is None else [given]
        return _inside(found, rest)
    return _in_block(part.body, first, rest)


def _in_block(block: EvaluatedBlock, name: str, rest: Sequence[str]) -> list[Value]:
    value = block.value(name)
    if value is not None:
        return _inside([value], rest)
    blocks = [one for one in block.blocks if one.type == name]
    if not rest:
        return []
    if any(one.uncertain for one in blocks):
        return [DYNAMIC_UNKNOWN]
    return [value for one in blocks for value in _in_block(one, rest[0], rest[1:])]


def _inside(values: Sequence[Value], path: Sequence[str]) -> list[Value]:
    found = list(values)
    for name in path:
        step: list[Value] = []
        for value in (item for one in found for item in _items(one)):
            if value.is_unknown:
                step.append(value)
            elif isinstance(value.data, Mapping):
                inner = value.data.get(name)
                if inner is not None and not inner.is_null:
                    step.append(inner)
                elif inner is None and is_open(value):
                    step.append(DYNAMIC_UNKNOWN)
        found = step
    return found


def _items(value: Value) -> Sequence[Value]:
    return value.data if isinstance(value.data, tuple) else (value,)


def scalar_at(part: Part, path: str, default: Scalar = None) -> Found | None:
    """The one value at a path; the default, at the part itself, where none is set; None without a default."""
    values = values_at(part, path)
    if not values:
        return None if default is None else Found(default, part.at)
    return found_scalar(values[0], part.at)


def found_scalar(value: Value, at: Location) -> Found:
    """A value as a scalar; what is no scalar counts as unknown."""
    data = value.data
    place = value.at or at
    origins = tuple(one for one in (*value.origins, at) if one != place)
    if data is UNKNOWN or data is None or isinstance(data, (tuple, Mapping)):
        return Found(UNKNOWN, place, origins)
    if isinstance(data, (bool, str, int)):
        return Found(data, place, origins)
    return Found(text_of(value), place, origins)


def whole(found: Found) -> Located[int | Unknown]:
    """A number of something: text that is a number counts, anything else is unknown."""
    value = found.value
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return Located(UNKNOWN, found.at, found.origins)
    return Located(value, found.at, found.origins)


def switched(found: Found) -> Located[bool | Unknown]:
    """A switch; text counts as Terraform converts it."""
    value = {"true": True, "1": True, "false": False, "0": False}.get(found.shown, found.value)
    return Located(value if isinstance(value, bool) else UNKNOWN, found.at, found.origins)


def number_of(part: Part, amount: Amount | None) -> Located[int | Unknown] | None:
    """The number an amount stands for in a part, None where nothing says it."""
    if amount is None:
        return None
    if amount.fixed is not None:
        return Located(amount.fixed, part.at)
    is_switch = amount.on is not None and amount.off is not None
    found = scalar_at(
        part, amount.attribute, False if is_switch and amount.default is None else amount.default
    )
    if found is None:
        return None
    if amount.choices:
        return _chosen(found, amount)
    return _switched_number(part, found, amount) if is_switch else whole(found)


def _chosen(found: Found, amount: Amount) -> Located[int | Unknown]:
    number = dict(amount.choices).get(found.shown)
    return Located(UNKNOWN if number is None else number, found.at, found.origins)


def _switched_number(part: Part, found: Found, amount: Amount) -> Located[int | Unknown]:
    on = switched(found)
    if isinstance(on.value, Unknown):
        return Located(UNKNOWN, on.at, on.origins)
    number = amount.on if on.value else amount.off
    exact = scalar_at(part, amount.days) if amount.days and number else None
    if exact is not None:
        return whole(exact)
    return Located(UNKNOWN if number is None else number, on.at, on.origins)


def name_of(part: Part, attributes: Sequence[str]) -> str:
    """What the thing is called: by its name attribute where that is known, else in the configuration."""
    for attribute in attributes:
        found = scalar_at(part, attribute)
        if found is not None and isinstance(found.value, str) and found.value:
            return found.value
    suffix = "" if part.key is None else f"-{part.key}"
    return f"{part.name}{suffix}"


def node_at(part: Part, name: str) -> Node | None:
    """An attribute or argument as a node, None where it is not set or null."""
    value = part.value(name)
    return None if value is None else node_of(value, part.at)
