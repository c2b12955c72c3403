"""Conversion between types, and the type several values can share (go-cty v1.16 `cty/convert`)."""

from collections.abc import Iterable, Mapping, Sequence

from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers.terraform.numbers import parse_number
from complexity_lint.parsers.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
    friendly_name,
    has_dynamic,
    has_optional,
    without_optional,
)
from complexity_lint.parsers.terraform.values import (
    EvaluationError,
    Value,
    set_of,
    text_of,
)


def convert(value: Value, kind: Type) -> Value:
    """The value as one of another type; raises EvaluationError when it cannot be."""
    if value.type == kind or isinstance(kind, Dynamic):
        return value
    if value.data is UNKNOWN or value.data is None:
        return _untouched(value, kind)
    if isinstance(kind, Primitive):
        return _primitive(value, kind)
    if isinstance(kind, (ListType, SetType)):
        return _sequence(value, kind)
    if isinstance(kind, MapType):
        return _map(value, kind)
    if isinstance(kind, ObjectType):
        return _object(value, kind)
    return _tuple(value, kind)


def convertible(source: Type, target: Type) -> bool:
    """Whether some value of one type can be converted to the other ("unsafe" conversion of cty)."""
    if source == target or isinstance(target, Dynamic) or isinstance(source, Dynamic):
        return True
    if isinstance(target, Primitive):
        return isinstance(source, Primitive) and STRING in (source, target)
    if isinstance(target, (ListType, SetType)):
        if isinstance(source, TupleType):
            return _all_fit(source.elements, target.element)
        return isinstance(source, (ListType, SetType)) and convertible(source.element, target.element)
    if isinstance(target, MapType):
        if isinstance(source, ObjectType):
            return _all_fit([kind for _, kind in source.attributes], target.element)
        return isinstance(source, MapType) and convertible(source.element, target.element)
    if isinstance(target, ObjectType):
        return _object_fits(source, target)
    return (
        isinstance(source, TupleType)
        and len(source.elements) == len(target.elements)
        and all(convertible(*pair) for pair in zip(source.elements, target.elements, strict=True))
    )


def _all_fit(kinds: Sequence[Type], element: Type) -> bool:
    if isinstance(element, Dynamic):
        return not kinds or unify(kinds) is not None
    return all(convertible(kind, element) for kind in kinds)


def _object_fits(source: Type, target: ObjectType) -> bool:
    if isinstance(source, MapType):
        return all(convertible(source.element, kind) for _, kind in target.attributes)
    if not isinstance(source, ObjectType):
        return False
    given = dict(source.attributes)
    return all(
        convertible(given[name], kind) if name in given else name in target.optional
        for name, kind in target.attributes
    )


def _with(value: Value, kind: Type, data: object) -> Value:
    """The converted value at the place of the original."""
    return Value(kind, data, value.at, value.origins, value.sensitive, None, value.weight)  # type: ignore[arg-type]  # callers pass what the type calls for


def _refuse(value: Value, kind: Type) -> EvaluationError:
    return EvaluationError(f"{friendly_name(kind)} required, but have {friendly_name(value.type)}")


def _untouched(value: Value, kind: Type) -> Value:
    """Null and unknown only change their type, where one type can become the other at all."""
    if not convertible(value.type, kind):
        raise _refuse(value, kind)
    return _with(value, _filled(value.type, without_optional(kind)), value.data)


def _filled(source: Type, target: Type) -> Type:
    """The target type with "any" inside it replaced by what the source has there."""
    if not has_dynamic(target):
        return target
    if isinstance(target, Dynamic):
        return source
    if isinstance(target, (ListType, SetType, MapType)):
        if isinstance(source, (ListType, SetType, MapType)):
            return type(target)(_filled(source.element, target.element))
        return target
    return target


def _primitive(value: Value, kind: Primitive) -> Value:
    if not isinstance(value.type, Primitive):
        raise _refuse(value, kind)
    if kind == STRING:
        return _with(value, STRING, text_of(value))
    if value.type != STRING:
        raise _refuse(value, kind)
    text = str(value.data)
    if kind == NUMBER:
        parsed = parse_number(text)
        if parsed is None:
            raise EvaluationError("a number is required")
        return _with(value, NUMBER, parsed)
    if text in ("true", "1"):
        return _with(value, BOOL, True)
    if text in ("false", "0"):
        return _with(value, BOOL, False)
    raise EvaluationError("a bool is required")


def _sequence(value: Value, kind: ListType | SetType) -> Value:
    if not isinstance(value.type, (ListType, SetType, TupleType)):
        raise _refuse(value, kind)
    assert isinstance(value.data, tuple)
    items, element = _converted(value.data, kind.element, value.type)
    if isinstance(kind, ListType):
        return _with(value, ListType(element), tuple(items))
    made = set_of(items, element)
    return _with(value, made.type, made.data)


def _map(value: Value, kind: MapType) -> Value:
    if not isinstance(value.type, (MapType, ObjectType)):
        raise _refuse(value, kind)
    assert isinstance(value.data, Mapping)
    items, element = _converted(list(value.data.values()), kind.element, value.type)
    return _with(value, MapType(element), dict(zip(value.data, items, strict=True)))


def _converted(items: Sequence[Value], element: Type, source: Type) -> tuple[list[Value], Type]:
    """The items with one common type: the wanted one, with "any" settled by all of them together."""
    if isinstance(element, Dynamic) and isinstance(source, (ListType, SetType, MapType)):
        return list(items), source.element
    if isinstance(element, Dynamic):
        common = unify([item.type for item in items])
        if common is None:
            raise EvaluationError("all elements must have the same type")
        return [convert(item, common) for item in items], common
    made = [convert(item, element) for item in items]
    plain = without_optional(element)
    if has_dynamic(plain) and made:
        common = unify([item.type for item in made])
        if common is None:
            raise EvaluationError("all elements must have the same type")
        return [convert(item, common) for item in made], common
    return made, plain


def _object(value: Value, kind: ObjectType) -> Value:
    if not isinstance(value.type, (ObjectType, MapType)):
        raise _refuse(value, kind)
    assert isinstance(value.data, Mapping)
    data: dict[str, Value] = {}
    for name, wanted in kind.attributes:
        given = value.data.get(name)
        if given is not None:
            data[name] = convert(given, wanted)
        elif name in kind.optional:
            data[name] = Value(without_optional(wanted), None)
        else:
            raise EvaluationError(f'attribute "{name}" is required')
    made = ObjectType(tuple((name, one.type) for name, one in data.items()))
    return _with(value, made, data)


def _tuple(value: Value, kind: TupleType) -> Value:
    if not isinstance(value.type, TupleType) or len(value.type.elements) != len(kind.elements):
        raise _refuse(value, kind)
    assert isinstance(value.data, tuple)
    items = tuple(convert(one, wanted) for one, wanted in zip(value.data, kind.elements, strict=True))
    return _with(value, TupleType(tuple(one.type for one in items)), items)


def unify(kinds: Iterable[Type]) -> Type | None:
    """The type all can be converted to, or None; no types at all share "any" (`convert/unify.go`)."""
    types = list(kinds)
    if not types:
        return DYNAMIC
    first = types[0]
    if all(one == first for one in types):
        return without_optional(first) if has_optional(first) else first
    done, found = _unify_structures(types)
    if done:
        return found
    return next((one for one in _preferred(types) if all(convertible(other, one) for other in types)), None)


def _unify_structures(types: list[Type]) -> tuple[bool, Type | None]:
    """The rules for types of like structure; False when the general rule has to decide."""
    present = {type(one) for one in types}
    dynamic = Dynamic in present
    present.discard(Dynamic)
    if len(present) == 1:
        only = present.pop()
        if only is Primitive:
            return False, None
        if dynamic:
            return True, DYNAMIC
        return True, _unify_alike(types, only)
    if present == {MapType, ObjectType}:
        found = _unify_mixed(types, ObjectType)
        return found is not None, found
    if present == {ListType, TupleType}:
        found = _unify_mixed(types, TupleType)
        return found is not None, found
    return ObjectType in present and TupleType in present, None


def _unify_alike(types: list[Type], only: type) -> Type | None:
    if only in (MapType, ListType, SetType):
        element = unify([one.element for one in types if isinstance(one, (MapType, ListType, SetType))])
        return None if element is None else only(element)
    if only is ObjectType:
        return _unify_objects([one for one in types if isinstance(one, ObjectType)])
    return _unify_tuples([one for one in types if isinstance(one, TupleType)])


def _unify_mixed(types: list[Type], literal: type) -> Type | None:
    """Maps with objects, or lists with tuples: the literals become a collection first."""
    inner = [one for one in types if type(one) is literal]
    if literal is ObjectType:
        made = _as_map([one for one in inner if isinstance(one, ObjectType)])
    else:
        made = _as_list([one for one in inner if isinstance(one, TupleType)])
    if made is None:
        return None
    found = unify([made if type(one) is literal else one for one in types])
    return found if type(found) is type(made) else None


def _unify_objects(types: list[ObjectType]) -> Type | None:
    names = [name for name, _ in types[0].attributes]
    if any([name for name, _ in one.attributes] != names for one in types):
        return _as_map(types)
    attributes: list[tuple[str, Type]] = []
    for position, name in enumerate(names):
        common = unify([one.attributes[position][1] for one in types])
        if common is None:
            return None
        attributes.append((name, common))
    made = ObjectType(tuple(attributes))
    return made if all(convertible(one, made) for one in types) else _as_map(types)


def _as_map(types: list[ObjectType]) -> Type | None:
    element = _unify_nonempty([kind for one in types for _, kind in one.attributes])
    return None if element is None else MapType(element)


def _unify_nonempty(kinds: list[Type]) -> Type | None:
    # cty has no common type for nothing at all, unlike for a collection without elements
    return unify(kinds) if kinds else None


def _unify_tuples(types: list[TupleType]) -> Type | None:
    if any(len(one.elements) != len(types[0].elements) for one in types):
        return _as_list(types)
    elements: list[Type] = []
    for across in zip(*(one.elements for one in types), strict=True):
        common = unify(across)
        if common is None:
            return None
        elements.append(common)
    made = TupleType(tuple(elements))
    return made if all(convertible(one, made) for one in types) else _as_list(types)


def _as_list(types: list[TupleType]) -> Type | None:
    element = _unify_nonempty([kind for one in types for kind in one.elements])
    return None if element is None else ListType(element)


def _preferred(types: list[Type]) -> list[Type]:
    """The types from the most general to the most special, otherwise as given (`convert/sort_types.go`)."""

    def rank(kind: Type) -> int:
        if isinstance(kind, Dynamic):
            return 3
        if kind == STRING or isinstance(kind, (ListType, MapType)):
            return 0
        return 2 if isinstance(kind, SetType) else 1

    return sorted(types, key=rank)
