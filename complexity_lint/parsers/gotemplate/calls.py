"""Arguments into parameters, and the call itself: evalArg, validateType and evalCall of Go's exec.go."""

from __future__ import annotations

from collections.abc import Callable

from complexity_lint.parsers.gotemplate import nodes
from complexity_lint.parsers.gotemplate.errors import (
    ExecError,
    FunctionError,
    TemplateError,
    ValidationFailure,
)
from complexity_lint.parsers.gotemplate.nodes import Node, Operand
from complexity_lint.parsers.gotemplate.provenance import Text, Unknown
from complexity_lint.parsers.gotemplate.signature import Function, Param
from complexity_lint.parsers.gotemplate.source_text import of_operand
from complexity_lint.parsers.gotemplate.state import State
from complexity_lint.parsers.gotemplate.values import (
    ANY_TYPE,
    MISSING,
    GoMap,
    Integer,
    Method,
    Value,
    type_name,
)

Evaluate = Callable[[State, Value, Operand], Value]
_EXPECTED = {Param.STRING: "string", Param.INT: "integer", Param.FLOAT: "float", Param.BOOL: "bool"}


def validated(state: State, dot: Value, arg: Value, param: Param, evaluate: Evaluate | None) -> Value:
    """`arg` as a value of the parameter's type: a node when `evaluate` is given, else a finished value."""
    value = arg
    if evaluate is not None:
        assert isinstance(arg, Node)  # callers give a node with `evaluate`
        if isinstance(arg, nodes.Nil):
            if param in (Param.ANY, Param.REFLECT, Param.MAP):
                return MISSING if param is Param.REFLECT else None
            state.node = arg
            raise state.error(f"cannot assign nil to {param.value}")
        value = evaluate(state, dot, arg)  # type: ignore[arg-type]  # every node in arguments is an Operand
        if isinstance(arg, (nodes.Bool, nodes.Number, nodes.String)):
            return _constant(state, arg, value, param)
    if param is Param.ANY:
        return None if value is MISSING else value
    if param is Param.STRING:
        if isinstance(value, str):
            return value
    elif param is Param.REFLECT or fits(value, param):
        return value
    return _refuse(state, value, param)


def fits(value: Value, param: Param) -> bool:
    """Whether a value is assignable to the type, as Go's AssignableTo has it."""
    if param is Param.INT:
        return isinstance(value, int) and not isinstance(value, (bool, Integer))
    if param is Param.FLOAT:
        return isinstance(value, float)
    if param is Param.BOOL:
        return isinstance(value, (bool, Unknown))
    if param is Param.MAP:
        return isinstance(value, dict) and (not isinstance(value, GoMap) or value.elem_zero is None)
    return bool(type_name(value) == param.value)


def _constant(
    state: State, node: nodes.Bool | nodes.Number | nodes.String, value: Value, param: Param
) -> Value:
    if param in (Param.ANY, Param.REFLECT):
        return value
    if param is Param.FLOAT and isinstance(node, nodes.Number) and node.floating is not None:
        return node.floating
    if param is Param.INT and isinstance(node, nodes.Number) and node.integer is not None:
        return node.integer
    wanted = _EXPECTED.get(param)
    if wanted is None:
        raise state.error(f"can't handle {of_operand(node)} for arg of type {param.value}")
    right = {Param.STRING: nodes.String, Param.BOOL: nodes.Bool}.get(param)
    if right is not None and isinstance(node, right):
        return value
    raise state.error(f"expected {wanted}; found {of_operand(node)}")


def _refuse(state: State, value: Value, param: Param) -> Value:
    if value is MISSING:
        if param is Param.MAP:
            return None
        raise state.error(f"invalid value; expected {param.value}")
    given = ANY_TYPE if value is None else type_name(value)
    raise state.error(f"wrong type for value; expected {param.value}; got {given}")


def call_function(state: State, node: Node, function: Function, values: list[Value]) -> Value:
    """The function's result; whatever goes wrong in it becomes an error at `node`."""
    runtime = state.runtime
    runtime.steps += 1
    if function.with_runtime:
        state.node = node
    try:
        result = function.call(state, *values) if function.with_runtime else function.call(*values)
    except Exception as error:
        raise _call_error(state, node, function.name, error) from error
    if isinstance(result, str):
        size = len(result)
        if size > 4096:
            runtime.spend(size)
    return result


def call_method(
    state: State, node: Node, name: str, method: Method, receiver: Value, values: list[Value]
) -> Value:
    """The method's result on its receiver."""
    code = getattr(method, "__code__", None)
    wanted = code.co_argcount - 1 if code is not None else len(values)
    if wanted != len(values):
        raise state.error(f"wrong number of args for {name}: want {wanted} got {len(values)}")
    try:
        result = method(receiver, *values)
    except Exception as error:
        raise _call_error(state, node, name, error) from error
    return result


def _call_error(state: State, node: Node, name: str, error: Exception) -> Exception:
    """The error to raise for an exception in a function: Go's wording, the place of the call."""
    if isinstance(error, (RecursionError, MemoryError)):
        return error
    state.node = node
    if isinstance(error, TemplateError):
        wrapped = state.error(f"error calling {name}: {error.message}")
        return wrapped if type(error) is ExecError else _same_kind(error, wrapped)
    if isinstance(error, ValidationFailure):
        failed = state.error(f"error calling {name}: {error}")
        failed.__cause__ = error
        return failed
    if isinstance(error, FunctionError):
        return state.error(f"error calling {name}: {error}")
    return state.error(f"error calling {name}: {type(error).__name__}: {error}")


def _same_kind(error: TemplateError, wrapped: ExecError) -> TemplateError:
    if isinstance(error, ExecError):
        return type(error)(wrapped.message, wrapped.template, wrapped.line, wrapped.column)
    return wrapped


def plain(value: Value) -> Value:
    """A text without its origins; other values unchanged."""
    return str(value) if isinstance(value, Text) else value
