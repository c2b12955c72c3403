"""What lies in a folder on disk that an image rarely wants: asked of the disk, since git ignores most of it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.images import Ballast

FOLDERS = {
    ".git": "version control history",
    ".hg": "version control history",
    ".svn": "version control history",
    "node_modules": "installed packages",
    "bower_components": "installed packages",
    ".venv": "a virtual environment",
    "venv": "a virtual environment",
    "virtualenv": "a virtual environment",
    ".tox": "test environments",
    ".terraform": "Terraform's downloads",
    ".gradle": "Gradle's cache",
    "__pycache__": "compiled Python",
    ".mypy_cache": "a tool's cache",
    ".pytest_cache": "a tool's cache",
}
FILES = {
    ".env": "settings and secrets",
    "id_rsa": "a private key",
    "id_ed25519": "a private key",
    "terraform.tfstate": "Terraform state",
}
DATA_ENDINGS = (".sqlite3", ".sqlite", ".dump", ".sql.gz", ".bak")
DATA_BYTES = 1_000_000
"""A data file below this size is no burden."""

MAX_DEPTH = 3
MAX_ENTRIES = 20_000
"""Files that are counted in one folder; beyond it the size is a lower bound."""


def find_ballast(repository: Repository, context: str) -> tuple[Ballast, ...]:
    """Ballast in a build context: on disk down to a few levels, or implied by what the context holds.

    A `package.json` at the context's top implies `node_modules`; a context that is the root implies `.git`.
    """
    root = repository.root
    found = [b for b in _on_disk(root, context, 0) if not _is_harmless(b, context, repository)]
    paths = {ballast.path for ballast in found}
    prefix = f"{context}/" if context else ""
    if not context and ".git" not in paths:
        found.append(Ballast(".git", FOLDERS[".git"]))
    modules = f"{prefix}node_modules"
    if f"{prefix}package.json" in repository.paths and modules not in paths:
        found.append(Ballast(modules, FOLDERS["node_modules"]))
    return tuple(sorted(found, key=lambda ballast: ballast.path))


_SECRET = re.compile(
    r"(?im)^[ \t]*[\w.]*(password|passwd|secret|token|api_?key|private_?key|credential)[\w.]*[ \t]*=[ \t]*[^\s#]{4}"
    r"|=[ \t]*[\"']?[a-z][\w+.-]*://[^\s:/@]*:[^\s/@$]+@"
)
"""A line that gives away a credential: by the name of the setting, or by an address with a password in it."""


def _is_harmless(ballast: Ballast, context: str, repository: Repository) -> bool:
    """A settings file that git tracks and that holds no secret is a source like any other; below the top it
    is somebody's test data.
    """
    folder, _, name = ballast.path.rpartition("/")
    if name not in FILES:
        return False
    if folder != context:
        return True
    tracked = repository.under_version_control and ballast.path in repository.paths
    return name == ".env" and tracked and not _SECRET.search(repository.text(ballast.path) or "")


def _on_disk(root: Path, folder: str, depth: int) -> Iterator[Ballast]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_symlink():
            continue
        if entry.is_dir():
            if entry.name in FOLDERS:
                size, complete = _size(entry.path)
                yield Ballast(path, FOLDERS[entry.name], size, complete)
            elif depth < MAX_DEPTH:
                yield from _on_disk(root, path, depth + 1)
        elif entry.name in FILES:
            yield Ballast(path, FILES[entry.name], entry.stat().st_size)
        elif entry.name.endswith(DATA_ENDINGS) and entry.stat().st_size > DATA_BYTES:
            yield Ballast(path, "data", entry.stat().st_size)


def _size(folder: str) -> tuple[int, bool]:
    total = count = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue
            count += 1
            if count >= MAX_ENTRIES:
                return total, False
    return total, True
