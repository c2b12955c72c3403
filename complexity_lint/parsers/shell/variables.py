"""Variables of a shell text, as far as its own assignments say what they hold: POSIX.1-2017, XCU 2.9.1 and 2.5."""

import re
from collections.abc import Mapping, Sequence

from complexity_lint.parsers.shell.lowering import lowered, with_lowering

_USED = re.compile(r"\$(?:\{(?P<braced>[A-Za-z_]\w*)(?P<lower>,,)?\}|(?P<plain>[A-Za-z_]\w*))")
_UNTOLD = re.compile(r"`|\$\(|\$\{?[@*#\d]")
"""What commands print, and what a script is given."""
_DECLARING = frozenset("export readonly declare typeset local".split())
_TAKING = frozenset("read unset getopts".split())
"""What changes the variables that it names in a way that no text tells."""
_NAMING_IMAGES = frozenset("docker podman buildah nerdctl skopeo crane docker-compose kubectl oc".split())
_EDITING = frozenset("sed gsed perl yq".split())
_FILE = re.compile(r"^[^\s()|#=]*\.(ya?ml|json)\}*$")
MAX_LENGTH = 1_000
"""Characters of a value; a longer one names no image."""


def with_values(words: Sequence[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """The words of a command that names images, with the variables put in whose value is known, and the word of an
    editor that names the file. All other commands stay as they are written: what is asked of them is asked of the
    text.
    """
    program = words[0].rpartition("/")[2] if words else ""
    if program in _NAMING_IMAGES:
        return tuple(with_known(word, values) for word in words)
    if program in _EDITING:
        return tuple(_as_file(word, values) for word in words)
    return tuple(words)


def _as_file(word: str, values: Mapping[str, str]) -> str:
    filled = _filled(word, values) if "$" in word else word
    return filled if _FILE.search(filled) else word


def with_known(text: str, values: Mapping[str, str]) -> str:
    """A text with the variables put in whose value is known."""
    return _filled(with_lowering(text), values) if "$" in text or "`" in text else text


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _USED.sub(lambda used: _value_of(used, values), text)


def _value_of(used: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(used["braced"] or used["plain"])
    if value is None:
        return used[0]
    return lowered(value) if used["lower"] else value


class Assigned:
    """What a text has assigned to its variables so far, where that is sure: one that a branch, a loop or a command
    may have changed is forgotten after it. Of a value made of others, what is not known stays as written
    (`$REGISTRY/shop`). `given` are those that it finds set already.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self.values = dict(given)
        self._within: dict[str, int] = {}

    def assign(self, word: str, *, surely: bool, within: int) -> None:
        """Take an assignment as it is written (`NAME=value`): `surely` for one that no test before it may keep from
        being run, `within` so many branches, loops and functions, the innermost of which it holds up to the end of.
        """
        name, _, value = word.partition("=")
        filled = with_known(value, self.values)
        own = any(name in (used["braced"], used["plain"]) for used in _USED.finditer(filled))
        told = surely and name.isidentifier() and not own and not _UNTOLD.search(filled)
        if told and filled and len(filled) <= MAX_LENGTH:
            self.values[name] = filled
        else:
            self.forget(name)
        self._within[name] = within

    def leave(self, within: int) -> None:
        """Take note that a branch, a loop or a function has ended, with `within` so many others still open: it may
        have been run or not.
        """
        for name in [name for name, depth in self._within.items() if depth > within]:
            del self._within[name]
            self.forget(name)

    def forget(self, name: str) -> None:
        """Take note that nobody knows what a variable holds from here on (`NAME`, `NAME+`, `NAME[index]`)."""
        self.values.pop(re.split(r"\W", name)[0], None)

    def take(self, words: Sequence[str], *, surely: bool, within: int) -> None:
        """Take note of what a command makes of variables: `export NAME=value`, `read NAME`."""
        if words[0] in _DECLARING:
            for word in words[1:]:
                if "=" in word and not word.startswith("-"):
                    self.assign(word, surely=surely, within=within)
        elif tuple(words[:3]) == ("docker", "context", "use"):
            self.assign(f"DOCKER_CONTEXT={words[-1]}", surely=surely, within=within)
        elif words[0] in _TAKING:
            for word in words[1:]:
                self.forget(word)
