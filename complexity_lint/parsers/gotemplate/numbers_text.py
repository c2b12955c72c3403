"""Floats as Go's strconv.FormatFloat writes them."""

from __future__ import annotations

import math


def shortest(number: float) -> tuple[str, int]:
    """Shortest decimal digits that read back as `number` (positive, finite), and the exponent of the first."""
    text = repr(number)
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0", 0
    first = len(whole) - 1 if whole != "0" else -(len(fraction) - len(fraction.lstrip("0"))) - 1
    return digits.rstrip("0") or "0", first + int(exponent or 0)


def special(number: float) -> str | None:
    """NaN and infinities, or None for a finite number."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    return None


def sign_of(number: float) -> str:
    """`-` for a negative number, negative zero included."""
    return "-" if math.copysign(1.0, number) < 0 else ""


def general(number: float, threshold: int = 6) -> str:
    """FormatFloat(number, 'g', -1, 64): shortest form, with an exponent below 1e-4 and from 10**threshold on."""
    found = special(number)
    if found is not None:
        return found
    digits, first = shortest(abs(number))
    if first < -4 or first >= threshold:
        return sign_of(number) + exponent_form(digits, first)
    return sign_of(number) + plain_form(digits, first)


def exponent_form(digits: str, first: int) -> str:
    """Digits in `d.ddde±dd` form."""
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{'-' if first < 0 else '+'}{abs(first):02d}"


def plain_form(digits: str, first: int) -> str:
    """Digits without an exponent."""
    if first < 0:
        return "0." + "0" * (-first - 1) + digits
    if len(digits) <= first + 1:
        return digits + "0" * (first + 1 - len(digits))
    return digits[: first + 1] + "." + digits[first + 1 :]
