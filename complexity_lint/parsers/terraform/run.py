"""What all module instances of one evaluation share."""

from dataclasses import dataclass, field
from typing import Final

from complexity_lint.parsers.terraform.configuration import Note, NoteKind
from complexity_lint.parsers.terraform.modules import Module, ParsedFiles, load_module
from complexity_lint.parsers.terraform.scope import Budget, Functions
from complexity_lint.source import Location

_MAX_NOTES: Final = 200


@dataclass(slots=True)
class Run:
    """What all module instances of one evaluation share; it collects notes as it goes."""

    parsed: ParsedFiles
    root: str
    call: Functions
    budget: Budget
    workspace: str | None = None
    notes: dict[Note, None] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    instances: int = 0

    def module(self, folder: str) -> Module:
        """The module in a folder, put together once."""
        if folder not in self.modules:
            self.modules[folder] = load_module(self.parsed, folder)
        return self.modules[folder]

    def has_module(self, folder: str) -> bool:
        """Whether a folder holds configuration."""
        return folder in self.parsed.configuration

    def note(self, at: Location, kind: NoteKind, message: str) -> None:
        """Remember why something stays unknown."""
        if len(self.notes) < _MAX_NOTES:
            self.notes[Note(at, kind, message)] = None
