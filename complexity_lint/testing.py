"""Fixture folders -> cases: the tests and the examples of checks. Public, for authors of plugins too.

A case is a small repository in `fixtures/<check id>/<case>/`. A line `# expect: <id>` (or `// expect: <id>`) on
its own says that the check must point at the next line; these lines are removed before anything is read, so they
work in every format and cannot change the outcome. Two files in a case's own folder are not part of it:

* `EXPECT` holds a line `<path>: <id>` for each finding about a file as a whole, or `<path>:<line>: <id>` where a
  mark cannot stand.
* `SETUP` makes what git would not keep: `mkdir <path>` for an empty folder, `file <path> <bytes>` for a file
  of that size.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from complexity_lint import configuration, discovery, engine
from complexity_lint.builtin import UNPARSABLE_FILE
from complexity_lint.check_definition import Check
from complexity_lint.finding import Report

_MARK = re.compile(rb"\s*(?:#|//)\s*expect:\s*([\w-]+)\s*")
_EXPECTED = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?:\s+(?P<id>[\w-]+)")
_EXPECT, _SETUP = "EXPECT", "SETUP"


class BrokenCase(Exception):
    """A case that is written wrong; the message says where."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """That a check points, or must point, at a line of a file; line 0 stands for the file as a whole."""

    path: str
    line: int
    check_id: str


@dataclass(frozen=True, slots=True)
class Case:
    """A folder of fixtures, and the check it is for."""

    check: Check
    folder: Path

    @property
    def name(self) -> str:
        """The case in words, for a test's id: `stateful-set/bad`."""
        return f"{self.check.id}/{self.folder.name}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A case written out to be linted: the folder it is in, and what must be found there."""

    root: Path
    expected: frozenset[Mark]


def cases(fixtures: Path, checks: Sequence[Check]) -> tuple[Case, ...]:
    """The cases of `checks` below the folder `fixtures`, sorted by name."""
    return tuple(
        Case(check, folder)
        for check in sorted(checks, key=lambda check: check.id)
        if (fixtures / check.id).is_dir()
        for folder in sorted((fixtures / check.id).iterdir())
        if folder.is_dir()
    )


def expected(case: Case) -> frozenset[Mark]:
    """What a case says must be found. Raises BrokenCase."""
    with prepared(case.folder) as written:
        return written.expected


def found(case: Case) -> frozenset[Mark]:
    """What is found when a case is linted with its check alone, files that cannot be read included.

    Findings that a comment suppresses are left out.

    Raises BrokenCase when the program itself failed.
    """
    with prepared(case.folder) as written:
        report = linted(written.root, case.check)
    if report.errors:
        raise BrokenCase(f"{case.name}: {'; '.join(report.errors)}")
    return frozenset(
        Mark(d.finding.at.path, d.finding.at.line or 0, d.check_id)
        for d in report.diagnostics
        if d.suppressed is None
    )


def linted(root: Path, check: Check) -> Report:
    """The report on a folder with one check, with everything that any profile shows."""
    # An example that cannot be read shows nothing, so a case must say so where it is meant to be one.
    said = configuration.find(root)
    (check,) = configuration.configured((check,), replace(said, options=_only(said.options, check)))
    asked = (check,) if check.id == UNPARSABLE_FILE.id else (check, UNPARSABLE_FILE)
    return engine.lint(discovery.read(root), asked, pedantic=True, told=said.told)


def _only(options: Mapping[str, Mapping[str, object]], check: Check) -> dict[str, Mapping[str, object]]:
    return {check.id: options[check.id]} if check.id in options else {}


@contextmanager
def prepared(folder: Path) -> Iterator[Prepared]:
    """A copy of a case without its marks, removed again at the end. Raises BrokenCase."""
    with tempfile.TemporaryDirectory(prefix="complexity-lint-") as temporary:
        root = Path(temporary, "case")
        shutil.copytree(folder, root, symlinks=True)
        marks = set(_listed(root))
        _set_up(root)
        for file in sorted(root.rglob("*")):
            if file.is_file() and not file.is_symlink():
                marks |= _stripped(file, file.relative_to(root).as_posix())
        yield Prepared(root, frozenset(marks))


def without_marks(data: bytes) -> bytes:
    """The bytes of a file as they are linted: without the lines that are marks."""
    return b"".join(line for line in data.splitlines(keepends=True) if not _MARK.fullmatch(line))


def _stripped(file: Path, path: str) -> set[Mark]:
    """Remove the marks from a file, and say what they mark."""
    marks: set[Mark] = set()
    waiting: list[str] = []
    kept: list[bytes] = []
    for line in file.read_bytes().splitlines(keepends=True):
        match = _MARK.fullmatch(line)
        if match:
            waiting.append(match[1].decode())
            continue
        kept.append(line)
        marks |= {Mark(path, len(kept), id) for id in waiting}
        waiting = []
    if waiting:
        raise BrokenCase(f"{path}: nothing follows the mark `expect: {waiting[0]}`")
    if marks:
        file.write_bytes(b"".join(kept))
    return marks


def _listed(root: Path) -> Iterator[Mark]:
    for line in _take(root / _EXPECT):
        match = _EXPECTED.fullmatch(line)
        if match is None:
            raise BrokenCase(f"{_EXPECT}: {line!r} is neither `<path>: <id>` nor `<path>:<line>: <id>`")
        yield Mark(match["path"], int(match["line"] or 0), match["id"])


def _set_up(root: Path) -> None:
    for line in _take(root / _SETUP):
        match line.split():
            case ["mkdir", path]:
                _below(root, path).mkdir(parents=True, exist_ok=True)
            case ["file", path, size] if size.isdecimal():
                file = _below(root, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(b"x" * int(size))
            case _:
                raise BrokenCase(f"{_SETUP}: {line!r} is neither `mkdir <path>` nor `file <path> <bytes>`")


def _below(root: Path, path: str) -> Path:
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):
        raise BrokenCase(f"{_SETUP}: {path} leads out of the case")
    return file


def _take(file: Path) -> list[str]:
    """The non-blank lines of a file, which is then removed; none when there is no such file."""
    if not file.is_file():
        return []
    lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    file.unlink()
    return [line for line in lines if line and not line.startswith("#")]
