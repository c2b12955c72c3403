"""The functions text/template itself defines (funcs.go), apart from `and` and `or`."""

from __future__ import annotations

from urllib.parse import quote_plus

from complexity_lint.parsers.gotemplate.compare import equal, less
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.gofmt import sprint, sprintf, sprintln
from complexity_lint.parsers.gotemplate.provenance import Unknown, map_pieces
from complexity_lint.parsers.gotemplate.signature import ANY, REFLECT, STRING, Table
from complexity_lint.parsers.gotemplate.source_text import of_node
from complexity_lint.parsers.gotemplate.state import State
from complexity_lint.parsers.gotemplate.values import (
    ANY_TYPE,
    MISSING,
    GoMap,
    Integer,
    Tree,
    TreeList,
    Uint8,
    Value,
    is_true,
    kind_name,
    type_name,
)

BUILTINS = Table()


@BUILTINS.add("and or", REFLECT, more=REFLECT)
def _and_or(*values: Value) -> Value:
    raise FunctionError("unreachable: the evaluator stops at the deciding argument")


@BUILTINS.add("not", REFLECT)
def _not(value: Value) -> Value:
    return not is_true(value)


@BUILTINS.add("eq", REFLECT, more=REFLECT)
def _eq(first: Value, *others: Value) -> Value:
    if not others:
        raise FunctionError("missing argument for comparison")
    return any(equal(first, other) for other in others)


@BUILTINS.add("ne", REFLECT, REFLECT)
def _ne(left: Value, right: Value) -> Value:
    return not equal(left, right)


@BUILTINS.add("lt", REFLECT, REFLECT)
def _lt(left: Value, right: Value) -> Value:
    return less(left, right)


@BUILTINS.add("le", REFLECT, REFLECT)
def _le(left: Value, right: Value) -> Value:
    return less(left, right) or equal(left, right)


@BUILTINS.add("gt", REFLECT, REFLECT)
def _gt(left: Value, right: Value) -> Value:
    return not (less(left, right) or equal(left, right))


@BUILTINS.add("ge", REFLECT, REFLECT)
def _ge(left: Value, right: Value) -> Value:
    return not less(left, right)


@BUILTINS.add("print", more=ANY)
def _print(*values: Value) -> Value:
    return sprint(values)


@BUILTINS.add("printf", STRING, more=ANY)
def _printf(template: str, *values: Value) -> Value:
    return sprintf(template, values)


@BUILTINS.add("println", more=ANY)
def _println(*values: Value) -> Value:
    return sprintln(values)


@BUILTINS.add("len", REFLECT)
def _len(value: Value) -> Value:
    if isinstance(value, str):
        return len(value.encode("utf-8", "surrogateescape"))
    if isinstance(value, (dict, list, bytes)):
        return len(value)
    if value is None:
        raise FunctionError("len of nil pointer")
    if value is MISSING:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    raise FunctionError(f"len of type {type_name(value)}")


@BUILTINS.add("index", REFLECT, more=REFLECT, with_runtime=True)
def _index(state: State, value: Value, *indices: Value) -> Value:
    if value is None or value is MISSING:
        raise FunctionError("index of untyped nil")
    for number, index in enumerate(indices):
        if value is None:
            raise FunctionError("index of nil pointer")
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Tree) and number == len(indices) - 1:
            state.runtime.reads.append((*value.path, index))
        value = _indexed(value, index)
    return value


def _indexed(value: Value, index: Value) -> Value:
    if isinstance(value, dict):
        if index is None or index is MISSING:
            raise FunctionError("value is nil; should be of type string")
        if not isinstance(index, str):
            raise FunctionError(f"value has type {type_name(index)}; should be string")
        return value.get(index, value.elem_zero if isinstance(value, GoMap) else None)
    if isinstance(value, (list, bytes, str)):
        items = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
        at = _position(index, len(items))
        item: Value = items[at]
        return item if isinstance(value, (list, TreeList)) else _byte(item)
    raise FunctionError(f"can't index item of type {_static(value)}")


def _static(value: Value) -> str:
    return type_name(value) if value is not None else ANY_TYPE


def _byte(item: Value) -> Value:
    return Uint8(item) if isinstance(item, int) else item


def _position(index: Value, size: int) -> int:
    if index is None or index is MISSING:
        raise FunctionError("cannot index slice/array with nil")
    if isinstance(index, bool) or not isinstance(index, (int, Integer)):
        raise FunctionError(f"cannot index slice/array with type {type_name(index)}")
    if not 0 <= index < size:
        raise FunctionError(f"index out of range: {index}")
    return int(index)


_HTML = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}


@BUILTINS.add("html", more=ANY)
def _html(*values: Value) -> Value:
    return map_pieces(sprint(values), lambda text: "".join(_HTML.get(char, char) for char in text))


_JS = {
    "\\": "\\\\",
    "'": "\\'",
    '"': '\\"',
    "<": "\\u003C",
    ">": "\\u003E",
    "&": "\\u0026",
    "=": "\\u003D",
}


@BUILTINS.add("js", more=ANY)
def _js(*values: Value) -> Value:
    return "".join(_js_char(char) for char in sprint(values))


def _js_char(char: str) -> str:
    known = _JS.get(char)
    if known is not None:
        return known
    if char < " " or (not char.isascii() and not char.isprintable()):
        return f"\\u{ord(char):04X}"
    return char


@BUILTINS.add("urlquery", more=ANY)
def _urlquery(*values: Value) -> Value:
    return quote_plus(sprint(values), safe="~", errors="surrogateescape")


@BUILTINS.add("call", REFLECT, more=REFLECT, with_runtime=True)
def _call(state: State, value: Value, *values: Value) -> Value:
    if value is None or value is MISSING:
        raise FunctionError("call of nil")
    shown = of_node(state.node).partition(" ")[2]
    raise FunctionError(f"non-function {shown} of type {type_name(value)}")


@BUILTINS.add("typeOf", ANY)
def _type_of(value: Value) -> Value:
    return type_name(value)


@BUILTINS.add("typeIs", STRING, ANY)
def _type_is(name: str, value: Value) -> Value:
    return name == type_name(value)


@BUILTINS.add("typeIsLike", STRING, ANY)
def _type_is_like(name: str, value: Value) -> Value:
    return type_name(value) in (name, "*" + name)


@BUILTINS.add("kindOf", ANY)
def _kind_of(value: Value) -> Value:
    return kind_name(value)


@BUILTINS.add("kindIs", STRING, ANY)
def _kind_is(name: str, value: Value) -> Value:
    return name == kind_name(value)
