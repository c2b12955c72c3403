"""Statements to output: the walk of Go text/template/exec.go, writing pieces that know their origins."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate import nodes
from complexity_lint.parsers.gotemplate.errors import BudgetError, ExecError
from complexity_lint.parsers.gotemplate.expressions import eval_pipeline
from complexity_lint.parsers.gotemplate.gofmt import show
from complexity_lint.parsers.gotemplate.left_out import leave_out, settle
from complexity_lint.parsers.gotemplate.nodes import Body, Node, Pipe, Tree
from complexity_lint.parsers.gotemplate.provenance import (
    Number,
    Origin,
    Read,
    Text,
    Unknown,
    reads_of,
    unknown,
)
from complexity_lint.parsers.gotemplate.state import Note, Runtime, State
from complexity_lint.parsers.gotemplate.values import MISSING, Struct, TreeList, Value, is_true
from complexity_lint.parsers.gotemplate.values import Tree as ValueTree

Pieces = list[tuple[str, Origin]]


class _Break(Exception):
    """`break` on its way to its range."""


class _Continue(Exception):
    """`continue` on its way to its range."""


def execute(runtime: Runtime, tree: Tree, dot: Value, caller: Origin | None) -> Pieces:
    """The output of one template as pieces with origins."""
    if runtime.depth >= runtime.budget.call_depth:
        raise BudgetError("exceeded maximum template depth")
    sink: Pieces = []
    state = State(runtime, tree, caller, sink, ["$"], [dot], [()], nodes.Dot(0))
    runtime.depth += 1
    try:
        _walk(state, dot, tree.body)
    finally:
        runtime.depth -= 1
    return sink


def _walk(state: State, dot: Value, body: Body) -> None:
    runtime = state.runtime
    runtime.steps += len(body)
    if runtime.steps > runtime.budget.steps:
        raise BudgetError("too many steps")
    for node in body:
        kind = type(node)
        if kind is nodes.Text:
            assert isinstance(node, nodes.Text)
            _write(state, node.text, _origin(state, node, literal=True))
        elif kind is nodes.Action:
            assert isinstance(node, nodes.Action)
            _action(state, dot, node)
        elif isinstance(node, (nodes.If, nodes.With)):
            _branch(state, dot, node)
        elif isinstance(node, nodes.Range):
            _range(state, dot, node)
        elif isinstance(node, nodes.TemplateCall):
            _template(state, dot, node)
        elif isinstance(node, nodes.Break):
            raise _Break
        else:
            raise _Continue


def _origin(state: State, node: Node, reads: tuple[Read, ...] = (), *, literal: bool = False) -> Origin:
    """A node of the running template, as the place that writes."""
    tree = state.tree
    return Origin(tree.source, node.pos, tree.name, state.caller, reads, literal, state.guard)


def _write(state: State, text: str, origin: Origin) -> None:
    state.runtime.spend(len(text))
    state.sink.append((text, origin))


def _guarded(state: State, dot: Value, pipe: Pipe, node: Node) -> tuple[Value, str]:
    """The pipeline's value; in a lenient run a failing one is unknown, and the kind of its note is told."""
    state.node = node
    if state.runtime.strict:
        return eval_pipeline(state, dot, pipe), ""
    mark, reads = len(state.names), len(state.runtime.reads)
    try:
        return eval_pipeline(state, dot, pipe), ""
    except (ExecError, RecursionError) as error:
        if isinstance(error, (BudgetError, RecursionError)):
            raise
        kind = state.runtime.note(error)
        state.pop(mark)
        value = unknown(tuple(dict.fromkeys(state.runtime.reads[reads:])))
        for variable in pipe.declared:
            if pipe.is_assign:
                state.assign(variable.ident[0], value)
            else:
                state.push(variable.ident[0], value)
        return value, kind


def _action(state: State, dot: Value, node: nodes.Action) -> None:
    reads = state.runtime.reads
    mark = len(reads)
    value, failed = _guarded(state, dot, node.pipe, node)
    settle(state)
    if not node.pipe.declared and failed != "fail":
        print_value(state, node, value, mark)
    if state.runtime.depth == 1:
        del reads[mark:]


def print_value(state: State, node: Node, value: Value, mark: int) -> None:
    """Write a value; pieces without a place get the action's, with what was read since `mark`."""
    if value is MISSING or value is None:
        text = "<no value>"
    else:
        state.node = node
        text = value.text if isinstance(value, Struct) and value.text is not None else show(value)
    if not text:
        return
    runtime = state.runtime
    if not isinstance(text, Text):
        reads: tuple[Read, ...] = tuple(dict.fromkeys(runtime.reads[mark:]))
        if isinstance(value, Number):
            reads = tuple(dict.fromkeys((*reads, *value.origin.reads)))
        _write(state, text, _origin(state, node, reads))
        return
    placed: dict[int, Origin] = {}
    for piece, origin in text.pieces:
        if origin.source is None:
            known = placed.get(id(origin))
            if known is None:
                known = _origin(state, node, origin.reads)
                placed[id(origin)] = known
            origin = known
        _write(state, piece, origin)


def _branch(state: State, dot: Value, node: nodes.If | nodes.With) -> None:
    mark, outer, before = len(state.names), state.guard, len(state.runtime.reads)
    value = _condition(state, dot, node)
    asked = tuple(dict.fromkeys((*state.runtime.reads[before:], *reads_of(value))))
    state.guard = asked or outer
    try:
        if is_true(value):
            _walk(state, value if isinstance(node, nodes.With) else dot, node.body)
        else:
            leave_out(state, node.body, asked or _path_of(value))
            if node.otherwise is not None:
                _walk(state, dot, node.otherwise)
    finally:
        state.guard = outer
    state.pop(mark)


def _condition(state: State, dot: Value, node: nodes.If | nodes.With | nodes.Range) -> Value:
    """What a block asks for; what templates leave out that are only asked is left out nowhere."""
    left = len(state.runtime.left)
    value, _ = _guarded(state, dot, node.pipe, node)
    del state.runtime.left[left:]
    if isinstance(value, Unknown):
        _note_unknown(state, node)
    return value


def _path_of(value: Value) -> tuple[Read, ...]:
    """Where values were read from that a variable holds."""
    return (value.path,) if isinstance(value, (ValueTree, TreeList)) and value.path else ()


def _note_unknown(state: State, node: Node) -> None:
    source = state.tree.source
    state.runtime.notes.append(
        Note(
            source.name,
            source.line(node.pos),
            source.column(node.pos),
            "unknown-condition",
            "the condition is unknown; taken as true",
        )
    )


def _range(state: State, dot: Value, node: nodes.Range) -> None:
    mark, before = len(state.names), len(state.runtime.reads)
    value = _condition(state, dot, node)
    items: list[tuple[Value, Value]] = (
        [(0, value)] if isinstance(value, Unknown) else _items(state, node, value)
    )
    if not items:
        asked = tuple(dict.fromkeys(state.runtime.reads[before:]))
        leave_out(state, node.body, asked or _path_of(value))
    inner = len(state.names)
    for index, element in items:
        _bind(state, node.pipe, index, element)
        state.element = element
        try:
            _walk(state, element, node.body)
        except _Break:
            break
        except _Continue:
            pass
        finally:
            state.pop(inner)
    if not items and node.otherwise is not None:
        _walk(state, dot, node.otherwise)
    state.pop(mark)


def _items(state: State, node: nodes.Range, value: Value) -> list[tuple[Value, Value]]:
    runtime = state.runtime
    if isinstance(value, dict):
        runtime.steps += len(value)
        if isinstance(value, ValueTree):
            runtime.reads.append(value.path)
        return [(key, value[key]) for key in sorted(value)]
    if isinstance(value, (list, bytes)):
        runtime.steps += len(value)
        if isinstance(value, TreeList):
            runtime.reads.append(value.path)
        return list(enumerate(value))
    if isinstance(value, int) and not isinstance(value, bool):
        if len(node.pipe.declared) > 1:
            raise state.error(f"can't use {value} to iterate over more than one variable")
        if value > runtime.budget.steps:
            raise BudgetError(f"range over {value} exceeds the budget")
        return [(number, number) for number in range(value)]
    if value is MISSING or value is None:
        return []
    raise state.error(f"range can't iterate over {show(value)}")


def _bind(state: State, pipe: Pipe, index: Value, element: Value) -> None:
    declared = pipe.declared
    if not declared:
        return
    if pipe.is_assign:
        state.assign(declared[0].ident[0], index if len(declared) > 1 else element)
        if len(declared) > 1:
            state.assign(declared[1].ident[0], element)
        return
    state.held[-1] = element
    if len(declared) > 1:
        state.held[-2] = index


def _template(state: State, dot: Value, node: nodes.TemplateCall) -> None:
    state.node = node
    runtime = state.runtime
    mark = len(runtime.reads)
    try:
        tree = runtime.templates.get(node.name)
        if tree is None:
            raise state.error(f'template "{node.name}" not defined')
        argument = eval_pipeline(state, dot, node.pipe) if node.pipe else MISSING
        caller = _origin(state, node)
        pieces = execute(runtime, tree, argument, caller)
    except ExecError as error:
        if runtime.strict or isinstance(error, BudgetError):
            raise
        state.runtime.note(error)
        print_value(state, node, unknown(), mark)
        return
    settle(state)
    state.sink.extend(pieces)
