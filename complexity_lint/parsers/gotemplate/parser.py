"""Tokens to trees, after Go text/template/parse/parse.go (Go 1.23 and later)."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import lru_cache

from complexity_lint.parsers.gotemplate import nodes
from complexity_lint.parsers.gotemplate.lexer import Kind, Token
from complexity_lint.parsers.gotemplate.nodes import Body, Source, Statement, Tree
from complexity_lint.parsers.gotemplate.pipelines import MAX_NESTING, PipelineParser


@lru_cache(maxsize=4096)
def parse_cached(name: str, text: str, functions: frozenset[str]) -> tuple[Tree, ...]:
    """As `parse`; the same text is parsed once in a process."""
    return parse(name, text, functions)


def parse(name: str, text: str, functions: Container[str]) -> tuple[Tree, ...]:
    """All templates in `text`: definitions in their order, then the text itself under `name`.

    `functions` are the names that may be called. Raises ParseError with Go's message.
    """
    return _Parser(Source.of(name, text), functions).parse()


class _Parser(PipelineParser):
    """The statements."""

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
