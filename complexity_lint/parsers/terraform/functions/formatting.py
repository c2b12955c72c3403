"""`format` and `formatlist` (go-cty `function/stdlib/format.go`, verbs after Go's `fmt` on big numbers)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from complexity_lint.parsers.terraform.convert import convert
from complexity_lint.parsers.terraform.functions.graphemes import graphemes
from complexity_lint.parsers.terraform.functions.json_text import json_text
from complexity_lint.parsers.terraform.functions.signature import ANYTHING, TEXT, Function, amount, text
from complexity_lint.parsers.terraform.numbers import Number, format_number, magnitude
from complexity_lint.parsers.terraform.types import (
    BOOL,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    SetType,
    TupleType,
)
from complexity_lint.parsers.terraform.values import (
    EvaluationError,
    Value,
    list_of,
    string,
    text_of,
    unknown,
    wholly_known,
)

_VERB: Final = re.compile(r"%(?:%|([-+# 0]*)(\d*)(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z]))")
_MAX_WIDTH: Final = 100_000


@dataclass(frozen=True, slots=True)
class Verb:
    """One `%` sequence: flags, width and precision (-1 when not written), and the letter."""

    raw: str
    flags: str
    width: int
    precision: int
    mode: str


def format_text(template: str, arguments: Sequence[Value]) -> str:
    """The template with its verbs filled in; raises EvaluationError as Terraform does."""
    parts: list[str] = []
    position, following, highest = 0, 0, 0
    while (percent := template.find("%", position)) >= 0:
        parts.append(template[position:percent])
        match = _VERB.match(template, percent)
        if match is None:
            raise EvaluationError(f"unrecognized format character at offset {percent}")
        position = match.end()
        if match[0] == "%%":
            parts.append("%")
            continue
        chosen = int(match[4]) - 1 if match[4] else following
        following = chosen + 1
        highest = max(highest, following)
        if not 0 <= chosen < len(arguments):
            raise EvaluationError(f"not enough arguments for {match[0]!r} at {percent}")
        parts.append(_filled(_verb(match), arguments[chosen]))
    if highest < len(arguments):
        raise EvaluationError(f"too many arguments; only {highest} used by format string")
    return "".join(parts) + template[position:]


def _verb(match: re.Match[str]) -> Verb:
    width = int(match[2]) if match[2] else -1
    precision = int(match[3] or "0") if match[3] is not None else -1
    if max(width, precision) > _MAX_WIDTH:
        raise EvaluationError("the width is out of range")
    return Verb(match[0], match[1], width, precision, match[5])


def _filled(verb: Verb, value: Value) -> str:
    if verb.mode != "v" and value.is_null:
        raise EvaluationError(f"unsupported value for {verb.raw!r}: null value cannot be formatted")
    if verb.mode == "v":
        return _padded(verb, _as_is(verb, value))
    if verb.mode == "t":
        return text_of(convert(value, BOOL))
    if verb.mode in ("s", "q"):
        return _string(verb, text_of(convert(value, STRING)))
    if verb.mode in ("b", "d", "o", "x", "X"):
        return _integer(verb, amount(convert(value, NUMBER)))
    if verb.mode in ("e", "E", "f", "g", "G"):
        return _float(verb, amount(convert(value, NUMBER)))
    raise EvaluationError(f"unsupported format verb {verb.mode!r}")


def _as_is(verb: Verb, value: Value) -> str:
    if "#" not in verb.flags and not value.is_null:
        if value.type == STRING:
            return text(value)
        if value.type == NUMBER:
            return _general(amount(value), -1, "e")
    return json_text(value)


def _string(verb: Verb, body: str) -> str:
    if verb.precision > 0:
        body = "".join(graphemes(body)[: verb.precision])
    return _padded(verb, json_text(string(body)) if verb.mode == "q" else body)


def _padded(verb: Verb, body: str) -> str:
    missing = verb.width - len(graphemes(body))
    if missing <= 0:
        return body
    fill = ("0" if "0" in verb.flags else " ") * missing
    return body + fill if "-" in verb.flags else fill + body


def _integer(verb: Verb, value: Number) -> str:
    if not isinstance(value, int):
        raise EvaluationError(f"unsupported value for {verb.raw!r}: an integer is required")
    digits = format(abs(value), verb.mode)
    if verb.precision >= 0:
        digits = "" if value == 0 and verb.precision == 0 else digits.rjust(verb.precision, "0")
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb.mode, "") if "#" in verb.flags else ""
    return _numeric(verb, value < 0, prefix + digits, zeros=verb.precision < 0, prefix=prefix)


def _float(verb: Verb, value: Number) -> str:
    size = magnitude(value)
    if verb.mode == "f":
        digits = _fixed(size, verb.precision if verb.precision >= 0 else 6)
    elif verb.mode in ("e", "E"):
        digits = _scientific(size, verb.precision if verb.precision >= 0 else 6, verb.mode)
    else:
        digits = _general(size, verb.precision, "e" if verb.mode == "g" else "E")
    return _numeric(verb, value < 0, digits, zeros=True)


def _numeric(verb: Verb, negative: bool, body: str, *, zeros: bool, prefix: str = "") -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    missing = verb.width - len(sign) - len(body)
    if missing <= 0:
        return sign + body
    if "-" in verb.flags:
        return sign + body + " " * missing
    if "0" in verb.flags and zeros:
        return sign + prefix + "0" * missing + body[len(prefix) :]
    return " " * missing + sign + body


def _fixed(value: Number, precision: int) -> str:
    scaled = str(round(Fraction(value) * 10**precision))
    if precision == 0:
        return scaled
    scaled = scaled.rjust(precision + 1, "0")
    return f"{scaled[:-precision]}.{scaled[-precision:]}"


def _scientific(value: Number, precision: int, letter: str) -> str:
    with localcontext() as context:
        context.prec = precision + 1
        fraction = Fraction(value)
        with localcontext() as exact:
            exact.prec = 1200
            full = Decimal(fraction.numerator) / Decimal(fraction.denominator)
        digits = +full
    return _exponent_form(format(digits, f".{precision}e"), letter)


def _exponent_form(body: str, letter: str) -> str:
    mantissa, _, exponent = body.partition("e")
    return f"{mantissa}{letter}{exponent[0]}{exponent[1:].rjust(2, '0')}"


def _general(value: Number, precision: int, letter: str) -> str:
    """Go's `%g` on a big number: the shortest digits, or `precision` significant ones."""
    sign = "-" if value < 0 else ""
    value = magnitude(value)
    if value == 0:
        return "0"
    if precision < 0:
        return sign + _shortest(value, letter)
    precision = precision or 1
    body = _scientific(value, precision - 1, "e")
    mantissa, _, power = body.partition("e")
    exponent = int(power)
    if exponent < -4 or exponent >= precision:
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{sign}{mantissa}{letter}{power[0]}{power[1:].rjust(2, '0')}"
    plain = _fixed(value, max(precision - 1 - exponent, 0))
    return sign + (plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _shortest(value: Number, letter: str) -> str:
    plain = format_number(value)
    digits = plain.replace(".", "").lstrip("0").rstrip("0")
    exponent = _exponent_of(plain)
    if -4 <= exponent < 6:
        return plain
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _exponent_of(plain: str) -> int:
    before, _, after = plain.partition(".")
    if before != "0":
        return len(before) - 1
    return -(len(after) - len(after.lstrip("0"))) - 1


def _format(given: Sequence[Value]) -> Value:
    # a null without a type makes the result unknown in Terraform itself
    if any(one.is_null and isinstance(one.type, Dynamic) for one in given[1:]):
        return unknown(STRING)
    if given[0].is_unknown or not all(wholly_known(one) for one in given[1:]):
        return unknown(STRING)
    return string(format_text(text(given[0]), given[1:]))


def _formatlist(given: Sequence[Value]) -> Value:
    template, arguments = text(given[0]), given[1:]
    if any(
        one.is_unknown and isinstance(one.type, (Dynamic, ListType, SetType, TupleType)) for one in arguments
    ):
        return unknown(ListType(STRING))
    lengths = {len(one.data) for one in arguments if isinstance(one.data, tuple)}
    if len(lengths) > 1:
        raise EvaluationError("the lists have different lengths")
    count = lengths.pop() if lengths else 1
    rows = (
        [one.data[row] if isinstance(one.data, tuple) else one for one in arguments] for row in range(count)
    )
    return list_of(
        [
            string(format_text(template, row)) if all(wholly_known(one) for one in row) else unknown(STRING)
            for row in rows
        ],
        STRING,
    )


FUNCTIONS: Final = {
    "format": Function(_format, (TEXT,), STRING, ANYTHING),
    "formatlist": Function(_formatlist, (TEXT,), ListType(STRING), ANYTHING),
}
