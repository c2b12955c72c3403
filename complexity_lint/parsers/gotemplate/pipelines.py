"""Tokens to pipelines and operands: the expressions of the template language.

After Go text/template/parse/parse.go (Go 1.23 and later).
"""

from __future__ import annotations

from collections.abc import Callable, Container

from complexity_lint.parsers.gotemplate import nodes, source_text
from complexity_lint.parsers.gotemplate.constants import (
    INT_MAX,
    INT_MIN,
    UINT_MAX,
    parse_float,
    parse_int,
    unquote,
)
from complexity_lint.parsers.gotemplate.errors import FunctionError, ParseError
from complexity_lint.parsers.gotemplate.goquote import quote
from complexity_lint.parsers.gotemplate.lexer import Kind, Token, tokens
from complexity_lint.parsers.gotemplate.nodes import Operand, Pipe, Source, Tree

MAX_NESTING = 100
_COMMAND_ENDS = frozenset((Kind.RIGHT_DELIM, Kind.RIGHT_PAREN))
_OPERAND_STARTS = frozenset(
    (
        Kind.BOOL,
        Kind.CHAR_CONSTANT,
        Kind.DOT,
        Kind.FIELD,
        Kind.IDENTIFIER,
        Kind.NUMBER,
        Kind.NIL,
        Kind.RAW_STRING,
        Kind.STRING,
        Kind.VARIABLE,
        Kind.LEFT_PAREN,
    )
)


class PipelineParser:
    """The place in the token stream, the scopes, and the expressions; statements build on it. Used once."""

    def __init__(self, source: Source, functions: Container[str]) -> None:
        self._source = source
        self._functions = functions
        self._tokens = tokens(source.text)
        self._tokens += self._tokens[-1:] * 8  # nothing looks further ahead than that
        self._at = 0
        self._variables = ["$"]
        self._ranges = 0
        self._nesting = 0
        self._action_pos = -1
        self._trees: dict[str, Tree] = {}

    # Tokens

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _fail(self, message: str, token: Token | None = None) -> ParseError:
        pos = (token or self._tokens[max(self._at - 1, 0)]).pos
        line = self._source.line(pos)
        return ParseError(
            f"template: {self._source.name}:{line}: {message}",
            self._source.name,
            line,
            self._source.column(pos),
        )

    def _unexpected(self, token: Token, context: str) -> ParseError:
        if token.kind is not Kind.ERROR:
            return self._fail(f"unexpected {_shown(token)} in {context}", token)
        extra = ""
        if self._action_pos >= 0:
            started = self._source.line(self._action_pos)
            if started != self._source.line(token.pos):
                extra = f" in action started at {self._source.name}:{started}"
                if token.text.endswith(" action"):
                    extra = extra.removeprefix(" in action")
        return self._fail(token.text + extra, token)

    def _expect(self, kind: Kind, context: str) -> Token:
        token = self._next()
        if token.kind is not kind:
            raise self._unexpected(token, context)
        return token

    def _unquoted(self, token: Token) -> str:
        try:
            return unquote(token.text)
        except FunctionError as error:
            raise self._fail(str(error), token) from None

    # Pipelines

    def _pipeline(self, context: str, end: Kind) -> Pipe:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise self._fail(f"more than {MAX_NESTING} nested blocks")
        token = self._tokens[self._at]
        pos = token.pos
        declared, is_assign = self._declarations(context) if token.kind is Kind.VARIABLE else ((), False)
        commands: list[nodes.Command] = []
        while True:
            token = self._tokens[self._at]
            if token.kind is end:
                self._at += 1
                break
            if token.kind not in _OPERAND_STARTS:
                self._at += 1
                raise self._unexpected(token, context)
            commands.append(self._command())
        if len(commands) != 1:
            self._check_pipeline(commands, context)
        self._nesting -= 1
        return Pipe(pos, tuple(commands), declared, is_assign)

    def _check_pipeline(self, commands: list[nodes.Command], context: str) -> None:
        if not commands:
            raise self._fail(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], start=2):
            if isinstance(command.args[0], (nodes.Bool, nodes.Dot, nodes.Nil, nodes.Number, nodes.String)):
                raise self._fail(f"non executable command in pipeline stage {stage}")

    def _declarations(self, context: str) -> tuple[tuple[nodes.Variable, ...], bool]:
        declared: list[nodes.Variable] = []
        while self._peek().kind is Kind.VARIABLE:
            start = self._at
            variable = self._next()
            follower = self._peek()
            if follower.kind in (Kind.ASSIGN, Kind.DECLARE):
                self._next()
                declared.append(nodes.Variable(variable.pos, (variable.text,)))
                self._variables.append(variable.text)
                return tuple(declared), follower.kind is Kind.ASSIGN
            if follower.kind is not Kind.CHAR or follower.text != ",":
                self._at = start
                break
            self._next()
            declared.append(nodes.Variable(variable.pos, (variable.text,)))
            self._variables.append(variable.text)
            if context != "range" or len(declared) > 1:
                raise self._fail(f"too many declarations in {context}")
            if self._peek().kind not in (Kind.VARIABLE, Kind.RIGHT_DELIM, Kind.RIGHT_PAREN):
                raise self._fail("range can only initialize variables")
        return tuple(declared), False

    def _command(self) -> nodes.Command:
        pos = self._tokens[self._at].pos
        args: list[Operand] = []
        while True:
            operand = self._operand()
            if operand is not None:
                args.append(operand)
            token = self._tokens[self._at]
            if token.kind is Kind.PIPE:
                self._at += 1
            elif token.kind not in _COMMAND_ENDS:
                if token.spaced and operand is not None and token.kind in _OPERAND_STARTS:
                    continue
                raise self._unexpected(token, "operand")
            break
        if not args:
            raise self._fail("empty command")
        return nodes.Command(pos, tuple(args))

    def _operand(self) -> Operand | None:
        node = self._term()
        token = self._tokens[self._at]
        if node is None or token.kind is not Kind.FIELD or token.spaced:
            return node
        pos = token.pos
        fields = self._fields()
        if isinstance(node, nodes.Field):
            return nodes.Field(pos, (*node.ident, *fields))
        if isinstance(node, nodes.Variable):
            return nodes.Variable(pos, (*node.ident, *fields))
        if isinstance(node, (nodes.Identifier, Pipe, nodes.Chain)):
            return nodes.Chain(pos, node, tuple(fields))
        raise self._fail(f"unexpected . after term {quote(source_text.of_operand(node))}")

    def _fields(self) -> list[str]:
        """The fields that follow without a blank."""
        fields: list[str] = []
        token = self._tokens[self._at]
        while token.kind is Kind.FIELD and not token.spaced:
            fields.append(token.text[1:])
            self._at += 1
            token = self._tokens[self._at]
        return fields

    def _term(self) -> Operand | None:
        token = self._tokens[self._at]
        maker = _TERMS.get(token.kind)
        if maker is None:
            return None
        self._at += 1
        return maker(self, token)

    def _identifier(self, token: Token) -> Operand:
        if token.text not in self._functions:
            raise self._fail(f'function "{token.text}" not defined', token)
        return nodes.Identifier(token.pos, token.text)

    def _variable(self, token: Token) -> Operand:
        if token.text not in self._variables:
            raise self._fail(f'undefined variable "{token.text}"', token)
        return nodes.Variable(token.pos, (token.text,))

    def _number(self, token: Token) -> Operand:
        number = _number_node(token)
        if number is None:
            raise self._fail(f'illegal number syntax: "{token.text}"', token)
        return number

    def _character(self, token: Token) -> Operand:
        value = self._unquoted(token)
        if len(value) != 1:
            raise self._fail(f"malformed character constant: {token.text}", token)
        return nodes.Number(token.pos, token.text, ord(value), float(ord(value)))


def _number_node(token: Token) -> nodes.Number | None:
    text = token.text
    if text.endswith("i"):
        return nodes.Number(token.pos, text, None, None, is_complex=True)
    integer = parse_int(text)
    if integer is not None:
        in_range = INT_MIN <= integer <= UINT_MAX
        return nodes.Number(token.pos, text, integer, float(integer)) if in_range else None
    floating = parse_float(text)
    if floating is None:
        return None
    whole = int(floating) if floating.is_integer() and abs(floating) < INT_MAX else None
    return nodes.Number(token.pos, text, whole, floating)


def _shown(token: Token) -> str:
    """A token as Go's `item.String` prints it."""
    if token.kind is Kind.EOF:
        return "EOF"
    if token.kind is Kind.KEYWORD or token.kind is Kind.NIL or token.kind is Kind.DOT:
        return f"<{token.text}>"
    quoted = token.text[:10].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"...' if len(token.text) > 10 else f'"{quoted}"'


_TERMS: dict[Kind, Callable[[PipelineParser, Token], Operand]] = {
    Kind.IDENTIFIER: PipelineParser._identifier,
    Kind.VARIABLE: PipelineParser._variable,
    Kind.NUMBER: PipelineParser._number,
    Kind.CHAR_CONSTANT: PipelineParser._character,
    Kind.DOT: lambda parser, token: nodes.Dot(token.pos),
    Kind.NIL: lambda parser, token: nodes.Nil(token.pos),
    Kind.BOOL: lambda parser, token: nodes.Bool(token.pos, token.text == "true"),
    Kind.FIELD: lambda parser, token: nodes.Field(token.pos, (token.text[1:],)),
    Kind.LEFT_PAREN: lambda parser, token: parser._pipeline("parenthesized pipeline", Kind.RIGHT_PAREN),
    Kind.STRING: lambda parser, token: nodes.String(token.pos, token.text, parser._unquoted(token)),
    Kind.RAW_STRING: lambda parser, token: nodes.String(token.pos, token.text, parser._unquoted(token)),
}
