"""Semantic versions and constraints, after Masterminds/semver v3.4 and v3.5 (version.go, constraints.go)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.goquote import quote

_PRE = r"(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?"
_META = r"(?:\+([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?"
_VERSION = re.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{_PRE}{_META}", re.ASCII)
_LOOSE = r"v?([0-9xX*|]+)(?:\.([0-9xX*|]+))?(?:\.([0-9xX*|]+))?" + _PRE + _META
_ONE = re.compile(rf"\s*(>=|=>|<=|=<|!=|~>|=|>|<|~|\^|)\s*({_LOOSE})\s*", re.ASCII)
_RANGE = re.compile(rf"\s*({_LOOSE})\s+-\s+({_LOOSE})\s*", re.ASCII)
_WILD = frozenset(("x", "X", "*", ""))


@dataclass(frozen=True, slots=True)
class Version:
    """A version; missing parts are 0. `original` is as written."""

    major: int
    minor: int
    patch: int
    pre: str = ""
    metadata: str = ""
    original: str = ""

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        return text + (f"-{self.pre}" if self.pre else "") + (f"+{self.metadata}" if self.metadata else "")

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Major, minor, patch."""
        return self.major, self.minor, self.patch


@lru_cache(maxsize=1024)
def parse_version(text: str) -> Version:
    """A version in the loose form (`v1.2`); FunctionError when it is none."""
    found = _VERSION.fullmatch(text)
    if not found or len(text) > 256:
        raise FunctionError("invalid semantic version")
    major, minor, patch, pre, metadata = found.groups()
    for part in (pre or "").split("."):
        if len(part) > 1 and part.isdigit() and part[0] == "0":
            raise FunctionError("version segment starts with 0")
    return Version(int(major), int(minor or 0), int(patch or 0), pre or "", metadata or "", text)


def compare(left: Version, right: Version) -> int:
    """-1, 0 or 1 by precedence; build metadata does not count."""
    if left.numbers != right.numbers:
        return -1 if left.numbers < right.numbers else 1
    if left.pre == right.pre:
        return 0
    if not left.pre or not right.pre:
        return 1 if not left.pre else -1
    return _compare_pre(left.pre.split("."), right.pre.split("."))


def _compare_pre(left: list[str], right: list[str]) -> int:
    for a, b in zip(left, right, strict=False):
        if a == b:
            continue
        if a.isdigit() and b.isdigit():
            return -1 if int(a) < int(b) else 1
        if a.isdigit() or b.isdigit():
            return -1 if a.isdigit() else 1
        return -1 if a < b else 1
    return (len(left) > len(right)) - (len(left) < len(right))


@dataclass(frozen=True, slots=True)
class _Constraint:
    operator: str
    version: Version
    dirty: bool
    minor_dirty: bool
    patch_dirty: bool


@lru_cache(maxsize=1024)
def _parsed(text: str) -> tuple[tuple[_Constraint, ...], ...]:
    spread = _RANGE.sub(lambda found: f" >= {found.group(1)} <= {found.group(7)} ", text)
    return tuple(tuple(_group(part, text)) for part in spread.split("||"))


def _group(part: str, whole: str) -> list[_Constraint]:
    if not part.strip():
        raise FunctionError(f"improper constraint: {quote(whole)}")
    found: list[_Constraint] = []
    at = 0
    while at < len(part):
        if found:
            if part[at] == ",":
                at += 1
            elif not part[at - 1].isspace():
                raise FunctionError(f"improper constraint: {quote(whole)}")
        match = _ONE.match(part, at)
        if match is None or match.end() == at:
            raise FunctionError(f"improper constraint: {quote(whole)}")
        groups = match.groups()
        found.append(_constraint(groups[0], groups[1], groups[2:7]))
        at = match.end()
    return found


def _constraint(operator: str, text: str, parts: tuple[str | None, ...]) -> _Constraint:
    major, minor, patch, pre, _ = parts
    suffix = f"-{pre}" if pre else ""
    if (major or "") in _WILD:
        return _Constraint(operator, parse_version(f"0.0.0{suffix}"), True, False, False)
    if (minor or "") in _WILD:
        return _Constraint(operator, _loose(f"{major}.0.0{suffix}"), True, True, False)
    if (patch or "") in _WILD:
        return _Constraint(operator, _loose(f"{major}.{minor}.0{suffix}"), True, False, True)
    return _Constraint(operator, _loose(text), False, False, False)


def _loose(text: str) -> Version:
    try:
        return parse_version(text)
    except FunctionError:
        raise FunctionError("constraint parser error") from None


def satisfies(constraint: str, version: str) -> bool:
    """Whether the version meets the constraint; FunctionError when either cannot be read."""
    groups = _parsed(constraint)
    parsed = parse_version(version)
    for group in groups:
        with_pre = any(one.version.pre for one in group)
        if all(_meets(parsed, one, with_pre) for one in group):
            return True
    return False


def _meets(version: Version, constraint: _Constraint, with_pre: bool) -> bool:
    if version.pre and not constraint.version.pre and not with_pre:
        return False
    return _CHECKS[constraint.operator](version, constraint)


def _not_equal(version: Version, constraint: _Constraint) -> bool:
    wanted = constraint.version
    if not constraint.dirty:
        return compare(version, wanted) != 0
    if version.major != wanted.major:
        return True
    if constraint.minor_dirty:
        return False
    if version.minor != wanted.minor:
        return True
    if constraint.patch_dirty:
        return bool(version.pre or wanted.pre) and version.pre != wanted.pre
    return compare(version, wanted) != 0


def _greater(version: Version, constraint: _Constraint) -> bool:
    wanted = constraint.version
    if not constraint.dirty:
        return compare(version, wanted) > 0
    if version.major != wanted.major:
        return version.major > wanted.major
    if constraint.minor_dirty:
        return False
    if constraint.patch_dirty:
        return version.minor > wanted.minor
    return compare(version, wanted) > 0


def _less(version: Version, constraint: _Constraint) -> bool:
    return compare(version, constraint.version) < 0


def _at_least(version: Version, constraint: _Constraint) -> bool:
    return compare(version, constraint.version) >= 0


def _at_most(version: Version, constraint: _Constraint) -> bool:
    wanted = constraint.version
    if not constraint.dirty:
        return compare(version, wanted) <= 0
    if version.major > wanted.major:
        return False
    return not (version.major == wanted.major and version.minor > wanted.minor and not constraint.minor_dirty)


def _tilde(version: Version, constraint: _Constraint) -> bool:
    wanted = constraint.version
    if compare(version, wanted) < 0:
        return False
    if wanted.numbers == (0, 0, 0) and not constraint.minor_dirty and not constraint.patch_dirty:
        return True
    if version.major != wanted.major:
        return False
    return version.minor == wanted.minor or constraint.minor_dirty


def _same(version: Version, constraint: _Constraint) -> bool:
    if constraint.dirty:
        return _tilde(version, constraint)
    return compare(version, constraint.version) == 0


def _caret(version: Version, constraint: _Constraint) -> bool:
    wanted = constraint.version
    if compare(version, wanted) < 0:
        return False
    if wanted.major > 0 or constraint.minor_dirty:
        return version.major == wanted.major
    if version.major > wanted.major:
        return False
    if wanted.minor > 0 or constraint.patch_dirty:
        return version.minor == wanted.minor
    if version.minor > wanted.minor:
        return False
    return version.patch == wanted.patch


_CHECKS: dict[str, Callable[[Version, _Constraint], bool]] = {
    "": _same,
    "=": _same,
    "!=": _not_equal,
    ">": _greater,
    "<": _less,
    ">=": _at_least,
    "=>": _at_least,
    "<=": _at_most,
    "=<": _at_most,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}
