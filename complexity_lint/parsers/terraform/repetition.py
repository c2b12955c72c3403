"""`count` and `for_each`: how many instances a block has, and what it is called in each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Final

from complexity_lint.parsers.terraform.bodies import arrived
from complexity_lint.parsers.terraform.configuration import NoteKind
from complexity_lint.parsers.terraform.convert import convert
from complexity_lint.parsers.terraform.evaluator import evaluate
from complexity_lint.parsers.terraform.functions.json_text import json_string
from complexity_lint.parsers.terraform.scope import Scope
from complexity_lint.parsers.terraform.syntax import Block, Expression, GetAttr, Name
from complexity_lint.parsers.terraform.types import NUMBER, STRING, MapType, ObjectType, SetType
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    BudgetSpent,
    EvaluationError,
    Value,
    elements,
    is_open,
    number,
    object_of,
    one_at,
    tuple_of,
    unknown,
)
from complexity_lint.source import Location

_MAX_INSTANCES: Final = 300

Noting = Callable[[Location, NoteKind, str], None]


@dataclass(frozen=True, slots=True)
class Repetition:
    """One instance: its key, the `count` or `each` it sees, and the value of `count` or `for_each` with the
    names its expression is written with and its line.
    """

    key: str | int | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)
    uncertain: bool = False
    value: Value | None = None
    names: tuple[str, ...] = ()
    at: Location | None = None

    @property
    def suffix(self) -> str:
        """The key as addresses show it."""
        if self.key is None:
            return ""
        return f"[{self.key}]" if isinstance(self.key, int) else f"[{json_string(self.key)}]"


def repeated(block: Block, scope: Scope, note: Noting) -> Sequence[Repetition]:
    """The instances of a block; one that stands for all where their number is unknown."""
    for name, expand in (("count", _counted), ("for_each", _for_each)):
        written = block.body.attribute(name)
        if written is None:
            continue
        depth = scope.budget.depth
        value = one_at(DYNAMIC_UNKNOWN, written.at)
        try:
            value = arrived(evaluate(written.value, scope), written.at)
            found = expand(value)
        except EvaluationError as error:
            note(error.at or written.at, NoteKind.REFUSED, error.message)
            found = None
        except (BudgetSpent, RecursionError):
            note(written.at, NoteKind.BUDGET, "the evaluation became too large")
            found = None
        scope.budget.depth = depth
        if found is None:
            note(written.at, NoteKind.UNKNOWN_COUNT, f"the value of {name} is unknown")
            return [replace(_unknown(name), value=value, names=names_in(written.value), at=written.at)]
        if len(found) > _MAX_INSTANCES:
            note(written.at, NoteKind.BUDGET, f"only {_MAX_INSTANCES} of {len(found)} instances are read")
        names = names_in(written.value)
        return [replace(one, value=value, names=names, at=written.at) for one in found[:_MAX_INSTANCES]]
    return [Repetition()]


def names_in(expression: Expression) -> tuple[str, ...]:
    """The names an expression is written with (`var.tenants` has `var` and `tenants`), in order of writing."""
    waiting: list[object] = [expression]
    found: list[str] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += reversed(node)
        elif isinstance(node, (Name, GetAttr)):
            found.append(node.name)
        if is_dataclass(node) and not isinstance(node, (type, Location)):
            waiting += [getattr(node, field.name) for field in fields(node)]
    return tuple(dict.fromkeys(found))


def _unknown(name: str) -> Repetition:
    if name == "count":
        return Repetition(None, {"count": object_of({"index": unknown(NUMBER)})}, uncertain=True)
    each = object_of({"key": unknown(STRING), "value": DYNAMIC_UNKNOWN})
    return Repetition(None, {"each": each}, uncertain=True)


def _counted(value: Value) -> list[Repetition] | None:
    value = convert(value, NUMBER)
    if value.is_unknown:
        return None
    if not isinstance(value.data, int) or isinstance(value.data, bool) or value.data < 0:
        raise EvaluationError("count must be a whole number that is not negative")
    shown = min(value.data, _MAX_INSTANCES + 1)
    return [Repetition(place, {"count": object_of({"index": number(place)})}) for place in range(shown)]


def _for_each(value: Value) -> list[Repetition] | None:
    if value.is_unknown or is_open(value):
        return None
    if value.is_null or not isinstance(value.type, (MapType, ObjectType, SetType)):
        raise EvaluationError("for_each must be a map or a set of strings")
    made: list[Repetition] = []
    for key, item in elements(value):
        name = convert(key, STRING)
        if name.is_unknown:
            return None
        each = object_of({"key": name, "value": item})
        made.append(Repetition(str(name.data), {"each": each}))
    return made


def together(block: Block, made: Sequence[tuple[Repetition, Value]]) -> Value:
    """What a reference to the whole block gives: an object, a tuple of them, or an object of them."""
    if any(one.uncertain for one, _ in made):
        return DYNAMIC_UNKNOWN
    if block.body.attribute("count") is not None:
        return tuple_of([value for _, value in made])
    if block.body.attribute("for_each") is not None:
        return object_of({str(one.key): value for one, value in made})
    return made[0][1] if made else DYNAMIC_UNKNOWN
