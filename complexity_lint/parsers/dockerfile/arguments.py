"""The text after an instruction's keyword: flags, JSON lists, words, name-value pairs."""

import json

from complexity_lint.parsers.dockerfile.characters import BLANKS, SPACE


class ArgumentError(ValueError):
    """Arguments the builder refuses; the message says why."""


def split_keyword(line: str) -> tuple[str, str]:
    """An instruction's keyword as written and everything after it."""
    parts = BLANKS.split(line.strip(SPACE), 1)
    return parts[0], parts[1] if len(parts) == 2 else ""


def split_flags(text: str, escape: str) -> tuple[tuple[str, ...], str]:
    """The `--name=value` words an argument text begins with, unquoted, and the rest of the text."""
    flags: list[str] = []
    at = 0
    while True:
        while at < len(text) and text[at] in SPACE:
            at += 1
        if not text.startswith("--", at):
            return tuple(flags), text[at:]
        word, at = _flag(text, at, escape)
        if word == "--":
            return tuple(flags), text[at:]
        if word:
            flags.append(word)


def _flag(text: str, at: int, escape: str) -> tuple[str, int]:
    out: list[str] = []
    quote = ""
    while at < len(text):
        char = text[at]
        if not quote and char in SPACE:
            break
        at += 1
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif char == escape:
            out.append(text[at : at + 1])
            at += 1
        else:
            out.append(char)
    return "".join(out), at


def json_words(text: str) -> tuple[str, ...] | None:
    """The strings of a JSON list; None for text that is none.

    Raises ArgumentError for a list that holds anything but strings.
    """
    stripped = text.lstrip(SPACE)
    if not stripped.startswith("["):
        return None
    try:
        values = json.loads(stripped, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(value, str) for value in values):
        raise ArgumentError("when using JSON array syntax, arrays must be comprised of strings only")
    return tuple(values)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def json_offsets(text: str) -> tuple[int, ...]:
    """The offsets just inside the opening quote of each string of a JSON list."""
    offsets: list[int] = []
    at = text.find('"')
    while at >= 0:
        offsets.append(at + 1)
        at += 1
        while at < len(text) and text[at] != '"':
            at += 2 if text[at] == "\\" else 1
        at = text.find('"', at + 1)
    return tuple(offsets)


def blank_words(text: str) -> tuple[str, ...]:
    """The words of a text cut at blanks alone, quotes left as they are."""
    return tuple(BLANKS.split(text)) if text else ()


def quoted_words(text: str, escape: str) -> tuple[str, ...]:
    """The words of a text; quotes and escapes hold a word together and stay in it."""
    words: list[str] = []
    at = 0
    while True:
        while at < len(text) and text[at] in SPACE:
            at += 1
        if at >= len(text):
            return tuple(words)
        word, at = _quoted_word(text, at, escape)
        if word:
            words.append(word)


def _quoted_word(text: str, at: int, escape: str) -> tuple[str, int]:
    out: list[str] = []
    quote = ""
    while at < len(text):
        char = text[at]
        if not quote and char in SPACE:
            break
        at += 1
        if char == escape and quote != "'":
            if at < len(text):  # an escape at the very end is left out
                out.append(char + text[at])
            at += 1
            continue
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        out.append(char)
    return "".join(out), at


def pairs(text: str, keyword: str, escape: str) -> tuple[tuple[str, str, str], ...]:
    """The (name, value, separator) triples of ENV and LABEL, quotes left in the values.

    The separator is `=`, or empty for the old form `ENV name the value`. Raises ArgumentError.
    """
    words = quoted_words(text, escape)
    if not words:
        return ()
    if "=" not in words[0]:
        parts = BLANKS.split(text, 1)
        if len(parts) < 2:
            raise ArgumentError(f"{keyword} must have two arguments")
        return ((parts[0], parts[1], ""),)
    found: list[tuple[str, str, str]] = []
    for word in words:
        name, separator, value = word.partition("=")
        if not separator:
            raise ArgumentError(f"can't find = in {word!r}: it must be of the form name=value")
        found.append((name, value, "="))
    return tuple(found)


def health_words(text: str) -> tuple[str, str]:
    """HEALTHCHECK's first word (`CMD`, `NONE`) and the text after it."""
    end = 0
    while end < len(text) and text[end] not in SPACE:
        end += 1
    return text[:end], text[end:].lstrip(SPACE)
