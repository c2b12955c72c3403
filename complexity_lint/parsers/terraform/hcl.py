"""Native Terraform text (`.tf`, `.tofu`, `.tfvars`, `.hcl`) -> syntax nodes, through tree-sitter-hcl."""

import itertools
import re
from dataclasses import replace
from typing import Final

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.hcl_expressions import Reading, expression_of, object_of, string_of
from complexity_lint.parsers.terraform.numbers import Number, parse_number
from complexity_lint.source import Location, Source

_PARSER: Final = Parser(Language(tree_sitter_hcl.language()))
_BLOCK_START: Final = re.compile(rb'^[A-Za-z_][\w-]*(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{', re.MULTILINE)
_MAX_PROBLEMS: Final = 20
_MAX_DEPTH: Final = 200
_EXPONENT: Final = re.compile(rb"(?<![\w.\"-])\d+[eE][+-]?\d+(?![\w.])")


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
    value = object_of(reading, node)
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
    try:
        value = expression_of(reading, last) if last.type == "expression" else syntax.Broken(at)
    except RecursionError:
        value = syntax.Broken(at)
    return syntax.Attribute(at, reading.text(children[0]), value)


def _block(reading: Reading, node: Node, depth: int) -> syntax.Block:
    labels: list[str] = []
    body = syntax.Body()
    children = node.children
    header_end = children[0]
    for child in children[1:]:
        kind = child.type
        if kind == "string_lit":
            labels.append(string_of(reading, child))
            header_end = child
        elif kind == "identifier":
            labels.append(reading.text(child))
            header_end = child
        elif kind == "body":
            body = _body(reading, child, depth + 1)
    at = reading.place(children[0], header_end)
    end_line = node.end_point[0] + reading.line if reading.fixed is None else None
    made = tuple(syntax.Label(at, label) for label in labels)
    return syntax.Block(at, reading.text(children[0]), made, body, end_line)
