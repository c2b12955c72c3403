"""Native Terraform text (`.tf`, `.tofu`, `.tfvars`, `.hcl`) -> syntax nodes, through tree-sitter-hcl.

The grammar binds chained conditionals to the left and takes `[0]` into an attribute splat; both are
put right here after the HCL native syntax specification ("Conditional Operator", "Splat Operators").
"""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.numbers import Number, parse_number
from complexity_lint.parsers.terraform.strings import normal, unescaped
from complexity_lint.parsers.terraform.template_text import Mark, MarkKind, template_parts
from complexity_lint.source import Location, Source

_PARSER: Final = Parser(Language(tree_sitter_hcl.language()))
_BLOCK_START: Final = re.compile(rb'^[A-Za-z_][\w-]*(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{', re.MULTILINE)
_OPERATORS: Final = frozenset(["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"])
_MAX_PROBLEMS: Final = 20
_MAX_DEPTH: Final = 200
_EXPONENT: Final = re.compile(rb"(?<![\w.\"-])\d+[eE][+-]?\d+(?![\w.])")


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


def parse_hcl(source: Source) -> syntax.TerraformFile:
    """Everything that can be read; what cannot be is among the problems and the rest is still read."""
    reading = _reading(source.path, source.text)
    root = _PARSER.parse(reading.data).root_node
    if not root.has_error:
        return syntax.TerraformFile(source.path, _file_body(reading, root))
    return _parse_in_pieces(reading)


def parse_template(text: str, at: Location) -> syntax.Template | None:
    """A template file's or JSON string's text as a template whose every node stands at `at`.

    None when it is not a template. Backslashes are plain text here, as in a heredoc.
    """
    marker = "END_OF_THE_TEMPLATE"
    while marker in text:
        marker += "_"
    data = f"a = <<{marker}\n{text}\n{marker}\n".encode()
    root = _PARSER.parse(data).root_node
    if root.has_error:
        return None
    reading = Reading(at.path, data, data.isascii(), fixed=at)
    body = _file_body(reading, root)
    template = body.attributes[0].value if body.attributes else None
    if isinstance(template, syntax.Literal):
        template = syntax.Template(at, (syntax.Text(str(template.value)),))
    if not isinstance(template, syntax.Template):
        return None
    return syntax.Template(at, _without_last_newline(template.parts))


def parse_expression(text: str, at: Location) -> syntax.Expression:
    """One expression, every node at `at`; Broken when it is none."""
    data = f"a = {text}\n".encode()
    reading = Reading(at.path, data, data.isascii(), fixed=at)
    root = _PARSER.parse(data).root_node
    if root.has_error and _EXPONENT.search(data):
        reading = _without_exponents(reading)
        root = _PARSER.parse(reading.data).root_node
    if root.has_error:
        return syntax.Broken(at)
    body = _file_body(reading, root)
    return body.attributes[0].value if len(body.attributes) == 1 else syntax.Broken(at)


def _without_last_newline(parts: tuple[syntax.TemplatePart, ...]) -> tuple[syntax.TemplatePart, ...]:
    if parts and isinstance(parts[-1], syntax.Text) and parts[-1].value.endswith("\n"):
        last = parts[-1].value[:-1]
        return (*parts[:-1], syntax.Text(last)) if last else parts[:-1]
    return parts


def _reading(path: str, text: str, line: int = 1) -> Reading:
    data = text.encode("utf-8", "replace")
    return Reading(path, data, len(data) == len(text), line)


def _parse_in_pieces(whole: Reading) -> syntax.TerraformFile:
    """A file with errors is cut at the starts of its top-level blocks, so one error spoils one block."""
    starts = [match.start() for match in _BLOCK_START.finditer(whole.data)]
    cuts = [0, *(start for start in starts if start > 0), len(whole.data)]
    attributes: list[syntax.Attribute] = []
    blocks: list[syntax.Block] = []
    problems: list[SyntaxProblem] = []
    for start, end in itertools.pairwise(cuts):
        piece = whole.data[start:end]
        reading = Reading(whole.path, piece, whole.ascii, 1 + whole.data.count(b"\n", 0, start))
        root = _PARSER.parse(piece).root_node
        if root.has_error and _EXPONENT.search(piece):
            reading = _without_exponents(reading)
            root = _PARSER.parse(reading.data).root_node
        body = _file_body(reading, root)
        attributes.extend(body.attributes)
        blocks.extend(body.blocks)
        if root.has_error:
            problems.extend(_first_problem(reading, root))
    body = syntax.Body(tuple(attributes), tuple(blocks))
    return syntax.TerraformFile(whole.path, body, tuple(problems[:_MAX_PROBLEMS]))


def _without_exponents(reading: Reading) -> Reading:
    """The grammar has no `1e3`: its digits take its place, and its value is kept beside the text."""
    numbers: dict[int, Number] = {}

    def replaced(match: re.Match[bytes]) -> bytes:
        number = parse_number(match[0].decode())
        if number is None:
            return match[0]
        numbers[match.start()] = number
        return b"1" * len(match[0])

    return replace(reading, data=_EXPONENT.sub(replaced, reading.data), numbers=numbers)


def _first_problem(reading: Reading, root: Node) -> list[SyntaxProblem]:
    """The first thing that is wrong; what follows it in the same block is mostly its consequence."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_missing:
            return [SyntaxProblem(reading.place(node, node), f"missing {_kind(node)}")]
        if node.is_error:
            text = reading.text(node).strip().partition("\n")[0][:40]
            return [SyntaxProblem(reading.place(node, node), f"unexpected {text!r}")]
        if node.has_error:
            waiting.extend(reversed(node.children))
    return []


def _kind(node: Node) -> str:
    names = {"quoted_template_end": "closing quote", "block_end": "closing brace", "}": "closing brace"}
    return names.get(node.type, node.type.replace("_", " "))


def _file_body(reading: Reading, root: Node) -> syntax.Body:
    attributes: list[syntax.Attribute] = []
    blocks: list[syntax.Block] = []
    for child in root.children:
        if child.type in ("body", "ERROR"):
            body = _body(reading, child, 0)
            attributes.extend(body.attributes)
            blocks.extend(body.blocks)
        elif child.type == "object":
            attributes.extend(_tfvars_object(reading, child))
    return syntax.Body(tuple(attributes), tuple(blocks))


def _tfvars_object(reading: Reading, node: Node) -> list[syntax.Attribute]:
    value = _object(reading, node)
    assert isinstance(value, syntax.ObjectOf)
    return [
        syntax.Attribute(item.at, str(item.key.value), item.value)
        for item in value.items
        if isinstance(item.key, syntax.Literal)
    ]


def _body(reading: Reading, node: Node, depth: int) -> syntax.Body:
    attributes: list[syntax.Attribute] = []
    blocks: list[syntax.Block] = []
    if depth > _MAX_DEPTH:
        return syntax.Body()
    for child in node.children:
        kind = child.type
        if kind == "attribute":
            attributes.append(_attribute(reading, child))
        elif kind == "block":
            blocks.append(_block(reading, child, depth))
        elif kind in ("ERROR", "body"):
            inner = _body(reading, child, depth + 1)
            attributes.extend(inner.attributes)
            blocks.extend(inner.blocks)
    return syntax.Body(tuple(attributes), tuple(blocks))


def _attribute(reading: Reading, node: Node) -> syntax.Attribute:
    at = reading.place(node, node)
    children = node.children
    last = children[-1]
    value = _expression(reading, last) if last.type == "expression" else syntax.Broken(at)
    return syntax.Attribute(at, reading.text(children[0]), value)


def _block(reading: Reading, node: Node, depth: int) -> syntax.Block:
    labels: list[syntax.Label] = []
    body = syntax.Body()
    children = node.children
    header_end = children[0]
    for child in children[1:]:
        kind = child.type
        if kind == "string_lit":
            labels.append(syntax.Label(reading.place(child, child), _string(reading, child)))
            header_end = child
        elif kind == "identifier":
            labels.append(syntax.Label(reading.place(child, child), reading.text(child)))
            header_end = child
        elif kind == "body":
            body = _body(reading, child, depth + 1)
    at = reading.place(children[0], header_end)
    end_line = node.end_point[0] + reading.line if reading.fixed is None else None
    return syntax.Block(at, reading.text(children[0]), tuple(labels), body, end_line)


def _string(reading: Reading, node: Node) -> str:
    text = reading.data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return normal(unescaped(text)) if "\\" in text or "{" in text or not text.isascii() else text


def _expression(reading: Reading, node: Node) -> syntax.Expression:
    if node.type == "expression":
        return _run(reading, node.children)
    return _run(reading, [node])


def _run(reading: Reading, nodes: Sequence[Node]) -> syntax.Expression:
    """A term and what follows it: attribute access, indexes, splats."""
    kids = [node for node in nodes if node.type != "comment"]
    if not kids:
        return syntax.Broken(Location(reading.path))
    first = kids[0]
    if first.type == "(":
        if len(kids) < 3:
            return syntax.Broken(reading.place(first, first))
        base: syntax.Expression = syntax.Parens(reading.place(first, kids[2]), _expression(reading, kids[1]))
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
        return syntax.Literal(at, _string(reading, child))
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
    items = tuple(_expression(reading, child) for child in node.children if child.type == "expression")
    return syntax.TupleOf(reading.place(node, node), items)


def _object(reading: Reading, node: Node) -> syntax.Expression:
    items: list[syntax.ObjectItem] = []
    for child in node.children:
        if child.type == "object_elem":
            pair = [kid for kid in child.children if kid.type == "expression"]
            if len(pair) == 2:
                at = reading.place(child, child)
                key = _key(_expression(reading, pair[0]))
                items.append(syntax.ObjectItem(at, key, _expression(reading, pair[1])))
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
    results = [_expression(reading, kid) for kid in kids if kid.type == "expression"]
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
            return _expression(reading, kid)
    return syntax.Broken(reading.place(node, node))


def _call(reading: Reading, node: Node) -> syntax.Expression:
    arguments: list[syntax.Expression] = []
    expand = False
    for child in node.children:
        if child.type == "function_arguments":
            for kid in child.children:
                if kid.type == "expression":
                    arguments.append(_expression(reading, kid))
                elif kid.type == "ellipsis":
                    expand = True
    name = "".join(reading.text(node.children[0]).split())
    return syntax.Call(reading.place(node, node), name, tuple(arguments), expand)


def _conditional(reading: Reading, node: Node) -> syntax.Expression:
    parts = [kid for kid in node.children if kid.type not in ("?", ":", "comment")]
    if len(parts) != 3:
        return syntax.Broken(reading.place(node, node))
    at = reading.place(node, node)
    first, then, otherwise = (_expression(reading, part) for part in parts)
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
    "expression": _expression,
    "literal_value": _literal,
    "variable_expr": _name,
    "template_expr": _template,
    "collection_value": _wrapped,
    "tuple": _tuple,
    "object": _object,
    "for_expr": _for,
    "function_call": _call,
    "conditional": _conditional,
    "operation": _operation,
}
