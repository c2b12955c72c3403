"""Variables in Dockerfile words: `$X`, `${X:-default}` and the other forms BuildKit expands.

The rules are those of moby/buildkit v0.32 `frontend/dockerfile/shell` (the lexer behind FROM,
COPY, ENV, ...), which expands at build time and knows no command substitution.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from complexity_lint.parsers.dockerfile.characters import SPACE
from complexity_lint.parsers.dockerfile.patterns import (
    PatternError,
    replace_pattern,
    trim_prefix,
    trim_suffix,
)

MAX_DEPTH = 50
"""How deep `${A:-${B:-...}}` is followed."""

_SPECIAL = "@*#?-$!0"


class ExpansionError(ValueError):
    """A word that BuildKit refuses; the message says why."""


class Unset(Enum):
    """What becomes of a variable nobody set.

    EMPTY is what a build does. KEEP leaves `${X}` and all modifiers of it as written. NAME
    leaves `${X}` as written but lets `${X:-default}` give its default.
    """

    EMPTY = "empty"
    KEEP = "keep"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a word is read: the escape character, what stays as written, and names without a known value."""

    escape: str = "\\"
    unset: Unset = Unset.EMPTY
    raw_quotes: bool = False
    raw_escapes: bool = False
    unknown: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word after expansion: its text, its pieces split at unquoted space, the names without a value."""

    text: str
    words: tuple[str, ...]
    missing: frozenset[str]


def expand(word: str, variables: Mapping[str, str], rules: Rules = Rules()) -> Expansion:
    """Expand the variables of a word and remove its quotes; raises ExpansionError."""
    return _Lexer(word, variables, rules).whole()


class _Words:
    """Collects the pieces of a text that unquoted space separates."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.current: list[str] = []

    def add(self, text: str) -> None:
        """Add text whose space separates."""
        for char in text:
            if char not in SPACE:
                self.current.append(char)
            else:
                self.cut()

    def add_raw(self, text: str) -> None:
        """Add text whose space does not separate."""
        if text:
            self.current.append(text)

    def cut(self) -> None:
        if self.current:
            self.done.append("".join(self.current))
            self.current = []


class _Lexer:
    """A cursor over one word."""

    def __init__(self, word: str, variables: Mapping[str, str], rules: Rules) -> None:
        self.word, self.variables, self.rules = word, variables, rules
        self.at = 0
        self.raw_escapes = rules.raw_escapes
        self.missing: set[str] = set()
        self.depth = 0

    def whole(self) -> Expansion:
        words = _Words()
        text = self.until("", words)
        words.cut()
        return Expansion(text, tuple(words.done), frozenset(self.missing))

    def peek(self) -> str:
        return self.word[self.at : self.at + 1]

    def next(self) -> str:
        char = self.word[self.at : self.at + 1]
        self.at += 1
        return char

    def until(self, stop: str, words: _Words) -> str:
        """Read up to the character `stop`, or to the end for none."""
        out: list[str] = []
        while char := self.peek():
            if stop and char == stop:
                self.at += 1
                return "".join(out)
            out.append(self.piece(char, words))
        if stop:
            raise ExpansionError(f"unexpected end of statement while looking for matching {stop}")
        return "".join(out)

    def piece(self, char: str, words: _Words) -> str:
        if char == "$":
            text = self.dollar()
            words.add(text)
        elif char == "'":
            text = self.single()
            words.add_raw(text)
        elif char == '"':
            text = self.double()
            words.add_raw(text)
        elif char == "<":
            text = self.heredoc()
            words.add_raw(text)
        elif char == self.rules.escape:
            text = self.escaped()
            words.add_raw(text)
        else:
            text = self.next()
            words.add(text)
        return text

    def escaped(self) -> str:
        kept = self.next() if self.raw_escapes else ""
        self.at += 0 if kept else 1
        return kept + (self.next() if self.peek() else "")

    def single(self) -> str:
        close = self.word.find("'", self.at + 1)
        if close < 0:
            raise ExpansionError("unexpected end of statement while looking for matching single-quote")
        text = self.word[self.at + 1 : close]
        self.at = close + 1
        return f"'{text}'" if self.rules.raw_quotes else text

    def double(self) -> str:
        self.at += 1
        out: list[str] = []
        while char := self.peek():
            if char == '"':
                self.at += 1
                text = "".join(out)
                return f'"{text}"' if self.rules.raw_quotes else text
            if char == "$":
                out.append(self.dollar())
            elif char == self.rules.escape:
                out.append(self.escaped_in_double())
            else:
                out.append(self.next())
        raise ExpansionError("unexpected end of statement while looking for matching double-quote")

    def escaped_in_double(self) -> str:
        escape = self.next()
        kept = escape if self.raw_escapes else ""
        following = self.peek()
        if not following:
            return kept
        return kept + (self.next() if following in ('"', "$", escape) else escape)

    def heredoc(self) -> str:
        """`<<` holds on to the space after it, so that `<< EOF` stays one word."""
        self.at += 1
        if self.peek() != "<":
            return "<"
        start = self.at + 1
        self.at = start
        while self.peek() and self.peek() in "\t\r ":
            self.at += 1
        return "<<" + self.word[start : self.at]

    def dollar(self) -> str:
        self.at += 1
        if self.peek() != "{":
            name = self.name()
            return self.plain(name, f"${name}") if name else "$"
        self.at += 1
        following = self.peek()
        if not following:
            raise ExpansionError("missing '}'")
        if following in "{}:":
            raise ExpansionError("bad substitution")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpansionError("substitutions nested too deep")
        text = self.modified(self.name())
        self.depth -= 1
        return text

    def modified(self, name: str) -> str:
        char = self.next()
        if char == "}":
            return self.plain(name, f"${{{name}}}")
        if char == "/":
            return self.replaced(name)
        colon = char == ":"
        if colon:
            char = self.next()
        operator = ":" * colon + char
        if char and char in "#%" and not colon:
            return self.trimmed(name, char, self.operand("}", raw=True))
        if not char or char not in "+-?":
            raise ExpansionError(f"unsupported modifier ({operator}) in substitution")
        return self.conditional(name, operator, self.operand("}", raw=False))

    def operand(self, stop: str, raw: bool) -> str:
        before, self.raw_escapes = self.raw_escapes, raw
        try:
            return self.until(stop, _Words())
        except ExpansionError:
            if not self.peek():
                raise ExpansionError(f"missing {stop!r}") from None
            raise
        finally:
            self.raw_escapes = before

    def name(self) -> str:
        start = self.at
        first = self.peek()
        if first.isdigit():
            while self.peek().isdigit():
                self.at += 1
        elif first and first in _SPECIAL:
            self.at += 1
        else:
            while self.peek().isalnum() or self.peek() == "_":
                self.at += 1
        return self.word[start : self.at]

    def known(self, name: str) -> bool:
        return name in self.variables and name not in self.rules.unknown

    def plain(self, name: str, written: str) -> str:
        if self.known(name):
            return self.variables[name]
        self.missing.add(name)
        keep = self.rules.unset is not Unset.EMPTY or name in self.rules.unknown
        return written if keep else ""

    def kept(self, name: str) -> bool:
        """Whether a modified variable stays as written; notes that its value is missing."""
        if self.known(name):
            return False
        kept = self.rules.unset is Unset.KEEP or name in self.rules.unknown
        if kept:
            self.missing.add(name)
        return kept

    def conditional(self, name: str, operator: str, operand: str) -> str:
        if self.kept(name):
            return f"${{{name}{operator}{operand}}}"
        present = self.known(name)
        value = self.variables[name] if present else ""
        filled = present and (len(operator) == 1 or value != "")
        kind = operator[-1]
        if kind == "-":
            return value if filled else operand
        if kind == "+":
            return operand if filled else ""
        if not filled:
            state = "empty" if present else "unset"
            raise ExpansionError(f"{name}: {operand or f'is not allowed to be {state}'}")
        return value

    def trimmed(self, name: str, kind: str, pattern: str) -> str:
        if self.kept(name):
            return f"${{{name}{kind}{pattern}}}"
        value = self.plain(name, f"${{{name}}}")
        greedy = pattern.startswith(kind)
        trim = trim_suffix if kind == "%" else trim_prefix
        return self.matched(lambda: trim(pattern[1:] if greedy else pattern, value, greedy))

    def replaced(self, name: str) -> str:
        every = self.peek() == "/"
        self.at += every
        pattern = self.operand("/", raw=True)
        replacement = self.operand("}", raw=True)
        if self.kept(name):
            return f"${{{name}/{'/' * every}{pattern}/{replacement}}}"
        value = self.plain(name, f"${{{name}}}")
        return self.matched(lambda: replace_pattern(pattern, value, replacement, every))

    def matched(self, action: Callable[[], str]) -> str:
        try:
            return action()
        except PatternError as error:
            raise ExpansionError(str(error)) from None
