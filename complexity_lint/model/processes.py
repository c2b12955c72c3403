"""Processes that a supervisor keeps running."""

from collections.abc import Mapping
from dataclasses import dataclass

from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class SupervisedProcess:
    """One program of a process supervisor's configuration: its name, command line and the supervisor.

    `one_shot` says that the supervisor starts it once and does not keep it running; `count` is how many processes of
    it run side by side.
    """

    at: Location
    name: str
    command: str
    supervisor: str
    one_shot: bool = False
    count: int = 1


SERVERS: Mapping[str, tuple[str, ...]] = {
    "gunicorn": ("-D", "--daemon"),
    "uvicorn": (),
    "daphne": (),
    "hypercorn": (),
    "waitress-serve": (),
    "uwsgi": ("-d", "--daemonize"),
    "puma": (),
    "unicorn": ("-D", "--daemonize"),
    "php-fpm": ("-D", "--daemonize"),
    "apache2-foreground": (),
    "httpd-foreground": (),
}
"""Servers of applications, which stay in front unless one of these options sends them away."""
