"""Variables that a script sets by the options it is given, and the branches that are run only with one."""

from collections.abc import Sequence

from complexity_lint.parsers.shell.branches import Branch

_TRUE = frozenset(("true", ":"))
_ARGUMENTS = ("$#", "$1", "${1", "$@", "$*", "${@")


def reads_arguments(commands: Sequence[Sequence[str]]) -> bool:
    """Whether the commands of a loop go through what the script was given: `getopts`, `[ $# -gt 0 ]`, `"$1"`."""
    return any(
        words[:1] == ("getopts",) or any(word.startswith(_ARGUMENTS) for word in words)
        for words in map(tuple, commands)
    )


class OptionVariables:
    """What a script's variables are without any option: those that nothing but options change after their default."""

    def __init__(self) -> None:
        self._defaults: dict[str, str] = {}
        self._by_options: set[str] = set()
        self._unsure: set[str] = set()

    def assign(self, name: str, value: str, *, plainly: bool, by_option: bool) -> None:
        """Take an assignment: `plainly` for one that always happens, `by_option` for one that an option makes."""
        if by_option:
            self._by_options.add(name)
        elif plainly and name not in self._by_options and "$" not in value and "`" not in value:
            self._defaults[name] = value
        else:
            self._unsure.add(name)

    def option_branch(self, commands: Sequence[Sequence[str]]) -> Branch:
        """Which branch of an `if` only an option leads to, by the words of the commands of its test."""
        held = self._holds(tuple(commands[0])) if len(commands) == 1 else None
        if held is None:
            return Branch.NEITHER
        return Branch.ELSE if held else Branch.THEN

    def _holds(self, words: tuple[str, ...]) -> bool | None:
        """Whether a test holds without options; None where that is not known."""
        if words[:1] in (("[",), ("[[",), ("test",)):
            words = tuple(word for word in words[1:] if word not in ("]", "]]"))
        elif len(words) == 1:  # `if $VERBOSE; then`
            value = self._value(words[0])
            return None if value is None else value in _TRUE
        else:
            return None
        if len(words) == 2 and words[0] in ("-n", "-z"):
            value = self._value(words[1])
            return None if value is None else (value != "") is (words[0] == "-n")
        if len(words) != 3 or words[1] not in ("=", "==", "!=", "-eq", "-ne") or "$" in words[2]:
            return None
        value = self._value(words[0])
        return None if value is None else (value == words[2]) is (words[1] in ("=", "==", "-eq"))

    def _value(self, word: str) -> str | None:
        name = word.removeprefix("$").removeprefix("{").removesuffix("}")
        known = word.startswith("$") and name in self._by_options and name not in self._unsure
        return self._defaults.get(name) if known else None
