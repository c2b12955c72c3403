"""Pipelines and scripts: what builds, pushes and deploys."""

from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.commands import Command
from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.references import ImageReference
from complexity_lint.model.values import Located
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


class RunnerKind(Enum):
    """Whose machine a job runs on, which decides what is still there for the next run."""

    HOSTED = "hosted"
    SELF_HOSTED = "self-hosted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ActionUse:
    """A ready-made step that a job calls: an action, an orb's command, a plugin, a task.

    `name` is without version (`docker/build-push-action`), `inputs` are what it is given, by name. `remote` are the
    commands that a step made for that runs on another machine by SSH.
    """

    at: Location
    name: str
    version: str = ""
    inputs: tuple[Variable, ...] = ()
    remote: tuple[Command, ...] = ()

    def input(self, name: str) -> Variable | None:
        """The input of that name, None where it is not given."""
        return next((given for given in self.inputs if given.name == name), None)


@dataclass(frozen=True, slots=True)
class Job:
    """One job of a pipeline: what runs together on one runner.

    `labels` are the words that choose the runner, as written; `image` is what its steps run in, `services` are the
    containers started beside it, `caches` the places that keep something from one run to the next, `needs` the
    jobs that go before. `environment` is what it deploys to, by name, where it says so. `commands` and `actions`
    are in order; a matrix is one job.
    """

    at: Location
    name: str
    runner: RunnerKind = RunnerKind.UNKNOWN
    labels: tuple[str, ...] = ()
    image: ImageReference | None = None
    services: tuple[ImageReference, ...] = ()
    caches: tuple[Located[str], ...] = ()
    commands: tuple[Command, ...] = ()
    actions: tuple[ActionUse, ...] = ()
    needs: tuple[str, ...] = ()
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A file of commands: a pipeline, a shell script, a Makefile. `system` names a pipeline's host (`GitHub
    Actions`).

    `jobs` and `triggers` (`push`, `schedule` ... in words that fit every host) are a pipeline's; `commands` are
    those of all jobs. `complete` is False where parts of it could not be read (includes from elsewhere, unknown
    actions that may push). `variables` are those that a Makefile sets to a plain text.
    """

    at: Location
    kind: ScriptKind
    system: str
    commands: tuple[Command, ...]
    pushes: tuple[ImagePush, ...] = ()
    complete: bool = True
    environment: Environment = PRODUCTION
    jobs: tuple[Job, ...] = ()
    triggers: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
