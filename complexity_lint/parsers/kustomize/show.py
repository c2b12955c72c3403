"""A kustomization's build as text, for people who ask what the program sees."""

from collections.abc import Callable
from dataclasses import dataclass

from complexity_lint.parsers.kustomize.build import build
from complexity_lint.parsers.kustomize.notes import Note
from complexity_lint.parsers.kustomize.printing import print_build
from complexity_lint.source import Source


@dataclass(frozen=True, slots=True)
class ShownBuild:
    """The built YAML documents, what could not be done, and whether kustomize itself would have refused."""

    text: str
    notes: tuple[Note, ...]
    is_refused: bool


def show_build(folder: str, read: Callable[[str], str | None]) -> ShownBuild:
    """The build of the kustomization in a folder; `read` gives a file's text by its path, None where there is
    none.
    """
    built = build(folder, _FilesRead(read))
    return ShownBuild(print_build(built), built.notes, built.is_refused)


class _FilesRead(dict[str, Source]):
    """Files, each read when it is asked for."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        super().__init__()
        self._read = read
        self._missing: set[str] = set()

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, str) or path in self._missing:
            return False
        if not super().__contains__(path):
            text = self._read(path)
            if text is None:
                self._missing.add(path)
                return False
            self[path] = Source(path, text)
        return True
