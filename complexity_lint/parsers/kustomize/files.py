"""The files of a kustomization: how its entries name them, and which of them lead away from the repository."""

import posixpath
import re
from collections.abc import Mapping as Files

from complexity_lint.source import Source

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""What kustomize takes for a kustomization; any other name is none."""

_REMOTE = re.compile(
    r"^[a-z][a-z0-9+.-]*://|^(git|file)::|^git@|^[\w.-]+@[\w.-]+:|^(www\.)?(github|gitlab)\.com[/:]|^bitbucket\.org[/:]|[?&](ref|version|timeout)="
)


def is_remote(path: str) -> bool:
    """Whether an entry of `resources` names something on another machine (kustomize's api/internal/git)."""
    return _REMOTE.search(path) is not None


def joined(folder: str, path: str) -> str | None:
    """A path that a file of a folder names, relative to the root; None where it leads out of the root."""
    if path.startswith("/"):
        return None
    found = posixpath.normpath(posixpath.join(folder, path)) if folder or path else "."
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def kustomization_in(folder: str, files: Files[str, Source]) -> Source | None:
    """The kustomization of a folder, if it holds one."""
    prefix = f"{folder}/" if folder else ""
    return next((files[prefix + name] for name in NAMES if prefix + name in files), None)


def is_inside(folder: str, path: str) -> bool:
    """Whether a path is below a folder."""
    return not folder or path.startswith(f"{folder}/")
