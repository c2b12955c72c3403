"""What a check is: a value with an id, a level, a function and its page."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from complexity_lint.edits import Safety
from complexity_lint.finding import Finding, Level, Precision
from complexity_lint.model.system import System

P = ParamSpec("P")
Function = Callable[Concatenate[System, P], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a check, read from its keyword parameter."""

    name: str
    type: type
    default: object


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `run` takes the System and yields findings; options are its keyword parameters.

    `category` is the folder of the module that defines it; `default` says whether it belongs to the default
    profile. `fixes` is how safe its fixes are at best, None for a check that has none.
    """

    id: str
    level: Level
    since: str
    run: Callable[..., Iterator[Finding]]
    doc: str
    category: str
    module: str
    precision: Precision = Precision.HIGH
    default: bool = True
    options: tuple[Option, ...] = ()
    fixes: Safety | None = None

    @property
    def title(self) -> str:
        """The first line of the page, without its full stop."""
        return self.doc.partition("\n")[0].rstrip(".")


def check(
    id: str,
    level: Level,
    *,
    since: str,
    precision: Precision = Precision.HIGH,
    default: bool = True,
    fixes: Safety | None = None,
) -> Callable[[Function[P]], Check]:
    """Make a Check of a function; the page is the docstring of the function's module.

    The category is the folder of the module, or `plugin` where a package keeps its checks flat.
    Raises ValueError when the module has no docstring.
    """

    def declare(function: Function[P]) -> Check:
        module = inspect.getmodule(function)
        doc = inspect.cleandoc((module.__doc__ if module else "") or "")
        if not doc:
            raise ValueError(f"the module of check {id!r} has no docstring")
        parents = function.__module__.split(".")[1:-1]
        return Check(
            id=id,
            level=level,
            since=since,
            run=function,
            doc=doc,
            category=parents[-1] if parents else "plugin",
            module=function.__module__,
            precision=precision,
            default=default,
            options=_options(function),
            fixes=fixes,
        )

    return declare


def _options(function: Callable[..., Any]) -> tuple[Option, ...]:
    parameters = inspect.signature(function).parameters.values()
    return tuple(
        Option(p.name, type(p.default), p.default)
        for p in parameters
        if p.kind is inspect.Parameter.KEYWORD_ONLY
    )
