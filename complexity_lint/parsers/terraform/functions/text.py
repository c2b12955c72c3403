"""Functions on strings (go-cty `function/stdlib/string.go`, terraform `internal/lang/funcs/string.go`)."""

import re
from collections.abc import Sequence
from typing import Final

from complexity_lint.parsers.terraform.functions.graphemes import graphemes
from complexity_lint.parsers.terraform.functions.patterns import replace_pattern
from complexity_lint.parsers.terraform.functions.signature import (
    NUMERIC,
    TEXT,
    TEXTS,
    Function,
    items,
    text,
    whole,
)
from complexity_lint.parsers.terraform.types import BOOL, STRING, ListType
from complexity_lint.parsers.terraform.values import (
    EvaluationError,
    Value,
    boolean,
    list_of,
    string,
    unknown,
)

# unicode.IsSpace of Go; Python's own set also has the information separators
_SPACE: Final = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_MAX_TEXT: Final = 4_000_000


def _upper(given: Sequence[Value]) -> Value:
    return string("".join(_one(char, char.upper()) for char in text(given[0])))


def _lower(given: Sequence[Value]) -> Value:
    # the capital I with a dot is the one letter whose small form Python writes with two
    body = text(given[0]).replace("\u0130", "i")
    return string("".join(_one(char, char.lower()) for char in body))


def _one(char: str, mapped: str) -> str:
    """Go maps a letter to one letter, never to several."""
    return mapped if len(mapped) == 1 else char


def _title(given: Sequence[Value]) -> Value:
    result, previous = [], " "
    for char in text(given[0]):
        result.append(_one(char, char.title()) if _separates(previous) else char)
        previous = char
    return string("".join(result))


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not char.isalnum() and char in _SPACE


def _strrev(given: Sequence[Value]) -> Value:
    return string("".join(reversed(graphemes(text(given[0])))))


def _substr(given: Sequence[Value]) -> Value:
    clusters, offset, length = graphemes(text(given[0])), whole(given[1]), whole(given[2])
    if offset < 0:
        offset = max(0, offset + len(clusters))
    if length < 0:
        return string("".join(clusters[offset:]))
    return string("".join(clusters[offset : offset + length]))


def _trim(given: Sequence[Value]) -> Value:
    return string(text(given[0]).strip(text(given[1])) if text(given[1]) else text(given[0]))


def _trimspace(given: Sequence[Value]) -> Value:
    return string(text(given[0]).strip(_SPACE))


def _trimprefix(given: Sequence[Value]) -> Value:
    return string(text(given[0]).removeprefix(text(given[1])))


def _trimsuffix(given: Sequence[Value]) -> Value:
    return string(text(given[0]).removesuffix(text(given[1])))


def _chomp(given: Sequence[Value]) -> Value:
    return string(re.sub(r"(?:\r\n?|\n)*\Z", "", text(given[0])))


def _indent(given: Sequence[Value]) -> Value:
    spaces, body = whole(given[0]), text(given[1])
    if spaces < 0 or spaces * (body.count("\n") + 1) > _MAX_TEXT:
        raise EvaluationError("the number of spaces is out of range")
    return string(body.replace("\n", "\n" + " " * spaces))


def _split(given: Sequence[Value]) -> Value:
    separator, body = text(given[0]), text(given[1])
    parts = body.split(separator) if separator else list(body)
    return list_of([string(part) for part in parts], STRING)


def _join(given: Sequence[Value]) -> Value:
    if len(given) < 2:
        raise EvaluationError("at least two arguments are required")
    parts: list[str] = []
    for sequence in given[1:]:
        for item in items(sequence):
            if item.is_null:
                raise EvaluationError("element is null; cannot concatenate null values")
            if item.is_unknown:
                return unknown(STRING)
            parts.append(text(item))
    return string(text(given[0]).join(parts))


def _replace(given: Sequence[Value]) -> Value:
    body, old, new = (text(one) for one in given)
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return string(replace_pattern(body, old[1:-1], new))
    if len(new) * (body.count(old) if old else len(body) + 1) > _MAX_TEXT:
        raise EvaluationError("the text is too long")
    return string(body.replace(old, new))


def _startswith(given: Sequence[Value]) -> Value:
    return boolean(text(given[0]).startswith(text(given[1])))


def _endswith(given: Sequence[Value]) -> Value:
    return boolean(text(given[0]).endswith(text(given[1])))


def _strcontains(given: Sequence[Value]) -> Value:
    return boolean(text(given[1]) in text(given[0]))


def _sort(given: Sequence[Value]) -> Value:
    if any(item.is_unknown for item in items(given[0])):
        return unknown(ListType(STRING))
    if any(item.is_null for item in items(given[0])):
        raise EvaluationError("the list must not hold null strings")
    return list_of(sorted(items(given[0]), key=lambda item: text(item).encode()), STRING)


def _compact(given: Sequence[Value]) -> Value:
    if any(item.is_unknown for item in items(given[0])):
        return unknown(ListType(STRING))
    return list_of([item for item in items(given[0]) if not item.is_null and item.data != ""], STRING)


FUNCTIONS: Final = {
    "upper": Function(_upper, (TEXT,), STRING),
    "lower": Function(_lower, (TEXT,), STRING),
    "title": Function(_title, (TEXT,), STRING),
    "strrev": Function(_strrev, (TEXT,), STRING),
    "substr": Function(_substr, (TEXT, NUMERIC, NUMERIC), STRING),
    "trim": Function(_trim, (TEXT, TEXT), STRING),
    "trimspace": Function(_trimspace, (TEXT,), STRING),
    "trimprefix": Function(_trimprefix, (TEXT, TEXT), STRING),
    "trimsuffix": Function(_trimsuffix, (TEXT, TEXT), STRING),
    "chomp": Function(_chomp, (TEXT,), STRING),
    "indent": Function(_indent, (NUMERIC, TEXT), STRING),
    "split": Function(_split, (TEXT, TEXT), ListType(STRING)),
    "join": Function(_join, (TEXT,), STRING, TEXTS),
    "replace": Function(_replace, (TEXT, TEXT, TEXT), STRING),
    "startswith": Function(_startswith, (TEXT, TEXT), BOOL),
    "endswith": Function(_endswith, (TEXT, TEXT), BOOL),
    "strcontains": Function(_strcontains, (TEXT, TEXT), BOOL),
    "sort": Function(_sort, (TEXTS,), ListType(STRING)),
    "compact": Function(_compact, (TEXTS,), ListType(STRING)),
}
