"""What makes a finding the same finding tomorrow."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from complexity_lint.finding import Diagnostic

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_OUTGOING = pow(_BASE, _WINDOW, 1 << 64)
_END_OF_FILE = 65535
_SPACE, _TAB, _LINE_FEED, _CARRIAGE_RETURN = 32, 9, 10, 13


def apply(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same diagnostics with their fingerprints, in the same order.

    A fingerprint is made of check, path, entity and evidence, so it survives edits elsewhere in the file
    and other wording of the message. Findings that share all four are counted in the order given.
    """
    seen: dict[str, int] = defaultdict(int)
    out: list[Diagnostic] = []
    for diagnostic in diagnostics:
        digest = _digest(diagnostic)
        seen[digest] += 1
        out.append(replace(diagnostic, fingerprint=f"{digest}:{seen[digest]}"))
    return tuple(out)


def _digest(diagnostic: Diagnostic) -> str:
    finding = diagnostic.finding
    parts = (diagnostic.check_id, finding.at.path, finding.entity, finding.evidence)
    # Paths that are not UTF-8 reach us with surrogates; they must not end a run.
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def line_hashes(data: bytes) -> dict[int, str]:
    """`primaryLocationLineHash` of every line of a file, by 1-based line number.

    The algorithm is that of github/codeql-action `src/fingerprints.ts` (4.36.3): a rolling polynomial hash
    over the first 100 UTF-16 units from the line's start without spaces and tabs, modulo 2**64, and a running
    count of equal hashes. Where it differs in one bit, GitHub closes every alert and opens it again.
    """
    return _LineHashes().of(data)


class _LineHashes:
    """One pass over one file: the window, the hash over it, and where in it lines start."""

    def __init__(self) -> None:
        self.window = [0] * _WINDOW
        self.line_at = [0] * _WINDOW
        self.position = 0
        self.hash = 0
        self.seen: dict[str, int] = defaultdict(int)
        self.found: dict[int, str] = {}

    def of(self, data: bytes) -> dict[int, str]:
        line, starts, after_return = 0, True, False
        units = memoryview(data.decode("utf-8", "replace").encode("utf-16-le")).cast("H")
        for unit in (*units, _END_OF_FILE):
            if unit in (_SPACE, _TAB) or (after_return and unit == _LINE_FEED):
                after_return = False
                continue
            after_return = unit == _CARRIAGE_RETURN
            if after_return:
                unit = _LINE_FEED
            self._emit()
            if starts:
                line += 1
                self.line_at[self.position] = line
            starts = unit == _LINE_FEED
            self._push(unit)
        for _ in range(_WINDOW):
            self._emit()
            self._push(0)
        return self.found

    def _emit(self) -> None:
        """Give the line whose window is full its hash: the one that started 100 units ago."""
        line = self.line_at[self.position]
        if line:
            value = format(self.hash, "x")
            self.seen[value] += 1
            self.found[line] = f"{value}:{self.seen[value]}"
            self.line_at[self.position] = 0

    def _push(self, unit: int) -> None:
        outgoing = self.window[self.position]
        self.hash = (_BASE * self.hash + unit - _OUTGOING * outgoing) & _MASK
        self.window[self.position] = unit
        self.position = (self.position + 1) % _WINDOW
