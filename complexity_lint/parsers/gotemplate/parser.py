"""Tokens to trees, after Go text/template/parse/parse.go (Go 1.23 and later)."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import lru_cache

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
from complexity_lint.parsers.gotemplate.nodes import Body, Operand, Pipe, Source, Statement, Tree

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


@lru_cache(maxsize=4096)
def parse_cached(name: str, text: str, functions: frozenset[str]) -> tuple[Tree, ...]:
    """As `parse`; the same text is parsed once in a process."""
    return parse(name, text, functions)


def parse(name: str, text: str, functions: Container[str]) -> tuple[Tree, ...]:
    """All templates in `text`: definitions in their order, then the text itself under `name`.

    `functions` are the names that may be called. Raises ParseError with Go's message.
    """
    return _Parser(Source.of(name, text), functions).parse()


class _Parser:
    """The parser's place in the token stream and its scopes; used once."""

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

    # Lists and actions

    def parse(self) -> tuple[Tree, ...]:
        """The whole text."""
        statements: list[Statement] = []
        while self._peek().kind is not Kind.EOF:
            if self._peek().kind is Kind.LEFT_DELIM and self._keyword_ahead() == "define":
                self._next()
                self._next()
                self._define()
                continue
            statement = self._text_or_action()
            if isinstance(statement, str):
                raise self._fail(f"unexpected {{{{{statement}}}}}")
            statements.append(statement)
        own = Tree(self._source.name, self._source, tuple(statements))
        return (*self._trees.values(), own)

    def _keyword_ahead(self) -> str:
        token = self._tokens[self._at + 1]
        return token.text if token.kind is Kind.KEYWORD else ""

    def _define(self) -> None:
        context = "define clause"
        name = self._template_name(context)
        self._expect(Kind.RIGHT_DELIM, context)
        outer, self._variables = self._variables, ["$"]
        ranges, self._ranges = self._ranges, 0
        body, ended_by = self._list()
        if ended_by != "end":
            raise self._fail(f"unexpected {{{{{ended_by}}}}} in {context}")
        self._variables, self._ranges = outer, ranges
        self._add(Tree(name, self._source, body))

    def _add(self, tree: Tree) -> None:
        known = self._trees.get(tree.name)
        if known is None or known.is_empty:
            self._trees[tree.name] = tree
        elif not tree.is_empty:
            raise self._fail(f'template: multiple definition of template "{tree.name}"')

    def _template_name(self, context: str) -> str:
        token = self._next()
        if token.kind not in (Kind.STRING, Kind.RAW_STRING):
            raise self._unexpected(token, context)
        return self._unquoted(token)

    def _unquoted(self, token: Token) -> str:
        try:
            return unquote(token.text)
        except FunctionError as error:
            raise self._fail(str(error), token) from None

    def _list(self) -> tuple[Body, str]:
        """Statements up to `end` or `else`, and which of the two came."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise self._fail(f"more than {MAX_NESTING} nested blocks")
        statements: list[Statement] = []
        while self._peek().kind is not Kind.EOF:
            statement = self._text_or_action()
            if isinstance(statement, str):
                self._nesting -= 1
                return tuple(statements), statement
            statements.append(statement)
        raise self._fail("unexpected EOF")

    def _text_or_action(self) -> Statement | str:
        token = self._next()
        if token.kind is Kind.TEXT:
            return nodes.Text(token.pos, token.text)
        if token.kind is not Kind.LEFT_DELIM:
            raise self._unexpected(token, "input")
        self._action_pos = token.pos
        try:
            return self._action()
        finally:
            self._action_pos = -1

    def _action(self) -> Statement | str:
        token = self._next()
        handler = _KEYWORD_PARSERS.get(token.text) if token.kind is Kind.KEYWORD else None
        if handler is not None:
            return handler(self, token)
        self._at -= 1
        pos = self._peek().pos
        return nodes.Action(pos, self._pipeline("command", Kind.RIGHT_DELIM))

    def _end(self, token: Token) -> str:
        self._expect(Kind.RIGHT_DELIM, "end")
        return "end"

    def _else(self, token: Token) -> str:
        ahead = self._peek()
        if ahead.kind is Kind.KEYWORD and ahead.text in ("if", "with"):
            return "else"
        self._expect(Kind.RIGHT_DELIM, "else")
        return "else"

    def _loop_exit(self, token: Token) -> Statement:
        found = self._next()
        if found.kind is not Kind.RIGHT_DELIM:
            raise self._unexpected(found, f"{{{{{token.text}}}}}")
        if not self._ranges:
            raise self._fail(f"{{{{{token.text}}}}} outside {{{{range}}}}", token)
        return nodes.Break(token.pos) if token.text == "break" else nodes.Continue(token.pos)

    def _control(self, token: Token) -> Statement:
        """`if`, `with` or `range` after its keyword."""
        word = token.text
        scope = len(self._variables)
        pipe = self._pipeline(word, Kind.RIGHT_DELIM)
        self._ranges += word == "range"
        body, ended_by = self._list()
        self._ranges -= word == "range"
        otherwise = self._otherwise(word) if ended_by == "else" else None
        del self._variables[scope:]
        if word == "range":
            return nodes.Range(pipe.pos, pipe, body, otherwise)
        return (nodes.If if word == "if" else nodes.With)(pipe.pos, pipe, body, otherwise)

    def _otherwise(self, word: str) -> Body:
        ahead = self._peek()
        if word != "range" and ahead.kind is Kind.KEYWORD and ahead.text == word:
            self._next()
            self._nesting += 1
            if self._nesting > MAX_NESTING:
                raise self._fail(f"more than {MAX_NESTING} nested blocks")
            chained = self._control(ahead)
            self._nesting -= 1
            return (chained,)
        if ahead.kind is Kind.KEYWORD:
            raise self._unexpected(ahead, "else")
        body, ended_by = self._list()
        if ended_by != "end":
            raise self._fail(f"expected end; found {{{{{ended_by}}}}}")
        return body

    def _block(self, token: Token) -> Statement:
        context = "block clause"
        name_pos = self._peek().pos
        name = self._template_name(context)
        pipe = self._pipeline(context, Kind.RIGHT_DELIM)
        outer, self._variables = self._variables, ["$"]
        body, ended_by = self._list()
        if ended_by != "end":
            raise self._fail(f"unexpected {{{{{ended_by}}}}} in {context}")
        self._variables = outer
        self._add(Tree(name, self._source, body))
        return nodes.TemplateCall(name_pos, name, pipe)

    def _template(self, token: Token) -> Statement:
        context = "template clause"
        name_token = self._peek()
        name = self._template_name(context)
        pipe = None
        if self._next().kind is not Kind.RIGHT_DELIM:
            self._at -= 1
            pipe = self._pipeline(context, Kind.RIGHT_DELIM)
        return nodes.TemplateCall(name_token.pos, name, pipe)

    def _stray(self, token: Token) -> Statement:
        raise self._unexpected(token, "command")

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


_KEYWORD_PARSERS: dict[str, Callable[[_Parser, Token], Statement | str]] = {
    "block": _Parser._block,
    "break": _Parser._loop_exit,
    "continue": _Parser._loop_exit,
    "define": _Parser._stray,
    "else": _Parser._else,
    "end": _Parser._end,
    "if": _Parser._control,
    "range": _Parser._control,
    "template": _Parser._template,
    "with": _Parser._control,
}
_TERMS: dict[Kind, Callable[[_Parser, Token], Operand]] = {
    Kind.IDENTIFIER: _Parser._identifier,
    Kind.VARIABLE: _Parser._variable,
    Kind.NUMBER: _Parser._number,
    Kind.CHAR_CONSTANT: _Parser._character,
    Kind.DOT: lambda parser, token: nodes.Dot(token.pos),
    Kind.NIL: lambda parser, token: nodes.Nil(token.pos),
    Kind.BOOL: lambda parser, token: nodes.Bool(token.pos, token.text == "true"),
    Kind.FIELD: lambda parser, token: nodes.Field(token.pos, (token.text[1:],)),
    Kind.LEFT_PAREN: lambda parser, token: parser._pipeline("parenthesized pipeline", Kind.RIGHT_PAREN),
    Kind.STRING: lambda parser, token: nodes.String(token.pos, token.text, parser._unquoted(token)),
    Kind.RAW_STRING: lambda parser, token: nodes.String(token.pos, token.text, parser._unquoted(token)),
}
