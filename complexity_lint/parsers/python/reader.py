"""Python sources to facts about modules, within a budget."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import libcst as cst

from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.python.bounds import too_deep
from complexity_lint.parsers.python.evidence import WORTH_READING, Evidence, read_evidence
from complexity_lint.parsers.python.imports import imported_names
from complexity_lint.parsers.python.modules import ModuleFacts, is_migration_path, is_test_path, module_name
from complexity_lint.parsers.python.pieces import LineFinder, Piece, Pieces, cut, non_blank_lines
from complexity_lint.source import Location, Source

MOST_BYTES_PARSED = 600_000
"""How much text one run reads through with libcst, some 5 seconds' worth at most."""
_LARGEST_FILE = 400_000

_SCHEDULERS = re.compile(r"(?:apscheduler|flask_apscheduler|django_apscheduler|schedule|aiocron|rocketry)\b")
_SQLITE_URL = re.compile(r"sqlite(?:\+\w+)?:///?[^:]|django\.db\.backends\.sqlite3$")
_SQLITE_MODULE = re.compile(r"(?:sqlite3|aiosqlite)\b")
_SQLITE_OPENED = re.compile(r"\b(?:sqlite3|aiosqlite)\.connect\(")
_MENTION = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::\w+)?")
_PYTHON_2 = re.compile(
    r"^[ \t]*(?:print[ \t]+[\"'\w]|except[ \t]+[\w.]+[ \t]*,|exec[ \t]+[\"'\w]|raise \w+, )", re.M
)


class ModuleReader:
    """Reads Python files into facts, each file once for all who ask for it, and all within one budget.

    `budget` is how many characters are read through; a module that comes after it is spent, or is larger
    than 400,000 characters, is `partial`: its imports are known, what else it holds is not.
    Tests and migrations are never read through.
    """

    def __init__(self, budget: int = MOST_BYTES_PARSED) -> None:
        self._left = budget
        self._known: dict[str, ModuleFacts] = {}

    def read(self, sources: Iterable[Source]) -> tuple[ModuleFacts, ...]:
        """Facts about files, in the order given; a path stands for one text. Never fails."""
        return tuple(self._one(source) for source in sources)

    def _one(self, source: Source) -> ModuleFacts:
        known = self._known.get(source.path)
        if known is None:
            worth = _is_own(source.path) and WORTH_READING.search(source.text) is not None
            cost = len(source.text) if worth else 0
            affordable = cost <= min(self._left, _LARGEST_FILE)
            known = _read(source, through=worth and affordable, left_out=worth and not affordable)
            self._known[source.path] = known
            self._left -= cost if affordable else 0
        return known


def read_modules(sources: Iterable[Source], *, budget: int = MOST_BYTES_PARSED) -> tuple[ModuleFacts, ...]:
    """Facts about Python files, in the order given, by a reader of their own (see `ModuleReader`)."""
    return ModuleReader(budget).read(sources)


def _is_own(path: str) -> bool:
    return not is_test_path(path) and not is_migration_path(path)


@dataclass(frozen=True, slots=True)
class _Through:
    evidence: Evidence
    problem: SyntaxProblem | None = None


def _read(source: Source, *, through: bool, left_out: bool) -> ModuleFacts:
    pieces = cut(source.text)
    name = module_name(source.path)
    package = name if source.name == "__init__.py" else name.rpartition(".")[0]
    imports = imported_names(pieces.statements, package) if pieces.statements else ()
    read = _read_through(source, imports) if through else _Through(Evidence())
    schedulers, sqlite = _state_in_process(source, pieces) if _is_own(source.path) else ((), ())
    return ModuleFacts(
        at=Location(source.path),
        name=name,
        lines=non_blank_lines(source.text),
        imports=imports,
        mentions=tuple(
            {p.text.partition(":")[0]: None for p in pieces.strings if _MENTION.fullmatch(p.text)}
        ),
        entry_points=tuple(read.evidence.entry_points),
        routes=tuple(read.evidence.routes),
        models=tuple(read.evidence.models),
        app_configs=tuple(read.evidence.app_configs),
        installed_apps=tuple(read.evidence.installed_apps),
        schedulers=schedulers,
        sqlite=sqlite,
        file_sessions=tuple(read.evidence.file_sessions),
        uploads=tuple(read.evidence.uploads),
        development_servers=tuple(read.evidence.development_servers),
        problems=() if read.problem is None else (read.problem,),
        partial=left_out or read.problem is not None,
    )


def _read_through(source: Source, imports: Sequence[str]) -> _Through:
    if too_deep(source.text):
        return _Through(Evidence(), SyntaxProblem(Location(source.path), "nested too deeply to read"))
    try:
        return _Through(read_evidence(cst.parse_module(source.text), source, imports))
    except cst.ParserSyntaxError as error:
        return _Through(Evidence(), _problem(source, error))
    except (ValueError, RecursionError, UnicodeError) as error:
        return _Through(
            Evidence(), SyntaxProblem(Location(source.path), f"cannot be read: {type(error).__name__}")
        )


def _problem(source: Source, error: cst.ParserSyntaxError) -> SyntaxProblem:
    old = _PYTHON_2.search(source.text)
    if old is not None:
        line = source.text.count("\n", 0, old.end()) + 1
        return SyntaxProblem(Location(source.path, line), "written for Python 2, which is not read")
    lines = source.text.count("\n") + 1
    line = min(max(error.raw_line, 1), lines)
    return SyntaxProblem(Location(source.path, line), "not valid Python")


def _state_in_process(source: Source, pieces: Pieces) -> tuple[tuple[Location, ...], tuple[Location, ...]]:
    schedulers = [p for p in pieces.statements if _imports_one_of(p, _SCHEDULERS)]
    sqlite = [p for p in pieces.strings if _SQLITE_URL.match(p.text)]
    imports = [p for p in pieces.statements if _imports_one_of(p, _SQLITE_MODULE)]
    opened = _SQLITE_OPENED.search(source.text) if imports else None
    sqlite += [Piece(opened[0], opened.start())] if opened else imports
    if not schedulers and not sqlite:
        return (), ()
    lines = LineFinder(source)
    return tuple(lines.at(p) for p in schedulers), tuple(lines.at(p) for p in sqlite)


def _imports_one_of(statement: Piece, modules: re.Pattern[str]) -> bool:
    words = statement.text.split(maxsplit=1)
    return len(words) == 2 and modules.match(words[1]) is not None
