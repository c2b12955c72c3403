"""What of a chart's templates is switched off by the values the chart comes with, read off the text."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import Node, Scalar

_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_OPENS = re.compile(r"^(if|with|range|define|block)\b\s*(.*)$", re.DOTALL)
_ELSE = re.compile(r"^else\b\s*(.*)$", re.DOTALL)
_PATH = re.compile(r"^\(*\$?\.Values((?:\.[A-Za-z_]\w*)+)\)*$")
_KEYED = re.compile(
    r"\(?\b(?:index|get|hasKey|set)\s+\(?\$?\.Values((?:\.[A-Za-z_]\w*)*)\)?((?:\s+\"[\w.-]+\")+)\)?"
)
_SET = re.compile(r"\bset\s+\$?\.Values((?:\.[A-Za-z_]\w*)*)\s+\"([\w.-]+)\"")
MAX_DEPTH = 200


def keyed(action: str) -> Iterator[str]:
    """The values an action asks for by their keys as texts: `.node` for `index .Values "node"`."""
    for match in _KEYED.finditer(action):
        keys = re.findall(r'"([^"]+)"', match[2])
        yield from (f"{match[1]}.{path}" for path in accumulate(keys, "{}.{}".format))


def made(action: str) -> Iterator[str]:
    """The values an action puts in itself: `.own` for `set .Values "own" ...`."""
    yield from (f"{match[1]}.{match[2]}" for match in _SET.finditer(action))


def switched_off(text: str, tops: Sequence[YamlMapping]) -> list[tuple[int, int]]:
    """The spans of a template's text inside an `if` or `with` that no values file of the chart turns on."""
    found: list[tuple[int, int]] = []
    open_blocks: list[tuple[int, bool, bool]] = []
    for action in _ACTION.finditer(text):
        body = action[1]
        opens, other = _OPENS.match(body), _ELSE.match(body)
        if opens and len(open_blocks) < MAX_DEPTH:
            decides = opens[1] in ("if", "with")
            off, on = decides and _is_off(opens[2], tops), decides and _is_on(opens[2], tops)
            open_blocks.append((action.end(), off, on))
        elif open_blocks and (other or body == "end"):
            start, off, on = open_blocks.pop()
            if off:
                found.append((start, action.start()))
            if other:
                open_blocks.append((action.end(), on, on))
    return found


def _is_off(condition: str, tops: Sequence[YamlMapping]) -> bool:
    """Whether a condition on one value, or on several that must all hold, fails for every values file."""
    if condition.startswith("index "):
        return any(_is_unset(f".Values{path}", tops) for path in keyed(condition))
    words = condition.split()
    if words[:1] == ["not"]:
        return len(words) == 2 and _is_on(words[1], tops)
    if words[:1] == ["and"]:
        must = words[1:2] if "(" in condition else words[1:]
        return any(_is_unset(word, tops) for word in must)
    return len(words) == 1 and _is_unset(words[0], tops)


def _is_on(condition: str, tops: Sequence[YamlMapping]) -> bool:
    """Whether a condition on one value holds for every values file that has it, and one does."""
    match = _PATH.match(condition.strip())
    if match is None:
        return False
    keys = match[1].lstrip(".").split(".")
    stated = [top for top in tops if top.get(*keys) is not None]
    return bool(stated) and all(_holds(top, keys) for top in stated)


def _is_unset(word: str, tops: Sequence[YamlMapping]) -> bool:
    match = _PATH.match(word)
    return match is not None and not any(_holds(top, match[1].lstrip(".").split(".")) for top in tops)


def _holds(top: YamlMapping, keys: list[str]) -> bool:
    """Whether a values file gives a key a value that Go's templates take for true; aliases and lists may be any."""
    node: Node | None = top
    for key in keys:
        if not isinstance(node, YamlMapping):
            return not isinstance(node, Scalar)
        entry = node.entry(key)
        if entry is None:
            return False
        node = entry.value
    if isinstance(node, Scalar):
        return not (node.is_null or node.text in ("", "false", "0"))
    return bool(node.entries if isinstance(node, YamlMapping) else node.items if node is not None else ())
