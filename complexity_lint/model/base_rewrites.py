"""What pipelines and scripts write into a Dockerfile before they build it: whether its base is what is built on."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch

from complexity_lint.model.commands import Command
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.references import ImageReference, Steadiness, parse_image_reference
from complexity_lint.model.system import System

_EDITORS = frozenset({"sed", "gsed", "perl"})
_SUBSTITUTION = re.compile(r"s([|/#,:@%~!])(?P<old>(?:\\.|(?!\1)[^\\])+)\1(?P<new>(?:\\.|(?!\1)[^\\])*)\1")
_VARIABLE_FOLDER = re.compile(r"^.*\$(\w+|\{[^}]*\}|\([^)]*\))")


def base_is_rewritten(base: ImageReference, build: ImageBuild, system: System) -> bool:
    """Whether a pipeline or script puts another base that does not float into the Dockerfile: `sed` or `perl` that
    replace it or a part of it in that file, or `envsubst` that writes the whole file.
    """
    path = build.at.path
    for command in (command for script in system.scripts for command in script.commands):
        if command.name == "envsubst" and any(_is_file(word, path) for word in command.writes):
            return True
        edits = command.name in _EDITORS and any(_is_file(word, path) for word in command.arguments)
        if edits and any(_steadies(old, new, base) for old, new in _substitutions(command)):
            return True
    return False


def _is_file(word: str, path: str) -> bool:
    """Whether a word of a command may mean a file: the working folder of scripts is not followed."""
    name = _VARIABLE_FOLDER.sub("", word).removeprefix("./").lstrip("/")
    return bool(name) and (fnmatch(path, name) or fnmatch(path, f"*/{name}"))


def _substitutions(command: Command) -> Iterator[tuple[str, str]]:
    for word in command.arguments:
        for match in _SUBSTITUTION.finditer(word) if word.startswith("s") else ():
            yield re.sub(r"\\(.)", r"\1", match["old"]), match["new"]


def _steadies(old: str, new: str, base: ImageReference) -> bool:
    """Whether a substitution changes the base, and not into one that floats too."""
    line = f"FROM {base.text}"
    if old.strip("^$") in line and len(old) > 2:
        changed = line.replace(old.strip("^$"), new)
    elif re.match(r"\^?\(?FROM\b", old) and ("*" in old or base.text in old):
        changed = new
    else:
        return False
    if "$" in changed or "\\" in changed or not changed.upper().startswith("FROM "):
        return True
    written = changed.split()[1:2]
    return bool(written) and parse_image_reference(written[0], base.at).steadiness is not Steadiness.FLOATING
