"""Groovy text -> tokens with their places: words, strings, punctuation; comments are left out.

Enough of the language's lexical structure (groovy-lang.org, "Syntax", 2 to 4) to tell strings from code. Slashy strings
are taken for divisions: Jenkinsfiles hold shell text in quotes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|\#![^\n]*)
    |(?P<string>'''(?:\\.|(?!''').)*(?:'''|\Z)|\"\"\"(?:\\.|(?!\"\"\").)*(?:\"\"\"|\Z)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")
    |(?P<word>[A-Za-z_]\w*|\d[\w.]*)
    |(?P<newline>\n)
    |(?P<mark>[^\s\w])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a string (its text without quotes) or a mark, at its offset; `quotes` is what encloses a string."""

    kind: str
    text: str
    offset: int
    quotes: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text; never fails, what fits nothing is left out."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "comment":
            continue
        if kind != "string":
            yield Token(kind, match[0], match.start())
            continue
        quotes = match[0][:3] if match[0][:3] in ("'''", '"""') else match[0][0]
        body = match[0][len(quotes) :].removesuffix(quotes)
        yield Token(kind, body, match.start() + len(quotes), quotes)


def closing(listed: list[Token], start: int) -> int:
    """The index of the mark that closes the bracket at `start`; the end where none does."""
    depth = 0
    for index in range(start, len(listed)):
        token = listed[index]
        if token.kind == "mark":
            depth += (token.text in "([{") - (token.text in ")]}")
            if depth == 0:
                return index
    return len(listed)
