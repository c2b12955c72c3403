"""Go's time.Duration: its text, its parsing, its rounding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.goquote import quote
from complexity_lint.parsers.gotemplate.values import Integer, Method, wrap

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = re.compile(r"([0-9]*)(\.[0-9]*)?(ns|us|µs|μs|ms|s|m|h)")
SECOND = 1_000_000_000


class Duration(Integer):
    """time.Duration in nanoseconds."""

    go_type = "time.Duration"
    methods: ClassVar[Mapping[str, Method]] = {
        "String": lambda self: duration_text(self),
        "Seconds": lambda self: int(self) / SECOND,
        "Minutes": lambda self: int(self) / (60 * SECOND),
        "Hours": lambda self: int(self) / (3600 * SECOND),
        "Milliseconds": lambda self: int(self) // 1_000_000,
        "Nanoseconds": lambda self: int(self),
    }

    @classmethod
    def kind(cls) -> str:
        """Go's kind of the type."""
        return "int64"

    def go_string(self) -> str:
        """Duration.String."""
        return duration_text(self)


def duration_text(duration: int) -> str:
    """Duration.String: `1h2m3.5s`."""
    nanos = abs(int(duration))
    sign = "-" if duration < 0 else ""
    if nanos == 0:
        return "0s"
    if nanos < SECOND:
        unit, size = ("ns", 1) if nanos < 1000 else ("µs", 1000) if nanos < 1_000_000 else ("ms", 1_000_000)
        return sign + _fraction(nanos, size) + unit
    seconds = _fraction(nanos % (60 * SECOND), SECOND) + "s"
    minutes = nanos // (60 * SECOND)
    if minutes == 0:
        return sign + seconds
    hours, minutes = divmod(minutes, 60)
    return sign + (f"{hours}h" if hours else "") + f"{minutes}m" + seconds


def _fraction(nanos: int, size: int) -> str:
    whole, rest = divmod(nanos, size)
    if not rest:
        return str(whole)
    digits = len(str(size)) - 1
    return f"{whole}." + str(rest).rjust(digits, "0").rstrip("0")


def parse_duration(text: str) -> Duration:
    """time.ParseDuration; FunctionError with its message."""
    body = text[1:] if text[:1] in ("+", "-") else text
    if body == "0":
        return Duration(0)
    if not body:
        raise FunctionError(f"time: invalid duration {quote(text)}")
    total = 0
    at = 0
    while at < len(body):
        found = _PART.match(body, at)
        if not found or not (found.group(1) or (found.group(2) or "").strip(".")):
            raise FunctionError(_duration_problem(text, body, at))
        unit = _UNITS[found.group(3)]
        total += int(found.group(1) or 0) * unit
        fraction = (found.group(2) or "").strip(".")
        if fraction:
            total += int(fraction) * unit // 10 ** len(fraction)
        at = found.end()
    if total > 2**63 - 1:
        raise FunctionError(f"time: invalid duration {quote(text)}")
    return Duration(-total if text[0] == "-" else total)


def _duration_problem(text: str, body: str, at: int) -> str:
    number = re.match(r"[0-9]+\.?[0-9]*|\.[0-9]+", body[at:])
    if not number:
        return f"time: invalid duration {quote(text)}"
    unit = re.match(r"[^0-9.]*", body[at + number.end() :])
    name = unit.group() if unit else ""
    if not name:
        return f"time: missing unit in duration {quote(text)}"
    return f"time: unknown unit {quote(name)} in duration {quote(text)}"


def rounded(duration: int, unit: int) -> Duration:
    """Duration.Round: half away from zero."""
    if unit <= 0:
        return Duration(duration)
    size = abs(int(duration))
    rest = size % unit
    size += -rest if rest + rest < unit else unit - rest
    return Duration(wrap(-size if duration < 0 else size))


def truncated(duration: int, unit: int) -> Duration:
    """Duration.Truncate: toward zero."""
    if unit <= 0:
        return Duration(duration)
    size = abs(int(duration)) // unit * unit
    return Duration(-size if duration < 0 else size)
