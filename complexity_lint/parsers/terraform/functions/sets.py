"""Functions on sets (go-cty `function/stdlib/set.go` and `collection.go`)."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from complexity_lint.parsers.terraform.convert import convert, unify
from complexity_lint.parsers.terraform.functions.signature import ANY_UNKNOWN, Function, Parameter, items
from complexity_lint.parsers.terraform.types import DYNAMIC, Dynamic, ListType, SetType, TupleType, Type
from complexity_lint.parsers.terraform.values import (
    EvaluationError,
    Value,
    elements,
    identity,
    list_of,
    set_of,
    unknown,
    weigh,
    wholly_known,
)

_MAX_PRODUCT: Final = 20_000


def _setproduct(given: Sequence[Value]) -> Value:
    if len(given) < 2:
        raise EvaluationError("at least two arguments are required")
    kinds = [_item_type(one) for one in given]
    is_list = not any(isinstance(one.type, SetType) for one in given)
    made = TupleType(tuple(kinds))
    if any(one.is_unknown for one in given):
        return unknown(ListType(made) if is_list else SetType(made))
    total = 1
    for one in given:
        total *= len(items(one))
    if total > _MAX_PRODUCT:
        raise EvaluationError("the product is too large")
    columns = [
        [convert(item, kind) for _, item in elements(one)] for one, kind in zip(given, kinds, strict=True)
    ]
    rows = [Value(made, row, weight=weigh(row)) for row in product(*columns)]
    return list_of(rows, made) if is_list else set_of(rows, made)


def _item_type(value: Value) -> Type:
    if isinstance(value.type, (ListType, SetType)):
        return value.type.element
    if not isinstance(value.type, TupleType):
        raise EvaluationError("a set or a list is required")
    common = unify(value.type.elements)
    if common is None:
        raise EvaluationError("all elements must be of the same type")
    return common


def _same_sets(given: Sequence[Value]) -> tuple[Type, list[Value]]:
    kinds = [
        one.type.element
        for one in given
        if isinstance(one.type, SetType) and not (one.data == () and isinstance(one.type.element, Dynamic))
    ]
    common = unify(kinds)
    if common is None:
        raise EvaluationError("given sets must all have compatible element types")
    return common, [convert(one, SetType(common)) for one in given]


def _setunion(given: Sequence[Value]) -> Value:
    kind, sets = _same_sets(given)
    return set_of([item for one in sets for item in items(one)], kind)


def _setintersection(given: Sequence[Value]) -> Value:
    kind, sets = _same_sets(given)
    if not all(wholly_known(one) for one in sets):
        return unknown(SetType(kind))
    others = [{identity(item) for item in items(one)} for one in sets[1:]]
    return set_of([item for item in items(sets[0]) if all(identity(item) in one for one in others)], kind)


def _setsubtract(given: Sequence[Value]) -> Value:
    kind, sets = _same_sets(given)
    if not all(wholly_known(one) for one in sets):
        return unknown(SetType(kind))
    taken = {identity(item) for item in items(sets[1])}
    return set_of([item for item in items(sets[0]) if identity(item) not in taken], kind)


_SET: Final = Parameter(SetType(DYNAMIC))

FUNCTIONS: Final = {
    "setproduct": Function(_setproduct, (), DYNAMIC, ANY_UNKNOWN),
    "setunion": Function(_setunion, (_SET,), DYNAMIC, _SET),
    "setintersection": Function(_setintersection, (_SET,), DYNAMIC, _SET),
    "setsubtract": Function(_setsubtract, (_SET, _SET)),
}
