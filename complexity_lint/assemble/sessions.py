"""Commands that are run together on another machine, with their folders there."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from complexity_lint.model.commands import Command

ABSOLUTE = ("/", "~", "$")
"""What a path begins with that is not seen from the folder at hand."""


@dataclass(frozen=True, slots=True)
class Session:
    """Commands that are run together on another machine, each with its folder there, as far as `cd` tells."""

    placed: tuple[tuple[Command, str], ...]

    @property
    def checkouts(self) -> frozenset[str]:
        """The folders that git brings up to date."""
        found: set[str] = set()
        for command, folder in self.placed:
            if command.name == "git" and not {"pull", "fetch", "reset", "checkout"}.isdisjoint(
                command.arguments
            ):
                named = command.values_of("-C")
                found.add(joined(folder, named[0]) if named else folder)
        return frozenset(found)

    def folder_of(self, command: Command) -> str:
        """The folder that a command is run in there; empty for the one where a login begins."""
        return next((folder for one, folder in self.placed if one is command), "")

    def renamed(self, name: str) -> list[str]:
        """What files are called that a command here puts in the place of one."""
        copies = (c.arguments for c, _ in self.placed if c.name in ("cp", "mv", "ln"))
        plain = ([word for word in words if not word.startswith("-")] for words in copies)
        pairs = [words for words in plain if len(words) == 2]
        return [posixpath.basename(old) for old, new in pairs if posixpath.basename(new) == name]

    def writes(self, name: str) -> bool:
        """Whether a command here writes a file of that name, which then is no longer the repository's."""
        return any(posixpath.basename(file) == name for command, _ in self.placed for file in command.writes)


def session_of(commands: Iterable[Command]) -> Session:
    """Commands that are sent to another machine at once, with the folders they are run in there; empty for the one
    where a login begins.
    """
    return Session(tuple(_placed(commands)))


def _placed(commands: Iterable[Command]) -> Iterator[tuple[Command, str]]:
    folder = ""
    for command in commands:
        if command.name in ("cd", "pushd"):
            entered = command.arguments[0] if len(command.arguments) == 1 else ""
            folder = "" if entered == "-" else joined(folder, entered)
        else:
            yield command, folder


def joined(folder: str, written: str) -> str:
    """A path as commands in a folder mean it; empty for the folder where a login begins."""
    text = written.strip("\"'")
    found = posixpath.normpath(text if text.startswith(ABSOLUTE) else posixpath.join(folder, text))
    return "" if found == "." else found
