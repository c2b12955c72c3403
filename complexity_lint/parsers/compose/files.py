"""Where the loader gets the text of the files that compose files name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from complexity_lint.source import Source


class Files(Protocol):
    """Files by their path relative to the root, with `/`."""

    def read(self, path: str) -> Source | None:
        """The file, or None when there is none or it lies outside of the root."""


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """Files that were read before."""

    sources: Mapping[str, Source]

    def read(self, path: str) -> Source | None:
        """The file, if it was given."""
        return self.sources.get(path)


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Files that are read when they are asked for; `text` gives None for what lies outside of the root."""

    text: Callable[[str], str | None]

    def read(self, path: str) -> Source | None:
        """The file, if there is one."""
        found = self.text(path)
        return None if found is None else Source(path, found)


def is_outside(path: str) -> bool:
    """Whether a path relative to the root leads out of it."""
    return path == ".." or path.startswith(("/", "../"))
