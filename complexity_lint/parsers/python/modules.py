"""What is known of one Python module."""

import re
from dataclasses import dataclass
from enum import Enum

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.source import Location


class EntryKind(Enum):
    """How a module can be started."""

    SCRIPT = "if __name__ == '__main__'"
    APPLICATION = "an application object"
    DJANGO = "a Django entry point"


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A place where a process can begin; `name` is the framework's class or function, empty for a script."""

    at: Location
    kind: EntryKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """One Python file.

    `name` is its dotted path from the repository's root. `lines` are its non-blank lines. `imports` are dotted
    names as the code has them, with `from a import b` as `a.b`, and relative ones as dotted paths from the
    root; `mentions` are strings that could be a dotted name (Django and Celery load modules so).
    `installed_apps` are the strings of INSTALLED_APPS. `schedulers` are imports of a scheduler that runs
    inside the process; `sqlite` the places that open a SQLite file, `file_sessions` those that keep sessions in files
    or in the process and `uploads` those that keep what users send in a folder. `development_servers` are calls that
    start a framework's own server whatever the settings say. `partial` says that the file
    was not read through: it cannot be parsed or a budget was spent.
    """

    at: Location
    name: str
    lines: int
    imports: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    routes: tuple[Location, ...] = ()
    models: tuple[Location, ...] = ()
    app_configs: tuple[Location, ...] = ()
    installed_apps: tuple[str, ...] = ()
    schedulers: tuple[Location, ...] = ()
    sqlite: tuple[Location, ...] = ()
    file_sessions: tuple[Location, ...] = ()
    uploads: tuple[Location, ...] = ()
    development_servers: tuple[Location, ...] = ()
    problems: tuple[SyntaxProblem, ...] = ()
    partial: bool = False

    @property
    def path(self) -> str:
        """The file's path relative to the root."""
        return self.at.path

    @property
    def folder(self) -> str:
        """The folder that holds the file; empty for the root."""
        return self.path.rpartition("/")[0]

    @property
    def is_package(self) -> bool:
        """Whether the file is a package's `__init__.py`."""
        return self.path.rpartition("/")[2] == "__init__.py"

    @property
    def is_test(self) -> bool:
        """Whether the file holds tests, by pytest's and unittest's conventions."""
        return is_test_path(self.path)

    @property
    def is_migration(self) -> bool:
        """Whether the file is a database migration, which tools write."""
        return is_migration_path(self.path)


_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|e2e|integration_tests)/|(?:^|/)(?:test_[^/]*|[^/]*_tests?|tests|conftest)\.py$"
)
_MIGRATION = re.compile(r"(?:^|/)(?:migrations|alembic/versions|migrations/versions)/[^/]+\.py$")


def is_test_path(path: str) -> bool:
    """Whether a path is one of tests, by pytest's and unittest's conventions."""
    return _TEST.search(path) is not None


def is_migration_path(path: str) -> bool:
    """Whether a path is that of a migration, as Django and Alembic lay them out."""
    return _MIGRATION.search(path) is not None


def module_name(path: str) -> str:
    """The dotted path of a file from the root: `shop.models` for `shop/models.py` and `shop/models/__init__.py`."""
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return "" if stem == "__init__" else stem.replace("/", ".")
