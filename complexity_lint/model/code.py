"""First-party code, measured as far as its deployment needs it."""

from dataclasses import dataclass

from complexity_lint.source import Location


@dataclass(frozen=True, slots=True)
class Deployable:
    """A folder that holds something that can be started on its own, and what says so.

    `lines` are the non-blank lines of first-party code in it; `language` the one most of them are in.
    """

    at: Location
    folder: str
    reason: str
    language: str
    files: int
    lines: int


@dataclass(frozen=True, slots=True)
class PythonCode:
    """What libcst reads from the Python code below a folder.

    `entry_points` are modules that can be started; `reached_lines` the lines of the first-party modules
    that those the image starts import, directly or not, out of `lines`; None where the entry point is not known.
    """

    folder: str
    files: int
    lines: int
    routes: tuple[Location, ...] = ()
    models: tuple[Location, ...] = ()
    django_apps: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    entry_points: tuple[Location, ...] = ()
    reached_lines: int | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """What an image build carries of the repository's own code.

    `build` is the Dockerfile's path. `copied` are the folders it copies, relative to the root.
    `deployables` are those whose folder lies inside. `lines` are the carried non-blank code lines, `own_lines` those
    of the folder that the Dockerfile stands in, or, where that is the root or holds no code, of all that any stage
    the image needs copies; 0 where that is the whole repository and nobody can tell whose what is.
    """

    at: Location
    build: str
    context: str
    copied: tuple[str, ...]
    deployables: tuple[Deployable, ...]
    lines: int
    python: PythonCode | None = None
    own_lines: int = 0


@dataclass(frozen=True, slots=True)
class DevelopmentServer:
    """That a script starts its framework's development server.

    `at` is the call in the script, `started_at` the command of an image or a deployment that runs the script.
    """

    at: Location
    started_at: Location


@dataclass(frozen=True, slots=True)
class LocalState:
    """That the code of an image keeps state in its own process or on its own disk.

    `build` is the Dockerfile's path, `what` says what is kept in words (`a SQLite database`). `left_out_by` are the
    places of the workloads whose own command is known not to load that code.
    """

    at: Location
    build: str
    what: str
    left_out_by: tuple[Location, ...] = ()
