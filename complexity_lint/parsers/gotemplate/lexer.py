"""Template text to tokens, after Go text/template/parse/lex.go (Go 1.23 and later).

Literal text, comments and trim markers are settled here: the parser sees trimmed text and no comments.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

SPACES = " \t\r\n"


class Kind(Enum):
    """The kinds of token."""

    __hash__ = object.__hash__  # members are compared by identity; Enum's own hash is slow

    ERROR = auto()
    EOF = auto()
    TEXT = auto()
    LEFT_DELIM = auto()
    RIGHT_DELIM = auto()
    BOOL = auto()
    CHAR = auto()
    CHAR_CONSTANT = auto()
    ASSIGN = auto()
    DECLARE = auto()
    FIELD = auto()
    DOT = auto()
    IDENTIFIER = auto()
    KEYWORD = auto()
    NIL = auto()
    LEFT_PAREN = auto()
    RIGHT_PAREN = auto()
    NUMBER = auto()
    PIPE = auto()
    RAW_STRING = auto()
    STRING = auto()
    VARIABLE = auto()


class Token(NamedTuple):
    """A token: its kind, offset and text (the message, for an error), and whether blanks precede it."""

    kind: Kind
    pos: int
    text: str
    spaced: bool = False


_new = tuple.__new__
"""Makes a token without the detour through its own constructor: half of the lexer's time."""

KEYWORDS = frozenset(
    ("block", "break", "continue", "define", "else", "end", "if", "range", "template", "with")
)

_TOKEN = re.compile(
    r"""
    (?:[ \t\r\n]+(?!-\}\}))?
    (?:(?P<RIGHT>[ \t\r\n]-\}\}|\}\})
    |(?P<NUMBER>[+-]|\.?[0-9])
    |(?P<FIELD>\.\w*)
    |(?P<VARIABLE>\$\w*)
    |(?P<IDENTIFIER>\w+)
    |(?P<STRING>"(?:[^"\\\n]|\\[^\n])*")
    |(?P<RAW_STRING>`[^`]*`)
    |(?P<CHAR_CONSTANT>'(?:[^'\\\n]|\\[^\n])*')
    |(?P<DECLARE>:=)
    |(?P<ASSIGN>=)
    |(?P<PIPE>\|)
    |(?P<LEFT_PAREN>\()
    |(?P<RIGHT_PAREN>\))
    |(?P<CHAR>[!-~]))
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?"
    r"|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?"
)
_SIMPLE = {
    "STRING": Kind.STRING,
    "RAW_STRING": Kind.RAW_STRING,
    "CHAR_CONSTANT": Kind.CHAR_CONSTANT,
    "DECLARE": Kind.DECLARE,
    "ASSIGN": Kind.ASSIGN,
    "PIPE": Kind.PIPE,
    "LEFT_PAREN": Kind.LEFT_PAREN,
    "RIGHT_PAREN": Kind.RIGHT_PAREN,
}
_BLANK = frozenset(SPACES)
_AFTER_WORD = frozenset(SPACES + ".,|:)(")


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, ending in EOF or in one ERROR token."""
    found: list[Token] = []
    pos = 0
    trim_next = False
    while True:
        start = text.find("{{", pos)
        trimmed = start >= 0 and text[start + 2 : start + 3] == "-" and text[start + 3 : start + 4] in _BLANK
        piece = _literal(text, pos, start, trim_next, trimmed)
        if piece.text:
            found.append(piece)
        if start < 0:
            found.append(Token(Kind.EOF, len(text), ""))
            return found
        inside = start + (3 if trimmed else 2)
        if text.startswith("/*", inside + 1 if trimmed else inside):
            after = _skip_comment(text, inside)
            if isinstance(after, Token):
                found.append(after)
                return found
            pos, trim_next = after
            continue
        found.append(Token(Kind.LEFT_DELIM, start, "{{"))
        outcome = _inside_action(text, inside, found)
        if outcome is None:
            return found
        pos, trim_next = outcome


def _literal(text: str, pos: int, end: int, trim_left: bool, trim_right: bool) -> Token:
    piece = text[pos:end] if end >= 0 else text[pos:]
    if trim_left:
        stripped = piece.lstrip(SPACES)
        pos += len(piece) - len(stripped)
        piece = stripped
    return Token(Kind.TEXT, pos, piece.rstrip(SPACES) if trim_right else piece)


def _skip_comment(text: str, start: int) -> tuple[int, bool] | Token:
    close = text.find("*/", start + 2)
    if close < 0:
        return Token(Kind.ERROR, start, "unclosed comment")
    after = close + 2
    if text.startswith("}}", after):
        return after + 2, False
    if text[after : after + 1] in _BLANK and text.startswith("-}}", after + 1):
        return after + 4, True
    return Token(Kind.ERROR, start, "comment ends before closing delimiter")


def _inside_action(text: str, pos: int, found: list[Token]) -> tuple[int, bool] | None:
    """Add the tokens of one action; where text goes on and whether it is trimmed, or None after an error."""
    depth = 0
    match = _TOKEN.match
    while True:
        token_match = match(text, pos)
        group = token_match.lastgroup if token_match else None
        if token_match is None or group is None:
            found.append(_odd_token(text, pos))
            return None
        at, end = token_match.span(group)
        spaced = at != pos
        kind = _SIMPLE.get(group)
        if kind is not None:
            token = _new(Token, (kind, at, token_match.group(group), spaced))
            depth += (kind is Kind.LEFT_PAREN) - (kind is Kind.RIGHT_PAREN)
            if depth < 0:
                token = Token(Kind.ERROR, at, "unexpected right paren")
        elif group == "RIGHT":
            if depth:
                found.append(Token(Kind.ERROR, at, "unclosed left paren"))
                return None
            found.append(_new(Token, (Kind.RIGHT_DELIM, at, "}}", spaced)))
            return end, text[at] != "}"
        elif group == "NUMBER":
            token = _number(text, at, spaced)
            end = at + len(token.text)
        elif group == "CHAR":
            token = _char(at, token_match.group(group), spaced)
        else:
            token = _word(text, at, end, group, spaced)
        found.append(token)
        if token.kind is Kind.ERROR:
            return None
        pos = end


def _word(text: str, pos: int, end: int, group: str, spaced: bool) -> Token:
    word = text[pos:end]
    if end < len(text) and text[end] not in _AFTER_WORD and not text.startswith("}}", end):
        return Token(Kind.ERROR, pos, f"bad character {_code_point(text[end])}")
    if group == "FIELD":
        return _new(Token, (Kind.DOT if word == "." else Kind.FIELD, pos, word, spaced))
    if group == "VARIABLE":
        return Token(Kind.VARIABLE, pos, word, spaced)
    if word in KEYWORDS:
        return Token(Kind.KEYWORD, pos, word, spaced)
    if word in ("true", "false"):
        return Token(Kind.BOOL, pos, word, spaced)
    return _new(Token, (Kind.NIL if word == "nil" else Kind.IDENTIFIER, pos, word, spaced))


def _char(pos: int, word: str, spaced: bool) -> Token:
    if word == '"':
        return Token(Kind.ERROR, pos, "unterminated quoted string")
    if word == "`":
        return Token(Kind.ERROR, pos, "unterminated raw quoted string")
    if word == "'":
        return Token(Kind.ERROR, pos, "unterminated character constant")
    if word == ":":
        return Token(Kind.ERROR, pos, "expected :=")
    return Token(Kind.CHAR, pos, word, spaced)


def _number(text: str, pos: int, spaced: bool) -> Token:
    found = _NUMBER.match(text, pos)
    end = found.end() if found else pos
    if text[end : end + 1] in ("+", "-") and end > pos + 1:
        second = _NUMBER.match(text, end)
        end = second.end() if second else end
        if text[end - 1] != "i":
            return Token(Kind.ERROR, pos, f'bad number syntax: "{text[pos:end]}"')
    after = text[end : end + 1]
    if after and (after == "_" or after.isalnum()):
        return Token(Kind.ERROR, pos, f'bad number syntax: "{text[pos : end + 1]}"')
    return Token(Kind.NUMBER, pos, text[pos:end], spaced)


def _odd_token(text: str, pos: int) -> Token:
    while pos < len(text) and text[pos] in _BLANK:
        pos += 1
    if pos >= len(text):
        return Token(Kind.ERROR, pos, "unclosed action")
    return Token(Kind.ERROR, pos, f"unrecognized character in action: {_code_point(text[pos])}")


def _code_point(char: str) -> str:
    """A character as Go's %#U prints it."""
    shown = f" '{char}'" if char.isprintable() else ""
    return f"U+{ord(char):04X}{shown}"
