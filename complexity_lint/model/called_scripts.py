"""Scripts of the repository that the steps of an image build run."""

import posixpath
from collections.abc import Collection, Iterable

from complexity_lint.model.commands import Command
from complexity_lint.model.images import Copy, ImageBuild

_SHELLS = ("sh", "bash", "ash", "dash")


def copied_paths(step: Copy, build: ImageBuild) -> list[str]:
    """What a step copies out of the context, relative to the root; `.` for all of it."""
    return [
        posixpath.normpath(posixpath.join(build.context or "", s.lstrip("/") or ".")) for s in step.sources
    ]


def called_script(command: Command, copied: Collection[str], scripts: Iterable[str]) -> str:
    """The one of the repository's scripts that a command runs, when it was copied in before; empty for none, and
    where it may be one of several.
    """
    words = command.words[1:] if command.name in _SHELLS else command.words
    words = tuple(word for word in words if not word.startswith("-"))
    if not words or not words[0].endswith((".sh", ".bash")):
        return ""
    name = posixpath.basename(words[0])
    found = [path for path in scripts if posixpath.basename(path) == name and _is_copied(path, copied)]
    alike = [_common_end(path, words[0]) for path in found]
    # several of one name: which of them is meant has to be said
    return found[alike.index(max(alike))] if alike and alike.count(max(alike)) == 1 else ""


def _is_copied(path: str, copied: Collection[str]) -> bool:
    return any(path == one or one == "." or path.startswith(f"{one}/") for one in copied)


def _common_end(path: str, other: str) -> int:
    """How many parts at the end of two paths are the same."""
    pairs = [*zip(reversed(path.split("/")), reversed(posixpath.normpath(other).split("/")), strict=False)]
    return next((n for n, (one, two) in enumerate(pairs) if one != two), len(pairs))
