"""helm's own functions: include, tpl, required, fail, lookup (helm v4.3 pkg/engine/engine.go)."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate.errors import (
    BudgetError,
    ExecError,
    FunctionError,
    ParseError,
    ValidationFailure,
)
from complexity_lint.parsers.gotemplate.evaluator import execute
from complexity_lint.parsers.gotemplate.functions.strings import replaced
from complexity_lint.parsers.gotemplate.goquote import quote
from complexity_lint.parsers.gotemplate.nodes import Tree
from complexity_lint.parsers.gotemplate.parser import parse_cached
from complexity_lint.parsers.gotemplate.provenance import Origin, Text, Unknown, join, unknown
from complexity_lint.parsers.gotemplate.signature import ANY, STRING, Table
from complexity_lint.parsers.gotemplate.state import State
from complexity_lint.parsers.gotemplate.values import MISSING, Value

TEMPLATES = Table()


def _caller(state: State) -> Origin:
    return Origin(state.tree.source, state.node.pos, state.tree.name, state.caller, (), guard=state.guard)


@TEMPLATES.add("include", STRING, ANY, with_runtime=True)
def _include(state: State, name: str, data: Value) -> Value:
    runtime = state.runtime
    if isinstance(name, Unknown):
        return unknown()
    counts = runtime.include_counts
    if counts.get(name, 0) > 1000:
        raise BudgetError(
            f"rendering template has a nested reference name: {name}: unable to execute template"
        )
    tree = runtime.templates.get(name)
    if tree is None:
        raise ExecError(f'template: no template {quote(name)} associated with template "gotpl"')
    counts[name] = counts.get(name, 0) + 1
    try:
        pieces = execute(runtime, tree, MISSING if data is None else data, _caller(state))
    finally:
        counts[name] -= 1
    return join(pieces)


@TEMPLATES.add("tpl", STRING, ANY, with_runtime=True)
def _tpl(state: State, text: str, data: Value) -> Value:
    runtime = state.runtime
    if isinstance(text, Unknown):
        return text
    if "{{" not in text:
        return text
    if runtime.tpl_depth >= runtime.budget.tpl_depth:
        raise BudgetError("tpl is nested too deeply")
    try:
        trees = parse_cached("gotpl", str(text), runtime.names)
    except ParseError as error:
        raise FunctionError(f"cannot parse template {quote(text)}: {error.message}") from None
    own = trees[-1]
    outer = runtime.templates
    if len(trees) > 1:
        runtime.templates = {**outer, **{tree.name: tree for tree in trees[:-1] if _replaces(tree, outer)}}
    runtime.tpl_depth += 1
    try:
        pieces = execute(runtime, own, MISSING if data is None else data, _text_origin(state, text))
    except BudgetError:
        raise
    except ExecError as error:
        message = f"error during tpl function execution for {quote(text)}: {error.message}"
        raise ExecError(message, error.template, error.line, error.column) from error
    finally:
        runtime.tpl_depth -= 1
        runtime.templates = outer
    result = join(pieces)
    return replaced("<no value>", "", result) if "<no value>" in result else result


def _replaces(tree: Tree, known: dict[str, Tree]) -> bool:
    return not tree.is_empty or tree.name not in known


def _text_origin(state: State, text: str) -> Origin:
    """The calling action; it has read what the template's text was read from."""
    reads = text.spans[0][1].reads if isinstance(text, Text) and text.spans else ()
    return Origin(state.tree.source, state.node.pos, state.tree.name, state.caller, reads)


@TEMPLATES.add("required", STRING, ANY)
def _required(message: str, value: Value) -> Value:
    if value is None or (isinstance(value, str) and not value):
        raise ValidationFailure(message, needs_value=True)
    return value


@TEMPLATES.add("fail", STRING)
def _fail(message: str) -> Value:
    raise ValidationFailure(message, needs_value=False)


@TEMPLATES.add("lookup", STRING, STRING, STRING, STRING)
def _lookup(version: str, kind: str, namespace: str, name: str) -> Value:
    return {}


@TEMPLATES.add("getHostByName", STRING)
def _host(name: str) -> Value:
    return ""
