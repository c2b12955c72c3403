"""Go's time.Time as far as templates use it: layouts, parsing, methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.goquote import quote
from complexity_lint.parsers.gotemplate.values import Method, Value

_MONTHS = (
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
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAYOUT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|__2|002|01|02|03|04|05|06|15|_2006|_2|PM|pm"
    r"|-07:00:00|-07:00|-070000|-0700|-07|Z07:00:00|Z07:00|Z070000|Z0700|Z07"
    r"|[.,]0+(?![0-9])|[.,]9+(?![0-9])|1|2|3|4|5"
)


@dataclass(frozen=True, slots=True)
class GoTime:
    """time.Time: the moment with its zone, and the nanoseconds below the microsecond."""

    moment: datetime
    zero: bool = False
    go_type: str = "time.Time"

    @property
    def methods(self) -> Mapping[str, Method]:
        """The methods templates call."""
        return _TIME_METHODS

    def go_string(self) -> str:
        """Time.String."""
        return format_time(self, "2006-01-02 15:04:05.999999999 -0700 MST")

    def go_json(self) -> str:
        """Time.MarshalJSON without its quotes."""
        return format_time(self, "2006-01-02T15:04:05.999999999Z07:00")


ZERO_TIME = GoTime(datetime(1, 1, 1, tzinfo=UTC), zero=True)


def unix(seconds: int) -> GoTime:
    """time.Unix(seconds, 0) in UTC; FunctionError beyond Python's years."""
    try:
        return GoTime(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    except OverflowError:
        raise FunctionError("time out of range") from None


def in_zone(time: GoTime, zone: str) -> GoTime:
    """Time.In(LoadLocation(zone)); an unknown zone is UTC, `Local` is UTC too."""
    return GoTime(time.moment.astimezone(location(zone)), time.zero)


def location(zone: str) -> tzinfo:
    """A zone of the IANA database, else UTC."""
    if zone in ("", "UTC", "Local"):
        return UTC
    try:
        return ZoneInfo(str(zone))
    except (KeyError, ValueError, OSError):
        return UTC


def format_time(time: GoTime, layout: str) -> str:
    """Time.Format."""
    return _LAYOUT.sub(lambda found: _formatted(time.moment, found.group()), str(layout))


def _formatted(moment: datetime, code: str) -> str:
    simple = _FORMATS.get(code)
    if simple is not None:
        return simple(moment)
    if code[0] in ".,":
        digits = f"{moment.microsecond:06d}000"[: len(code) - 1]
        if code[1] == "0":
            return code[0] + digits.ljust(len(code) - 1, "0")
        digits = digits.rstrip("0")
        return code[0] + digits if digits else ""
    return _offset(moment, code)


def _offset(moment: datetime, code: str) -> str:
    offset = moment.utcoffset() or timedelta(0)
    seconds = int(offset.total_seconds())
    if code[0] == "Z" and seconds == 0:
        return "Z"
    sign, size = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, rest = divmod(size, 3600)
    minutes, left = divmod(rest, 60)
    colon = ":" if ":" in code else ""
    text = f"{sign}{hours:02d}"
    if len(code) > 3:
        text += f"{colon}{minutes:02d}"
    if len(code) > 6:
        text += f"{colon}{left:02d}"
    return text


_FORMATS: Mapping[str, Callable[[datetime], str]] = {
    "January": lambda t: _MONTHS[t.month - 1],
    "Jan": lambda t: _MONTHS[t.month - 1][:3],
    "Monday": lambda t: _DAYS[t.weekday()],
    "Mon": lambda t: _DAYS[t.weekday()][:3],
    "MST": lambda t: _zone_name(t),
    "2006": lambda t: f"{t.year:04d}",
    "_2006": lambda t: f"_{t.year:04d}",
    "__2": lambda t: f"{t.timetuple().tm_yday:3d}",
    "002": lambda t: f"{t.timetuple().tm_yday:03d}",
    "01": lambda t: f"{t.month:02d}",
    "02": lambda t: f"{t.day:02d}",
    "03": lambda t: f"{t.hour % 12 or 12:02d}",
    "04": lambda t: f"{t.minute:02d}",
    "05": lambda t: f"{t.second:02d}",
    "06": lambda t: f"{t.year % 100:02d}",
    "15": lambda t: f"{t.hour:02d}",
    "_2": lambda t: f"{t.day:2d}",
    "PM": lambda t: "PM" if t.hour >= 12 else "AM",
    "pm": lambda t: "pm" if t.hour >= 12 else "am",
    "1": lambda t: str(t.month),
    "2": lambda t: str(t.day),
    "3": lambda t: str(t.hour % 12 or 12),
    "4": lambda t: str(t.minute),
    "5": lambda t: str(t.second),
}


def _zone_name(moment: datetime) -> str:
    name = moment.tzname() or "UTC"
    return _offset(moment, "-0700") if name.startswith("UTC") and name != "UTC" else name


_PARSE = {
    "2006": r"(?P<year>[0-9]{4})",
    "06": r"(?P<short_year>[0-9]{2})",
    "01": r"(?P<month>[0-9]{2})",
    "1": r"(?P<month>[0-9]{1,2})",
    "January": r"(?P<month_name>[A-Za-z]{3,9})",
    "Jan": r"(?P<month_name>[A-Za-z]{3})",
    "Monday": r"[A-Za-z]{6,9}",
    "Mon": r"[A-Za-z]{3}",
    "02": r"(?P<day>[0-9]{2})",
    "2": r"(?P<day>[0-9]{1,2})",
    "_2": r" ?(?P<day>[0-9]{1,2})",
    "15": r"(?P<hour>[0-9]{1,2})",
    "03": r"(?P<hour12>[0-9]{2})",
    "3": r"(?P<hour12>[0-9]{1,2})",
    "04": r"(?P<minute>[0-9]{2})",
    "4": r"(?P<minute>[0-9]{1,2})",
    "05": r"(?P<second>[0-9]{2})(?P<fraction>[.,][0-9]+)?",
    "5": r"(?P<second>[0-9]{1,2})(?P<fraction>[.,][0-9]+)?",
    "PM": r"(?P<half>AM|PM)",
    "pm": r"(?P<half>am|pm)",
    "MST": r"(?P<zone>[A-Z]{3,5}|[+-][0-9]{2})",
}


def parse_time(layout: str, text: str) -> GoTime:
    """time.ParseInLocation(layout, text, Local) with Local as UTC; FunctionError when it does not fit."""
    parts: list[str] = []
    at = 0
    for found in _LAYOUT.finditer(layout):
        parts.append(re.escape(layout[at : found.start()]))
        parts.append(_pattern(found.group()))
        at = found.end()
    parts.append(re.escape(layout[at:]))
    if any("(?P<fraction>[.,][0-9]+)" in part and "second" not in part for part in parts):
        parts = [
            part.replace("(?P<fraction>[.,][0-9]+)?", "") if "second" in part else part for part in parts
        ]
    try:
        match = re.fullmatch("".join(parts), text)
    except re.error:  # a layout that names one part twice
        match = None
    problem = f"parsing time {quote(text)} as {quote(layout)}: cannot parse {quote(text)} as {quote(_first(layout))}"
    if match is None:
        raise FunctionError(problem)
    try:
        return _assembled({key: value for key, value in match.groupdict().items() if value})
    except ValueError:
        raise FunctionError(f"parsing time {quote(text)}: day out of range") from None


def _first(layout: str) -> str:
    found = _LAYOUT.search(layout)
    return found.group() if found else layout


def _pattern(code: str) -> str:
    known = _PARSE.get(code)
    if known is not None:
        return known
    if code[0] in ".,":
        return r"(?P<fraction>[.,][0-9]+)" + ("?" if code[1] == "9" else "")
    colon = ":" if ":" in code else ""
    body = r"[+-][0-9]{2}" + (colon + "[0-9]{2}" if len(code) > 3 else "")
    return f"(?P<offset>{'Z|' if code[0] == 'Z' else ''}{body})"


def _assembled(parts: dict[str, str]) -> GoTime:
    year = int(parts.get("year", 0)) or _short_year(parts)
    month = int(parts.get("month", 1))
    if "month_name" in parts:
        names = [name[:3].lower() for name in _MONTHS]
        month = names.index(parts["month_name"][:3].lower()) + 1
    hour = int(parts.get("hour", 0))
    if "hour12" in parts:
        hour = int(parts["hour12"]) % 12
    if parts.get("half", "").lower() == "pm":
        hour = hour % 12 + 12
    micro = int(parts.get("fraction", ".0")[1:7].ljust(6, "0"))
    zone = _zone(parts)
    day, minute, second = int(parts.get("day", 1)), int(parts.get("minute", 0)), int(parts.get("second", 0))
    return GoTime(datetime(max(year, 1), month, day, hour, minute, second, micro, tzinfo=zone))


def _short_year(parts: dict[str, str]) -> int:
    if "short_year" not in parts:
        return 0
    short = int(parts["short_year"])
    return short + (1900 if short >= 69 else 2000)


def _zone(parts: dict[str, str]) -> tzinfo:
    offset = parts.get("offset", "Z").replace(":", "")
    if offset == "Z":
        name = parts.get("zone", "UTC")
        return UTC if name == "UTC" else timezone(timedelta(0), name)
    minutes = int(offset[1:3]) * 60 + int(offset[3:5] or 0)
    if minutes == 0:
        return UTC
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))


def add(time: GoTime, duration: int) -> GoTime:
    """Time.Add."""
    try:
        return GoTime(time.moment + timedelta(microseconds=int(duration) // 1000))
    except OverflowError:
        raise FunctionError("time out of range") from None


def epoch(time: GoTime) -> int:
    """Time.Unix."""
    return int((time.moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() // 1)


def _moment(value: Value) -> datetime:
    assert isinstance(value, GoTime)  # methods are looked up on a GoTime
    return value.moment


_TIME_METHODS: Mapping[str, Method] = {
    "Format": lambda self, layout: format_time(self, layout),
    "String": lambda self: self.go_string(),
    "Unix": lambda self: epoch(self),
    "UnixNano": lambda self: epoch(self) * 1_000_000_000,
    "UTC": lambda self: GoTime(_moment(self).astimezone(UTC)),
    "Local": lambda self: GoTime(_moment(self).astimezone(UTC)),
    "Year": lambda self: _moment(self).year,
    "Month": lambda self: _MONTHS[_moment(self).month - 1],
    "Day": lambda self: _moment(self).day,
    "Hour": lambda self: _moment(self).hour,
    "Minute": lambda self: _moment(self).minute,
    "Second": lambda self: _moment(self).second,
    "YearDay": lambda self: _moment(self).timetuple().tm_yday,
    "Weekday": lambda self: _DAYS[_moment(self).weekday()],
    "Add": lambda self, duration: add(self, duration),
    "IsZero": lambda self: self.zero,
}
