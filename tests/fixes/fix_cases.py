"""The cases of fixes: `cases/<check>/<case>/before` and what it must become, written by hand, in `after`.

A file `UNSAFE` beside them says that the unsafe fixes are wanted too.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from complexity_lint import discovery, docs, engine, fixes
from complexity_lint.check_definition import Check
from complexity_lint.discovery import Repository
from complexity_lint.finding import Report

CASES = Path(__file__).parent / "cases"
FIXABLE = {check.id: check for check in docs.checks_of(docs.OUR_PACKAGE) if check.fixes is not None}


@dataclass(frozen=True, slots=True)
class FixCase:
    """One case: its folder, the check it is for, and whether unsafe fixes are wanted."""

    folder: Path
    check: Check
    unsafe: bool

    @property
    def name(self) -> str:
        return f"{self.check.id}/{self.folder.name}"


def cases() -> tuple[FixCase, ...]:
    """Every case, sorted by name."""
    return tuple(
        FixCase(folder, FIXABLE[folder.parent.name], (folder / "UNSAFE").is_file())
        for folder in sorted(CASES.glob("*/*"))
    )


def copied(folder: Path, target: Path) -> Path:
    """A copy of a folder, links kept, that may be changed."""
    shutil.copytree(folder, target, symlinks=True)
    return target


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def fixed(root: Path, *checks: Check, unsafe: bool = False) -> fixes.Outcome:
    """Fix what the checks find in a folder, and write it there."""

    def lint(repository: Repository) -> Report:
        return engine.lint(repository, checks, pedantic=True)

    repository = discovery.read(root)
    outcome = fixes.fix(repository, lint(repository), fixes.Wish(unsafe), lint)
    fixes.write(repository, outcome.changed, outcome.originals)
    return outcome
