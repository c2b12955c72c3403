"""Shell text -> commands, for RUN instructions, scripts, Makefile recipes and pipeline steps."""

from collections.abc import Mapping, Sequence

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell.places import Places, places_from, places_of
from complexity_lint.parsers.shell.resolved import resolve
from complexity_lint.parsers.shell.settings import Setting
from complexity_lint.parsers.shell.simple_command import SimpleCommand
from complexity_lint.parsers.shell.syntax import commands_in
from complexity_lint.parsers.shell.words import Word
from complexity_lint.source import Location

__all__ = ["Places", "parse_exec", "parse_shell", "places_from", "places_of"]


_NOTHING: Mapping[str, str] = {}


def parse_shell(text: str, at: Location | Places, given: Mapping[str, str] = _NOTHING) -> tuple[Command, ...]:
    """The commands of a POSIX or bash text, in the order of their places; never fails.

    `at` is where the text begins; a text whose lines do not simply follow each other in the
    file (joined, indented, taken out of quotes) comes with its `Places`. What is in `$(...)`,
    backticks and `sh -c '...'` is given too; wrappers like `sudo` are taken off and named in
    `wrapper`, outermost first. `given` are the variables that are set when it begins, as far as they are known.
    """
    places = at if isinstance(at, Places) else places_of(text, at)
    return tuple(commands_in(text, places, Setting(), given))


def parse_exec(words: Sequence[str], at: Location | Sequence[Location | Places]) -> tuple[Command, ...]:
    """The commands an argument vector runs, as exec-form CMD and Kubernetes `command` have them.

    No shell reads the words, so only wrappers are taken off and `sh -c` texts read. `at` is the
    place of the whole or one place for each word, for one of several lines its `Places`.
    """
    if not words or not any(words):
        return ()
    spots: list[Location | Places] = [at] * len(words) if isinstance(at, Location) else list(at)
    cut: list[Word] = []
    points: list[tuple[int, int, int]] = []
    offset = 0
    for word, spot in zip(words, spots, strict=False):
        cut.append(Word(offset, offset + len(word), word, ((0, offset),)))
        if isinstance(spot, Places):
            rows = zip(spot.offsets, spot.lines, spot.columns, strict=True)
            points += [(offset + start, line, column) for start, line, column in rows]
        elif spot.line is not None:
            points.append((offset, spot.line, spot.column or 1))
        offset += len(word) + 1
    places = places_from(spots[0].path, points)
    return tuple(resolve(SimpleCommand(cut), places, Setting(), False, commands_in))
