"""Pipelines to values, after Go text/template/exec.go (Go 1.23 and later, option missingkey=zero)."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate import nodes
from complexity_lint.parsers.gotemplate.calls import call_function, call_method, validated
from complexity_lint.parsers.gotemplate.constants import INT_MAX, INT_MIN
from complexity_lint.parsers.gotemplate.errors import BudgetError, ExecError, ValidationFailure
from complexity_lint.parsers.gotemplate.nodes import (
    Chain,
    Command,
    Field,
    Identifier,
    Operand,
    Pipe,
    Variable,
)
from complexity_lint.parsers.gotemplate.provenance import Unknown, unknown
from complexity_lint.parsers.gotemplate.source_text import of_operand
from complexity_lint.parsers.gotemplate.state import State
from complexity_lint.parsers.gotemplate.values import (
    ANY_TYPE,
    MISSING,
    GoList,
    GoMap,
    Missing,
    Struct,
    Tree,
    Value,
    type_name,
)


class NoFinal:
    """The mark that no value comes in from the pipeline."""

    __slots__ = ()


NO_FINAL = NoFinal()
NO_ARGS: tuple[Operand, ...] = ()


def eval_pipeline(state: State, dot: Value, pipe: Pipe) -> Value:
    """The value of a pipeline; declared variables enter the scope."""
    state.node = pipe
    runtime = state.runtime
    mark = len(runtime.reads)
    value: Value = NO_FINAL
    commands = pipe.commands
    if len(commands) > 1 and not runtime.strict:
        value = _first_stages(state, dot, commands[:-1])
        commands = commands[-1:]
    for command in commands:
        value = eval_command(state, dot, command, value)
        if value is None:
            value = MISSING
    if pipe.declared:
        reads = tuple(dict.fromkeys(runtime.reads[mark:])) if len(runtime.reads) > mark else ()
        if isinstance(value, (dict, list, str)):
            reads = ()  # containers and texts carry their own
        for variable in pipe.declared:
            name = variable.ident[0]
            if pipe.is_assign:
                state.assign(name, value, reads)
            else:
                state.push(name, value, reads)
    return value


def _first_stages(state: State, dot: Value, commands: tuple[Command, ...]) -> Value:
    """All stages but the last in a lenient run: a failing one is noted and passes an unknown value on, so that
    `| nindent 4` still puts it in its place."""
    value: Value = NO_FINAL
    runtime = state.runtime
    for command in commands:
        mark = len(runtime.reads)
        try:
            value = eval_command(state, dot, command, value)
        except ExecError as error:
            if isinstance(error, BudgetError) or is_stop(error):
                raise
            runtime.note(error)
            value = unknown(tuple(dict.fromkeys(runtime.reads[mark:])))
        if value is None:
            value = MISSING
    return value


def is_stop(error: ExecError) -> bool:
    """Whether the template itself said `fail`: then nothing is printed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ValidationFailure):
            return not cause.needs_value
        cause = cause.__cause__
    return False


def eval_command(state: State, dot: Value, command: Command, final: Value) -> Value:
    """The value of one command of a pipeline; `final` is what the command before it gave."""
    args = command.args
    first = args[0]
    kind = type(first)
    if kind is Field:
        state.node = first
        assert isinstance(first, Field)
        return eval_chain(state, dot, dot, first, first.ident, args, final)
    if kind is Identifier:
        assert isinstance(first, Identifier)
        return eval_function(state, dot, first, command, args, final)
    if kind is Chain:
        assert isinstance(first, Chain)
        return eval_chain_node(state, dot, first, args, final)
    if kind is Variable:
        assert isinstance(first, Variable)
        return eval_variable(state, dot, first, args, final)
    if kind is Pipe:
        assert isinstance(first, Pipe)
        _no_arguments(state, args, final)
        return eval_pipeline(state, dot, first)
    state.node = first
    _no_arguments(state, args, final)
    return _constant_command(state, dot, first)


def _constant_command(state: State, dot: Value, first: Operand) -> Value:
    match first:
        case nodes.Bool() | nodes.String():
            return first.value
        case nodes.Dot():
            return dot
        case nodes.Number():
            return ideal_constant(state, first)
    raise state.error("nil is not a command")


def _no_arguments(state: State, args: tuple[Operand, ...], final: Value) -> None:
    if len(args) > 1 or final is not NO_FINAL:
        raise state.error(f"can't give argument to non-function {of_operand(args[0])}")


def ideal_constant(state: State, number: nodes.Number) -> Value:
    """A number constant where no type is asked for: int, or float64 when it is written as one."""
    state.node = number
    text = number.text
    if number.is_complex:
        raise state.error("complex numbers are not supported")
    is_hex = len(text) > 2 and text[0] == "0" and text[1] in "xX" and not set("pP") & set(text)
    if number.floating is not None and not is_hex and text[0] != "'" and set(".eEpP") & set(text):
        return number.floating
    if number.integer is not None and INT_MIN <= number.integer <= INT_MAX:
        return number.integer
    if number.integer is not None:
        raise state.error(f"{text} overflows int")
    return number.floating


def eval_variable(
    state: State, dot: Value, variable: Variable, args: tuple[Operand, ...], final: Value
) -> Value:
    """`$x` or `$x.a.b`."""
    state.node = variable
    value = state.lookup(variable.ident[0])
    if len(variable.ident) == 1:
        if args:
            _no_arguments(state, args, final)
        return value
    return eval_chain(state, dot, value, variable, variable.ident[1:], args, final)


def eval_chain_node(state: State, dot: Value, chain: Chain, args: tuple[Operand, ...], final: Value) -> Value:
    """`(pipeline).a.b`"""
    state.node = chain
    if isinstance(chain.inner, nodes.Nil):
        raise state.error(f"indirection through explicit nil in {of_operand(chain)}")
    receiver = eval_operand(state, dot, chain.inner)
    return eval_chain(state, dot, receiver, chain, chain.fields, args, final)


def eval_chain(
    state: State,
    dot: Value,
    receiver: Value,
    node: Operand,
    names: tuple[str, ...],
    args: tuple[Operand, ...],
    final: Value,
) -> Value:
    """`receiver.a.b`, the last of them with the arguments."""
    chained = False
    for name in names[:-1]:
        receiver = eval_field(state, dot, name, node, NO_ARGS, NO_FINAL, receiver, chained)
        chained = True
    value = eval_field(state, dot, names[-1], node, args, final, receiver, chained)
    if isinstance(receiver, Tree):
        state.runtime.reads.append((*receiver.path, names[-1]))
    return value


def eval_field(
    state: State,
    dot: Value,
    name: str,
    node: Operand,
    args: tuple[Operand, ...],
    final: Value,
    receiver: Value,
    chained: bool,
) -> Value:
    """One field: a map entry, a struct's field or a method's result.

    `chained` receivers are fields themselves: errors name their static type.
    """
    kind = type(receiver)
    if kind is Tree or kind is dict:
        assert isinstance(receiver, dict)
        if final is not NO_FINAL or len(args) > 1:
            raise state.error(f"{name} is not a method but has arguments")
        return receiver.get(name)
    if kind is Missing:
        return MISSING
    if receiver is None:
        raise state.error(f"nil pointer evaluating {ANY_TYPE}.{name}")
    if isinstance(receiver, Unknown):
        return receiver
    return _object_field(state, dot, name, node, args, final, receiver, chained)


def _object_field(
    state: State,
    dot: Value,
    name: str,
    node: Operand,
    args: tuple[Operand, ...],
    final: Value,
    receiver: Value,
    chained: bool,
) -> Value:
    methods = getattr(receiver, "methods", None)
    method = methods.get(name) if methods else None
    if method is not None:
        values = [eval_operand(state, dot, arg) for arg in args[1:]]
        if final is not NO_FINAL:
            values.append(final)
        return call_method(state, node, name, method, receiver, values)
    has_args = len(args) > 1 or final is not NO_FINAL
    if isinstance(receiver, Struct) and name in receiver.fields:
        if has_args:
            raise state.error(f"{name} has arguments but cannot be invoked as function")
        return receiver.fields[name]
    if isinstance(receiver, dict):
        if has_args:
            raise state.error(f"{name} is not a method but has arguments")
        missing = receiver.elem_zero if isinstance(receiver, GoMap) else None
        return receiver.get(name, missing)
    own_type = isinstance(receiver, GoList) or (isinstance(receiver, Struct) and not receiver.is_pointer)
    boxed = chained or receiver is state.element
    static = type_name(receiver) if own_type or not boxed else ANY_TYPE
    raise state.error(f"can't evaluate field {name} in type {static}")


def eval_function(
    state: State,
    dot: Value,
    name_node: Identifier,
    node: nodes.Node,
    args: tuple[Operand, ...],
    final: Value,
) -> Value:
    """A function with its arguments; `and` and `or` stop at the deciding one."""
    state.node = name_node
    function = state.runtime.functions.get(name_node.name)
    if function is None:
        raise state.error(f'"{name_node.name}" is not a defined function')
    given = len(args) - 1 if args else 0
    received = given + (final is not NO_FINAL)
    params = function.params
    if function.more is None:
        if received != len(params):
            raise state.error(f"wrong number of args for {function.name}: want {len(params)} got {received}")
    elif received < len(params):
        raise state.error(
            f"wrong number of args for {function.name}: want at least {len(params)} got {given}"
        )
    if function.name in ("and", "or"):
        return _short_circuit(state, dot, function.name == "or", args, final)
    values: list[Value] = []
    fixed = len(params)
    for number in range(given):
        param = params[number] if number < fixed else function.more
        assert param is not None  # the count was checked above
        values.append(validated(state, dot, args[number + 1], param, eval_operand))
    if final is not NO_FINAL:
        param = params[given] if given < fixed else function.more
        assert param is not None  # the count was checked above
        values.append(validated(state, dot, final, param, None))
    return call_function(state, node, function, values)


def _short_circuit(state: State, dot: Value, until: bool, args: tuple[Operand, ...], final: Value) -> Value:
    value: Value = MISSING
    for arg in args[1:]:
        value = eval_operand(state, dot, arg)
        if bool(_truth(value)) is until:
            return value
    return final if final is not NO_FINAL else value


def _truth(value: Value) -> bool:
    if value is None or value is MISSING:
        return False
    return bool(value) if isinstance(value, (bool, int, float, str, dict, list, bytes)) else True


def eval_operand(state: State, dot: Value, node: Operand) -> Value:
    """An argument, where any type is welcome."""
    state.node = node
    kind = type(node)
    if kind is Field:
        assert isinstance(node, Field)
        return eval_chain(state, dot, dot, node, node.ident, NO_ARGS, NO_FINAL)
    if kind is Variable:
        assert isinstance(node, Variable)
        return eval_variable(state, dot, node, NO_ARGS, NO_FINAL)
    if kind is Pipe:
        assert isinstance(node, Pipe)
        return eval_pipeline(state, dot, node)
    if kind is Identifier:
        assert isinstance(node, Identifier)
        return eval_function(state, dot, node, node, NO_ARGS, NO_FINAL)
    if kind is Chain:
        assert isinstance(node, Chain)
        return eval_chain_node(state, dot, node, NO_ARGS, NO_FINAL)
    match node:
        case nodes.Dot():
            return dot
        case nodes.Bool() | nodes.String():
            return node.value
        case nodes.Number():
            return ideal_constant(state, node)
    return None
