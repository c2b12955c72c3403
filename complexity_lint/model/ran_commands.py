"""All that a pipeline or script runs, and on whose machine: its own commands, and those that it runs by SSH."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from complexity_lint.model.commands import Command
from complexity_lint.model.environments import EnvironmentKind
from complexity_lint.model.job_environments import is_for_production
from complexity_lint.model.pipelines import Job, RunnerKind, Script, ScriptKind


class Whereabouts(Enum):
    """Whose machine a command runs on, which decides what is still there when the script has ended."""

    LENT = "a machine that a host lends for one job"
    OWN = "the machine that the script is run on"
    REMOTE = "another machine, reached by SSH or its like"


@dataclass(frozen=True, slots=True)
class RanCommand:
    """A command with where it runs, the job it belongs to, and what is run there together with it, in order.

    `beside` are the commands of the script or, on another machine, those that are sent there at once; `command` is one
    of them. `job` is None outside of pipelines.
    """

    command: Command
    where: Whereabouts
    beside: tuple[Command, ...]
    job: Job | None = None


def ran_by(script: Script) -> Iterator[RanCommand]:
    """The commands of a script as they stand, each followed by what it runs elsewhere, then what ready-made steps run
    elsewhere.
    """
    jobs = {command: job for job in reversed(script.jobs) for command in job.commands}
    for command in script.commands:
        job = jobs.get(command)
        lent = job is not None and job.runner is RunnerKind.HOSTED
        here = Whereabouts.LENT if lent else Whereabouts.OWN
        yield RanCommand(command, Whereabouts.REMOTE if command.elsewhere else here, script.commands, job)
        yield from _sent(command.remote, job)
    for job in script.jobs:
        for action in job.actions:
            yield from _sent(action.remote, job)


def lasting_commands(script: Script) -> Iterator[Command]:
    """The commands whose containers are still there when the script has ended: tests and examples take theirs away
    again, and what a pipeline starts is gone when the job ends, unless it is on another machine and for production.
    """
    if script.environment.kind in (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST):
        return
    for ran in ran_by(script):
        sent = ran.where is Whereabouts.REMOTE and is_for_production(script, ran.job)
        if sent or script.kind is not ScriptKind.PIPELINE:
            yield ran.command


def commands_anywhere(script: Script) -> Iterator[Command]:
    """What a script runs on any machine, for those who do not ask on which."""
    return (ran.command for ran in ran_by(script))


def _sent(commands: tuple[Command, ...], job: Job | None) -> Iterator[RanCommand]:
    for command in commands:
        yield RanCommand(command, Whereabouts.REMOTE, commands, job)
        yield from _sent(command.remote, job)  # a machine that is reached by way of another
