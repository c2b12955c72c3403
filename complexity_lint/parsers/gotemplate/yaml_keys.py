"""The order in which go-yaml writes the keys of a map (sorter.go)."""

from __future__ import annotations

from complexity_lint.parsers.gotemplate.values import Value


def sorted_keys(value: dict[str, Value], letters_after_digits: bool) -> list[str]:
    """Keys in go-yaml's order: numbers in them count as numbers; the flag is how v3 differs from v2."""
    keys = list(value)
    if len(keys) < 2:
        return keys
    return sorted(keys, key=_NaturalV3 if letters_after_digits else _Natural)


class _Natural:  # a sort key, used as a function
    """Orders two keys as go-yaml's keyList.Less does."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = str(text)

    def __lt__(self, other: _Natural) -> bool:
        return _key_less(self.text, other.text, letters_after_digits=False)


class _NaturalV3(_Natural):
    """As v3 orders them: after a common number, letters come before anything else."""

    __slots__ = ()

    def __lt__(self, other: _Natural) -> bool:
        return _key_less(self.text, other.text, letters_after_digits=True)


def _key_less(left: str, right: str, letters_after_digits: bool) -> bool:
    for at, (a, b) in enumerate(zip(left, right, strict=False)):
        if a == b:
            continue
        a_letter, b_letter = a.isalpha(), b.isalpha()
        if a_letter and b_letter:
            return a < b
        if a_letter or b_letter:
            after_digit = letters_after_digits and at > 0 and left[at - 1].isdecimal()
            return a_letter if after_digit else b_letter
        return _number_less(left, right, at)
    return len(left) < len(right)


def _number_less(left: str, right: str, at: int) -> bool:
    start = 0
    if left[at] == "0" or right[at] == "0":
        back = at - 1
        while back >= 0 and left[back].isdigit():
            if left[back] != "0":
                start = 1
                break
            back -= 1
    a_number, a_end = _digits(left, at, start)
    b_number, b_end = _digits(right, at, start)
    if a_number != b_number:
        return a_number < b_number
    if a_end != b_end:
        return a_end < b_end
    return left[at] < right[at]


def _digits(text: str, at: int, number: int) -> tuple[int, int]:
    while at < len(text) and text[at].isdecimal():
        number = number * 10 + int(text[at])
        at += 1
    return number, at
