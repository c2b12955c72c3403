"""Go's fmt: Sprintf, Sprint and Sprintln over the values of `values.py`.

Behaviour after Go's fmt documentation (go1.23 and later): wrong types print `%!verb(type=value)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from complexity_lint.parsers.gotemplate import numbers_text
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.goquote import quote, quote_char
from complexity_lint.parsers.gotemplate.provenance import Number, Text, concat
from complexity_lint.parsers.gotemplate.values import MISSING, Struct, Value, type_name

MAX_WIDTH = 1_000_000
_VERB = re.compile(r"%([-+# 0]*)(\[\d+\])?(\*|\d+)?(?:(\.)(\[\d+\])?(\*|\d+)?)?(\[\d+\])?(.)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Spec:
    """One verb with its flags; a precision of -1 is none."""

    verb: str = "v"
    flags: str = ""
    width: int = 0
    precision: int = -1


PLAIN = Spec()


def sprint(args: tuple[Value, ...]) -> str:
    """fmt.Sprint: blanks between operands when neither is a string."""
    pieces: list[str] = []
    for number, arg in enumerate(args):
        if number and not isinstance(arg, str) and not isinstance(args[number - 1], str):
            pieces.append(" ")
        pieces.append(show(arg))
    return concat(*pieces)


def sprintln(args: tuple[Value, ...]) -> str:
    """fmt.Sprintln: blanks between all operands and a newline."""
    pieces: list[str] = []
    for number, arg in enumerate(args):
        pieces.append(" " if number else "")
        pieces.append(show(arg))
    return concat(*pieces, "\n")


def show(value: Value) -> str:
    """fmt's %v of a value; a string keeps its origins, a number from a values file gets its own."""
    if isinstance(value, str):
        return value
    if value is None or value is MISSING:
        return "<nil>"
    return _value(value, PLAIN)


def sprintf(template: str, args: tuple[Value, ...]) -> str:
    """fmt.Sprintf."""
    return _Printf(template, args).run()


class _Printf:
    """One call of Sprintf: the next argument and the pieces written so far."""

    def __init__(self, template: str, args: tuple[Value, ...]) -> None:
        self._template = template
        self._args = args
        self._next = 0
        self._reordered = False
        self._pieces: list[str] = []

    def run(self) -> str:
        """The finished text."""
        template = str(self._template)
        at = 0
        while True:
            start = template.find("%", at)
            if start < 0:
                break
            self._pieces.append(template[at:start])
            found = _VERB.match(template, start)
            assert found is not None  # every group is optional after the percent sign
            self._pieces.append(self._one(found))
            at = found.end()
        self._pieces.append(template[at:])
        self._extra()
        origin_carrier = [self._template] if isinstance(self._template, Text) else []
        if origin_carrier and not any(isinstance(piece, Text) for piece in self._pieces):
            return concat(self._template[:0], *self._pieces)
        return concat(*self._pieces)

    def _extra(self) -> None:
        rest = self._args[self._next :]
        if self._reordered or not rest:
            return
        shown = ", ".join(
            "<nil>" if arg is None or arg is MISSING else f"{type_name(arg)}={show(arg)}" for arg in rest
        )
        self._pieces.append(f"%!(EXTRA {shown})")

    def _one(self, found: re.Match[str]) -> str:
        flags, index, width_text, dot, precision_index, precision_text, late_index, verb = found.groups()
        for chosen in (index, precision_index, late_index):
            if chosen:
                self._reordered = True
                self._next = int(chosen[1:-1]) - 1
        width, flags = self._width(width_text, flags)
        precision = -1
        if dot:
            precision = self._number(precision_text) if precision_text else 0
        if verb is None:
            return "%!(NOVERB)"
        if verb == "%":
            return "%"
        if not 0 <= self._next < len(self._args):
            return f"%!{verb}({'BADINDEX' if self._reordered else 'MISSING'})"
        value = self._args[self._next]
        self._next += 1
        return one(value, Spec(verb, flags, width, max(precision, -1)))

    def _width(self, text: str | None, flags: str) -> tuple[int, str]:
        width = self._number(text) if text else 0
        if width < 0:
            return -width, flags + "-"
        return width, flags

    def _number(self, text: str) -> int:
        if text != "*":
            number = int(text)
            return number if number <= MAX_WIDTH else 0
        value = self._args[self._next] if self._next < len(self._args) else None
        self._next += 1
        return value if isinstance(value, int) and abs(value) <= MAX_WIDTH else 0


def one(value: Value, spec: Spec) -> str:
    """One value under one verb."""
    if spec.verb == "T":
        return _pad(type_name(value), spec)
    if value is None or value is MISSING:
        return _pad("<nil>", spec) if spec.verb == "v" else f"%!{spec.verb}(<nil>)"
    return _value(value, spec)


def _value(value: Value, spec: Spec) -> str:
    if isinstance(value, bool):
        return _pad("true" if value else "false", spec) if spec.verb in "tv" else _bad(value, spec)
    if isinstance(value, str):
        return _string(value, spec)
    stringer = _stringer(value)
    if stringer is not None and spec.verb in "vsqxX":
        return _string(stringer, spec)
    if isinstance(value, int):
        return _integer(value, spec)
    if isinstance(value, float):
        return _float(value, spec)
    if isinstance(value, dict):
        keys = sorted(value) if all(isinstance(key, str) for key in value) else list(value)
        inner = [concat(_value(key, spec), ":", _nested(value[key], spec)) for key in keys]
        return concat("map[", *_spaced(inner), "]")
    if isinstance(value, bytes):
        return _bytes(value, spec)
    if isinstance(value, (list, tuple)):
        return concat("[", *_spaced([_nested(item, spec) for item in value]), "]")
    if isinstance(value, Struct):
        inner = [_nested(item, spec) for item in value.fields.values()]
        return ("&" if value.is_pointer else "") + "{" + " ".join(inner) + "}"
    return str(value)


def _stringer(value: Value) -> str | None:
    if isinstance(value, Struct):
        return value.text if value.is_pointer else None
    text = getattr(value, "go_string", None)
    return str(text()) if callable(text) else None


def _spaced(parts: list[str]) -> list[str]:
    spaced: list[str] = []
    for number, part in enumerate(parts):
        if number:
            spaced.append(" ")
        spaced.append(part)
    return spaced


def _nested(value: Value, spec: Spec) -> str:
    if value is None or value is MISSING:
        return "<nil>" if spec.verb == "v" else f"%!{spec.verb}(<nil>)"
    return _value(value, spec)


def _bad(value: Value, spec: Spec) -> str:
    return f"%!{spec.verb}({type_name(value)}={show(value)})"


def _pad(text: str, spec: Spec) -> str:
    if len(text) >= spec.width:
        return text
    if "-" in spec.flags:
        return concat(text, " " * (spec.width - len(text)))
    fill = "0" if "0" in spec.flags else " "
    return concat(fill * (spec.width - len(text)), text)


def _string(value: str, spec: Spec) -> str:
    if spec.verb in "vs":
        if spec.verb == "v" and "#" in spec.flags:
            return _pad(quote(value), spec)
        cut = value if spec.precision < 0 else value[: spec.precision]
        return _pad(cut, spec)
    if spec.verb == "q":
        cut = value if spec.precision < 0 else value[: spec.precision]
        if "#" in spec.flags and "`" not in cut and cut.isprintable():
            return _pad(f"`{cut}`", spec)
        return _pad(quote(cut, "+" in spec.flags), spec)
    if spec.verb in "xX":
        return _hex_bytes(value.encode("utf-8", "surrogateescape"), spec)
    return _bad(value, spec)


def _hex_bytes(data: bytes, spec: Spec) -> str:
    data = data if spec.precision < 0 else data[: spec.precision]
    prefix = "0x" if "#" in spec.flags else ""
    text = data.hex(" ") if " " in spec.flags else prefix + data.hex()
    return _pad(text.upper() if spec.verb == "X" else text, spec)


def _bytes(value: bytes, spec: Spec) -> str:
    if spec.verb in "sqxX":
        return _string(value.decode("utf-8", "surrogateescape"), spec)
    if spec.verb in "vd":
        return "[" + " ".join(str(byte) for byte in value) + "]"
    return "[" + " ".join(_integer(byte, spec) for byte in value) + "]"


def _integer(value: int, spec: Spec) -> str:
    negative, size = value < 0, abs(int(value))
    match spec.verb:
        case "v" | "d":
            digits = str(size)
        case "b":
            digits = ("0b" if "#" in spec.flags else "") + format(size, "b")
        case "o":
            digits = ("0" if "#" in spec.flags else "") + format(size, "o")
        case "O":
            digits = "0o" + format(size, "o")
        case "x" | "X":
            digits = ("0x" if "#" in spec.flags else "") + format(size, "x")
            digits = digits.upper() if spec.verb == "X" else digits
        case "c":
            return _pad(chr(value) if 0 <= value <= 0x10FFFF else "\ufffd", spec)
        case "q":
            return _pad(quote_char(value), spec)
        case "U":
            return _pad(f"U+{size:04X}", spec)
        case _:
            return _bad(value, spec)
    if spec.precision >= 0:
        digits = digits.rjust(spec.precision, "0")
    return _number_padded("-" if negative else _plus(spec), digits, spec, zeros=spec.precision < 0)


def _plus(spec: Spec) -> str:
    return "+" if "+" in spec.flags else " " if " " in spec.flags else ""


def _number_padded(sign: str, digits: str, spec: Spec, zeros: bool = True) -> str:
    if zeros and "0" in spec.flags and "-" not in spec.flags:
        return sign + digits.rjust(spec.width - len(sign), "0")
    text = sign + digits
    return text.ljust(spec.width) if "-" in spec.flags else text.rjust(spec.width)


def _float(value: float, spec: Spec) -> str:
    if spec.verb not in "vgGeEfFxXb":
        return _bad(value, spec)
    named = numbers_text.special(value)
    if named is not None:
        plain = Spec(spec.verb, spec.flags.replace("0", ""), spec.width)
        name = named.lstrip("+") if "+" not in spec.flags or named == "NaN" else named
        return _pad(name if named != "+Inf" or "+" in spec.flags else "+Inf", plain)
    digits = _float_digits(abs(float(value)), spec)
    text = _number_padded(numbers_text.sign_of(value) or _plus(spec), digits, spec)
    return concat(_origin_of(value), text) if isinstance(value, Number) else text


def _origin_of(value: Number) -> str:
    marker = Text("")
    marker.spans = ((0, value.origin),)
    return marker


def _float_digits(value: float, spec: Spec) -> str:
    verb = spec.verb
    if verb in "xX":
        raise FunctionError("hexadecimal floats are not supported")
    if verb in "fF":
        return f"{value:.{6 if spec.precision < 0 else spec.precision}f}"
    if verb in "eE":
        text = f"{value:.{6 if spec.precision < 0 else spec.precision}e}"
        return text.upper() if verb == "E" else text
    text = numbers_text.general(value) if spec.precision < 0 else f"{value:.{spec.precision or 1}g}"
    return text.upper() if verb == "G" else text
