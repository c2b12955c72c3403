"""The files of a repository that its own code may lie in, by folder."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complexity_lint.parsers.code_lines import Read, outer_path


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """That the code in `folder` can be started; `path` is the file that says so."""

    folder: str
    path: str
    reason: str


_SIDE_SHOW = re.compile(
    r"(?:^|/)(?:tests?|__tests__|testing|testdata|specs?|e2e|_?e2e[-_]tests?|_?integration[-_]?tests?|examples?|samples?|demos?"
    r"|docs?|documentation|website|tools?|tooling|hack|scripts?|ci|\.ci|\.github|\.circleci|\.devcontainer|bench(?:marks?)?"
    r"|fixtures?|templates?|boilerplates?|skeleton|vendor|third[_-]?party|node_modules|xtask|playground|experiments?"
    r"|load[-_]?tests?|loadtesting|mocks?)/",
    re.IGNORECASE,
)


class Tree:
    """A repository's files, by folder; those of examples, tests and tools are left out."""

    __slots__ = ("_read", "_texts", "folders", "paths")

    def __init__(self, paths: Sequence[str], read: Read) -> None:
        self.paths = tuple(sorted(p for p in paths if _SIDE_SHOW.search(outer_path(p)) is None))
        self.folders: dict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            self.folders[path.rpartition("/")[0]].append(path.rpartition("/")[2])
        self._read = read
        self._texts: dict[str, str] = {}

    def text(self, folder: str, name: str) -> str:
        """The text of a file, empty where there is none; kept, for several rules ask for the same few."""
        path = join(folder, name)
        if path not in self._texts:
            self._texts[path] = (self._read(path) or "") if name in self.folders.get(folder, ()) else ""
        return self._texts[path]

    def has(self, folder: str, name: str) -> bool:
        """Whether the folder holds a file; `name` may go into folders below."""
        inner, _, last = name.rpartition("/")
        return last in self.folders.get(join(folder, inner) if inner else folder, ())

    def below(self, folder: str) -> Iterator[str]:
        """The paths of the files in a folder and the folders below it."""
        start = f"{folder}/" if folder else ""
        return (path for path in self.paths if path.startswith(start))


def join(folder: str, name: str) -> str:
    """A path from the root."""
    return f"{folder}/{name}" if folder else name


def cut(path: str) -> tuple[str, str]:
    """A path's folder and name."""
    folder, _, name = path.rpartition("/")
    return folder, name


def nearest_with(tree: Tree, folder: str, names: Sequence[str]) -> str | None:
    """The nearest folder at or above one that holds one of the files."""
    while True:
        if any(name in tree.folders.get(folder, ()) for name in names):
            return folder
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def has_dockerfile(tree: Tree, folder: str) -> bool:
    """Whether the folder holds a Dockerfile of any name."""
    return any(name == "Dockerfile" or name.startswith("Dockerfile.") for name in tree.folders[folder])
