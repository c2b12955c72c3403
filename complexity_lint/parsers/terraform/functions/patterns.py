"""Regular expressions with RE2's syntax, as Go has it.

google-re2 does the work where it is installed. Without it, Python's `re` runs translated patterns on
short texts; what it cannot say is an error of its own kind, so that the value becomes unknown and
never wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol, cast

from complexity_lint.parsers.terraform.functions.signature import TEXT, Function, text
from complexity_lint.parsers.terraform.types import DYNAMIC, STRING, ListType, ObjectType, TupleType, Type
from complexity_lint.parsers.terraform.values import (
    EvaluationError,
    Value,
    list_of,
    object_of,
    string,
    tuple_of,
)

try:
    import re2
except ImportError:  # its wheels are not made for every platform
    re2 = None

_MAX_TEXT: Final = 20_000
_CLASSES: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7F",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1F\x7F",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_NESTED: Final = re.compile(r"[+*}]\)[+*{]")
_REFUSED: Final = re.compile(r"\(\?(?:[=!]|<[=!]|>|#|P[=>]|\()|[+*?}]\+")
_TOKEN: Final = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\x\{[0-9a-fA-F]+\}|\\p\{\^?\w+\}|\\P\{\^?\w+\}|\\[pP]\w|\\.|\[:\^?\w+:\]|"
    r"\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]|[\[\](){}$|^]|.",
    re.DOTALL,
)


class Match(Protocol):
    """A match of either engine."""

    def __getitem__(self, group: int | str, /) -> str | None:
        """A group's text, None when it took no part."""

    def span(self) -> tuple[int, int]:
        """Where it starts and ends."""


class Pattern(Protocol):
    """A compiled pattern of either engine."""

    @property
    def groups(self) -> int:
        """How many groups it has."""

    @property
    def groupindex(self) -> Mapping[str, int]:
        """The groups that have names."""

    def search(self, text: str, /) -> Match | None:
        """The first match."""

    def finditer(self, text: str, /) -> Iterator[Match]:
        """All matches, one after the other."""


class UnsupportedPattern(Exception):
    """The pattern may be right, but cannot be run here; what it decides is unknown."""


def _class(match: str) -> str:
    name = match[2:-2]
    if name.startswith("^") or name not in _CLASSES:
        raise UnsupportedPattern
    return _CLASSES[name]


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Pattern:
    """The pattern, ready to use; raises EvaluationError where RE2 refuses it."""
    if re2 is None:
        return _compiled_here(pattern)
    options = re2.Options()
    options.log_errors = False
    try:
        return cast("Pattern", re2.compile(pattern, options))
    except re2.error as error:
        raise EvaluationError("invalid regular expression") from error


def _compiled_here(pattern: str) -> Pattern:
    if _REFUSED.search(re.sub(r"\\.", "", pattern)):
        raise EvaluationError("invalid regular expression: not in the syntax of RE2")
    try:
        return cast("Pattern", re.compile(_translated(pattern), re.ASCII))
    except re.error as error:
        raise EvaluationError(f"invalid regular expression: {error}") from error


def _translated(pattern: str) -> str:
    result: list[str] = []
    in_class, multiline, opened = False, False, [0]
    for match in _TOKEN.finditer(pattern):
        token = match[0]
        if in_class:
            result.append(_in_class(token))
            in_class = token != "]" or result[-2:-1] in (["["], ["^"])
            continue
        if token == "[":
            in_class = True
        elif token.startswith("(?") and token.endswith(")"):
            # flags in the middle hold to the end of the group: a group of their own says the same
            multiline = multiline or "m" in token.partition("-")[0]
            opened[-1] += 1
            token = token[:-1] + ":"
        elif token.startswith("("):
            multiline = multiline or (token.endswith(":") and "m" in token.partition("-")[0])
            opened.append(0)
        elif token == ")":
            token = ")" * (opened.pop() + 1) if len(opened) > 1 else ")"
        elif token == "$" and not multiline:
            token = r"\Z"
        result.append(_outside(token))
    return "".join(result) + ")" * opened[0]


def _in_class(token: str) -> str:
    if token.startswith("[:"):
        return _class(token)
    if token == "[":
        return r"\["
    if token == r"\s":
        return r"\t\n\f\r "
    if token.startswith((r"\x{", r"\p", r"\P", r"\Q")):
        return _outside(token)
    return token


def _outside(token: str) -> str:
    if token.startswith(r"\Q"):
        return re.escape(token[2:].removesuffix(r"\E"))
    if token.startswith(r"\x{"):
        return re.escape(chr(int(token[3:-1], 16)))
    if token.startswith((r"\p", r"\P", r"\C")):
        raise UnsupportedPattern
    if token.startswith("(?<"):
        return "(?P<" + token[3:]
    if token.startswith("(?") and "U" in token:
        raise UnsupportedPattern
    return {r"\z": r"\Z", r"\s": r"[\t\n\f\r ]", r"\S": r"[^\t\n\f\r ]"}.get(token, token)


def _guard(pattern: str, body: str) -> None:
    """Python backtracks where RE2 does not: what could take long is not run."""
    if re2 is not None:
        return
    if len(body) > _MAX_TEXT or (_NESTED.search(pattern) and len(body) > 40):
        raise UnsupportedPattern


def _shape(pattern: Pattern) -> Type:
    names = pattern.groupindex
    if not pattern.groups:
        return STRING
    if len(names) == pattern.groups:
        return ObjectType(tuple((name, STRING) for name in sorted(names)))
    if names:
        raise EvaluationError("invalid pattern: cannot mix both named and unnamed capture groups")
    return TupleType((STRING,) * pattern.groups)


def _captured(pattern: Pattern, match: Match) -> Value:
    def group(key: int | str) -> Value:
        found = match[key]
        return Value(STRING, None) if found is None else string(found)

    kind = _shape(pattern)
    if kind == STRING:
        return group(0)
    if isinstance(kind, ObjectType):
        return object_of({name: group(name) for name, _ in kind.attributes})
    return tuple_of([group(number + 1) for number in range(pattern.groups)])


def _regex(given: Sequence[Value]) -> Value:
    pattern, body = compiled(text(given[0])), text(given[1])
    _shape(pattern)
    _guard(text(given[0]), body)
    match = pattern.search(body)
    if match is None:
        raise EvaluationError("pattern did not match any part of the given string")
    return _captured(pattern, match)


def _regexall(given: Sequence[Value]) -> Value:
    pattern, body = compiled(text(given[0])), text(given[1])
    kind = _shape(pattern)
    _guard(text(given[0]), body)
    return list_of([_captured(pattern, match) for match in pattern.finditer(body)], kind)


def replace_pattern(body: str, pattern: str, replacement: str) -> str:
    """Every match replaced, `$1` and `${name}` filled in (Go `Regexp.ReplaceAllString`)."""
    _guard(pattern, body)
    ready = compiled(pattern)
    pieces: list[str] = []
    position = 0
    for match in ready.finditer(body):
        start, end = match.span()
        pieces += [body[position:start], _expanded(ready, match, replacement)]
        position = end
    return "".join(pieces) + body[position:]


_REFERENCE: Final = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


def _expanded(pattern: Pattern, match: Match, template: str) -> str:
    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        key: int | str = int(name) if name.isdigit() else name
        known = key <= pattern.groups if isinstance(key, int) else key in pattern.groupindex
        return (match[key] or "") if known else ""

    return _REFERENCE.sub(group, template)


FUNCTIONS: Final = {
    "regex": Function(_regex, (TEXT, TEXT), DYNAMIC),
    "regexall": Function(_regexall, (TEXT, TEXT), ListType(DYNAMIC)),
}
