"""Which fixes are done: each is tried on a copy in memory, which is linted again before it counts.

A fix counts when its finding is gone and no other has come. Where several together fail, they are tried in halves.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from complexity_lint.discovery.repository import Repository, decode
from complexity_lint.edits import Fix, TextEdit
from complexity_lint.finding import Diagnostic, Report
from complexity_lint.fixes.overlay import is_editable, overlaid
from complexity_lint.fixes.resolve import Refused, resolve
from complexity_lint.fixes.text import applied, overlap

Lint = Callable[[Repository], Report]
_MOST_ROUNDS = 10
_MOST_RUNS = 60
"""How often a repository is linted in one session; what is left then stays as it is."""
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which fixes are wanted: `unsafe` takes the unsafe ones too, `shows` says which files' findings are meant."""

    unsafe: bool = False
    shows: Callable[[str], bool] = lambda path: True

    def wants(self, diagnostic: Diagnostic) -> bool:
        """Whether the fix of a finding is to be tried."""
        fix = diagnostic.finding.fix
        if fix is None or diagnostic.suppressed is not None or not self.shows(diagnostic.finding.at.path):
            return False
        return self.unsafe or fix.is_safe


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the report on what is then there, the files with their new bytes and those they had, the
    findings that are gone, and those whose fix was refused with the reason.
    """

    report: Report
    changed: dict[str, bytes] = field(default_factory=dict)
    originals: dict[str, bytes | None] = field(default_factory=dict)
    fixed: tuple[Diagnostic, ...] = ()
    refused: tuple[tuple[Diagnostic, str], ...] = ()


def fix(repository: Repository, report: Report, wish: Wish, lint: Lint) -> Outcome:
    """Do the wanted fixes of a report in memory; `lint` makes the report of a repository again."""
    session = _Session(repository, report, lint)
    for _ in range(_MOST_ROUNDS):
        if not session.round(wish):
            break
    refused = tuple((d, r) for d, r in session.refused.values())
    return Outcome(session.report, session.changed, session.originals, tuple(session.fixed), refused)


def edits_of(repository: Repository, wanted: Fix) -> tuple[TextEdit, ...]:
    """What one fix comes to, none where it is refused: for reports that show fixes without doing them."""
    try:
        return _checked(repository, wanted)
    except Refused:
        return ()


def _checked(repository: Repository, wanted: Fix) -> tuple[TextEdit, ...]:
    def read(path: str) -> str | None:
        data = repository.read(path) if path in repository.paths else None
        return None if data is None else decode(data)

    edits = resolve(wanted, read)
    for edit in edits:
        if not is_editable(repository, edit.path):
            raise Refused(f"{edit.path} is not the user's to edit")
        _demand_utf8(repository.read(edit.path) or b"")
    return edits


def _demand_utf8(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("the file is not UTF-8") from error


Attempt = tuple[Diagnostic, tuple[TextEdit, ...]]


class _Session:
    """The state of one session: what is changed so far, and the report on it."""

    def __init__(self, repository: Repository, report: Report, lint: Lint) -> None:
        self.base, self.report, self.lint = repository, report, lint
        self.changed: dict[str, bytes] = {}
        self.originals: dict[str, bytes | None] = {}
        self.fixed: list[Diagnostic] = []
        self.refused: dict[str, tuple[Diagnostic, str]] = {}
        self.runs = 0

    @property
    def now(self) -> Repository:
        return overlaid(self.base, self.changed) if self.changed else self.base

    def round(self, wish: Wish) -> bool:
        """Try what is wanted now; whether anything was done."""
        attempts: list[Attempt] = []
        for diagnostic in self.report.diagnostics:
            wanted = diagnostic.finding.fix
            if wanted is None or diagnostic.fingerprint in self.refused or not wish.wants(diagnostic):
                continue
            try:
                edits = _checked(self.now, wanted)
            except Refused as reason:
                self.refused[diagnostic.fingerprint] = (diagnostic, str(reason))
                continue
            if not any(overlap(a, b) for _, others in attempts for a in others for b in edits):
                attempts.append((diagnostic, edits))
        done = len(self.fixed)
        self._try(attempts)
        return len(self.fixed) > done

    def _try(self, attempts: Sequence[Attempt]) -> None:
        if not attempts:
            return
        before = len(self.fixed)
        reason = self._done(attempts)
        if not reason:
            return
        if len(attempts) == 1:
            self.refused[attempts[0][0].fingerprint] = (attempts[0][0], reason)
            return
        half = len(attempts) // 2
        self._try(attempts[:half])
        # Once a first half is done, the places of the second have moved: its turn comes in the next round.
        if len(self.fixed) == before:
            self._try(attempts[half:])

    def _done(self, attempts: Sequence[Attempt]) -> str:
        """Do attempts together if the result is what it must be, else say why not."""
        if self.runs >= _MOST_RUNS:
            return "too many fixes had to be tried"
        self.runs += 1
        for path in {edit.path for _, edits in attempts for edit in edits}:
            self.originals.setdefault(path, self.base.read(path))
        changed = {**self.changed, **_edited(self.now, attempts)}
        after = self.lint(overlaid(self.base, changed))
        reason = _objection(self.report, after, [diagnostic for diagnostic, _ in attempts])
        if not reason:
            self.fixed += _gone(self.report, after)
            self.changed, self.report = changed, after
        return reason


def _edited(repository: Repository, attempts: Sequence[Attempt]) -> dict[str, bytes]:
    """The new bytes of every file that the attempts edit."""
    by_path: dict[str, list[TextEdit]] = {}
    for _, edits in attempts:
        for edit in edits:
            by_path.setdefault(edit.path, []).append(edit)
    found = {}
    for path, together in by_path.items():
        data = (repository.read(path) or b"") if path in repository.paths else b""
        mark = _MARK if data.startswith(_MARK) else b""
        found[path] = mark + applied(decode(data), together).encode("utf-8")
    return found


def _objection(before: Report, after: Report, fixed: Sequence[Diagnostic]) -> str:
    """Why a result does not count: a finding that stayed, one that came, a file that is read less well."""
    if after.errors != before.errors:
        return "a check fails afterwards"
    spoiled = _unread(after) - _unread(before)
    if spoiled:
        return f"{min(spoiled)} could not be read any more"
    old, new = _counted(before), _counted(after)
    gone = Counter(_key(diagnostic) for diagnostic in fixed)
    if any(new[key] > old[key] - count for key, count in gone.items()):
        return "the finding stays"
    revealed = {id for d in fixed if d.finding.fix for id in d.finding.fix.reveals}
    for key in new:
        if new[key] > old[key] and key[0] not in revealed:
            return f"{key[0]} would find something new"
    return ""


def _gone(before: Report, after: Report) -> Iterator[Diagnostic]:
    """The findings that are there no more: those whose fixes were done, and what these settled beside."""
    fewer = _counted(before) - _counted(after)
    for diagnostic in before.diagnostics:
        key = _key(diagnostic)
        if diagnostic.suppressed is None and fewer[key] > 0:
            fewer[key] -= 1
            yield diagnostic


def _unread(report: Report) -> set[str]:
    return {file.path for file in report.coverage.files if file.status != "evaluated"}


def _counted(report: Report) -> Counter[tuple[str, str]]:
    return Counter(_key(diagnostic) for diagnostic in report.diagnostics)


def _key(diagnostic: Diagnostic) -> tuple[str, str]:
    """A finding without its place in the file, which edits move."""
    return (diagnostic.check_id, diagnostic.fingerprint.partition(":")[0])
