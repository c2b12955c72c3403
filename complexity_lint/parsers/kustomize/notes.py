"""What a build could not do, and why."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.source import Location


class NoteKind(Enum):
    """Why something is missing from a build."""

    HOLE = "not known"
    """It would take a network, a chart or a program to know."""
    REFUSED = "refused"
    """kustomize would stop here with an error."""
    BROKEN = "not valid YAML"
    """A file could not be parsed."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing a build could not do; `at` is the entry of the kustomization, or the place in the broken file."""

    at: Location
    kind: NoteKind
    message: str
