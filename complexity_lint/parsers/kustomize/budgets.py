"""Limits that keep a build from growing without end: aliases, copies and patterns come from files nobody vetted."""

import re
from functools import lru_cache

from complexity_lint.parsers.kustomize.editing import CannotApply
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Sequence

MAX_NODES = 1_000_000
"""Nodes one object may have once every alias is written out; the largest real definitions have some 30,000."""
MAX_TEXT = 1_000_000
_MAX_MATCHED = 1000
_MAX_REPEATS = 4


def check_size(node: Node) -> None:
    """Raise CannotApply where an object, with everything it shares written out, is larger than MAX_NODES."""
    if _size(node, {}) > MAX_NODES:
        raise CannotApply(f"an object of more than {MAX_NODES} values")


def _size(node: Node, known: dict[int, int]) -> int:
    found = known.get(id(node))
    if found is None:
        found = 1
        if isinstance(node, Mapping):
            found += sum(_size(entry.value, known) for entry in node.entries)
        elif isinstance(node, Sequence):
            found += sum(_size(item, known) for item in node.items)
        known[id(node)] = found
    return found


def check_text(text: str) -> str:
    """The text. Raises CannotApply where it is longer than MAX_TEXT."""
    if len(text) > MAX_TEXT:
        raise CannotApply(f"a text of more than {MAX_TEXT} characters")
    return text


def fits(pattern: str, text: str, *, whole: bool = True) -> bool:
    """Whether a regular expression fits a text as a whole, or some part of it.

    Raises CannotApply for what is no regular expression, or one that could take for ever: Go's, which these are
    written for, cannot, Python's can.
    """
    if len(text) > _MAX_MATCHED:
        return False
    compiled = _compiled(pattern)
    return (compiled.fullmatch(text) if whole else compiled.search(text)) is not None


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> re.Pattern[str]:
    if _is_costly(pattern):
        raise CannotApply(f"the pattern {pattern} is too complicated")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise CannotApply(f"{pattern} is no regular expression: {error}") from error


def _is_costly(pattern: str) -> bool:
    """Whether a repeated group repeats or chooses inside, or repeats are many: then matching may not end in time."""
    plain = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "x", pattern)
    if len(re.findall(r"[*+]|\{\d*,", plain)) > _MAX_REPEATS:
        return True
    branches: list[bool] = [False]
    for position, character in enumerate(plain):
        if character == "(":
            branches.append(False)
        elif character == ")" and len(branches) > 1:
            inside = branches.pop()
            repeated = plain[position + 1 : position + 2] in ("*", "+", "{")
            if inside and repeated:
                return True
            branches[-1] = branches[-1] or inside
        elif character in "*+{|":
            branches[-1] = True
    return False
