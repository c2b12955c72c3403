"""Expressions -> values (HCL native syntax specification; hashicorp/hcl v2.23 `hclsyntax/expression.go`).

Nothing is looked up outside the scope that is passed in, and every evaluation counts against the
scope's budget.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.convert import convert, convertible, unify
from complexity_lint.parsers.terraform.operators import attribute, binary, index, unary
from complexity_lint.parsers.terraform.scope import MAX_DEPTH, Scope
from complexity_lint.parsers.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    friendly_name,
)
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    BudgetSpent,
    EvaluationError,
    UndeclaredReference,
    Value,
    elements,
    is_open,
    is_sensitive,
    list_of,
    object_of,
    one_at,
    string,
    text_of,
    through,
    tuple_of,
    unknown,
)
from complexity_lint.source import Location

_HOLE: Final = "${...}"


def evaluate(expression: syntax.Expression, scope: Scope) -> Value:
    """The value, at the place where a user would change it; raises EvaluationError for Terraform's errors."""
    budget = scope.budget
    budget.spend()
    budget.depth += 1
    try:
        if budget.depth > MAX_DEPTH:
            raise BudgetSpent
        return _EVALUATORS[type(expression)](expression, scope)
    except EvaluationError as error:
        if error.at is None:
            error.at = expression.at
        raise
    finally:
        budget.depth -= 1


def literal(expression: syntax.Literal) -> Value:
    """A literal's value, at its own place."""
    data = expression.value
    if isinstance(data, str):
        return Value(STRING, data, expression.at)
    if isinstance(data, bool):
        return Value(BOOL, data, expression.at)
    return Value(DYNAMIC if data is None else NUMBER, data, expression.at)


def _literal(expression: syntax.Literal, scope: Scope) -> Value:
    return literal(expression)


def _name(expression: syntax.Name, scope: Scope) -> Value:
    return _reference(expression, (), expression.at, scope)


def _get_attr(expression: syntax.GetAttr, scope: Scope) -> Value:
    names = [expression.name]
    base = expression.of
    while isinstance(base, syntax.GetAttr):
        names.append(base.name)
        base = base.of
    names.reverse()
    if isinstance(base, syntax.Name):
        return _reference(base, names, expression.at, scope)
    value = evaluate(base, scope)
    for name in names:
        value = attribute(value, name)
    return through(value, expression.at)


def _reference(base: syntax.Name, names: Sequence[str], at: Location, scope: Scope) -> Value:
    if base.name in scope.variables:
        value, used = scope.variables[base.name], 0
    else:
        value, used = scope.resolve(base.name, names, at)
    for name in names[used:]:
        value = attribute(value, name)
    return through(value, at)


def _index(expression: syntax.Index, scope: Scope) -> Value:
    return through(index(evaluate(expression.of, scope), evaluate(expression.key, scope)), expression.at)


def _splat_item(expression: syntax.SplatItem, scope: Scope) -> Value:
    return scope.item if scope.item is not None else DYNAMIC_UNKNOWN


def _splat(expression: syntax.Splat, scope: Scope) -> Value:
    source = evaluate(expression.of, scope)
    is_sequence = isinstance(source.type, (TupleType, ListType, SetType))
    if source.is_null:
        if is_sequence:
            raise EvaluationError("splat expressions cannot be applied to null sequences")
        return one_at(tuple_of(()), expression.at)
    if isinstance(source.type, Dynamic) or (source.is_unknown and not isinstance(source.type, TupleType)):
        return DYNAMIC_UNKNOWN
    if not is_sequence:
        source = one_at(tuple_of([source]), source.at)
    items = [
        evaluate(expression.each, replace(scope, item=one))
        for one in (_unknown_items(source) if source.is_unknown else [one for _, one in elements(source)])
    ]
    if isinstance(source.type, TupleType):
        made = tuple_of(items)
    else:
        assert isinstance(source.type, (ListType, SetType))
        made = list_of(items, items[0].type if items else _each_type(expression, source.type.element, scope))
    return replace(made, at=source.at or expression.at, origins=source.origins, sensitive=source.sensitive)


def _unknown_items(source: Value) -> list[Value]:
    assert isinstance(source.type, TupleType)
    return [unknown(kind) for kind in source.type.elements]


def _each_type(expression: syntax.Splat, element: object, scope: Scope) -> "ListType | Dynamic":
    kind = element
    try:
        return evaluate(expression.each, replace(scope, item=unknown(kind))).type  # type: ignore[arg-type,return-value]  # any type of the system
    except EvaluationError:
        return DYNAMIC


def _unary(expression: syntax.Unary, scope: Scope) -> Value:
    value = evaluate(expression.of, scope)
    return _made(unary(expression.operator, value), expression.at, [value])


def _binary(expression: syntax.Binary, scope: Scope) -> Value:
    left, right = evaluate(expression.left, scope), evaluate(expression.right, scope)
    return _made(binary(expression.operator, left, right), expression.at, [left, right])


def _made(result: Value, at: Location, inputs: Sequence[Value], *, deep: bool = True) -> Value:
    """A computed value: it stands at its expression and comes from its inputs' places.

    Without `deep`, what is sensitive inside the inputs stays inside the result.
    """
    origins = tuple(dict.fromkeys(one.at for one in inputs if one.at is not None and one.at != at))[:4]
    sensitive = result.sensitive or any(is_sensitive(one) if deep else one.sensitive for one in inputs)
    if result.at is not None and sensitive == result.sensitive:
        return result
    return replace(result, at=result.at or at, origins=result.origins or origins, sensitive=sensitive)


def _conditional(expression: syntax.Conditional, scope: Scope) -> Value:
    condition = convert(evaluate(expression.condition, scope), BOOL)
    if condition.is_null:
        raise EvaluationError("the condition value is null", expression.condition.at)
    if condition.is_unknown:
        return _undecided(expression, scope)
    chosen, other = expression.then, expression.otherwise
    if condition.data is False:
        chosen, other = other, chosen
    value = evaluate(chosen, scope)
    value = _agreed(value, _quietly(other, scope), expression, first=condition.data is True)
    if condition.at is not None and condition.at != expression.condition.at:
        value = through(value, condition.at)
    return replace(value, sensitive=True) if condition.sensitive and not value.sensitive else value


def _undecided(expression: syntax.Conditional, scope: Scope) -> Value:
    then, otherwise = _quietly(expression.then, scope), _quietly(expression.otherwise, scope)
    if isinstance(then.type, Dynamic) or isinstance(otherwise.type, Dynamic):
        return one_at(DYNAMIC_UNKNOWN, expression.at)
    return one_at(unknown(unify([then.type, otherwise.type]) or DYNAMIC), expression.at)


def _quietly(expression: syntax.Expression, scope: Scope) -> Value:
    """The value of the branch not taken: only its type matters, and its errors do not."""
    try:
        return evaluate(expression, scope)
    except UndeclaredReference:
        raise
    except EvaluationError:
        return DYNAMIC_UNKNOWN


def _agreed(value: Value, other: Value, expression: syntax.Conditional, *, first: bool) -> Value:
    """The chosen value as the type both branches share."""
    if value.type == other.type or (other.is_null and isinstance(other.type, Dynamic)):
        return value
    if value.is_null and isinstance(value.type, Dynamic):
        return Value(other.type, None, value.at, value.origins)
    if isinstance(value.type, Dynamic) or isinstance(other.type, Dynamic):
        return value
    common = unify([value.type, other.type] if first else [other.type, value.type])
    if common is None or not convertible(value.type, common):
        names = f"{friendly_name(value.type)} and {friendly_name(other.type)}"
        raise EvaluationError(f"inconsistent conditional result types: {names}", expression.at)
    return convert(value, common)


def _tuple(expression: syntax.TupleOf, scope: Scope) -> Value:
    return one_at(tuple_of([evaluate(item, scope) for item in expression.items]), expression.at)


def _object(expression: syntax.ObjectOf, scope: Scope) -> Value:
    data: dict[str, Value] = {}
    known = True
    for item in expression.items:
        key = _key(evaluate(item.key, scope), item.key.at)
        value = evaluate(item.value, scope)
        if key.is_unknown:
            known = False
        else:
            data[str(key.data)] = value
    return one_at(object_of(data) if known else DYNAMIC_UNKNOWN, expression.at)


def _key(value: Value, at: Location) -> Value:
    if value.is_null:
        raise EvaluationError("can't use a null value as a key", at)
    try:
        return convert(value, STRING)
    except EvaluationError as error:
        raise EvaluationError("can't use this value as a key: string required", at) from error


def _for(expression: syntax.For, scope: Scope) -> Value:
    collection = evaluate(expression.collection, scope)
    if collection.is_null:
        raise EvaluationError("a null value cannot be used as the collection in a 'for' expression")
    if isinstance(collection.type, Dynamic):
        return DYNAMIC_UNKNOWN
    if not isinstance(collection.type, (ListType, SetType, MapType, TupleType, ObjectType)):
        raise EvaluationError(
            f"a value of type {friendly_name(collection.type)} cannot be used as the collection in a 'for'"
        )
    if collection.is_unknown or is_open(collection):
        return DYNAMIC_UNKNOWN
    scopes = _kept(expression, collection, scope)
    if scopes is None:
        return DYNAMIC_UNKNOWN
    if expression.result_key is None:
        made = one_at(tuple_of([evaluate(expression.result, one) for one in scopes]), expression.at)
    else:
        made = _for_object(expression, expression.result_key, scopes)
    return replace(made, sensitive=True) if collection.sensitive else made


def _kept(expression: syntax.For, collection: Value, scope: Scope) -> list[Scope] | None:
    """A scope for every element that passes the condition; None when a condition is unknown."""
    scopes: list[Scope] = []
    for key, value in elements(collection):
        inner = scope.holding(
            {expression.key: key, expression.value: value} if expression.key else {expression.value: value}
        )
        if expression.condition is not None:
            passed = convert(evaluate(expression.condition, inner), BOOL)
            if passed.is_null:
                raise EvaluationError("the 'if' clause value is null", expression.condition.at)
            if passed.is_unknown:
                return None
            if passed.data is False:
                continue
        scopes.append(inner)
    return scopes


def _for_object(expression: syntax.For, key: syntax.Expression, scopes: list[Scope]) -> Value:
    groups: dict[str, list[Value]] = {}
    for scope in scopes:
        name = _key(evaluate(key, scope), key.at)
        if name.is_unknown:
            return DYNAMIC_UNKNOWN
        text = str(name.data)
        if text in groups and not expression.group:
            raise EvaluationError(f"two different items produced the key {text!r}", key.at)
        groups.setdefault(text, []).append(evaluate(expression.result, scope))
    if expression.group:
        return one_at(object_of({name: tuple_of(items) for name, items in groups.items()}), expression.at)
    return one_at(object_of({name: items[0] for name, items in groups.items()}), expression.at)


def _template(expression: syntax.Template, scope: Scope) -> Value:
    wrapped = expression.wraps
    if wrapped is not None:
        return through(evaluate(wrapped, scope), expression.at)
    inputs: list[Value] = []
    text, known = _render(expression.parts, scope, inputs)
    made = string(text) if known else Value(STRING, UNKNOWN, hint=text)
    return _made(replace(made, made_of=_parts(inputs)), expression.at, inputs)


_MAX_PARTS: Final = 8


def _parts(inputs: Sequence[Value]) -> tuple[tuple[str, Location], ...]:
    placed = ((one.data, one.at) for one in inputs[:_MAX_PARTS])
    return tuple((text, at) for text, at in placed if isinstance(text, str) and at is not None)


def _render(parts: Sequence[syntax.TemplatePart], scope: Scope, inputs: list[Value]) -> tuple[str, bool]:
    """The text of the parts, and whether all of it is known; what was interpolated goes into `inputs`."""
    texts = [_render_part(part, scope, inputs) for part in parts]
    joined = "".join(text for text, _ in texts)
    scope.budget.spend(len(joined) // 100)
    return joined, all(known for _, known in texts)


def _render_part(part: syntax.TemplatePart, scope: Scope, inputs: list[Value]) -> tuple[str, bool]:
    if isinstance(part, syntax.Text):
        return part.value, True
    if isinstance(part, syntax.TemplateIf):
        condition = convert(evaluate(part.condition, scope), BOOL)
        if condition.is_null:
            raise EvaluationError("the condition value is null", part.condition.at)
        if condition.is_unknown:
            return _HOLE, False
        return _render(part.then if condition.data else part.otherwise, scope, inputs)
    if isinstance(part, syntax.TemplateFor):
        return _render_for(part, scope, inputs)
    return _interpolated(evaluate(part, scope), part, inputs)


def _interpolated(value: Value, part: syntax.Expression, inputs: list[Value]) -> tuple[str, bool]:
    inputs.append(value)
    if value.is_null:
        raise EvaluationError("cannot include a null value in a string template", part.at)
    try:
        text = convert(value, STRING)
    except EvaluationError as error:
        message = f"cannot include the given value in a string template: {error.message}"
        raise EvaluationError(message, part.at) from error
    if text.is_unknown:
        return text.hint or f"${{{_written(part)}}}", False
    return text_of(text), True


def _written(expression: syntax.Expression) -> str:
    """A reference as written, for a text that cannot be known there."""
    if isinstance(expression, syntax.Name):
        return expression.name
    if isinstance(expression, syntax.GetAttr):
        return f"{_written(expression.of)}.{expression.name}"
    return "..."


def _render_for(part: syntax.TemplateFor, scope: Scope, inputs: list[Value]) -> tuple[str, bool]:
    collection = evaluate(part.collection, scope)
    if collection.is_null:
        raise EvaluationError("a null value cannot be used in a 'for' directive", part.collection.at)
    if collection.is_unknown or is_open(collection):
        return _HOLE, False
    if not isinstance(collection.type, (ListType, SetType, MapType, TupleType, ObjectType)):
        raise EvaluationError(f"a {friendly_name(collection.type)} cannot be iterated", part.collection.at)
    texts: list[tuple[str, bool]] = []
    for key, value in elements(collection):
        names = {part.key: key, part.value: value} if part.key else {part.value: value}
        texts.append(_render(part.parts, scope.holding(names), inputs))
    return "".join(text for text, _ in texts), all(known for _, known in texts)


def _call(expression: syntax.Call, scope: Scope) -> Value:
    return scope.call(expression, scope)


def _parens(expression: syntax.Parens, scope: Scope) -> Value:
    return evaluate(expression.inner, scope)


def _broken(expression: syntax.Broken, scope: Scope) -> Value:
    return one_at(DYNAMIC_UNKNOWN, expression.at)


def render(template: syntax.Template, scope: Scope) -> Value:
    """A template file's value."""
    return _template(template, scope)


computed = _made

_EVALUATORS: Final[Mapping[type, Callable[..., Value]]] = {
    syntax.Literal: _literal,
    syntax.Name: _name,
    syntax.GetAttr: _get_attr,
    syntax.Index: _index,
    syntax.SplatItem: _splat_item,
    syntax.Splat: _splat,
    syntax.Unary: _unary,
    syntax.Binary: _binary,
    syntax.Conditional: _conditional,
    syntax.TupleOf: _tuple,
    syntax.ObjectOf: _object,
    syntax.For: _for,
    syntax.Template: _template,
    syntax.Call: _call,
    syntax.Parens: _parens,
    syntax.Broken: _broken,
}
