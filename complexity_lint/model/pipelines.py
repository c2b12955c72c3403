"""Pipelines and scripts: what builds, pushes and deploys."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.commands import Command
from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.model.images import ImageReference
from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class ImagePush:
    """That something sends an image to a registry. `reference` is None where its name cannot be read.

    `dockerfile` and `context` are what it was built from where that is said, relative to the root.
    """

    at: Location
    reference: ImageReference | None
    dockerfile: str | None = None
    context: str | None = None


class ScriptKind(Enum):
    """Where commands stand."""

    PIPELINE = "pipeline"
    SHELL = "shell script"
    MAKEFILE = "makefile"
    PROCESS_LIST = "process list"


@dataclass(frozen=True, slots=True)
class Script:
    """A file of commands: a pipeline, a shell script, a Makefile. `system` names a pipeline's host (`GitHub
    Actions`).

    `complete` is False where parts of it could not be read (includes from elsewhere, unknown actions that may
    push).
    """

    at: Location
    kind: ScriptKind
    system: str
    commands: tuple[Command, ...]
    pushes: tuple[ImagePush, ...] = ()
    complete: bool = True
    environment: Environment = PRODUCTION
