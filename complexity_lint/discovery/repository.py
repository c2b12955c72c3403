"""A repository's files: which there are, and their bytes, never from outside the root."""

import os
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from complexity_lint.discovery.listing import list_files

MAX_BYTES = 4 * 1024 * 1024
"""A larger file is not read: no deployment description is that large, data files are."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The files below a root.

    `paths` are the regular files, relative to the root with `/`, sorted; a link is listed in `links`
    with the path it leads to, when that lies inside the root. `outside` are links that lead out of it:
    they are never opened. `folders` are all folders that hold a file.
    """

    root: Path
    paths: tuple[str, ...]
    links: dict[str, str] = field(default_factory=dict)
    outside: tuple[str, ...] = ()

    @property
    def under_version_control(self) -> bool:
        """Whether the root holds a `.git`."""
        return (self.root / ".git").exists()

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None when there is none, it is too large, or it is outside the root.

        `path` may be a listed path, a link, or any path relative to the root that a file names.
        """
        target = inside(self.root, path)
        if target is None:
            return None
        try:
            status = os.stat(target)
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
                return None
            return target.read_bytes()
        except OSError:
            return None

    def text(self, path: str) -> str | None:
        """The file decoded as UTF-8 (undecodable bytes replaced, byte order mark removed), or None as `read`."""
        data = self.read(path)
        return None if data is None else decode(data)


def decode(data: bytes) -> str:
    """Bytes of a text file -> text: UTF-16 by its mark, else UTF-8 with undecodable bytes replaced."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def inside(root: Path, path: str) -> Path | None:
    """The real path of a path relative to the root, or None when that leads out of the root."""
    if "\0" in path:
        return None
    base = _real(os.fspath(root))
    folder, _, name = path.rpartition("/")
    whole = os.path.join(base, path)
    if name in ("", ".", "..") or os.path.islink(whole):
        real = os.path.realpath(whole)
    else:
        real = os.path.join(_real(os.path.join(base, folder)), name)
    if real != base and not real.startswith(base.rstrip(os.sep) + os.sep):
        return None
    return Path(real)


@lru_cache(maxsize=4096)
def _real(folder: str) -> str:
    """The real path of a folder; asked once for each, since a run reads many files of it."""
    return os.path.realpath(folder)


def read(root: Path) -> Repository:
    """List the repository below `root`, a folder.

    Inside a git work tree these are the tracked and the untracked, not ignored files below it; elsewhere
    all files that no `.gitignore` excludes.
    """
    root = root.resolve()
    paths: set[str] = set()
    links: dict[str, str] = {}
    outside: list[str] = []
    for path in list_files(root):
        try:
            mode = os.lstat(root / path).st_mode
        except OSError:  # listed by git and deleted since
            continue
        if stat.S_ISREG(mode):
            paths.add(path)
        elif stat.S_ISLNK(mode):
            target = inside(root, path)
            if target is None:
                outside.append(path)
            elif target.exists():
                links[path] = target.relative_to(root).as_posix()
    return Repository(root, tuple(sorted(paths)), links, tuple(sorted(outside)))
