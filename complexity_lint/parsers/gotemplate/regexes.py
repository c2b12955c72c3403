"""Regular expressions with RE2's syntax and guarantees, and the semantics of Go's regexp methods.

google-re2 does the work where it is installed. Without it Python's `re` runs translated patterns on short
texts only, because it may backtrack without bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.goquote import quote

try:
    import re2
except ImportError:  # the wheel is not made for every platform
    re2 = None

MAX_FALLBACK_TEXT = 10_000
_NAME = re.compile(r"\w+", re.ASCII)
_MESSAGES = {
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "trailing \\": "trailing backslash at end of expression",
    "invalid named capture group": "invalid named capture",
}


class Match(Protocol):
    """What a found match must offer."""

    def start(self) -> int:
        """First offset."""

    def end(self) -> int:
        """Offset after the last."""

    def group(self, which: int | str = 0) -> str | None:
        """A group's text."""


class Pattern(Protocol):
    """What a compiled pattern must offer."""

    def search(self, text: str, pos: int = 0) -> Match | None:
        """The leftmost match from an offset on."""


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Pattern:
    """The pattern; FunctionError worded as Go's regexp words it."""
    if re2 is None:
        return _fallback(pattern)
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(str(pattern), options)  # type: ignore[no-any-return]  # re2 has no types
    except re2.error as error:
        detail = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        reason, _, fragment = detail.partition(": ")
        shown = fragment or str(pattern)
        raise FunctionError(f"error parsing regexp: {_MESSAGES.get(reason, reason)}: `{shown}`") from None


class _Bounded:
    """Python's re on texts of bounded length."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def search(self, text: str, pos: int = 0) -> Match | None:
        """The leftmost match from an offset on."""
        if len(text) > MAX_FALLBACK_TEXT:
            raise FunctionError("text too long for a regular expression without google-re2")
        return cast(Match | None, self._pattern.search(text, pos))


def _fallback(pattern: str) -> Pattern:
    translated = str(pattern).replace(r"\z", r"\Z")
    for name, chars in (("alnum", "a-zA-Z0-9"), ("alpha", "a-zA-Z"), ("digit", "0-9"), ("space", r"\s")):
        translated = translated.replace(f"[:{name}:]", chars)
    if re.search(r"\(\?(?:[=!>]|<[=!])|\\[1-9]", translated):
        raise FunctionError(f"error parsing regexp: invalid or unsupported Perl syntax: `{pattern}`")
    try:
        return _Bounded(re.compile(translated, re.ASCII))
    except re.error as error:
        raise FunctionError(f"error parsing regexp: {error.msg}: `{pattern}`") from None


def must_compile(pattern: str) -> Pattern:
    """regexp.MustCompile: the error names the call."""
    try:
        return compiled(pattern)
    except FunctionError as error:
        shown = f"`{pattern}`" if "`" not in pattern and pattern.isprintable() else quote(pattern)
        raise FunctionError(f"regexp: Compile({shown}): {error}") from None


def matches(pattern: Pattern, text: str, limit: int = -1) -> Iterator[Match]:
    """Go's successive matches: an empty one right behind another match does not count."""
    at, previous_end, count = 0, -1, 0
    text = str(text)
    while at <= len(text) and (limit < 0 or count < limit):
        found = pattern.search(text, at)
        if found is None:
            return
        start, end = found.start(), found.end()
        accept = not (start == end == previous_end)
        at = end if end > at else at + 1
        if end == start and end > at - 1:
            at = end + 1
        previous_end = end
        if accept:
            count += 1
            yield found


def split(pattern_text: str, pattern: Pattern, text: str, limit: int) -> list[str]:
    """Regexp.Split."""
    if limit == 0:
        return []
    if pattern_text and not text:
        return [""]
    parts: list[str] = []
    begin = end = 0
    for found in matches(pattern, text, limit):
        if limit > 0 and len(parts) == limit - 1:
            break
        end = found.start()
        if found.end() != 0:
            parts.append(text[begin:end])
        begin = found.end()
    if end != len(text):
        parts.append(text[begin:])
    return parts


def replace(pattern: Pattern, text: str, replacement: str, literal: bool) -> str:
    """Regexp.ReplaceAllString, or ReplaceAllLiteralString."""
    out: list[str] = []
    at = 0
    for found in matches(pattern, text):
        out.append(text[at : found.start()])
        out.append(replacement if literal else _expand(replacement, found))
        at = found.end()
    out.append(text[at:])
    return "".join(out)


def _expand(template: str, found: Match) -> str:
    """Regexp.Expand: `$1`, `${1}`, `$name`, `$$`."""
    out: list[str] = []
    at = 0
    while True:
        dollar = template.find("$", at)
        if dollar < 0:
            return "".join([*out, template[at:]])
        out.append(template[at:dollar])
        if template.startswith("$$", dollar):
            out.append("$")
            at = dollar + 2
            continue
        braced = template.startswith("{", dollar + 1)
        name = _NAME.match(template, dollar + 1 + braced)
        if name is None or (braced and not template.startswith("}", name.end())):
            out.append("$")
            at = dollar + 1
            continue
        out.append(_group(found, name.group()))
        at = name.end() + braced


def _group(found: Match, name: str) -> str:
    try:
        return found.group(int(name) if name.isdigit() else name) or ""
    except (IndexError, KeyError):
        return ""
