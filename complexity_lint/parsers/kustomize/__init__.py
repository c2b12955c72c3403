"""Kustomizations: what `kubectl kustomize` makes of them, without running it, with the places of all values."""

from complexity_lint.parsers.kustomize.build import Build, build
from complexity_lint.parsers.kustomize.evaluate import evaluate
from complexity_lint.parsers.kustomize.notes import Note, NoteKind
from complexity_lint.parsers.kustomize.printing import print_build

__all__ = ["Build", "Note", "NoteKind", "build", "evaluate", "print_build"]
