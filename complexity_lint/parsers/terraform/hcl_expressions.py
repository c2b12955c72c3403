"""Expressions of tree-sitter-hcl's trees -> syntax nodes.

The grammar binds chained conditionals to the left and takes `[0]` into an attribute splat; both are
put right here after the HCL native syntax specification ("Conditional Operator", "Splat Operators").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tree_sitter import Node

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.numbers import Number, parse_number
from complexity_lint.parsers.terraform.strings import normal, unescaped
from complexity_lint.parsers.terraform.template_text import Mark, MarkKind, template_parts
from complexity_lint.source import Location

_OPERATORS: Final = frozenset(["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"])


@dataclass(frozen=True, slots=True)
class Reading:
    """The bytes at hand; `line` is added to every row, for text that starts further down a file."""

    path: str
    data: bytes
    ascii: bool
    line: int = 1
    fixed: Location | None = None
    numbers: Mapping[int, Number] = field(default_factory=dict)

    def place(self, first: Node, last: Node) -> Location:
        """From the start of one node to the end of another, columns in code points."""
        if self.fixed is not None:
            return self.fixed
        row, column = first.start_point
        end_row, end_column = last.end_point
        if not self.ascii:
            column = self._code_points(first.start_byte, column)
            end_column = self._code_points(last.end_byte, end_column)
        return Location(self.path, row + self.line, column + 1, end_row + self.line, end_column + 1)

    def _code_points(self, byte: int, column: int) -> int:
        return len(self.data[byte - column : byte].decode("utf-8", "replace"))

    def text(self, node: Node) -> str:
        """The node's own text."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def string_of(reading: Reading, node: Node) -> str:
    """The text of a quoted literal, escapes decoded."""
    text = reading.data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return normal(unescaped(text)) if "\\" in text or "{" in text or not text.isascii() else text


def expression_of(reading: Reading, node: Node) -> syntax.Expression:
    """Any expression; Broken where the tree has an error."""
    kids = node.children if node.type == "expression" else [node]
    if len(kids) == 1:
        reader = _TERMS.get(kids[0].type)
        if reader is not None:
            return reader(reading, kids[0])
    return _run(reading, kids)


def _run(reading: Reading, nodes: Sequence[Node]) -> syntax.Expression:
    """A term and what follows it: attribute access, indexes, splats."""
    kids = [node for node in nodes if node.type != "comment"]
    if not kids:
        return syntax.Broken(Location(reading.path))
    first = kids[0]
    if first.type == "(":
        if len(kids) < 3:
            return syntax.Broken(reading.place(first, first))
        base: syntax.Expression = syntax.Parens(
            reading.place(first, kids[2]), expression_of(reading, kids[1])
        )
        rest = kids[3:]
    else:
        reader = _TERMS.get(first.type)
        base = reader(reading, first) if reader else syntax.Broken(reading.place(first, first))
        rest = kids[1:]
    return _applied(reading, base, first, _flat(rest)) if rest else base


def _flat(nodes: Sequence[Node]) -> list[Node]:
    """The steps in order of writing, a splat's own steps after the splat."""
    steps: list[Node] = []
    for node in nodes:
        if node.type in ("splat", "index"):
            steps.extend(_flat(node.children))
        elif node.type in ("attr_splat", "full_splat"):
            steps.append(node)
            steps.extend(_flat(node.children[1:]))
        elif node.type != "comment":
            steps.append(node)
    return steps


def _applied(reading: Reading, base: syntax.Expression, first: Node, steps: list[Node]) -> syntax.Expression:
    for position, step in enumerate(steps):
        kind = step.type
        if kind == "full_splat":
            return _splat(reading, base, first, (step, steps[position + 1 :]), ())
        if kind == "attr_splat":
            rest = steps[position + 1 :]
            inside = 0
            while inside < len(rest) and rest[inside].type in ("get_attr", "legacy_index"):
                inside += 1
            return _splat(reading, base, first, (step, rest[:inside]), rest[inside:])
        base = _stepped(reading, base, first, step)
    return base


def _splat(
    reading: Reading,
    base: syntax.Expression,
    first: Node,
    splat: tuple[Node, list[Node]],
    after: Sequence[Node],
) -> syntax.Expression:
    mark, inside = splat
    item = syntax.SplatItem(reading.place(mark, mark))
    each = _applied(reading, item, mark, inside)
    made = syntax.Splat(reading.place(first, inside[-1] if inside else mark), base, each)
    return _applied(reading, made, first, list(after))


def _stepped(reading: Reading, base: syntax.Expression, first: Node, step: Node) -> syntax.Expression:
    at = reading.place(first, step)
    kind = step.type
    if kind == "get_attr":
        return syntax.GetAttr(at, base, reading.text(step.children[-1]))
    if kind == "new_index":
        inner = [child for child in step.children if child.type not in ("[", "]", "comment")]
        return syntax.Index(at, base, _run(reading, inner))
    if kind == "legacy_index":
        number = parse_number(reading.text(step)[1:])
        return syntax.Index(at, base, syntax.Literal(at, number))
    return syntax.Broken(at)


def _literal(reading: Reading, node: Node) -> syntax.Expression:
    at = reading.place(node, node)
    child = node.children[0] if node.children else node
    kind = child.type
    if kind == "string_lit":
        return syntax.Literal(at, string_of(reading, child))
    text = reading.text(child)
    if kind == "bool_lit":
        return syntax.Literal(at, text == "true")
    if kind == "null_lit":
        return syntax.Literal(at, None)
    number = reading.numbers.get(child.start_byte)
    number = parse_number(text) if number is None else number
    return syntax.Broken(at) if number is None else syntax.Literal(at, number)


def _name(reading: Reading, node: Node) -> syntax.Expression:
    return syntax.Name(reading.place(node, node), reading.text(node))


def _wrapped(reading: Reading, node: Node) -> syntax.Expression:
    return _run(reading, node.children)


def _tuple(reading: Reading, node: Node) -> syntax.Expression:
    items = tuple(expression_of(reading, child) for child in node.children if child.type == "expression")
    return syntax.TupleOf(reading.place(node, node), items)


def object_of(reading: Reading, node: Node) -> syntax.ObjectOf:
    """`{ a = 1 }`."""
    items: list[syntax.ObjectItem] = []
    for child in node.children:
        if child.type == "object_elem":
            pair = [kid for kid in child.children if kid.type == "expression"]
            if len(pair) == 2:
                at = reading.place(child, child)
                key = _key(expression_of(reading, pair[0]))
                items.append(syntax.ObjectItem(at, key, expression_of(reading, pair[1])))
    return syntax.ObjectOf(reading.place(node, node), tuple(items))


def _key(expression: syntax.Expression) -> syntax.Expression:
    """A bare word as an object's key is its own name ("Collection Values": object elements)."""
    if isinstance(expression, syntax.Name):
        return syntax.Literal(expression.at, expression.name)
    if isinstance(expression, syntax.Literal) and expression.value is None:
        return syntax.Literal(expression.at, "null")
    return expression


def _for(reading: Reading, node: Node) -> syntax.Expression:
    at = reading.place(node, node)
    kids = node.children
    if len(kids) == 1 and kids[0].type in ("for_tuple_expr", "for_object_expr"):
        kids = kids[0].children
    intro = next((kid for kid in kids if kid.type == "for_intro"), None)
    results = [expression_of(reading, kid) for kid in kids if kid.type == "expression"]
    if intro is None or not results:
        return syntax.Broken(at)
    key, value, collection = _intro(reading, intro)
    condition = next((kid for kid in kids if kid.type == "for_cond"), None)
    return syntax.For(
        at,
        key,
        value,
        collection,
        results[0] if len(results) == 2 else None,
        results[-1],
        _only_expression(reading, condition) if condition else None,
        any(kid.type == "ellipsis" for kid in kids),
    )


def _intro(reading: Reading, node: Node) -> tuple[str, str, syntax.Expression]:
    names = [reading.text(kid) for kid in node.children if kid.type == "identifier"]
    key = names[0] if len(names) == 2 else ""
    return key, names[-1] if names else "", _only_expression(reading, node)


def _only_expression(reading: Reading, node: Node) -> syntax.Expression:
    for kid in node.children:
        if kid.type == "expression":
            return expression_of(reading, kid)
    return syntax.Broken(reading.place(node, node))


def _call(reading: Reading, node: Node) -> syntax.Expression:
    arguments: list[syntax.Expression] = []
    expand = False
    for child in node.children:
        if child.type == "function_arguments":
            for kid in child.children:
                if kid.type == "expression":
                    arguments.append(expression_of(reading, kid))
                elif kid.type == "ellipsis":
                    expand = True
    name = "".join(reading.text(node.children[0]).split())
    return syntax.Call(reading.place(node, node), name, tuple(arguments), expand)


def _conditional(reading: Reading, node: Node) -> syntax.Expression:
    parts = [kid for kid in node.children if kid.type not in ("?", ":", "comment")]
    if len(parts) != 3:
        return syntax.Broken(reading.place(node, node))
    at = reading.place(node, node)
    first, then, otherwise = (expression_of(reading, part) for part in parts)
    return _to_the_right(at, first, then, otherwise)


def _to_the_right(
    at: Location, first: syntax.Expression, then: syntax.Expression, otherwise: syntax.Expression
) -> syntax.Expression:
    """`(a ? b : c) ? d : e` without brackets written means `a ? b : (c ? d : e)`."""
    if isinstance(first, syntax.Conditional):
        inner = _to_the_right(at, first.otherwise, then, otherwise)
        return syntax.Conditional(at, first.condition, first.then, inner)
    return syntax.Conditional(at, first, then, otherwise)


def _operation(reading: Reading, node: Node) -> syntax.Expression:
    node = node.children[0]
    at = reading.place(node, node)
    kids = [kid for kid in node.children if kid.type != "comment"]
    if node.type == "unary_operation":
        return syntax.Unary(at, kids[0].type, _run(reading, kids[1:]))
    for position, kid in enumerate(kids):
        if kid.type in _OPERATORS and position:
            left, right = _run(reading, kids[:position]), _run(reading, kids[position + 1 :])
            return syntax.Binary(at, kid.type, left, right)
    return syntax.Broken(at)


def _template(reading: Reading, node: Node) -> syntax.Expression:
    inner = node.children[0] if node.type == "template_expr" else node
    at = reading.place(inner, inner)
    if inner.type == "quoted_template":
        start, end = inner.start_byte + 1, inner.end_byte - 1
        parts = template_parts(reading.data, (start, end), _marks(reading, inner), quoted=True)
    else:
        identifiers = [kid for kid in inner.children if kid.type == "heredoc_identifier"]
        start = reading.data.find(b"\n", identifiers[0].end_byte) + 1
        end = reading.data.rfind(b"\n", 0, identifiers[-1].start_byte) + 1
        flush = reading.data[inner.start_byte : inner.start_byte + 3] == b"<<-"
        parts = template_parts(
            reading.data, (start, max(start, end)), _marks(reading, inner), quoted=False, flush=flush
        )
    if not parts:
        return syntax.Literal(at, "")
    if len(parts) == 1 and isinstance(parts[0], syntax.Text):
        return syntax.Literal(at, parts[0].value)
    return syntax.Template(at, parts)


def _marks(reading: Reading, node: Node) -> list[Mark]:
    """The `${ }` and `%{ }` sequences of a template in order of writing, nested ones included."""
    marks: list[Mark] = []
    for child in node.children:
        kind = child.type
        if kind == "template_interpolation":
            span = (child.start_byte, child.end_byte)
            marks.append(Mark(MarkKind.VALUE, span, _only_expression(reading, child)))
        elif kind in ("template_directive", "template_for", "template_if"):
            marks.extend(_marks(reading, child))
        elif kind in _DIRECTIVES:
            marks.append(_directive(reading, child, _DIRECTIVES[kind]))
    return marks


def _directive(reading: Reading, node: Node, kind: MarkKind) -> Mark:
    span = (node.start_byte, node.end_byte)
    if kind is MarkKind.FOR:
        key, value, collection = _intro(reading, node)
        return Mark(kind, span, collection, key, value)
    expression = _only_expression(reading, node) if kind is MarkKind.IF else None
    return Mark(kind, span, expression)


_DIRECTIVES: Final = {
    "template_for_start": MarkKind.FOR,
    "template_for_end": MarkKind.END,
    "template_if_intro": MarkKind.IF,
    "template_else_intro": MarkKind.ELSE,
    "template_if_end": MarkKind.END,
}
_TERMS: Final[dict[str, Callable[[Reading, Node], syntax.Expression]]] = {
    "expression": expression_of,
    "literal_value": _literal,
    "variable_expr": _name,
    "template_expr": _template,
    "collection_value": _wrapped,
    "tuple": _tuple,
    "object": object_of,
    "for_expr": _for,
    "function_call": _call,
    "conditional": _conditional,
    "operation": _operation,
}
