"""What lies where in a repository, for guessing where the paths in instructions and scripts lead."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """The files and folders of a repository, the root among them."""

    paths: frozenset[str]
    folders: frozenset[str]

    def holds(self, path: str) -> bool:
        """Whether a path is a file or a folder of the repository."""
        clean = posixpath.normpath(path)
        return clean in self.paths or clean in self.folders or clean == "."

    def dockerfile(self, path: str) -> str:
        """The Dockerfile that is meant by a path: where there is no `Dockerfile`, BuildKit takes `dockerfile`
        (moby/buildkit, frontend/dockerui/config.go).
        """
        folder, _, name = path.rpartition("/")
        lower = posixpath.join(folder, "dockerfile")
        return lower if name == "Dockerfile" and path not in self.paths and lower in self.paths else path


def known_in(paths: Iterable[str]) -> Known:
    """What a repository holds, from the paths of its files."""
    files = frozenset(paths)
    return Known(files, frozenset(folder for path in files for folder in folders_above(path)))


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path lies in, inner ones first, the root last."""
    while path.strip("/"):
        path = posixpath.dirname(path)
        yield path
