"""Which keys and kinds of values a compose file may have, by the facts in `data/compose_keys.json`.

A rule there is a text (`string|number`, `@name` of another rule, `any`) or a mapping: `kind`; `keys` and `names`
(a pattern) with the rules of values, `closed` when no others are allowed but `x-` ones (`extensible`); `needs`;
`items`, `unique`; `among`, `like`, `least`, `most`; `one of`.

The rules are JSON schema's (draft 2020-12), as docker compose asks them of the merged files before it writes out
short forms. A value that is not known fits every rule.
"""

import json
import math
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from complexity_lint.parsers.compose.tree import Leaf, Path, Rejected, Row, Table, Tree, content, known, walk
from complexity_lint.source import Location

Rule = str | dict[str, Any]  # JSON as it was read; nothing but this module sees it


@dataclass(frozen=True, slots=True)
class _Fault:
    """A value that breaks a rule; `depth` tells how far from the top, so that the most telling one can be chosen."""

    at: Location
    message: str
    depth: int


def check(top: Table) -> Iterator[Rejected]:
    """What the schema refuses in a project, at most one thing for each value; and numbers that JSON does not have."""
    for path, value, _ in walk(top):
        if isinstance(value, Leaf) and isinstance(value.value, float) and not math.isfinite(value.value):
            yield Rejected(value.at, f"{'.'.join(path)}: unsupported value")
    for fault in _faults(top, _document()["project"], ()):
        yield Rejected(fault.at, fault.message)


@cache
def _document() -> dict[str, Any]:
    text = files("complexity_lint").joinpath("data", "compose_keys.json").read_text("utf-8")
    return dict(json.loads(text))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _resolved(rule: Rule) -> dict[str, Any]:
    while isinstance(rule, str):
        if not rule.startswith("@"):
            return {} if rule == "any" else {"kind": rule}
        rule = _document()["rules"][rule[1:]]
    return rule


def _faults(tree: Tree, written: Rule, path: Path) -> Iterator[_Fault]:
    rule = _resolved(written)
    if "one of" in rule:
        yield from _choice(tree, rule["one of"], path)
        return
    if isinstance(tree, Leaf) and not tree.known:
        return
    if "kind" in rule and not any(_is(tree, kind) for kind in rule["kind"].split("|")):
        wanted = " or ".join(sorted(rule["kind"].split("|")))
        yield _Fault(tree.at, f"{'.'.join(path)} must be a {wanted}", len(path))
    elif isinstance(tree, Table):
        yield from _table(tree, rule, path)
    elif isinstance(tree, Row):
        yield from _list(tree, rule, path)
    else:
        yield from _leaf(tree, rule, path)


def _is(tree: Tree, kind: str) -> bool:
    if isinstance(tree, Table):
        return kind == "mapping"
    if isinstance(tree, Row):
        return kind == "list"
    value = tree.value
    if value is None:
        return kind == "null"
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, (int, float)):
        return kind == "number" or (kind == "integer" and float(value).is_integer())
    return kind == "string"


def _choice(tree: Tree, choices: list[Rule], path: Path) -> Iterator[_Fault]:
    """Exactly one choice has to fit; where none does, the fault deepest inside is the telling one."""
    found = [list(_faults(tree, choice, path)) for choice in choices]
    fitting = sum(not faults for faults in found)
    if fitting == 0:
        yield max((fault for faults in found for fault in faults), key=lambda fault: fault.depth)
    elif fitting > 1 and not (isinstance(tree, Leaf) and not tree.known):
        yield _Fault(tree.at, f"{'.'.join(path)} fits {fitting} of the forms it may have", len(path))


def _table(table: Table, rule: dict[str, Any], path: Path) -> Iterator[_Fault]:
    missing = [key for key in rule.get("needs", ()) if key not in table]
    if missing:
        yield _Fault(table.at, f"{'.'.join(path)} missing property {', '.join(missing)}", len(path))
    for key, found in table.fields.items():
        rules = list(_rules_of(key, rule))
        if not rules and rule.get("closed") and not (rule.get("extensible") and key.startswith("x-")):
            where = ".".join(path) or "the top level"
            yield _Fault(found.at, f"{where}: additional property {key} is not allowed", len(path) + 1)
        for below in rules:
            yield from _faults(found.value, below, (*path, key))


def _rules_of(key: str, rule: dict[str, Any]) -> Iterator[Rule]:
    if key in rule.get("keys", ()):
        yield rule["keys"][key]
    for pattern, below in rule.get("names", {}).items():
        if _pattern(pattern).search(key):
            yield below


def _list(row: Row, rule: dict[str, Any], path: Path) -> Iterator[_Fault]:
    seen: dict[Hashable, int] = {}
    for number, item in enumerate(row.items):
        if "items" in rule:
            yield from _faults(item, rule["items"], (*path, str(number)))
        if rule.get("unique") and known(item):
            first = seen.setdefault(_equal(item), number)
            if first != number:
                yield _Fault(item.at, f"{'.'.join(path)}: items at {first} and {number} are equal", len(path))


def _equal(item: Tree) -> Hashable:
    """What JSON schema compares: a whole number equals one with a fraction of nothing, as `content` has it not."""
    if isinstance(item, Leaf) and isinstance(item.value, (int, float)) and not isinstance(item.value, bool):
        return ("number", item.value)
    return content(item)


def _leaf(leaf: Leaf, rule: dict[str, Any], path: Path) -> Iterator[_Fault]:
    value = leaf.value
    where = ".".join(path)
    if "among" in rule and value not in rule["among"]:
        yield _Fault(leaf.at, f"{where} must be one of {', '.join(map(str, rule['among']))}", len(path))
    if "like" in rule and isinstance(value, str) and not _pattern(rule["like"]).search(value):
        yield _Fault(leaf.at, f"{where} does not match {rule['like']}", len(path))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if "least" in rule and value < rule["least"]:
            yield _Fault(leaf.at, f"{where} must be greater than or equal to {rule['least']}", len(path))
        if "most" in rule and value > rule["most"]:
            yield _Fault(leaf.at, f"{where} must be less than or equal to {rule['most']}", len(path))
