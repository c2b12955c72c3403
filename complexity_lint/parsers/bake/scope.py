"""What a bake file's expressions can see: variables, attributes of other targets, functions.

Values are those the file itself gives: a variable's default. The environment may give another at the build; a
variable with no default is therefore unknown, though bake takes an empty text for it.
"""

from collections.abc import Sequence
from typing import Final

from complexity_lint.parsers.bake.functions import FUNCTIONS
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.calls import functions
from complexity_lint.parsers.terraform.evaluator import evaluate
from complexity_lint.parsers.terraform.functions.file_access import Files
from complexity_lint.parsers.terraform.scope import Budget, Scope
from complexity_lint.parsers.terraform.types import STRING
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    BudgetSpent,
    EvaluationError,
    Value,
    elements,
    tuple_of,
    unknown,
)
from complexity_lint.source import Location

_BUILT_IN: Final = frozenset({"BAKE_CMD_CONTEXT", "BAKE_LOCAL_PLATFORM"})


class Names:
    """The variables, functions and targets of files that are read together; each value is evaluated once."""

    def __init__(self, bodies: Sequence[syntax.Body]) -> None:
        self.variables: dict[str, syntax.Expression | None] = {}
        self.functions: dict[str, syntax.Block] = {}
        self.targets: dict[str, dict[str, syntax.Expression]] = {}
        self.values: dict[str, Value] = {}
        self.open: set[str] = set()
        for body in bodies:
            self._declare(body)
        self.standard = functions(Files("", lambda path: None), FUNCTIONS)
        self.scope = Scope(self._resolve, self._call, Budget(), {})

    def _declare(self, body: syntax.Body) -> None:
        for attribute in body.attributes:
            self.variables[attribute.name] = attribute.value
        for block in body.blocks:
            if not block.labels:
                continue
            label = block.labels[0].value
            if block.type == "variable":
                default = block.body.attribute("default")
                if default is not None or label not in self.variables:
                    self.variables[label] = default.value if default else None
            elif block.type == "function":
                self.functions[label] = block
            elif block.type == "target":
                known = self.targets.setdefault(label, {})
                known.update((one.name, one.value) for one in block.body.attributes)

    def value(self, expression: syntax.Expression, scope: Scope | None = None) -> Value:
        """An expression's value, unknown for one that bake would refuse or that costs too much."""
        try:
            return evaluate(expression, scope or self.scope)
        except (EvaluationError, BudgetSpent, RecursionError):
            return DYNAMIC_UNKNOWN

    def _resolve(self, name: str, names: Sequence[str], at: Location) -> tuple[Value, int]:
        if name == "target" and len(names) > 1:
            written = self.targets.get(names[0], {}).get(names[1])
            return self._once(f"target.{names[0]}.{names[1]}", written, at), 2
        if name in _BUILT_IN:
            return unknown(STRING), 0
        if name not in self.variables:
            raise EvaluationError(f"no variable named {name!r}", at)
        written = self.variables[name]
        return (unknown(STRING) if written is None else self._once(name, written, at)), 0

    def _once(self, key: str, written: syntax.Expression | None, at: Location) -> Value:
        if key in self.open or written is None:
            raise EvaluationError(f"{key} refers to itself or to nothing", at)
        if key not in self.values:
            self.open.add(key)
            try:
                self.values[key] = evaluate(written, self.scope)
            finally:
                self.open.discard(key)
        return self.values[key]

    def _call(self, expression: syntax.Call, scope: Scope) -> Value:
        block = self.functions.get(expression.name)
        if block is None:
            return self.standard(expression, scope)
        result = block.body.attribute("result")
        given = [evaluate(one, scope) for one in expression.arguments]
        if expression.expand and given:
            given[-1:] = [one for _, one in elements(given[-1])]
        if result is None:
            raise EvaluationError(f"the function {expression.name!r} has no result", expression.at)
        return evaluate(result.value, self.scope.holding(_parameters(block.body, given, expression.at)))


def _parameters(body: syntax.Body, given: Sequence[Value], at: Location) -> dict[str, Value]:
    names = _names(body.attribute("params"))
    rest = _names(body.attribute("variadic_params"))
    if len(given) < len(names) or (len(given) > len(names) and not rest):
        raise EvaluationError(f"{len(names)} arguments expected, {len(given)} given", at)
    held = dict(zip(names, given, strict=False))
    if rest:
        held[rest[0]] = tuple_of(given[len(names) :])
    return held


def _names(attribute: syntax.Attribute | None) -> list[str]:
    """The names a function's parameters are given as: bare words, or texts in JSON."""
    value = attribute.value if attribute else None
    listed = value.items if isinstance(value, syntax.TupleOf) else (value,) if value else ()
    found = [one.name if isinstance(one, syntax.Name) else getattr(one, "value", None) for one in listed]
    return [name for name in found if isinstance(name, str)]
