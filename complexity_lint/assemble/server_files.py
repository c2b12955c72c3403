"""Paths that commands name on a machine reached by SSH -> the files of the repository that lie there.

Nobody sees such a machine. What lies there is told by what the pipeline copies to it, by a working copy that commands
pull there, and by names that only one file of the repository has; where several may be meant, none is.
"""

import posixpath
from collections.abc import Iterable, Sequence

from complexity_lint.assemble.bucket_copies import by_way_of_buckets
from complexity_lint.assemble.copied_files import Copied, copied_by
from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.sessions import ABSOLUTE, Session, joined
from complexity_lint.model.pipelines import Script

_UNKNOWN = frozenset("$*{}`")


class ServerFiles:
    """What of a repository lies on the machines that one of its pipelines or scripts reaches."""

    def __init__(self, script: Script, known: Known) -> None:
        """Gather what the script copies there."""
        self.known = known
        copies = [*copied_by(script), *by_way_of_buckets(script)]
        self.single = [one for one in copies if one.source in known.paths]
        self.folders = [one for one in copies if one.source == "." or one.source in known.folders]

    def meant(self, names: Sequence[str], folder: str, session: Session) -> str:
        """The file or folder of the repository that lies in a folder of the machine under one of `names`, the first
        that is there; empty where none is known, or several may be meant.
        """
        paths = [joined(folder, name) for name in names]
        lasts = [posixpath.basename(path) for path in paths]
        if any(not last or _UNKNOWN & set(last) or session.writes(last) for last in lasts):
            return ""
        brought = {one.source for one in self.single if posixpath.basename(one.target) in lasts}
        if brought:
            return _one(brought)
        old = [name for last in lasts for name in session.renamed(last)]
        alike = _first_of_each_folder(self._called(old or lasts), old or lasts)
        by_root = {one for one in alike if any(self._is_brought(one, path, session) for path in paths)}
        by_name = {
            one for one in alike if any("/" in one and f"/{path}".endswith(f"/{one}") for path in paths)
        }
        if by_root or not self._may_lie_there(session, lasts):
            return _one(by_root | by_name)
        if by_name and any("/" not in one for one in alike):
            return ""  # `app/compose.yml`, or that of a working copy which is called `app` there
        return _one(by_name or {one for one in alike if any(_ends_alike(one, name) for name in old or names)})

    def _called(self, names: Sequence[str]) -> list[str]:
        everything = (*self.known.paths, *self.known.folders)
        return [path for path in everything if posixpath.basename(path) in names]

    def _is_brought(self, candidate: str, path: str, session: Session) -> bool:
        """Whether a candidate is what a working copy or a copied folder has at a path of the machine."""
        roots = [Copied(".", folder) for folder in session.checkouts]
        return any(_seen_from(root, path) == candidate for root in (*roots, *self.folders))

    def _may_lie_there(self, session: Session, names: Sequence[str]) -> bool:
        """Whether the machine may have more of the repository than is copied to it file by file: where others of the
        same kind are, this one is not the repository's.
        """
        endings = {posixpath.splitext(name)[1] for name in names}
        others = any(posixpath.splitext(one.source)[1] in endings for one in self.single)
        return bool(session.checkouts or self.folders) or not others


def _one(found: set[str]) -> str:
    return found.pop() if len(found) == 1 else ""


def _seen_from(root: Copied, path: str) -> str:
    """A path of the machine as one of the repository, where it lies below a folder that is copied there."""
    folder = posixpath.dirname(path)
    if not (folder == root.target or folder.startswith(f"{root.target}/")):
        return ""
    below = path[len(root.target) :].lstrip("/")
    return below if root.source == "." else f"{root.source}/{below}"


def _first_of_each_folder(paths: Iterable[str], names: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for path in sorted(paths, key=lambda one: names.index(posixpath.basename(one))):
        found.setdefault(posixpath.dirname(path), path)
    return [*found.values()]


def _ends_alike(path: str, written: str) -> bool:
    """Whether a path ends as a relative one is written: `deploy/compose.yml` is none of `docker/compose.yml`."""
    text = posixpath.normpath(written.strip("\"'"))
    if text == "." or text.startswith((*ABSOLUTE, "..")):
        return True  # only the last part of its name is known
    return f"/{path}".endswith(f"/{text}")
