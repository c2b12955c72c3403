"""Go's values in Python: which Python type stands for which Go type, and the names Go prints.

| Go | Python |
|---|---|
| nil interface | None |
| no value at all (reflect.Value zero) | MISSING |
| bool, string, float64 | bool, str (and Text), float (and Number) |
| int | int |
| int64, int32, uint8 ... | Integer with its type name |
| map[string]interface{} | dict |
| []interface{} | list |
| other maps and slices | GoMap, GoList with their type name |
| []byte | bytes |
| structs and pointers to them | Struct |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from complexity_lint.parsers.gotemplate.provenance import Read

Value = object


class Missing:
    """The zero reflect.Value: what a pipeline that ends in nil holds."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
ANY_TYPE = "interface {}"
MAP_TYPE = "map[string]interface {}"
LIST_TYPE = "[]interface {}"


class Integer(int):
    """An integer of a type other than `int`."""

    go_type: ClassVar[str] = "int64"

    @classmethod
    def kind(cls) -> str:
        """Go's kind of the type."""
        return cls.go_type


class Int64(Integer):
    """int64"""


class Int32(Integer):
    """int32, also a rune"""

    go_type = "int32"


class Uint64(Integer):
    """uint64"""

    go_type = "uint64"


class Uint8(Integer):
    """uint8, a byte"""

    go_type = "uint8"


class GoMap(dict[str, Value]):
    """A map of another type than map[string]interface{}, or one with methods."""

    go_type: ClassVar[str] = "map[string]string"
    methods: ClassVar[Mapping[str, Method]] = {}
    elem_zero: ClassVar[Value] = ""

    __slots__ = ()


class StringMap(GoMap):
    """map[string]string"""

    __slots__ = ()


class Tree(dict[str, Value]):
    """A map[string]interface{} from a values file: it knows its key path."""

    __slots__ = ("path",)
    path: Read


class ValuesMap(Tree):
    """common.Values: the values of a chart."""

    go_type = "common.Values"
    methods: ClassVar[Mapping[str, Method]] = {}

    __slots__ = ()


class CommonValues(GoMap):
    """common.Values that is no tree of values: the dot itself."""

    go_type = "common.Values"
    elem_zero = None

    __slots__ = ()


class TreeList(list[Value]):
    """A []interface{} from a values file: it knows its key path."""

    __slots__ = ("path",)
    path: Read


class GoList(list[Value]):
    """A slice of another type than []interface{}."""

    go_type: ClassVar[str] = "[]string"
    methods: ClassVar[Mapping[str, Method]] = {}

    __slots__ = ()


class StringList(GoList):
    """[]string"""

    __slots__ = ()


class IntList(GoList):
    """[]int"""

    go_type = "[]int"
    __slots__ = ()


class ListList(GoList):
    """[][]interface{}"""

    go_type = "[][]interface {}"
    __slots__ = ()


class NilList(list[Value]):
    """A nil []interface{}: empty, and `null` in JSON."""

    __slots__ = ()


class NilStrings(StringList):
    """A nil []string."""

    __slots__ = ()


NIL_LISTS = (NilList, NilStrings)
"""The lists JSON writes as null."""

Method = Callable[..., Value]
"""A method; its positional arguments after the receiver are the template's."""


@dataclass(frozen=True, slots=True)
class Struct:
    """A Go struct or pointer to one: printed by `text` when it is a Stringer."""

    go_type: str
    fields: Mapping[str, Value]
    methods: Mapping[str, Method]
    text: str | None = None
    is_pointer: bool = False


def type_name(value: Value) -> str:
    """The type as Go's %T prints it."""
    if value is None or value is MISSING:
        return "<nil>"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int):
        return value.go_type if isinstance(value, Integer) else "int"
    if isinstance(value, float):
        return "float64"
    if isinstance(value, (GoMap, GoList, Struct, ValuesMap)):
        return value.go_type
    if isinstance(value, dict):
        return MAP_TYPE
    if isinstance(value, list):
        return LIST_TYPE
    if isinstance(value, bytes):
        return "[]uint8"
    return str(getattr(value, "go_type", type(value).__name__))


def kind_name(value: Value) -> str:
    """The kind as Go's reflect.Kind prints it."""
    if value is None or value is MISSING:
        return "invalid"
    if isinstance(value, dict):
        return "map"
    if isinstance(value, (list, bytes)):
        return "slice"
    if isinstance(value, Struct):
        return "ptr" if value.is_pointer else "struct"
    if isinstance(value, Integer):
        return value.kind()
    name = type_name(value)
    return name if name in ("bool", "string", "int", "float64") else "struct"


def is_true(value: Value) -> bool:
    """text/template's truth: nonzero, nonempty, non-nil; structs are always true."""
    if value is None or value is MISSING:
        return False
    if isinstance(value, (bool, int, float, str, dict, list, bytes)):
        return bool(value)
    return True


def wrap(number: int) -> int:
    """An integer as 64-bit arithmetic leaves it."""
    return (number + 2**63) % 2**64 - 2**63
