"""Which checks to ask: ids, categories and profiles -> checks."""

import difflib
from collections.abc import Iterable, Sequence

from complexity_lint.check_definition import Check


class UnknownName(Exception):
    """A word that is neither a check's id nor a category; the message suggests near ones."""


def names(values: Iterable[str]) -> tuple[str, ...]:
    """The words of options that may be repeated and hold several words between commas."""
    return tuple(word for value in values for part in value.split(",") if (word := part.strip()))


def choose(
    installed: Sequence[Check], selected: Sequence[str], ignored: Sequence[str], everything: bool
) -> tuple[Check, ...]:
    """The checks to ask, in the order of `installed`.

    `selected` and `ignored` are ids and categories. An id selects its check whatever the profile; a category
    those of its checks that are in the profile, which is all of them with `everything`.
    With nothing selected the profile decides. What is ignored is left out in any case.
    Raises UnknownName.
    """
    _demand_known(installed, (*selected, *ignored))
    return tuple(
        check
        for check in installed
        if check.id not in ignored
        and check.category not in ignored
        and _is_selected(check, selected, everything)
    )


def find(installed: Sequence[Check], id: str) -> Check:
    """The check with that id; raises UnknownName."""
    for check in installed:
        if check.id == id:
            return check
    raise UnknownName(f"there is no check {id!r}{_suggestion(id, [check.id for check in installed])}")


def _is_selected(check: Check, selected: Sequence[str], everything: bool) -> bool:
    in_profile = everything or check.default
    if not selected:
        return in_profile
    return check.id in selected or (check.category in selected and in_profile)


def _demand_known(installed: Sequence[Check], words: Iterable[str]) -> None:
    known = sorted({check.id for check in installed} | {check.category for check in installed})
    for word in words:
        if word not in known:
            raise UnknownName(f"there is no check or category {word!r}{_suggestion(word, known)}")


def _suggestion(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    near += [name for name in known if word and word in name and name not in near]
    return f"; did you mean {', '.join(near[:3])}?" if near else ""
