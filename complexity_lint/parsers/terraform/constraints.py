"""Type constraints as written, and what a variable makes of the value it is given.

Follows hashicorp/hcl `ext/typeexpr`: defaults of `optional()` are put in before the conversion.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.convert import convert
from complexity_lint.parsers.terraform.evaluator import evaluate
from complexity_lint.parsers.terraform.scope import Scope
from complexity_lint.parsers.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from complexity_lint.parsers.terraform.values import NULL, EvaluationError, Value, object_of, tuple_of

_WORDS: Final[Mapping[str, Type]] = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "any": DYNAMIC,
    "list": ListType(DYNAMIC),
    "map": MapType(DYNAMIC),
    "set": SetType(DYNAMIC),
}
_COLLECTIONS: Final[Mapping[str, type[ListType] | type[SetType] | type[MapType]]] = {
    "list": ListType,
    "set": SetType,
    "map": MapType,
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What `optional()` gives: values by attribute name, and the defaults further in.

    `inner` is keyed by attribute name or tuple position; the empty name is for every element.
    """

    values: tuple[tuple[str, Value], ...] = ()
    inner: tuple[tuple[str, "Defaults"], ...] = ()


_Constraint: TypeAlias = tuple[Type, Defaults | None]


def constraint(expression: syntax.Expression, scope: Scope) -> _Constraint:
    """The type an expression stands for, with its defaults; raises EvaluationError when it is none."""
    if isinstance(expression, syntax.Parens):
        return constraint(expression.inner, scope)
    if isinstance(expression, syntax.Name) and expression.name in _WORDS:
        return _WORDS[expression.name], None
    if isinstance(expression, syntax.Literal) and isinstance(expression.value, str):
        # the form of Terraform 0.11: type = "string"
        return _WORDS.get(expression.value, DYNAMIC), None
    if isinstance(expression, syntax.Call) and len(expression.arguments) == 1:
        return _called(expression.name, expression.arguments[0], scope)
    raise EvaluationError("not a type", expression.at)


def _called(name: str, argument: syntax.Expression, scope: Scope) -> _Constraint:
    collection = _COLLECTIONS.get(name)
    if collection is not None:
        element, defaults = constraint(argument, scope)
        return collection(element), Defaults(inner=(("", defaults),)) if defaults else None
    if name == "tuple" and isinstance(argument, syntax.TupleOf):
        parts = [constraint(one, scope) for one in argument.items]
        inner = tuple((str(place), one) for place, (_, one) in enumerate(parts) if one is not None)
        return TupleType(tuple(kind for kind, _ in parts)), Defaults(inner=inner) if inner else None
    if name == "object" and isinstance(argument, syntax.ObjectOf):
        return _object(argument, scope)
    raise EvaluationError(f"{name}() is not a type", argument.at)


def _object(argument: syntax.ObjectOf, scope: Scope) -> _Constraint:
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    values: list[tuple[str, Value]] = []
    inner: list[tuple[str, Defaults]] = []
    for item in argument.items:
        name = str(item.key.value) if isinstance(item.key, syntax.Literal) else ""
        expression = item.value
        fallback: syntax.Expression | None = None
        if isinstance(expression, syntax.Call) and expression.name == "optional" and expression.arguments:
            optional.add(name)
            fallback = expression.arguments[1] if len(expression.arguments) > 1 else None
            expression = expression.arguments[0]
        attributes[name], defaults = constraint(expression, scope)
        if defaults is not None:
            inner.append((name, defaults))
        if fallback is not None:
            values.append((name, evaluate(fallback, scope)))
    kind = ObjectType(tuple(sorted(attributes.items())), frozenset(optional))
    return kind, Defaults(tuple(values), tuple(inner)) if values or inner else None


def with_defaults(value: Value, defaults: Defaults | None) -> Value:
    """The value with missing and null optional attributes filled in, at every depth."""
    if defaults is None or value.is_unknown or value.is_null:
        return value
    inner = dict(defaults.inner)
    every = inner.get("")
    if isinstance(value.data, tuple):
        made = tuple_of(
            [with_defaults(one, every or inner.get(str(place))) for place, one in enumerate(value.data)]
        )
        return replace(made, at=value.at, origins=value.origins, sensitive=value.sensitive)
    if not isinstance(value.data, Mapping):
        return value
    data = {name: with_defaults(one, every or inner.get(name)) for name, one in value.data.items()}
    for name, fallback in defaults.values:
        given = data.get(name)
        if given is None or given.is_null:
            data[name] = with_defaults(fallback, inner.get(name))
    made = object_of(data)
    return replace(made, at=value.at, origins=value.origins, sensitive=value.sensitive)


def constrained(value: Value, kind: Type, defaults: Defaults | None) -> Value:
    """A given value as the variable has it."""
    return convert(with_defaults(value, defaults), kind)


def default_value(block: syntax.Block, scope: Scope) -> Value:
    """A variable's own default as the variable has it; null where none is written."""
    written = block.body.attribute("type")
    kind, defaults = constraint(written.value, scope) if written else (DYNAMIC, None)
    default = block.body.attribute("default")
    value = evaluate(default.value, scope) if default else NULL
    return constrained(value, kind, defaults)
