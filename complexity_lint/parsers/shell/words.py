"""Shell text -> words and operators, by the token rules of the POSIX shell.

The rules are those of POSIX.1-2017, XCU 2.2 (quoting), 2.3 (token recognition) and 2.7
(redirection), with what bash adds in everyday use (`<<<`, `&>`, `|&`, `$'...'`). Reading never
fails: an unclosed quote or substitution reaches to the end of the text.
"""

import re
from dataclasses import dataclass

from complexity_lint.parsers.shell.places import Run

MAX_DEPTH = 24
"""How deep quotes and substitutions are followed into each other; deeper ones are taken as text."""

_PLAIN = re.compile(r"[^\s'\"\\$`&|;<>()]+")
_BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_OPERATOR = re.compile(r"\|\||&&|;;&|;;|;&|\|&|[|&;()\n]")
_REDIRECT = re.compile(r"[0-9]*(?:&>>|&>|<<<|<<-|<<|<>|<&|>&|>>|>\||[<>])")
_DOUBLE = re.compile(r'[^"\\$`]+')
_NAME = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its span in the text and its value after quoting is removed.

    `runs` map the value's offsets back to the text, `inner` are the spans of the command
    substitutions in it, `quoted` says whether any part was quoted or escaped.
    """

    start: int
    end: int
    text: str
    runs: tuple[Run, ...]
    inner: tuple[tuple[int, int], ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """A control operator or a newline."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Redirect:
    """A redirection; `body` is the span of a here-document's lines once they are reached."""

    start: int
    end: int
    text: str
    target: Word | None = None
    body: tuple[int, int] | None = None


Token = Word | Operator | Redirect


def tokens_of(text: str) -> list[Token]:
    """All tokens of a shell text, comments left out."""
    return _Reader(text).tokens()


class _Reader:
    """A cursor over shell text: where it stands, and the here-documents it still owes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.owed: list[Redirect] = []

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while True:
            self.skip_blank()
            if self.at >= len(self.text):
                return found
            token = self.redirect() or self.operator() or self.word()
            found.append(token)

    def skip_blank(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()
        if self.text.startswith("#", self.at):
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end

    def redirect(self) -> Redirect | None:
        match = _REDIRECT.match(self.text, self.at)
        if match is None or self.text.startswith(("<(", ">("), match.end() - 1):
            return None
        self.at = match.end()
        self.skip_blank()
        found = Redirect(match.start(), match.end(), match.group().lstrip("0123456789"))
        if self.at < len(self.text) and not _OPERATOR.match(self.text, self.at):
            found.target = self.word()
            found.end = found.target.end
            if found.text in ("<<", "<<-"):
                self.owed.append(found)
        return found

    def operator(self) -> Operator | None:
        match = _OPERATOR.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        if match.group() == "\n":
            self.collect_bodies()
        return Operator(match.start(), match.end(), match.group())

    def collect_bodies(self) -> None:
        for owed in self.owed:
            start = self.at
            end = self.find_delimiter(owed)
            owed.body = (start, end)
        self.owed = []

    def find_delimiter(self, owed: Redirect) -> int:
        """Move past the delimiter line; the offset where the body ends."""
        delimiter = owed.target.text if owed.target else ""
        while self.at < len(self.text):
            start = self.at
            end = self.text.find("\n", start)
            self.at = len(self.text) if end < 0 else end + 1
            line = self.text[start : self.at].rstrip("\r\n")
            if (line.lstrip("\t") if owed.text == "<<-" else line) == delimiter:
                return start
        return self.at

    def word(self) -> Word:
        return _WordReader(self).read()


class _WordReader:
    """Reads one word: collects its value piece by piece, with the places of the pieces."""

    def __init__(self, reader: _Reader) -> None:
        self.text = reader.text
        self.reader = reader
        self.at = self.start = reader.at
        self.parts: list[str] = []
        self.runs: list[Run] = []
        self.length = 0
        self.inner: list[tuple[int, int]] = []
        self.quoted = False

    def take(self, end: int, start: int | None = None) -> None:
        """Add the text up to `end` as it is written, and stand at `end`."""
        begin = self.at if start is None else start
        if end > begin:
            self.runs.append((self.length, begin))
            self.parts.append(self.text[begin:end])
            self.length += end - begin
        self.at = end

    def read(self) -> Word:
        while self.at < len(self.text) and self.step():
            pass
        if self.at == self.start:  # a character no rule takes: never stand still
            self.take(self.at + 1)
        self.reader.at = self.at
        end = self.at
        while end > self.start + 1 and self.text[end - 1] in "\r\n":
            end -= 1  # what is not closed reaches to the end, but no place lies behind a line's last column
        value = "".join(self.parts)
        return Word(self.start, end, value, tuple(self.runs), tuple(self.inner), self.quoted)

    def step(self) -> bool:
        """Take one piece of the word; False where the word ends."""
        plain = _PLAIN.match(self.text, self.at)
        if plain:
            self.take(plain.end())
            return True
        char = self.text[self.at]
        if char == "\\":
            self.escape()
        elif char == "'":
            self.single(self.at + 1)
        elif char == '"':
            self.double()
        elif char == "$":
            self.dollar()
        elif char == "`":
            self.backtick()
        elif char in "<>" and self.text.startswith("(", self.at + 1):
            self.substitution(self.at + 2)
        else:
            return False
        return True

    def escape(self) -> None:
        self.quoted = True
        if self.text.startswith("\r\n", self.at + 1):
            self.at += 3
        elif self.text.startswith("\n", self.at + 1):
            self.at += 2
        else:
            self.take(min(self.at + 2, len(self.text)), self.at + 1)

    def single(self, start: int) -> None:
        self.quoted = True
        close = self.text.find("'", start)
        end = len(self.text) if close < 0 else close
        self.take(end, start)
        self.at = min(end + 1, len(self.text))

    def double(self) -> None:
        self.quoted = True
        self.at += 1
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == '"':
                self.at += 1
                return
            if char == "\\":
                self.escape_in_double()
            elif char == "$":
                self.dollar(in_double=True)
            elif char == "`":
                self.backtick()
            else:
                match = _DOUBLE.match(self.text, self.at)
                self.take(match.end() if match else self.at + 1)

    def escape_in_double(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "\n":
            self.at += 2
        elif following and following in '"\\$`':
            self.take(self.at + 2, self.at + 1)
        else:
            self.take(min(self.at + 2, len(self.text)))

    def dollar(self, in_double: bool = False) -> None:
        text, at = self.text, self.at
        if text.startswith("$((", at):
            self.take_with_inner(closing_paren(text, at + 2), in_double)
        elif text.startswith("$(", at):
            self.substitution(at + 2)
        elif text.startswith("${", at):
            self.take_with_inner(closing_brace(text, at + 2), in_double)
        elif text.startswith("$'", at) and not in_double:
            self.ansi_quote()
        elif text.startswith('$"', at) and not in_double:
            self.at += 1
        else:
            name = _NAME.match(text, at)
            self.take(name.end() if name else at + 1)

    def take_with_inner(self, end: int, in_double: bool) -> None:
        """Take an expansion as written, and note the command substitutions in it."""
        self.inner += substitutions_in(self.text, self.at + 2, end, in_double)
        self.take(end)

    def ansi_quote(self) -> None:
        self.quoted = True
        end = self.at + 2
        while end < len(self.text) and self.text[end] != "'":
            end += 2 if self.text[end] == "\\" else 1
        end = min(end, len(self.text))
        self.take(end, self.at + 2)
        self.at = min(end + 1, len(self.text))

    def substitution(self, start: int) -> None:
        end = closing_paren(self.text, start)
        closed = self.text.startswith(")", end - 1) and end > start
        self.inner.append((start, end - 1 if closed else end))
        self.take(end)

    def backtick(self) -> None:
        end = self.at + 1
        while end < len(self.text) and self.text[end] != "`":
            end += 2 if self.text[end] == "\\" else 1
        end = min(end, len(self.text))
        self.inner.append((self.at + 1, end))
        self.take(min(end + 1, len(self.text)))


def substitutions_in(text: str, at: int, end: int, in_double: bool) -> list[tuple[int, int]]:
    """The spans of the outermost command substitutions in a part of a text.

    In double quotes and here-documents (`in_double`) a single quote is a character like others.
    """
    found: list[tuple[int, int]] = []
    while at < end:
        char = text[at]
        if char == "$" and text.startswith("$(", at) and not text.startswith("$((", at):
            close = min(closing_paren(text, at + 2), end)
            found.append((at + 2, close - 1 if text[close - 1] == ")" else close))
            at = close
        elif char == "`":
            close = text.find("`", at + 1, end)
            close = end if close < 0 else close
            found.append((at + 1, close))
            at = close + 1
        elif char == "\\" or (char == "'" and not in_double):
            at = _past_quoting(text, at, 0)
        else:
            at += 1
    return found


def closing_paren(text: str, at: int, depth: int = 0) -> int:
    """The offset after the `)` that closes what begins at `at`; the end of the text without one."""
    opened = 1
    while at < len(text):
        char = text[at]
        if char in "'\"\\`$":
            at = _past_quoting(text, at, depth)
            continue
        if char == "#" and text[at - 1] in " \t\n":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        opened += (char == "(") - (char == ")")
        at += 1
        if not opened:
            return at
    return len(text)


def closing_brace(text: str, at: int, depth: int = 0) -> int:
    """The offset after the `}` that closes a parameter expansion whose name begins at `at`."""
    while at < len(text):
        char = text[at]
        if char == "}":
            return at + 1
        at = _past_quoting(text, at, depth) if char in "'\"\\`$" else at + 1
    return len(text)


def _past_quoting(text: str, at: int, depth: int) -> int:
    """The offset after the quote, escape or substitution that stands at `at`."""
    char = text[at]
    if char == "\\":
        return min(at + 2, len(text))
    if char in "'`":
        end = text.find(char, at + 1)
        return len(text) if end < 0 else end + 1
    if depth >= MAX_DEPTH:
        return at + 1
    if char == '"':
        return _past_double(text, at + 1, depth + 1)
    if text.startswith("$(", at):
        return closing_paren(text, at + 2, depth + 1)
    if text.startswith("${", at):
        return closing_brace(text, at + 2, depth + 1)
    return at + 1


def _past_double(text: str, at: int, depth: int) -> int:
    while at < len(text) and text[at] != '"':
        at = _past_quoting(text, at, depth) if text[at] in "\\`$" else at + 1
    return min(at + 1, len(text))
