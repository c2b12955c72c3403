"""Numbers as Terraform has them: binary floating point with 512 bits of mantissa.

cty keeps numbers as Go `big.Float` with 512 bits, rounds to nearest even and prints the
shortest decimal text that reads back as the same value (zclconf/go-cty v1.16, `cty/value_init.go`,
`convert/conversion_primitive.go`). Whole numbers are `int` here, all others `Fraction`, infinities `float`.
"""

import re
from fractions import Fraction
from typing import Final, TypeAlias

Number: TypeAlias = int | Fraction | float
"""A `float` stands for nothing but the two infinities."""

PRECISION: Final = 512
_MAX_EXPONENT: Final = 4096
_DECIMAL: Final = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?")
_POINT_FIRST: Final = re.compile(r"([+-]?)\.(\d+)(?:[eE]([+-]?\d+))?")


def rounded(value: Number) -> Number:
    """The nearest number that 512 bits of mantissa can hold; ties go to the even mantissa."""
    if isinstance(value, float):
        return value
    if isinstance(value, int):
        bits = value.bit_length()
        if bits <= PRECISION:
            return value
        return _scaled(_half_even(abs(value), 1 << (bits - PRECISION)), bits - PRECISION, value < 0)
    if value.denominator == 1:
        return rounded(value.numerator)
    top, bottom = abs(value.numerator), value.denominator
    shift = PRECISION - (top.bit_length() - bottom.bit_length())
    mantissa = _shifted_quotient(top, bottom, shift)
    if mantissa.bit_length() > PRECISION:
        shift -= 1
        mantissa = _shifted_quotient(top, bottom, shift)
    return _scaled(mantissa, -shift, value < 0)


def _shifted_quotient(top: int, bottom: int, shift: int) -> int:
    return _half_even(top << shift, bottom) if shift >= 0 else _half_even(top, bottom << -shift)


def _half_even(top: int, bottom: int) -> int:
    quotient, rest = divmod(top, bottom)
    twice = rest * 2
    return quotient + (1 if twice > bottom or (twice == bottom and quotient & 1) else 0)


def _scaled(mantissa: int, exponent: int, negative: bool) -> Number:
    signed = -mantissa if negative else mantissa
    if exponent >= 0:
        return signed << exponent
    result = Fraction(signed, 1 << -exponent)
    return result.numerator if result.denominator == 1 else result


def parse_number(text: str) -> Number | None:
    """The number a decimal text stands for, or None when it is not one."""
    if text.isascii() and text.isdigit() and len(text) < 150:
        return int(text)
    match = _DECIMAL.fullmatch(text)
    if match:
        sign, whole, part, exponent = match.groups()
    else:
        match = _POINT_FIRST.fullmatch(text)
        if match is None:
            return None
        (sign, part, exponent), whole = match.groups(), "0"
    digits = int(whole + (part or ""))
    power = int(exponent or 0) - len(part or "")
    if abs(power) > _MAX_EXPONENT or len(whole) > _MAX_EXPONENT:
        return None
    value = Fraction(digits * 10**power) if power >= 0 else Fraction(digits, 10**-power)
    return rounded(-value if sign == "-" else value)


def format_number(value: Number) -> str:
    """The shortest decimal text, without exponent, that reads back as the value."""
    if isinstance(value, float):
        return "+Inf" if value > 0 else "-Inf"
    if isinstance(value, int):
        return str(value) if value.bit_length() < 500 else _shortest(Fraction(value))
    return _shortest(value)


def _shortest(value: Fraction) -> str:
    """Shortest digits inside the rounding interval, as Go's `big.Float.Text('f', -1)` finds them."""
    magnitude = abs(value)
    exponent = _exponent(magnitude) - PRECISION
    half = Fraction(2) ** (exponent - 1)
    low, high = magnitude - half, magnitude + half
    digits, point = _digits(magnitude, low, high)
    sign = "-" if value < 0 else ""
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


def _exponent(magnitude: Fraction) -> int:
    """The e for which 2**(e-1) <= magnitude < 2**e."""
    estimate = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    return estimate + 1 if magnitude >= Fraction(2) ** estimate else estimate


def _digits(value: Fraction, low: Fraction, high: Fraction) -> tuple[str, int]:
    """The digits and the position of the point; correctly rounded at the shortest length that fits."""
    point = 0
    scale = Fraction(1)
    while value >= scale:
        scale *= 10
        point += 1
    while value * 10 < scale:
        scale /= 10
        point -= 1
    for length in range(1, 400):
        unit = scale / 10**length
        below = value // unit
        rest = value - below * unit
        down, up = below * unit >= low, (below + 1) * unit <= high
        if rest == 0 or down or up:
            nearer_up = rest * 2 > unit or (rest * 2 == unit and below % 2 == 1)
            chosen = below + 1 if (up and not down) or (up and nearer_up) else below
            text = str(below if rest == 0 else chosen)
            moved = len(text) - length
            return text.rstrip("0") or "0", point + moved
    return str(value // 1), point


def magnitude(value: Number) -> Number:
    """The number without its sign."""
    return -value if value < 0 else value
