"""A repository as it would be with files changed: linted before anything is written."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from complexity_lint.discovery.repository import Repository, inside
from complexity_lint.grouping import VENDORED
from complexity_lint.kinds import is_generated


@dataclass(frozen=True, slots=True)
class Overlay(Repository):
    """A repository in which some files have other bytes, and some are new."""

    changed: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """As `Repository.read`, the changed files with their new bytes."""
        # Repository has slots, so that `super()` without arguments would name the class before the decorator.
        return self.changed[path] if path in self.changed else Repository.read(self, path)


def overlaid(repository: Repository, changed: Mapping[str, bytes]) -> Overlay:
    """The repository with files changed, given by path relative to the root."""
    paths = tuple(sorted({*repository.paths, *changed}))
    return Overlay(repository.root, paths, repository.links, repository.outside, changed)


def is_editable(repository: Repository, path: str) -> bool:
    """Whether a fix may change or make a file: one of the user's own, inside the root, no link, not generated,
    vendored, or the template of a chart.
    """
    folders = path.split("/")[:-1]
    if not VENDORED.isdisjoint(folders) or _is_template(repository, folders):
        return False
    real = inside(repository.root, path)
    # A folder on the way may be a link: then the file is not where its path says.
    if real is None or real != repository.root.resolve() / path:
        return False
    if path in repository.paths:
        return not os.path.islink(repository.root / path) and not is_generated(repository.read(path) or b"")
    return real.parent.is_dir() and not os.path.lexists(repository.root / path)


def _is_template(repository: Repository, folders: list[str]) -> bool:
    paths = set(repository.paths)
    return any(
        name == "templates" and "/".join([*folders[:index], "Chart.yaml"]) in paths
        for index, name in enumerate(folders)
    )
