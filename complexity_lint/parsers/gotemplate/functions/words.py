"""Word and case functions, after Masterminds/goutils v1.1.1 and huandu/xstrings v1.5.0."""

from __future__ import annotations

import unicodedata
from enum import Enum, auto


def upper(text: str) -> str:
    """strings.ToUpper: one rune to one rune."""
    if text.isascii():
        return text.upper()
    return "".join(up if len(up := char.upper()) == 1 else char for char in text)


def lower(text: str) -> str:
    """strings.ToLower: one rune to one rune."""
    if text.isascii():
        return text.lower()
    return "".join(char.lower()[:1] for char in text)


def _is_separator(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not char.isalnum() and char.isspace()


def title(text: str) -> str:
    """strings.Title: the first letter of each word in title case."""
    out: list[str] = []
    before = " "
    for char in text:
        out.append(char.title() if _is_separator(before) and len(char.title()) == 1 else char)
        before = char
    return "".join(out)


def uncapitalize(text: str) -> str:
    """goutils.Uncapitalize: the first letter after each white space in lower case."""
    out: list[str] = []
    start = True
    for char in text:
        if char.isspace():
            start = True
            out.append(char)
        elif start:
            out.append(lower(char))
            start = False
        else:
            out.append(char)
    return "".join(out)


def swap_case(text: str) -> str:
    """goutils.SwapCase: lower case becomes title case at a word's start, else upper case."""
    out: list[str] = []
    space_before = True
    for char in text:
        if char.isupper() or char.istitle():
            out.append(lower(char))
            space_before = False
        elif char.islower():
            out.append(char.title() if space_before and len(char.title()) == 1 else upper(char))
            space_before = False
        else:
            out.append(char)
            space_before = char.isspace()
    return "".join(out)


def without_space(text: str) -> str:
    """goutils.DeleteWhiteSpace, which takes each byte for a character."""
    chars = text.encode("utf-8", "surrogateescape").decode("latin-1")
    kept = "".join(char for char in chars if not char.isspace() or char in "\x1c\x1d\x1e\x1f")
    return text if len(kept) == len(chars) else kept


def initials(text: str) -> str:
    """goutils.Initials: the first byte of each word, taken as a character."""
    chars = text.encode("utf-8", "surrogateescape").decode("latin-1")
    return "".join(word[0] for word in chars.split())


def abbreviate(text: str, offset: int, width: int) -> str:
    """goutils.AbbreviateFull: with `...` at the cut ends; an impossible width gives an empty string."""
    if width < 4 or not text:
        return ""
    if len(text.encode("utf-8", "surrogateescape")) <= width:
        return text
    data = text.encode("utf-8", "surrogateescape")
    size = len(data)
    offset = min(offset, size)
    if size - offset < width - 3:
        offset = size - (width - 3)
    if offset <= 4:
        return _text(data[: width - 3]) + "..."
    if width < 7:
        return ""
    if offset + width - 3 < size:
        inner = abbreviate(_text(data[offset:]), 0, width - 3)
        return "..." + inner
    return "..." + _text(data[size - (width - 3) :])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def wrap(text: str, width: int, separator: str, wrap_long: bool) -> str:
    """goutils.WrapCustom, which counts bytes."""
    if not text.isascii():
        text = text.encode("utf-8", "surrogateescape").decode("latin-1")
        between = separator.encode("utf-8", "surrogateescape").decode("latin-1")
        return _wrapped(text, width, between, wrap_long).encode("latin-1").decode("utf-8", "surrogateescape")
    return _wrapped(text, width, separator, wrap_long)


def _wrapped(text: str, width: int, separator: str, wrap_long: bool) -> str:
    if text == "" and separator != "":
        return ""
    if separator == "":
        separator = "\n"
    width = max(width, 1)
    size, offset = len(text), 0
    out: list[str] = []
    while size - offset > width:
        if text[offset] == " ":
            offset += 1
            continue
        end = offset + width + 1
        at = text.rfind(" ", offset, end)
        if at >= offset:
            out += (text[offset:at], separator)
            offset = at + 1
        elif wrap_long:
            out += (text[offset : offset + width], separator)
            offset += width
        else:
            at = text.find(" ", offset + width)
            if at < 0:
                out.append(text[offset:])
                return "".join(out)
            out += (text[offset:at], separator)
            offset = at + 1
    out.append(text[offset:])
    return "".join(out)


def _is_connector(char: str) -> bool:
    return char in "-_" or char.isspace()


def pascal_case(text: str) -> str:
    """xstrings.ToPascalCase: connectors dropped, the letter after one in upper case, leading ones kept."""
    body = text.lstrip("".join(char for char in dict.fromkeys(text) if _is_connector(char)))
    out = [text[: len(text) - len(body)]]
    if not body:
        return text + text[-1:]
    upper_run = body[0].isupper()
    current = upper(body[0])
    for following in body[1:]:
        before, current = current, following
        if _is_connector(current) and _is_connector(before):
            out.append(before)
            continue
        if _is_connector(before):
            upper_run = current.isupper()
            current = upper(current)
            continue
        if upper_run and current.isupper():
            current = lower(current)
        else:
            upper_run = False
        out.append(before)
    return "".join([*out, current])


class _Word(Enum):
    NONE = auto()
    NUMBER = auto()
    UPPER = auto()
    LETTERS = auto()
    CONNECTOR = auto()
    PUNCTUATION = auto()
    OTHER = auto()


_SOFT = (_Word.CONNECTOR, _Word.PUNCTUATION)


def _class(char: str) -> _Word:
    if _is_connector(char):
        return _Word.CONNECTOR
    if unicodedata.category(char).startswith("P"):
        return _Word.PUNCTUATION
    if char.isupper():
        return _Word.UPPER
    if _is_alphabet(char):
        return _Word.LETTERS
    return _Word.NUMBER if char.isnumeric() else _Word.OTHER


def _is_alphabet(char: str) -> bool:
    """Letters except the common Chinese, Japanese and Korean ones, which have no words of this kind."""
    cjk = "\u4e00" <= char <= "\u9fcc" or "\u3400" <= char <= "\u4d85" or "\U00020000" <= char <= "\U0002b81d"
    return char.isalpha() and not cjk


def _goes_on(kind: _Word, char: str) -> bool:
    """Whether a word of a kind goes on with a character; punctuation takes connectors in that are punctuation."""
    if kind is _Word.CONNECTOR:
        return _is_connector(char)
    if kind is _Word.PUNCTUATION:
        return unicodedata.category(char).startswith("P")
    return _class(char) is kind


def _next_word(text: str) -> tuple[_Word, str, str]:
    """The kind of the first word, the word, and what remains (xstrings nextWord)."""
    if not text:
        return _Word.NONE, "", ""
    kind = _class(text[0])
    end = 1
    if kind is _Word.UPPER:
        end = _upper_word(text)
    else:
        while end < len(text) and _goes_on(kind, text[end]):
            end += 1
    return kind, text[:end], text[end:]


def _upper_word(text: str) -> int:
    """Where a word ends that starts in upper case: `HTTPStatus` is `HTTP` and `Status`."""
    end = 1
    if end < len(text) and text[end].isupper():
        while end < len(text) and text[end].isupper():
            end += 1
        return end - 1 if end < len(text) and _is_alphabet(text[end]) else end
    while end < len(text) and _is_alphabet(text[end]) and not text[end].isupper():
        end += 1
    return end


def _lowered(kind: _Word, word: str, joiner: str) -> str:
    if kind is _Word.CONNECTOR:
        return joiner * len(word)
    return lower(word) if kind is _Word.UPPER else word


def joined_case(text: str, joiner: str) -> str:
    """xstrings.ToSnakeCase and ToKebabCase (camelCaseToLowerCase): words split at case changes and digits."""
    out: list[str] = []
    kind, word, rest = _next_word(text)
    while rest:
        if kind is not _Word.CONNECTOR:
            out.append(_lowered(kind, word, joiner))
        before, last = kind, word
        kind, word, rest = _next_word(rest)
        if before is _Word.NUMBER:
            kind, word, rest = _absorb(out, kind, word, rest, joiner)
            out.append("" if kind is _Word.NONE or kind in _SOFT else joiner)
        elif before is _Word.CONNECTOR:
            out.append(_lowered(before, last, joiner))
        elif before is not _Word.PUNCTUATION:
            kind, word, rest = _after_letters(out, kind, word, rest, joiner)
    out.append(_lowered(kind, word, joiner))
    return "".join(out)


def _absorb(out: list[str], kind: _Word, word: str, rest: str, joiner: str) -> tuple[_Word, str, str]:
    while kind in (_Word.LETTERS, _Word.NUMBER):
        out.append(_lowered(kind, word, joiner))
        kind, word, rest = _next_word(rest)
    return kind, word, rest


def _after_letters(out: list[str], kind: _Word, word: str, rest: str, joiner: str) -> tuple[_Word, str, str]:
    """A number after letters belongs to the word before it, unless lower case letters follow the number."""
    if kind is not _Word.NUMBER:
        out.append("" if kind in _SOFT else joiner)
        return kind, word, rest
    if not rest:
        return kind, word, rest
    number = word
    kind, word, rest = _next_word(rest)
    if kind is not _Word.LETTERS:
        out.append(number)
        out.append("" if kind in _SOFT else joiner)
        return kind, word, rest
    out += (joiner, number)
    kind, word, rest = _absorb(out, kind, word, rest, joiner)
    out.append("" if kind is _Word.NONE or kind in _SOFT else joiner)
    return kind, word, rest
