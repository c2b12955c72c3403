"""What `ssh` runs on the other machine: the words behind its host, or what it is given to read."""

from collections.abc import Sequence

from complexity_lint.parsers.shell.places import Places, Run
from complexity_lint.parsers.shell.words import Word
from complexity_lint.parsers.shell.wrappers import SHELLS

_VALUED = frozenset("-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w".split())
"""Options of ssh that take the next word (man.openbsd.org/ssh)."""


def remote_at(words: Sequence[str]) -> int | None:
    """The index of the first word of the command behind the host, the number of words where there is none; None where
    `words` do not call ssh.
    """
    if not words or words[0].rpartition("/")[2] != "ssh":
        return None
    index, hosts = 1, 0
    while index < len(words) and not hosts:
        word = words[index]
        if word in _VALUED:
            index += 1
        elif word[:1] != "-":
            hosts += 1
        index += 1
    # options may stand behind the host too
    while hosts and index < len(words) and words[index][:1] == "-":
        index += 2 if words[index] in _VALUED else 1
    return min(index, len(words))


def reads_the_body(words: Sequence[str], start: int) -> bool:
    """Whether a shell on the other machine reads what ssh is given: no command is named, or only a shell."""
    named = " ".join(words[start:]).split()
    plain = [word for word in named if word[:1] != "-" and word not in ("sudo", "exec", "env")]
    return all(word.rpartition("/")[2] in SHELLS for word in plain)


def joined(words: Sequence[Word], places: Places) -> tuple[str, Places]:
    """The words as ssh sends them, one blank between two of them, and where their characters stand."""
    runs: list[Run] = []
    length = 0
    for word in words:
        runs += [(length + offset, origin) for offset, origin in word.runs]
        length += len(word.text) + 1
    text = " ".join(word.text for word in words)
    return text, places.through(runs, len(text))
