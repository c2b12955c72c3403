"""The paths of the repository that the words of a script mean, as far as the script itself says."""

import posixpath
import re

HOLE = "\0"
"""What stands in a path for anything."""
_ROOT = "\1"
"""What stands in a path for the repository's root."""
_SET = re.compile(
    r"(?m)^[ \t]*(?:(?:export|readonly|local|declare(?: -\w+)?)[ \t]+)?(\w+)[ \t]*[:?]?=[ \t]*(\S.*)$"
)
_OWN_FOLDER = re.compile(r"\bdirname\b[^)`]*(?:BASH_SOURCE|\$\{?0\b)")
_TAIL = re.compile(r"\)[\"']?((?:/[\w.-]+)+)")
_TOP = re.compile(r"\$\([^()]*git rev-parse --show-toplevel[^()]*\)")
_HERE = re.compile(r"\$\((?:shell )?pwd\)|`pwd`|\$\{?PWD\b\}?")
_PARENT = re.compile(r"\$\([ \t]*dirname[ \t]+[\"']?\$\{?(\w+)\}?[\"']?[ \t]*\)")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-=]([^{}]*))?\}|\((\w+)\)|(\w+))")
_COMMAND = re.compile(r"\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{[^}]*\}|\$.")
_ASIDE = re.compile(r"[ \t]+#.*$")
_LONGEST = 500
_MOST_VALUES = 100
"""So many variables are looked up for one word."""


class ScriptPaths:
    """What the words of one script mean. `text` is its text without comments, each command on one line."""

    def __init__(self, path: str, text: str) -> None:
        self._home = path.rpartition("/")[0]
        self.text = re.sub(r"(?m)^[ \t]*#.*$", "", text).replace("\\\n", " ")
        self._left = 0
        self._values: dict[str, str | None] = {"CURDIR": f"{_ROOT}/{self._home}"}
        for name, written in _SET.findall(self.text):
            value = _ASIDE.sub("", written[:_LONGEST]).rstrip(" \t;")
            same = self._values.get(name, value) == value
            self._values[name] = value if same else None

    def meant(self, word: str) -> tuple[str, ...]:
        """The paths, relative to the root, that a word may mean, with holes for what is not known; none for one that
        is outside, or of which nobody knows where it begins.
        """
        self._left = _MOST_VALUES
        expanded = self._expanded(word[:_LONGEST])
        if not expanded or len(expanded) > _LONGEST or expanded.startswith(("/", HOLE)):
            return ()
        if expanded.startswith(_ROOT):
            found = [expanded[1:].lstrip("/")]
        else:  # nobody knows where a script is run: at the root mostly, or where it lies
            found = [expanded, posixpath.join(self._home, expanded)]
        normal = (posixpath.normpath(one) for one in found if one)
        return tuple(dict.fromkeys(one for one in normal if not one.startswith("..")))

    def _expanded(self, word: str, seen: frozenset[str] = frozenset()) -> str:
        word = _TOP.sub(_ROOT, _HERE.sub(".", self._with_own_folder(word)))
        word = _PARENT.sub(lambda m: f"{self._value(m[1], '', seen)}/..", word)
        word = _VARIABLE.sub(lambda m: self._value(m[1] or m[3] or m[4], m[2] or "", seen), word)
        return re.sub(rf"{HOLE}+", HOLE, _COMMAND.sub(HOLE, word)).replace('"', "").replace("'", "")

    def _with_own_folder(self, word: str) -> str:
        """A word with the script's own folder in the place of the command that asks for it: `$(dirname "$0")`, which
        may stand within `$(cd ... && pwd)`.
        """
        start = next((at for at in (word.find("$("), word.find("`")) if at >= 0), -1)
        end = _end_of_command(word, start)
        command = word[start:end] if start >= 0 else ""
        if not _OWN_FOLDER.search(command):
            return word
        above = "/.." * (command.count("dirname") - 1)
        tail = _TAIL.search(command)
        return f"{word[:start]}{_ROOT}/{self._home}{above}{tail[1] if tail else ''}{word[end:]}"

    def _value(self, name: str, default: str, seen: frozenset[str]) -> str:
        if self._left == 0:
            return HOLE
        self._left -= 1
        value = None if name in seen else self._values.get(name)
        value = default if value is None else value
        return self._expanded(value, seen | {name}) if value else HOLE


def _end_of_command(word: str, start: int) -> int:
    """Where a command within a word ends that begins at `start`."""
    if start < 0 or word[start] == "`":
        found = word.find("`", start + 1)
        return found + 1 if found >= 0 else len(word)
    depth = 0
    for at in range(start, len(word)):
        depth += {"(": 1, ")": -1}.get(word[at], 0)
        if depth == 0 and word[at] == ")":
            return at + 1
    return len(word)
