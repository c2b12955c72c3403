"""The repository's Python code, read once for all who ask for it."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from complexity_lint.discovery.repository import Repository
from complexity_lint.source import Source

if TYPE_CHECKING:
    from complexity_lint.parsers.python import ModuleReader


class PythonSources:
    """The Python files of a repository and the one reader of them; images often carry the same modules."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def at(self, paths: Iterable[str]) -> list[Source]:
        """The files at `paths` that can be read, in the order given."""
        texts = ((path, self._repository.text(path)) for path in paths)
        return [Source(path, text) for path, text in texts if text is not None]

    @cached_property
    def reader(self) -> "ModuleReader":
        """Made when first asked for: libcst is loaded only where there is Python to read."""
        from complexity_lint.parsers.python import ModuleReader

        return ModuleReader()
