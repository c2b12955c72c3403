"""The text of templates: strip markers, flush heredocs, and directives put into a tree.

Follows hashicorp/hcl v2.23 `hclsyntax/parser_template.go`: heredoc text comes in one token a line, a
strip marker trims the one token next to it, `<<-` takes the smallest indentation off every line.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from complexity_lint.parsers.terraform import syntax
from complexity_lint.parsers.terraform.strings import normal, unescaped, unescaped_marks

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


class MarkKind(Enum):
    """What a `${ }` or `%{ }` sequence is."""

    VALUE = "value"
    IF = "if"
    ELSE = "else"
    FOR = "for"
    END = "end"


@dataclass(frozen=True, slots=True)
class Mark:
    """One sequence: its byte span, and the expression, condition or collection inside."""

    kind: MarkKind
    span: tuple[int, int]
    expression: syntax.Expression | None = None
    key: str = ""
    value: str = ""


def template_parts(
    data: bytes, span: tuple[int, int], marks: list[Mark], *, quoted: bool, flush: bool = False
) -> tuple[syntax.TemplatePart, ...]:
    """The parts of the template whose content is `data[span]`, texts joined and empty ones left out."""
    tokens: list[Mark | str] = []
    position, trim_next = span[0], False
    for mark in marks:
        start, end = mark.span
        texts = _texts(data[position:start], quoted)
        _trim(texts, first=trim_next, last=data[start + 2 : start + 3] == b"~")
        tokens.extend(texts)
        tokens.append(mark)
        position, trim_next = end, data[end - 2 : end - 1] == b"~"
    texts = _texts(data[position : span[1]], quoted)
    _trim(texts, first=trim_next, last=False)
    tokens.extend(texts)
    if flush:
        _flush(tokens)
    parts, _ = _tree(tokens, 0)
    return parts


def _texts(data: bytes, quoted: bool) -> list[str]:
    text = data.decode("utf-8", "replace")
    if quoted:
        return [unescaped(text)] if text else []
    # not splitlines: only a line feed ends a line of HCL
    return [unescaped_marks(line) for line in _LINE.findall(text)]


def _trim(texts: list[str], *, first: bool, last: bool) -> None:
    if first and texts:
        texts[0] = texts[0].lstrip()
    if last and texts:
        texts[-1] = texts[-1].rstrip()


def _flush(tokens: list[Mark | str]) -> None:
    """Take the smallest indentation of all lines off each line that is not blank."""
    line_start, least = True, None
    adjust: list[int] = []
    for position, token in enumerate(tokens):
        if line_start:
            line_start, indent = False, 0
            if isinstance(token, str):
                bare = token.lstrip()
                if not bare and token.endswith("\n"):
                    indent = -1
                else:
                    indent = len(token) - len(bare)
                    adjust.append(position)
            if indent >= 0 and (least is None or indent < least):
                least = indent
        if isinstance(token, str) and token.endswith("\n"):
            line_start = True
    for position in adjust:
        token = tokens[position]
        assert isinstance(token, str)
        tokens[position] = token[least or 0 :]


def _tree(tokens: list[Mark | str], position: int) -> tuple[tuple[syntax.TemplatePart, ...], int]:
    """The parts from `position` up to the closing or `else` mark, and where that stands."""
    parts: list[syntax.TemplatePart] = []
    text = ""
    while position < len(tokens):
        token = tokens[position]
        if isinstance(token, str):
            text += token
            position += 1
            continue
        if text:
            parts.append(syntax.Text(normal(text)))
            text = ""
        if token.kind in (MarkKind.ELSE, MarkKind.END):
            return tuple(parts), position
        part, position = _part(tokens, position, token)
        parts.append(part)
    if text:
        parts.append(syntax.Text(normal(text)))
    return tuple(parts), position


def _part(tokens: list[Mark | str], position: int, mark: Mark) -> tuple[syntax.TemplatePart, int]:
    assert mark.expression is not None
    if mark.kind is MarkKind.VALUE:
        return mark.expression, position + 1
    inner, position = _tree(tokens, position + 1)
    if mark.kind is MarkKind.FOR:
        return syntax.TemplateFor(mark.key, mark.value, mark.expression, inner), position + 1
    otherwise: tuple[syntax.TemplatePart, ...] = ()
    closing = tokens[position] if position < len(tokens) else None
    if isinstance(closing, Mark) and closing.kind is MarkKind.ELSE:
        otherwise, position = _tree(tokens, position + 1)
    return syntax.TemplateIf(mark.expression, inner, otherwise), position + 1
