"""Tests of a shell script that ask for the mode an application runs in."""

import re
from collections.abc import Sequence
from enum import Enum

_VARIABLE = re.compile(r"^\$\{?\w*(ENV|ENVIRONMENT|MODE|STAGE|PROFILE)(:?-[^}]*)?\}?$")
_DEVELOPMENT = frozenset("dev develop development local".split())
_PRODUCTION = frozenset("prod production live".split())


class Branch(Enum):
    """Which branch of an `if` is run in development alone."""

    NEITHER = "neither"
    THEN = "then"
    ELSE = "else"


def development_branch(commands: Sequence[Sequence[str]]) -> Branch:
    """Which branch a test chooses for development: `[ "$APP_ENV" = dev ]`, `[[ $NODE_ENV != production ]]`.

    `commands` are the words of the commands of the test; several of them are not understood.
    """
    if len(commands) != 1:
        return Branch.NEITHER
    words = [word for word in commands[0] if word not in ("[", "]", "[[", "]]", "test")]
    if len(words) != len(commands[0]) - 2 and commands[0][:1] != ("test",):
        return Branch.NEITHER
    left, operator, right = words if len(words) == 3 else ("", "", "")
    if _VARIABLE.match(right):
        left, right = right, left
    value = right.lower()
    if not _VARIABLE.match(left) or operator not in ("=", "==", "!="):
        return Branch.NEITHER
    if value in _DEVELOPMENT:
        return Branch.ELSE if operator == "!=" else Branch.THEN
    if value in _PRODUCTION:
        return Branch.THEN if operator == "!=" else Branch.ELSE
    return Branch.NEITHER
