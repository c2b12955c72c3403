"""What was asked for on the command line -> the folder to analyse and the part of it to show."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from complexity_lint import git


class OutsideRoot(Exception):
    """A path that does not lie in the folder that is analysed."""


@dataclass(frozen=True, slots=True)
class Target:
    """The root to analyse, and the paths below it to show findings in; all of them when there are none.

    `parts` are files or folders relative to the root, with `/`.
    """

    root: Path
    parts: tuple[str, ...] = ()

    def shows(self, path: str) -> bool:
        """Whether findings in the file at `path`, relative to the root, were asked for."""
        return not self.parts or any(path == part or path.startswith(f"{part}/") for part in self.parts)


def target(paths: Sequence[Path], root: Path | None = None) -> Target:
    """The target for path arguments that exist.

    A single folder is itself the root. Files, or several folders, only narrow what is shown: the root is then
    `root`, or the top of the git work tree that holds them all, or else the nearest folder that does.
    No path at all means the current folder. Raises OutsideRoot for a path outside of `root`.
    """
    real = [path.resolve() for path in paths]
    if root is None:
        if not real:
            return Target(Path.cwd().resolve())
        if len(real) == 1 and real[0].is_dir():
            return Target(real[0])
        root = _shared_root(real)
    return _narrowed(root.resolve(), real, paths)


def _shared_root(real: Sequence[Path]) -> Path:
    nearest = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in real]))
    top = git.top_level(nearest)
    if top is not None:
        return top
    here = Path.cwd().resolve()
    return here if all(path.is_relative_to(here) for path in real) else nearest


def _narrowed(root: Path, real: Sequence[Path], written: Sequence[Path]) -> Target:
    for path, name in zip(real, written, strict=True):
        if not path.is_relative_to(root):
            raise OutsideRoot(f"{name} lies outside of the root {root}")
    if root in real:
        return Target(root)
    return Target(root, tuple(sorted({path.relative_to(root).as_posix() for path in real})))
