"""Here-documents of RUN, COPY and ADD, found as moby/buildkit v0.32 finds them."""

import re
from dataclasses import dataclass

from complexity_lint.parsers.dockerfile.expansion import ExpansionError, Rules, Unset, expand

_WORD = re.compile(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)", re.DOTALL)
_LEADING_TABS = re.compile(r"^\t+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class HeredocMark:
    """A `<<NAME` in an instruction: `expand` is false for a quoted name, `chomp` true for `<<-`."""

    name: str
    expand: bool
    chomp: bool
    descriptor: int = 0


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document: its mark, its lines as they stand in the file, and the number of the first.

    `first_line` is where the content begins even when it is empty.
    """

    mark: HeredocMark
    content: str
    first_line: int

    @property
    def text(self) -> str:
        """The content as it is used: without leading tabs for `<<-`."""
        return _LEADING_TABS.sub("", self.content) if self.mark.chomp else self.content


def heredoc_marks(line: str) -> tuple[HeredocMark, ...]:
    """The marks in an instruction's joined line; raises ExpansionError for a name with an open quote."""
    try:
        words = expand(line, {}, Rules(unset=Unset.KEEP, raw_quotes=True, raw_escapes=True)).words
    except ExpansionError:
        return ()
    marks = (_mark(word) for word in words if "<<" in word)
    return tuple(mark for mark in marks if mark is not None)


def _mark(word: str) -> HeredocMark | None:
    match = _WORD.fullmatch(word)
    if match is None or not match.group(3):
        return None
    name = match.group(3)
    words = expand(name, {}, Rules(unset=Unset.KEEP)).words
    if len(words) != 1:
        return None
    raw = expand(name, {}, Rules(unset=Unset.KEEP, raw_quotes=True)).words
    plain = _quotes(words[0]) == _quotes(raw[0])
    return HeredocMark(words[0], plain, match.group(2) == "-", int(match.group(1)[:4] or 0))


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')
