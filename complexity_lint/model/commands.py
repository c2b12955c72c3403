"""Commands that shell text runs, wherever the text stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command: its words after quoting is removed, with the place it starts at.

    `words` hold no assignments before the command (`A=1 make` has the word `make`; they are in `assignments`)
    and no redirections; `writes` are the files that `>` and `>>` write. `$VAR` inside a word stays as written,
    since only the shell that runs it knows the value. `background` is set for a command ended by `&`; all
    commands that one `&` sends there have the same `job`, the place of the first of them. `captured` is set for
    a command of `$(...)`. Commands run through `sh -c`, `bash -c`, `sudo`, `exec`, `env`, `nohup` and `time`
    appear as the command that is run in the end, once each, with `wrapper` naming what runs it. `folder` is the
    working folder, relative to the root, where the file names one beside the command (`working-directory:`).
    `in_development` is set for a command of a branch that a test of the application's mode keeps for
    development, `by_option` for one of a branch that a script takes only where it is given an option.
    `here_document` is the text it is given by `<<`; `remote` are the commands that ssh runs on the other machine, by
    its words or such a text, which are not among those of the script. `reads` are the files that `<` gives it.
    `prints` is what `echo`, `printf` or a here-document is sure to put into a file or another command, with the
    variables put in that are known; None where that is not known, or goes nowhere. `elsewhere` is set for a command of
    docker that is told of another machine (`-H ssh://...`, `DOCKER_HOST`, a context): its files are read here, its
    containers run there; the options that tell so are taken off.
    """

    at: Location
    words: tuple[str, ...]
    assignments: tuple[tuple[str, str], ...] = ()
    background: bool = False
    piped_from: bool = False
    wrapper: str = ""
    in_loop: bool = False
    folder: str = ""
    job: Location | None = None
    captured: bool = False
    in_development: bool = False
    by_option: bool = False
    writes: tuple[str, ...] = ()
    here_document: str = ""
    remote: tuple["Command", ...] = ()
    reads: tuple[str, ...] = ()
    prints: str | None = None
    elsewhere: bool = False

    @property
    def name(self) -> str:
        """The program's name without its folder: `npm` for `/usr/bin/npm`."""
        return self.words[0].rpartition("/")[2] if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words after the program's name."""
        return self.words[1:]

    def values_of(self, *names: str) -> list[str]:
        """The values given to an option: `-t x`, `--tag x` and `--tag=x`; `-tx` is not understood."""
        return values_of(self.arguments, *names)


def values_of(words: Sequence[str], *names: str) -> list[str]:
    """The values that words give to an option, as `Command.values_of`."""
    found = []
    for index, word in enumerate(words):
        if word in names and index + 1 < len(words):
            found.append(words[index + 1])
        else:
            found += [word[len(n) + 1 :] for n in names if len(n) > 2 and word.startswith(n + "=")]
    return found
