"""A repository's files -> units: what is evaluated together, and what is passed over and why."""

from dataclasses import dataclass

from complexity_lint.discovery.repository import Repository
from complexity_lint.finding import FileCoverage
from complexity_lint.grouping.foreign_folders import VENDORED
from complexity_lint.grouping.sorted_files import SortedFiles
from complexity_lint.grouping.units import Units
from complexity_lint.parsers.unit import Unit

__all__ = ["VENDORED", "Grouped", "group"]


@dataclass(frozen=True, slots=True)
class Grouped:
    """The units of a repository and the files that no unit takes although a reader exists for their kind."""

    units: tuple[Unit, ...]
    passed_over: tuple[FileCoverage, ...]


def group(repository: Repository) -> Grouped:
    """Sort a repository's files into units, by name and, for YAML, by content."""
    files = SortedFiles(repository)
    for path in (*repository.paths, *sorted(repository.links)):
        files.take(path)
    for path in repository.outside:
        files.skip(path, "a link that leads out of the repository")
    units = tuple(Units(files).all())
    return Grouped(units, tuple(files.passed_over))
