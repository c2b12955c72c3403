"""What a template function takes: Go's parameter types, and the table functions are entered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from complexity_lint.parsers.gotemplate.values import Value


class Param(Enum):
    """The parameter types of the functions helm exposes; the value is Go's name of the type."""

    ANY = "interface {}"
    REFLECT = "reflect.Value"
    STRING = "string"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float64"
    MAP = "map[string]interface {}"
    TIME = "time.Time"


ANY, REFLECT, STRING, BOOL = Param.ANY, Param.REFLECT, Param.STRING, Param.BOOL
INT, FLOAT, MAP, TIME = Param.INT, Param.FLOAT, Param.MAP, Param.TIME


@dataclass(frozen=True, slots=True)
class Function:
    """A template function: its fixed parameters, the type of further ones, and the code.

    `with_runtime` functions get the running evaluation as their first argument.
    """

    name: str
    params: tuple[Param, ...]
    more: Param | None
    call: Callable[..., Value]
    with_runtime: bool = False


class Table(dict[str, Function]):
    """Functions by name."""

    def add(
        self, name: str, *params: Param, more: Param | None = None, with_runtime: bool = False
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Enter a function under each of the names in `name` (blank-separated)."""

        def enter(call: Callable[..., Value]) -> Callable[..., Value]:
            for one in name.split():
                self[one] = Function(one, params, more, call, with_runtime)
            return call

        return enter
