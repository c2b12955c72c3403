"""A simple command as it is written: assignments, words and redirections (POSIX.1-2017, XCU 2.9.1)."""

from dataclasses import dataclass, field

from complexity_lint.parsers.shell.words import Redirect, Word


@dataclass(slots=True)
class SimpleCommand:
    """The parts of a simple command that have been read so far."""

    words: list[Word] = field(default_factory=list)
    assignments: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)

    @property
    def started(self) -> bool:
        """Whether a word has been read; redirections alone may belong to what stands before them."""
        return bool(self.words or self.assignments)

    @property
    def writes(self) -> tuple[str, ...]:
        """The files that redirections write."""
        return self.files(">", ">|", ">>", "&>", "&>>")

    @property
    def bodies(self) -> list[tuple[int, int]]:
        """The spans of the here-documents that have been reached, in the shell text."""
        return [redirect.body for redirect in self.redirects if redirect.body]

    def files(self, *operators: str) -> tuple[str, ...]:
        """The files of the redirections with one of some operators."""
        found = (one.target for one in self.redirects if one.text in operators)
        return tuple(target.text for target in found if target is not None)


def assigned_by(word: Word) -> tuple[str, str]:
    """The name and the value of an assignment, `NAME=value`."""
    name, _, value = word.text.partition("=")
    return name, value
