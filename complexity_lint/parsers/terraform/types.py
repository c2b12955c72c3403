"""Terraform's types: primitives, collections, objects and tuples, and "any" (cty's type system)."""

from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Primitive:
    """`string`, `number` or `bool`."""

    name: str


@dataclass(frozen=True, slots=True)
class Dynamic:
    """`any`: in a constraint every type fits, on an unknown or null value the type is not known."""


@dataclass(frozen=True, slots=True)
class ListType:
    """`list(element)`."""

    element: "Type"


@dataclass(frozen=True, slots=True)
class SetType:
    """`set(element)`."""

    element: "Type"


@dataclass(frozen=True, slots=True)
class MapType:
    """`map(element)`."""

    element: "Type"


@dataclass(frozen=True, slots=True)
class TupleType:
    """A fixed sequence of types."""

    elements: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class ObjectType:
    """Named attributes, sorted by name; `optional` names may be missing from what is converted.

    `open` marks what a provider makes: there are more attributes than the configuration says.
    """

    attributes: tuple[tuple[str, "Type"], ...]
    optional: frozenset[str] = frozenset()
    open: bool = False

    def attribute(self, name: str) -> "Type | None":
        """The type of one attribute, or None when there is no such attribute."""
        return next((kind for key, kind in self.attributes if key == name), None)


Type: TypeAlias = Primitive | Dynamic | ListType | SetType | MapType | TupleType | ObjectType

STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")
DYNAMIC: Final = Dynamic()


def friendly_name(kind: Type) -> str:
    """How Terraform's messages name the type (go-cty `Type.FriendlyName`)."""
    if isinstance(kind, Primitive):
        return kind.name
    if isinstance(kind, Dynamic):
        return "dynamic"
    if isinstance(kind, ObjectType):
        return "object"
    if isinstance(kind, TupleType):
        return "tuple"
    word = {ListType: "list", SetType: "set", MapType: "map"}[type(kind)]
    inner = "any type" if isinstance(kind.element, Dynamic) else friendly_name(kind.element)
    return f"{word} of {inner}"


def has_dynamic(kind: Type) -> bool:
    """Whether "any" stands anywhere inside."""
    if isinstance(kind, (ListType, SetType, MapType)):
        return has_dynamic(kind.element)
    if isinstance(kind, TupleType):
        return any(has_dynamic(one) for one in kind.elements)
    if isinstance(kind, ObjectType):
        return any(has_dynamic(one) for _, one in kind.attributes)
    return isinstance(kind, Dynamic)


def has_optional(kind: Type) -> bool:
    """Whether an object type with optional attributes stands anywhere inside."""
    if isinstance(kind, (ListType, SetType, MapType)):
        return has_optional(kind.element)
    if isinstance(kind, TupleType):
        return any(has_optional(one) for one in kind.elements)
    return isinstance(kind, ObjectType) and (
        bool(kind.optional) or any(has_optional(one) for _, one in kind.attributes)
    )


def without_optional(kind: Type) -> Type:
    """The type a value has after conversion: optional attributes are plain ones then."""
    if not has_optional(kind):
        return kind
    if isinstance(kind, (ListType, SetType, MapType)):
        return type(kind)(without_optional(kind.element))
    if isinstance(kind, TupleType):
        return TupleType(tuple(without_optional(one) for one in kind.elements))
    assert isinstance(kind, ObjectType)
    return ObjectType(tuple((name, without_optional(one)) for name, one in kind.attributes))
