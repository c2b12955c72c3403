"""Date and duration functions of Sprig v3.3 (date.go) and helm v4 (engine/funcs.go)."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from complexity_lint.parsers.gotemplate import durations, go_time
from complexity_lint.parsers.gotemplate.constants import parse_float
from complexity_lint.parsers.gotemplate.durations import SECOND, Duration
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.go_time import ZERO_TIME, GoTime
from complexity_lint.parsers.gotemplate.goquote import quote
from complexity_lint.parsers.gotemplate.numbers_text import general
from complexity_lint.parsers.gotemplate.provenance import STANDIN
from complexity_lint.parsers.gotemplate.signature import ANY, STRING, TIME, Table
from complexity_lint.parsers.gotemplate.state import State
from complexity_lint.parsers.gotemplate.values import Int32, Int64, Value, type_name

DATES = Table()
STANDIN_NOW = GoTime(datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC))


def _mark(state: State, name: str) -> None:
    state.runtime.reads.append((STANDIN, name))


@DATES.add("now", with_runtime=True)
def _now(state: State) -> Value:
    _mark(state, "now")
    return STANDIN_NOW


def _moment(state: State, value: Value) -> GoTime:
    if isinstance(value, GoTime):
        return value
    if isinstance(value, (Int64, Int32)) or (isinstance(value, int) and type(value) is int):
        return go_time.unix(int(value))
    _mark(state, "now")
    return STANDIN_NOW


@DATES.add("date", STRING, ANY, with_runtime=True)
def _date(state: State, layout: str, value: Value) -> Value:
    return go_time.format_time(go_time.in_zone(_moment(state, value), "Local"), layout)


@DATES.add("htmlDate", ANY, with_runtime=True)
def _html_date(state: State, value: Value) -> Value:
    return _date(state, "2006-01-02", value)


@DATES.add("dateInZone date_in_zone", STRING, ANY, STRING, with_runtime=True)
def _date_in_zone(state: State, layout: str, value: Value, zone: str) -> Value:
    return go_time.format_time(go_time.in_zone(_moment(state, value), zone), layout)


@DATES.add("htmlDateInZone", ANY, STRING, with_runtime=True)
def _html_date_in_zone(state: State, value: Value, zone: str) -> Value:
    return _date_in_zone(state, "2006-01-02", value, zone)


@DATES.add("dateModify date_modify", STRING, TIME)
def _date_modify(text: str, time: GoTime) -> Value:
    try:
        return go_time.add(time, durations.parse_duration(str(text)))
    except FunctionError:
        return time


@DATES.add("mustDateModify must_date_modify", STRING, TIME)
def _must_date_modify(text: str, time: GoTime) -> Value:
    return go_time.add(time, durations.parse_duration(str(text)))


@DATES.add("ago", ANY, with_runtime=True)
def _ago(state: State, value: Value) -> Value:
    _mark(state, "ago")
    return "0s"


@DATES.add("duration", ANY)
def _duration(value: Value) -> Value:
    seconds = 0
    if isinstance(value, str):
        digits = value.removeprefix("-").removeprefix("+")
        seconds = int(value) if digits.isascii() and digits.isdigit() else 0
    elif isinstance(value, Int64):
        seconds = int(value)
    return durations.duration_text(seconds * SECOND)


_ROUND_UNITS = (
    (365 * 24 * 3600 * SECOND, "y"),
    (30 * 24 * 3600 * SECOND, "mo"),
    (24 * 3600 * SECOND, "d"),
    (3600 * SECOND, "h"),
    (60 * SECOND, "m"),
    (SECOND, "s"),
)


@DATES.add("durationRound", ANY)
def _duration_round(value: Value) -> Value:
    nanos = 0
    if isinstance(value, str):
        try:
            nanos = int(durations.parse_duration(str(value)))
        except FunctionError:
            nanos = 0
    elif isinstance(value, Int64):
        nanos = int(value)
    size = abs(nanos)
    for unit, name in _ROUND_UNITS:
        if size > unit:
            return f"{size // unit}{name}"
    return "0s"


@DATES.add("toDate", STRING, STRING)
def _to_date(layout: str, text: str) -> Value:
    try:
        return go_time.parse_time(str(layout), str(text))
    except FunctionError:
        return ZERO_TIME


@DATES.add("mustToDate", STRING, STRING)
def _must_to_date(layout: str, text: str) -> Value:
    return go_time.parse_time(str(layout), str(text))


@DATES.add("unixEpoch", TIME)
def _unix_epoch(time: GoTime) -> Value:
    return str(go_time.epoch(time))


# helm's durations


def _as_duration(value: Value) -> Duration:
    """helm's asDuration: a duration, its text, or a number of seconds."""
    if isinstance(value, Duration):
        return value
    if isinstance(value, str):
        return _from_text(str(value))
    if value is None:
        raise FunctionError("invalid duration")
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > (2**63 - 1) // SECOND:
            raise FunctionError(f"duration seconds overflow: {value}")
        return Duration(int(value) * SECOND)
    if isinstance(value, float):
        return _from_float(float(value))
    raise FunctionError(f"unsupported duration type {type_name(value)}")


def _from_text(text: str) -> Duration:
    stripped = text.strip()
    if not stripped:
        raise FunctionError("empty duration")
    try:
        return durations.parse_duration(stripped)
    except FunctionError:
        number = parse_float(stripped)
        if number is None:
            raise FunctionError(f"could not parse duration {quote(text)}") from None
        return _from_float(number)


def _from_float(seconds: float) -> Duration:
    if not math.isfinite(seconds):
        raise FunctionError(f"invalid duration seconds: {general(seconds)}")
    if abs(seconds) > (2**63 - 1) / SECOND:
        raise FunctionError(f"duration seconds overflow: {general(seconds)}")
    return Duration(int(seconds * SECOND))


def _or_zero(value: Value) -> Duration:
    try:
        return _as_duration(value)
    except FunctionError:
        return Duration(0)


@DATES.add("mustToDuration", ANY)
def _must_to_duration(value: Value) -> Value:
    return _as_duration(value)


@DATES.add("durationSeconds", ANY)
def _seconds(value: Value) -> Value:
    return int(_or_zero(value)) / SECOND


@DATES.add("durationMilliseconds", ANY)
def _milliseconds(value: Value) -> Value:
    return Int64(int(int(_or_zero(value)) / 1_000_000))


@DATES.add("durationMicroseconds", ANY)
def _microseconds(value: Value) -> Value:
    return Int64(int(int(_or_zero(value)) / 1_000))


@DATES.add("durationNanoseconds", ANY)
def _nanoseconds(value: Value) -> Value:
    return Int64(int(_or_zero(value)))


@DATES.add("durationMinutes", ANY)
def _minutes(value: Value) -> Value:
    return int(_or_zero(value)) / (60 * SECOND)


def _hours(value: Value) -> float:
    return int(_or_zero(value)) / (3600 * SECOND)


@DATES.add("durationHours", ANY)
def _duration_hours(value: Value) -> Value:
    return _hours(value)


@DATES.add("durationDays", ANY)
def _days(value: Value) -> Value:
    return _hours(value) / 24.0


@DATES.add("durationWeeks", ANY)
def _weeks(value: Value) -> Value:
    return _hours(value) / 24.0 / 7.0


@DATES.add("durationRoundTo", ANY, ANY)
def _round_to(value: Value, unit: Value) -> Value:
    return durations.rounded(_or_zero(value), int(_or_zero(unit)))


@DATES.add("durationTruncateTo", ANY, ANY)
def _truncate_to(value: Value, unit: Value) -> Value:
    return durations.truncated(_or_zero(value), int(_or_zero(unit)))
