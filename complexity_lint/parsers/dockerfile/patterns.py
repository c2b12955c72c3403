"""The patterns of `${X#pattern}`, `${X%pattern}` and `${X/pattern/text}`.

`*` is any text, `?` any character and a backslash takes the meaning of `*`, `?` and itself
away; other escapes are refused, as moby/buildkit v0.32 `frontend/dockerfile/shell` has it.
"""

import re

MAX_STARS = 6
MAX_VALUE = 4_000
"""Beyond these sizes matching could take long, and the pattern is refused."""


class PatternError(ValueError):
    """A pattern that cannot be used; the message says why."""


def trim_prefix(pattern: str, value: str, greedy: bool) -> str:
    """The value without the shortest, or the longest, beginning that fits the pattern."""
    match = _compiled(pattern, value, greedy).match(value)
    return value[match.end() :] if match else value


def trim_suffix(pattern: str, value: str, greedy: bool) -> str:
    """The value without the shortest, or the longest, ending that fits the pattern."""
    parts = _parts(pattern)
    _check_size(pattern, value)
    expression = "".join(_piece(part, greedy) for part in reversed(parts))
    match = re.compile(expression).match(value[::-1])
    return value[: len(value) - match.end()] if match else value


def replace_pattern(pattern: str, value: str, replacement: str, every: bool) -> str:
    """The value with the first, or every, longest part that fits the pattern replaced."""
    expression = _compiled(pattern, value, greedy=True)
    out: list[str] = []
    copied = at = 0
    while at <= len(value):
        match = expression.search(value, at)
        if match is None:
            break
        if match.end() > copied or match.start() == 0:  # no empty match right behind the last one
            out += (value[copied : match.start()], replacement)
            copied = match.end()
        at = match.end() if match.end() > match.start() else match.end() + 1
        if not every:
            break
    return "".join(out) + value[copied:]


def _compiled(pattern: str, value: str, greedy: bool) -> re.Pattern[str]:
    _check_size(pattern, value)
    return re.compile("".join(_piece(part, greedy) for part in _parts(pattern)))


def _check_size(pattern: str, value: str) -> None:
    if pattern.count("*") > MAX_STARS or len(value) > MAX_VALUE:
        raise PatternError("pattern too large to be matched")


def _parts(pattern: str) -> list[str]:
    """The pattern's pieces: `*`, `?`, or a backslash with a literal character, or a character."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "\\":
            following = pattern[at : at + 1]
            if following and following in "}/":
                continue
            if not following or following not in "*?\\":
                raise PatternError(f"invalid pattern ({pattern}) in substitution: invalid escape")
            parts.append("\\" + following)
            at += 1
        else:
            parts.append(char)
    return parts


def _piece(part: str, greedy: bool) -> str:
    if part == "*":
        return ".*" if greedy else ".*?"
    if part == "?":
        return "."
    return re.escape(part[-1])
