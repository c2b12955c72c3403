"""String functions of Sprig v3.3 (strings.go) and the libraries behind them (goutils, xstrings v1.5)."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate.errors import BudgetError, FunctionError
from complexity_lint.parsers.gotemplate.functions import words
from complexity_lint.parsers.gotemplate.gofmt import show
from complexity_lint.parsers.gotemplate.goquote import escape
from complexity_lint.parsers.gotemplate.provenance import Text, concat, cut, map_pieces
from complexity_lint.parsers.gotemplate.signature import ANY, INT, STRING, Table
from complexity_lint.parsers.gotemplate.values import GoMap, StringList, StringMap, Value

STRINGS = Table()
MAX_TEXT = 10_000_000


def strval(value: Value) -> str:
    """Sprig's strval: a string as it is, anything else as fmt's %v."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else show(value)


def strslice(value: Value) -> list[str]:
    """Sprig's strslice: the non-nil items of a list as strings; another value is a list of one."""
    if isinstance(value, bytes):
        return [str(byte) for byte in value]
    if isinstance(value, list):
        return [strval(item) for item in value if item is not None]
    return [] if value is None else [strval(value)]


def raw(text: str) -> bytes:
    """The bytes of a Go string."""
    return str(text).encode("utf-8", "surrogateescape")


def unraw(data: bytes) -> str:
    """A Go string from its bytes."""
    return data.decode("utf-8", "surrogateescape")


def sized(count: int, what: str) -> None:
    """Refuse to build a text or list that large."""
    if count > MAX_TEXT:
        raise BudgetError(f"{what} exceeds the budget")


@STRINGS.add("hello")
def _hello() -> Value:
    return "Hello!"


@STRINGS.add("quote", more=ANY)
def _quote(*values: Value) -> Value:
    shown = [strval(value) for value in values if value is not None]
    return concat(*_separated([concat('"', map_pieces(text, escape), '"') for text in shown]))


@STRINGS.add("squote", more=ANY)
def _squote(*values: Value) -> Value:
    return concat(*_separated([concat("'", show(value), "'") for value in values if value is not None]))


@STRINGS.add("cat", more=ANY)
def _cat(*values: Value) -> Value:
    return concat(*_separated([show(value) for value in values if value is not None]))


def _separated(parts: list[str], separator: str = " ") -> list[str]:
    spaced: list[str] = []
    for number, part in enumerate(parts):
        if number:
            spaced.append(separator)
        spaced.append(part)
    return spaced


@STRINGS.add("indent", INT, STRING)
def _indent(spaces: int, text: str) -> Value:
    if spaces < 0:
        raise FunctionError("strings: negative Repeat count")
    sized(spaces * (text.count("\n") + 1), "indent")
    pad = " " * spaces
    return concat(pad, map_pieces(text, lambda piece: piece.replace("\n", "\n" + pad)))


@STRINGS.add("nindent", INT, STRING)
def _nindent(spaces: int, text: str) -> Value:
    return concat("\n", str_of(_indent(spaces, text)))


def str_of(value: Value) -> str:
    """A value known to be a string."""
    assert isinstance(value, str)
    return value


@STRINGS.add("trim", STRING)
def _trim(text: str) -> Value:
    return _stripped(text, GO_SPACE)


GO_SPACE = (
    " \t\n\v\f\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
"""The characters Go's unicode.IsSpace accepts."""


def _stripped(text: str, chars: str) -> str:
    if not chars:
        return text
    start = len(text) - len(text.lstrip(chars))
    end = len(text.rstrip(chars))
    if start == 0 and end == len(text):
        return text
    return cut(text, start, max(end, start))


@STRINGS.add("trimAll trimall", STRING, STRING)
def _trim_all(chars: str, text: str) -> Value:
    return _stripped(text, chars)


@STRINGS.add("trimSuffix", STRING, STRING)
def _trim_suffix(suffix: str, text: str) -> Value:
    return cut(text, 0, len(text) - len(suffix)) if suffix and text.endswith(suffix) else text


@STRINGS.add("trimPrefix", STRING, STRING)
def _trim_prefix(prefix: str, text: str) -> Value:
    return cut(text, len(prefix), len(text)) if text.startswith(prefix) else text


@STRINGS.add("upper", STRING)
def _upper(text: str) -> Value:
    return map_pieces(text, words.upper)


@STRINGS.add("lower", STRING)
def _lower(text: str) -> Value:
    return map_pieces(text, words.lower)


@STRINGS.add("replace", STRING, STRING, STRING)
def _replace(old: str, new: str, text: str) -> Value:
    return replaced(old, new, text)


def replaced(old: str, new: str, text: str) -> str:
    """strings.ReplaceAll; pieces keep their origins unless a match spans several."""
    if old == "":
        sized(len(new) * (len(text) + 1), "replace")
        return str(text).replace("", new) if new else text
    if old not in text:
        return text
    sized(len(new) * text.count(old), "replace")
    if isinstance(text, Text) and len(old) == 1:
        return map_pieces(text, lambda piece: piece.replace(old, new))
    whole = str(text).replace(old, new)
    apart = map_pieces(text, lambda piece: piece.replace(old, new))
    if apart == whole:
        return apart
    return concat(text[:0] if not isinstance(text, Text) else cut(text, 0, 0), whole)


@STRINGS.add("repeat", INT, STRING)
def _repeat(count: int, text: str) -> Value:
    if count < 0:
        raise FunctionError("strings: negative Repeat count")
    sized(count * len(text), "repeat")
    return map_pieces(text, lambda piece: piece * count)


@STRINGS.add("trunc", INT, STRING)
def _trunc(count: int, text: str) -> Value:
    if text.isascii():
        size = len(text)
        if count < 0:
            return cut(text, size + count, size) if size + count > 0 else text
        return cut(text, 0, count) if size > count else text
    data = raw(text)
    if count < 0 and len(data) + count > 0:
        return unraw(data[len(data) + count :])
    return unraw(data[:count]) if 0 <= count < len(data) else text


@STRINGS.add("substr", INT, INT, STRING)
def _substr(start: int, end: int, text: str) -> Value:
    data = raw(text)
    if start < 0:
        _bounds(0, end, len(data), "end")
        return unraw(data[:end])
    if end < 0 or end > len(data):
        _bounds(start, len(data), len(data), "start")
        return unraw(data[start:])
    _bounds(start, end, len(data), "both")
    return unraw(data[start:end])


def _bounds(start: int, end: int, size: int, which: str) -> None:
    if end > size or end < 0:
        shown = f"[:{end}]"
        raise FunctionError(
            f"runtime error: slice bounds out of range {shown}"
            + (f" with length {size}" if end > size else "")
        )
    if start > end:
        raise FunctionError(f"runtime error: slice bounds out of range [{start}:{end}]")


@STRINGS.add("contains", STRING, STRING)
def _contains(part: str, text: str) -> Value:
    return part in text


@STRINGS.add("hasPrefix", STRING, STRING)
def _has_prefix(part: str, text: str) -> Value:
    return text.startswith(part)


@STRINGS.add("hasSuffix", STRING, STRING)
def _has_suffix(part: str, text: str) -> Value:
    return text.endswith(part)


@STRINGS.add("plural", STRING, STRING, INT)
def _plural(one: str, many: str, count: int) -> Value:
    return one if count == 1 else many


@STRINGS.add("toString", ANY)
def _to_string(value: Value) -> Value:
    return strval(value)


@STRINGS.add("toStrings", ANY)
def _to_strings(value: Value) -> Value:
    return StringList(strslice(value))


@STRINGS.add("join", STRING, ANY)
def _join(separator: str, value: Value) -> Value:
    return concat(*_separated(strslice(value), separator))


@STRINGS.add("split", STRING, STRING)
def _split(separator: str, text: str) -> Value:
    return _numbered(split_list(text, separator))


def _numbered(parts: list[str]) -> GoMap:
    return StringMap((f"_{number}", part) for number, part in enumerate(parts))


def split_list(text: str, separator: str, limit: int = -1) -> list[str]:
    """strings.SplitN; pieces keep their origins."""
    if not separator:
        chars = list(str(text))
        return (
            chars if limit < 0 or len(chars) <= limit else [*chars[: limit - 1], "".join(chars[limit - 1 :])]
        )
    plain = str(text).split(separator, limit - 1 if limit > 0 else -1)
    if not isinstance(text, Text):
        return plain
    parts: list[str] = []
    at = 0
    for part in plain:
        parts.append(cut(text, at, at + len(part)))
        at += len(part) + len(separator)
    return parts


@STRINGS.add("splitn", STRING, INT, STRING)
def _splitn(separator: str, limit: int, text: str) -> Value:
    return _numbered(split_list(text, separator, limit) if limit else [])


@STRINGS.add("splitList", STRING, STRING)
def _split_list(separator: str, text: str) -> Value:
    return StringList(split_list(text, separator))


@STRINGS.add("sortAlpha", ANY)
def _sort_alpha(value: Value) -> Value:
    if isinstance(value, (list, bytes)):
        texts: list[str] = sorted(strslice(value), key=raw)
        return StringList(texts)
    return StringList([strval(value)])


@STRINGS.add("atoi", STRING)
def _atoi(text: str) -> Value:
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits.isascii() or not digits.isdigit():
        return 0
    number = int(text) if len(digits) < 30 else 2**70 * (-1 if text[0] == "-" else 1)
    return max(min(number, 2**63 - 1), -(2**63))


@STRINGS.add("abbrev", INT, STRING)
def _abbrev(width: int, text: str) -> Value:
    return text if width < 4 else words.abbreviate(text, 0, width)


@STRINGS.add("abbrevboth", INT, INT, STRING)
def _abbrev_both(left: int, right: int, text: str) -> Value:
    return text if right < 4 or (left > 0 and right < 7) else words.abbreviate(text, left, right)


@STRINGS.add("wrap", INT, STRING)
def _wrap(width: int, text: str) -> Value:
    return words.wrap(text, width, "\n", False)


@STRINGS.add("wrapWith", INT, STRING, STRING)
def _wrap_with(width: int, separator: str, text: str) -> Value:
    return words.wrap(text, width, separator, True)


@STRINGS.add("title", STRING)
def _title(text: str) -> Value:
    return words.title(text)


@STRINGS.add("untitle", STRING)
def _untitle(text: str) -> Value:
    return words.uncapitalize(text)


@STRINGS.add("nospace", STRING)
def _nospace(text: str) -> Value:
    if not text.isascii():
        return words.without_space(text)
    return map_pieces(text, lambda piece: "".join(char for char in piece if char not in GO_SPACE))


@STRINGS.add("initials", STRING)
def _initials(text: str) -> Value:
    return words.initials(text)


@STRINGS.add("swapcase", STRING)
def _swapcase(text: str) -> Value:
    return words.swap_case(text)


@STRINGS.add("snakecase", STRING)
def _snake(text: str) -> Value:
    return words.joined_case(text, "_")


@STRINGS.add("kebabcase", STRING)
def _kebab(text: str) -> Value:
    return words.joined_case(text, "-")


@STRINGS.add("camelcase", STRING)
def _camel(text: str) -> Value:
    return words.pascal_case(text)
