"""Edits of the tag in a file of values, which a build makes with `yq` or `sed` where it is."""

import re
from collections.abc import Iterator

from complexity_lint.model.commands import Command

_ASSIGNED = re.compile(r"^\s*\(?(?P<key>\.[\w.$\[\]\"'{}-]+?)\)?\s*\|?=\s*(?P<value>.+)$", re.DOTALL)
"""An assignment of yq (mikefarah.gitbook.io/yq, "Assign")."""
_OF_ANY = frozenset(("image", "tag", "version", "digest", "global", ""))
"""Parts of a key that say nothing about whose image it is."""
_SUBSTITUTED = re.compile(r"^s([|/#,@!])[\s^(\\]*tag:.*?\1(?P<new>.*)\1\w*$")
_SIMPLE = re.compile(r"\$\{\{.*?\}\}|\$\{\w+\}|\$\w+")
_WITH_DEFAULT = re.compile(r"\$\{\w+:?[-=]([^{}]*)\}")
_ANY = "\0"


def writes_tag(command: Command, path: str) -> bool:
    """Whether a command writes a tag, which it has from a variable, into the values in the file at `path`, relative to
    the root, and whatever image they are of.
    """
    if not any(_fits(file, path) for file in _edited_files(command)):
        return False
    if command.name == "yq":
        return any(_is_of_any_tag(word) for word in command.arguments)
    found = (_SUBSTITUTED.match(word) for word in command.arguments)
    return any("$" in match["new"] for match in found if match)


def _edited_files(command: Command) -> Iterator[str]:
    in_place = any(re.match(r"-[a-zA-Z]*i|--in-?place", word) for word in command.arguments)
    if in_place and command.name in ("yq", "sed", "gsed"):
        yield from (word for word in command.arguments if re.search(r"\.(ya?ml|json)\}*$", word))


def _is_of_any_tag(expression: str) -> bool:
    match = _ASSIGNED.match(expression)
    if match is None or not re.search(r"\$|\b(str)?env\(", match["value"]):
        return False
    parts = match["key"].split(".")
    return parts[-1] in ("tag", "version", "digest") and all(part in _OF_ANY or "$" in part for part in parts)


def _fits(written: str, path: str) -> bool:
    """Whether a file as a script names it may be the one at `path`: a variable stands for anything, and the script may
    stand in a folder of the repository or name the one that the repository lies in.
    """
    parts = [part for part in _without_variables(written).split("/") if part not in ("", ".", "..")][-8:]
    if not parts or parts[-1] == _ANY:
        return False
    whole = "/".join(".+" if part == _ANY else _pattern(part) for part in parts)
    inside = ("/".join(map(_pattern, parts[start:])) for start in range(1, len(parts)))
    return bool(re.fullmatch(f"(.*/)?{whole}", path)) or any(re.fullmatch(one, path) for one in inside)


def _pattern(part: str) -> str:
    return "[^/]*".join(re.escape(text) for text in part.split(_ANY))


def _without_variables(text: str) -> str:
    """A path with a mark for each variable, or the default of one that is a path itself."""
    text = _SIMPLE.sub(_ANY, text)
    for _ in range(5):  # defaults of defaults
        text = _WITH_DEFAULT.sub(lambda match: match[1] if "/" in match[1] else _ANY, text)
    return text
