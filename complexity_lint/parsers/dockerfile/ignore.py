""".dockerignore: what of a build context is never sent to the builder.

Reading follows moby/patternmatcher `ignorefile`, matching its `MatchesOrParentMatches`: the last
pattern that fits a path, or one of its parent folders, decides. Patterns are rooted at the
context; this is not git's ignore language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import normpath


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """One line: the cleaned pattern, whether it takes files back in (`!`), its regular expression."""

    line: int
    text: str
    includes: bool
    expression: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The patterns of one file in order, and the lines the builder would refuse."""

    patterns: tuple[IgnorePattern, ...] = ()
    refused: tuple[int, ...] = ()

    def excludes(self, path: str) -> bool:
        """Whether a path, relative to the context with `/`, stays out of the build.

        The context itself is never excluded. A folder that is excluded may still hold files a
        later `!` pattern takes back in.
        """
        clean = normpath(path).lstrip("/")
        if clean in (".", ""):
            return False
        parts = clean.split("/")
        candidates = ["/".join(parts[: count + 1]) for count in reversed(range(len(parts)))]
        excluded = False
        for pattern in self.patterns:
            if pattern.includes != excluded:
                continue
            if any(pattern.expression.fullmatch(candidate) for candidate in candidates):
                excluded = not pattern.includes
        return excluded

    def kept(self, paths: Iterable[str]) -> list[str]:
        """The paths that are not excluded, in their order; as `excludes`, with each folder matched only once."""
        # Most paths match no pattern, which one expression of all of them finds out at once.
        some = re.compile("|".join(f"(?:{one.expression.pattern})" for one in self.patterns), re.DOTALL)
        last: dict[str, int] = {"": -1}

        def last_of(path: str) -> int:
            """The number of the last pattern that matches a path or one of its parents, -1 for none."""
            found = last.get(path)
            if found is None:
                found = last_of(path.rpartition("/")[0])
                if self.patterns and some.fullmatch(path):
                    numbers = range(len(self.patterns) - 1, found, -1)
                    matching = (n for n in numbers if self.patterns[n].expression.fullmatch(path))
                    found = next(matching, found)
                last[path] = found
            return found

        return [path for path in paths if (number := last_of(path)) < 0 or self.patterns[number].includes]

    @property
    def takes_back(self) -> bool:
        """Whether any pattern begins with `!`, so that excluded folders have to be looked into."""
        return any(pattern.includes for pattern in self.patterns)


def parse_ignore(text: str) -> IgnoreRules:
    """The rules of a .dockerignore text; a malformed pattern is left out and its line noted."""
    patterns: list[IgnorePattern] = []
    refused: list[int] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        stripped = line.strip()
        if line.startswith("#") or not stripped:
            continue
        includes = stripped.startswith("!")
        written = stripped[1:].strip() if includes else stripped
        cleaned = _cleaned(written)
        expression = _expression(cleaned) if written else None
        if expression is None:
            refused.append(number)
        else:
            patterns.append(IgnorePattern(number, cleaned, includes, expression))
    return IgnoreRules(tuple(patterns), tuple(refused))


def _cleaned(pattern: str) -> str:
    """The shortest form of the path: no `./`, no `a/..`, no slash at either end."""
    cleaned = normpath(pattern)
    return cleaned.lstrip("/") or "/"


MAX_DEEP = 5
"""A pattern with more `**` than this is refused: matching it could take long."""


def _expression(pattern: str) -> re.Pattern[str] | None:
    """The pattern as a regular expression; None for one the builder refuses.

    `**/` at the beginning or in the middle fits any number of folders, also none; `**` at the
    end fits everything below; `*` and `?` never fit a slash.
    """
    pieces = _pieces(pattern)
    if pieces is None or pieces.count(_DEEP) > MAX_DEEP:
        return None
    out: list[str] = []
    pending = ""
    for piece in pieces:
        if piece in (_STAR, _DEEP, _REST):
            # the nearest fit is as good as any later one, so no way back is kept: linear time
            out.append(f"(?>[^/]*?{pending[len(_STAR) :]})" if pending.startswith(_STAR) else pending)
            pending = ""
            if piece != _STAR:
                out.append("(?:.*/)?" if piece == _DEEP else ".*")
                continue
        pending += piece
    out.append("[^/]*" + pending[len(_STAR) :] if pending.startswith(_STAR) else pending)
    try:
        return re.compile("".join(out), re.DOTALL)
    except (re.error, OverflowError):
        return None


_STAR, _DEEP, _REST = "\0*", "\0**/", "\0**"
"""Pieces for `*`, for `**` before something, and for `**` at the end; no path holds a NUL."""


def _pieces(pattern: str) -> list[str] | None:
    """The pattern's wildcards and regular expressions for what is between; None when malformed."""
    if pattern.startswith("**") and not pattern.startswith("**/") and not set(pattern[2:]) & set("*?[]\\"):
        return [_REST, re.escape(pattern[2:])]  # `**.md` fits by its ending alone
    pieces: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith("**", at):
            at += 2
            at += pattern.startswith("/", at)
            piece = _DEEP if at < len(pattern) else _REST
            if pieces[-1:] != [piece]:
                pieces.append(piece)
        elif pattern[at] == "[":
            end = _class_end(pattern, at)
            if end is None:
                return None
            pieces.append(pattern[at:end])
            at = end
        else:
            piece, at = _piece(pattern, at)
            pieces.append(piece)
    return pieces


def _piece(pattern: str, at: int) -> tuple[str, int]:
    char = pattern[at]
    if char == "*":
        return _STAR, at + 1
    if char == "?":
        return "[^/]", at + 1
    if char == "\\" and at + 1 < len(pattern):
        return re.escape(pattern[at + 1]), at + 2
    return re.escape(char), at + 1


def _class_end(pattern: str, at: int) -> int | None:
    """The offset after a `[...]` class; None when it is empty or not closed."""
    first = at + 2 if pattern.startswith("^", at + 1) else at + 1
    end = first
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1 if first < end < len(pattern) else None
