"""Function calls: the table of functions, and those that decide themselves what is evaluated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.convert import convert
from complexity_lint.parsers.terraform.evaluator import computed, evaluate, render
from complexity_lint.parsers.terraform.functions import (
    dates,
    encoding,
    file_access,
    formatting,
    json_text,
    mappings,
    network,
    numeric,
    patterns,
    sequences,
    sets,
    text,
    yaml_text,
)
from complexity_lint.parsers.terraform.functions.file_access import Files, file_functions
from complexity_lint.parsers.terraform.functions.patterns import UnsupportedPattern
from complexity_lint.parsers.terraform.functions.signature import Function, invoke
from complexity_lint.parsers.terraform.hcl import parse_template
from complexity_lint.parsers.terraform.scope import Functions, Scope
from complexity_lint.parsers.terraform.types import (
    BOOL,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
)
from complexity_lint.parsers.terraform.values import (
    DYNAMIC_UNKNOWN,
    EvaluationError,
    UndeclaredReference,
    Value,
    boolean,
    elements,
    is_sensitive,
    one_at,
    unknown,
)
from complexity_lint.source import Location

_PURE: Final[Mapping[str, Function]] = {
    **numeric.FUNCTIONS,
    **text.FUNCTIONS,
    **patterns.FUNCTIONS,
    **formatting.FUNCTIONS,
    **json_text.FUNCTIONS,
    **yaml_text.FUNCTIONS,
    **sequences.FUNCTIONS,
    **sets.FUNCTIONS,
    **mappings.FUNCTIONS,
    **encoding.FUNCTIONS,
    **network.FUNCTIONS,
    **dates.FUNCTIONS,
    **file_access.FUNCTIONS,
}
# these hand elements on as they are, so that only a sensitive element is
_SHALLOW: Final = frozenset(
    ["merge", "concat", "flatten", "element", "lookup", "values", "zipmap", "slice", "reverse", "chunklist"]
)
_NO_FUNCTIONS: Final[Mapping[str, Function]] = {}
# OpenTofu has these and Terraform has not
_ELSEWHERE: Final = frozenset(["base64gunzip", "cidrcontains", "urldecode"])


def functions(files: Files, further: Mapping[str, Function] = _NO_FUNCTIONS) -> Functions:
    """How calls are evaluated for one root module; `further` are functions Terraform itself has not."""
    own: dict[str, Function] = {}

    def call(expression: syntax.Call, scope: Scope) -> Value:
        name = expression.name.removeprefix("core::")
        if name.startswith("provider::") or name in _ELSEWHERE:
            return one_at(DYNAMIC_UNKNOWN, expression.at)
        special = _SPECIAL.get(name)
        if special is not None:
            return special(expression, scope, files)
        function = _PURE.get(name)
        if function is None:
            if not own:
                own.update(file_functions(files))
                own.update(further)
            function = own.get(name)
        if function is None:
            raise EvaluationError(f"there is no function named {name!r}", expression.at)
        arguments = _arguments(expression, scope)
        if arguments is None:
            return one_at(unknown(function.result), expression.at)
        scope.budget.spend(min(sum(_size(one) for one in arguments), scope.budget.steps + 1))
        return _called(function, arguments, expression.at, shallow=name in _SHALLOW)

    return call


def _size(value: Value) -> int:
    data = value.data
    if isinstance(data, (tuple, Mapping)):
        return len(data)
    return len(data) // 100 if isinstance(data, str) else 0


def _called(function: Function, arguments: Sequence[Value], at: Location, *, shallow: bool) -> Value:
    try:
        result = invoke(function, arguments)
    except EvaluationError as error:
        raise EvaluationError(error.message, error.at or at) from error
    except UnsupportedPattern:
        result = unknown(function.result)
    return computed(result, at, arguments, deep=not shallow)


def _arguments(expression: syntax.Call, scope: Scope) -> list[Value] | None:
    """The arguments, the last one spread where it is followed by `...`; None when that is unknown."""
    values = [evaluate(one, scope) for one in expression.arguments]
    if not expression.expand:
        return values
    last = values.pop() if values else DYNAMIC_UNKNOWN
    if last.is_null:
        raise EvaluationError("the expanding argument must not be null", expression.at)
    if not isinstance(last.type, (ListType, SetType, TupleType, Dynamic)):
        raise EvaluationError("the expanding argument must be of a list, tuple, or set type", expression.at)
    if last.is_unknown:
        return None
    return values + [one for _, one in elements(last)]


def _try(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    depth = scope.budget.depth
    for argument in expression.arguments:
        try:
            return evaluate(argument, scope)
        except UndeclaredReference:
            raise
        except EvaluationError:
            scope.budget.depth = depth
    raise EvaluationError("no expression succeeded", expression.at)


def _can(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    if len(expression.arguments) != 1:
        raise EvaluationError("can() takes one argument", expression.at)
    try:
        value = evaluate(expression.arguments[0], scope)
    except UndeclaredReference:
        raise
    except EvaluationError:
        return one_at(boolean(False), expression.at)
    return one_at(unknown(BOOL) if value.is_unknown else boolean(True), expression.at)


def _single(expression: syntax.Call, scope: Scope) -> Value:
    if len(expression.arguments) != 1:
        raise EvaluationError(f"{expression.name}() takes one argument", expression.at)
    return evaluate(expression.arguments[0], scope)


def _sensitive(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    return replace(_single(expression, scope), sensitive=True)


def _nonsensitive(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    return replace(_single(expression, scope), sensitive=False)


def _issensitive(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    value = _single(expression, scope)
    answer = unknown(BOOL) if value.is_unknown and not value.sensitive else boolean(is_sensitive(value))
    return one_at(answer, expression.at)


def _same(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    return _single(expression, scope)


def _pair(expression: syntax.Call, scope: Scope) -> tuple[Value, Value]:
    if len(expression.arguments) != 2:
        raise EvaluationError(f"{expression.name}() takes two arguments", expression.at)
    source, variables = (evaluate(one, scope) for one in expression.arguments)
    if source.is_null or variables.is_null:
        raise EvaluationError("argument must not be null", expression.at)
    return convert(source, STRING), variables


def _templatefile(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    source, variables = _pair(expression, scope)
    content = None if source.is_unknown else files.content(str(source.data))
    located = None if content is None else files.locate(str(source.data))
    if content is None or located is None:
        return one_at(DYNAMIC_UNKNOWN, expression.at)
    return _rendered(content, Location(located), variables, (expression, scope))


def _templatestring(expression: syntax.Call, scope: Scope, files: Files) -> Value:
    source, variables = _pair(expression, scope)
    if source.is_unknown:
        return one_at(unknown(STRING), expression.at)
    return _rendered(str(source.data), source.at or expression.at, variables, (expression, scope))


@lru_cache(maxsize=64)
def _parsed(content: str, at: Location) -> syntax.Template | None:
    return parse_template(content, at)


def _rendered(content: str, at: Location, variables: Value, call: tuple[syntax.Call, Scope]) -> Value:
    """The template's value, with only the given variables in sight."""
    expression, scope = call
    if not isinstance(variables.type, (MapType, ObjectType, Dynamic)):
        raise EvaluationError("the variables must be given as a map or an object", expression.at)
    template = _parsed(content, at)
    if template is None:
        raise EvaluationError(f"{at.path} is not a valid template", expression.at)
    if variables.is_unknown:
        return one_at(unknown(STRING), expression.at)
    if scope.variables.get("") is not None:
        raise EvaluationError("cannot call templatefile from inside a template", expression.at)

    value = _filled(template, {str(key.data): value for key, value in elements(variables)}, scope)
    return replace(value, at=expression.at, origins=(at, *value.origins)[:8])


def _filled(template: syntax.Template, variables: Mapping[str, Value], scope: Scope) -> Value:
    def missing(name: str, names: Sequence[str], where: Location) -> tuple[Value, int]:
        raise EvaluationError(f"vars map does not contain key {name!r}", where)

    # an empty name can be written nowhere: it marks that a template is being rendered
    inside = replace(scope, resolve=missing, variables={**variables, "": unknown()}, item=None)
    return render(template, inside)


def render_text(content: str, at: Location, variables: Mapping[str, Value], scope: Scope) -> Value:
    """A template's value, with only the given variables in sight; raises EvaluationError where it is none."""
    template = _parsed(content, at)
    if template is None:
        raise EvaluationError("the text is not a valid template", at)
    return _filled(template, variables, scope)


_SPECIAL: Final[Mapping[str, Callable[[syntax.Call, Scope, Files], Value]]] = {
    "try": _try,
    "can": _can,
    "sensitive": _sensitive,
    "nonsensitive": _nonsensitive,
    "issensitive": _issensitive,
    "ephemeralasnull": _same,
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}
FUNCTION_NAMES: Final = (
    frozenset(_PURE) | frozenset(_SPECIAL) | frozenset(file_functions(Files("", lambda path: None)))
)
