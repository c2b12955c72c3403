"""Functions on points in time (go-cty `function/stdlib/datetime.go`, terraform `funcs/datetime.go`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final

from complexity_lint.parsers.terraform.functions.signature import TEXT, Function, text
from complexity_lint.parsers.terraform.types import NUMBER, STRING
from complexity_lint.parsers.terraform.values import EvaluationError, Value, number, string, unknown

_STAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))", re.ASCII
)
_DURATION: Final = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_UNITS: Final = {
    "ns": Fraction(1),
    "us": Fraction(1000),
    "µs": Fraction(1000),
    "μs": Fraction(1000),
    "ms": Fraction(10**6),
    "s": Fraction(10**9),
    "m": Fraction(60 * 10**9),
    "h": Fraction(3600 * 10**9),
}
_PIECE: Final = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A point in time in its own offset; nanoseconds apart, since `datetime` stops at micro."""

    local: datetime
    nanoseconds: int
    offset: timedelta

    @property
    def instant(self) -> tuple[datetime, int]:
        return (self.local - self.offset, self.nanoseconds)


def _parsed(body: str) -> _Stamp:
    match = _STAMP.fullmatch(body)
    if match is None:
        raise EvaluationError(f"not a valid RFC3339 timestamp: {body!r}")
    try:
        local = datetime(*(int(match[group]) for group in range(1, 7)), tzinfo=UTC)  # type: ignore[misc,arg-type]  # exactly six numbers
    except ValueError as error:
        raise EvaluationError(f"not a valid RFC3339 timestamp: {error}") from error
    offset = timedelta()
    if match[9]:
        offset = timedelta(hours=int(match[10]), minutes=int(match[11]))
        if int(match[10]) > 23 or int(match[11]) > 59:
            raise EvaluationError("not a valid RFC3339 timestamp: offset out of range")
        offset = -offset if match[9] == "-" else offset
    return _Stamp(local, int((match[7] or "0")[:9].ljust(9, "0")), offset)


def _offset(offset: timedelta, colon: str) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{colon}{abs(minutes) % 60:02d}"


def _formatted(stamp: _Stamp, piece: str) -> str:
    when = stamp.local
    hour = when.hour % 12 or 12
    utc = stamp.offset == timedelta()
    known = {
        "YYYY": f"{when.year:04d}",
        "YY": f"{when.year % 100:02d}",
        "MMMM": _MONTHS[when.month - 1],
        "MMM": _MONTHS[when.month - 1][:3],
        "MM": f"{when.month:02d}",
        "M": str(when.month),
        "DD": f"{when.day:02d}",
        "D": str(when.day),
        "EEEE": _DAYS[when.weekday()],
        "EEE": _DAYS[when.weekday()][:3],
        "hh": f"{when.hour:02d}",
        "h": str(when.hour),
        "HH": f"{hour:02d}",
        "H": str(hour),
        "AA": "AM" if when.hour < 12 else "PM",
        "aa": "am" if when.hour < 12 else "pm",
        "mm": f"{when.minute:02d}",
        "m": str(when.minute),
        "ss": f"{when.second:02d}",
        "s": str(when.second),
        "ZZZZZ": _offset(stamp.offset, ":"),
        "ZZZZ": _offset(stamp.offset, ""),
        "ZZZ": "UTC" if utc else _offset(stamp.offset, ""),
        "Z": "Z" if utc else _offset(stamp.offset, ":"),
    }
    if piece not in known:
        raise EvaluationError(f"invalid date format verb {piece!r}")
    return known[piece]


def _formatdate(given: Sequence[Value]) -> Value:
    stamp = _parsed(text(given[1]))
    parts: list[str] = []
    for match in _PIECE.finditer(text(given[0])):
        piece = match[0]
        if piece == "'":
            raise EvaluationError("unterminated literal '")
        if piece.startswith("'"):
            parts.append(piece[1:-1].replace("''", "'"))
        elif piece[0].isalpha() and piece.isascii():
            parts.append(_formatted(stamp, piece))
        else:
            parts.append(piece)
    return string("".join(parts))


def _duration(body: str) -> int:
    """Nanoseconds of a Go duration (`time.ParseDuration`)."""
    bare = body[1:] if body[:1] in ("+", "-") else body
    if bare == "0":
        return 0
    if not re.fullmatch(f"(?:{_DURATION.pattern})+", bare):
        raise EvaluationError(f"invalid duration {body!r}")
    total = sum(Fraction(amount) * _UNITS[unit] for amount, unit in _DURATION.findall(bare))
    if total >= 1 << 63:
        raise EvaluationError(f"invalid duration {body!r}")
    return int(-total if body.startswith("-") else total)


def _timeadd(given: Sequence[Value]) -> Value:
    stamp, nanoseconds = _parsed(text(given[0])), _duration(text(given[1]))
    total = stamp.nanoseconds + nanoseconds
    try:
        moved = stamp.local + timedelta(seconds=total // 10**9)
    except OverflowError as error:
        raise EvaluationError("the time is out of range") from error
    zone = "Z" if stamp.offset == timedelta() else _offset(stamp.offset, ":")
    return string(moved.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + zone)


def _timecmp(given: Sequence[Value]) -> Value:
    first, second = (_parsed(text(one)).instant for one in given)
    return number((first > second) - (first < second))


def _now(given: Sequence[Value]) -> Value:
    """The clock is never read: the result must not depend on when the program runs."""
    return unknown(STRING)


FUNCTIONS: Final = {
    "formatdate": Function(_formatdate, (TEXT, TEXT), STRING),
    "timeadd": Function(_timeadd, (TEXT, TEXT), STRING),
    "timecmp": Function(_timecmp, (TEXT, TEXT), NUMBER),
    "timestamp": Function(_now, (), STRING),
    "plantimestamp": Function(_now, (), STRING),
}
