"""Processes that a supervisor keeps running."""

from dataclasses import dataclass

from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class SupervisedProcess:
    """One program of a process supervisor's configuration: its name, command line and the supervisor.

    `one_shot` says that the supervisor starts it once and does not keep it running.
    """

    at: Location
    name: str
    command: str
    supervisor: str
    one_shot: bool = False
