"""The last lines of a report: how much was found, and how much was seen."""

from collections import Counter
from collections.abc import Collection, Iterable

from complexity_lint.finding import Coverage, Diagnostic, FileCoverage, Level, Report

_REASONS_SHOWN = 3


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def findings_line(report: Report, shown: Iterable[Diagnostic]) -> str:
    """How many findings are shown at which levels, and how many were suppressed."""
    levels = Counter(diagnostic.level for diagnostic in shown)
    suppressed = sum(1 for diagnostic in report.diagnostics if diagnostic.suppressed is not None)
    parts = [counted(levels[level], str(level)) for level in sorted(Level, reverse=True) if levels[level]]
    total = sum(levels.values())
    line = f"Found {counted(total, 'finding')}: {', '.join(parts)}" if total else "Found nothing"
    return f"{line} ({suppressed} suppressed)." if suppressed else f"{line}."


def fixes_line(shown: Iterable[Diagnostic], fixable: Collection[str], fixed: int | None) -> str:
    """How many findings were fixed, and how many can be: those whose fingerprints are in `fixable`."""
    fixes = [d.finding.fix for d in shown if d.fingerprint in fixable and d.finding.fix is not None]
    safe = sum(1 for fix in fixes if fix.is_safe)
    parts = [] if fixed is None else [f"Fixed {counted(fixed, 'finding')}."]
    if safe:
        parts.append(f"{counted(safe, 'finding')} can be fixed with --fix.")
    if len(fixes) > safe:
        noun = "more finding" if safe else "finding"
        parts.append(f"{counted(len(fixes) - safe, noun)} can be fixed with --fix --unsafe-fixes.")
    return " ".join(parts)


def coverage_line(coverage: Coverage) -> str:
    """How many files were evaluated, and how many not wholly or not at all, with the commonest reasons."""
    line = f"Evaluated {counted(coverage.count('evaluated'), 'file')}"
    partly = [file for file in coverage.files if file.status == "partly"]
    skipped = [file for file in coverage.files if file.status == "skipped"]
    if partly:
        line += f", {len(partly)} more in part ({_reasons(partly)})"
    if skipped:
        line += f", skipped {len(skipped)} ({_reasons(skipped)})"
    return f"{line}; {counted(coverage.listed, 'file')} listed."


def _reasons(files: list[FileCoverage]) -> str:
    counts = Counter(file.reason for file in files)
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{count}x {reason}" if len(common) > 1 else reason for reason, count in common[:_REASONS_SHOWN]]
    if len(common) > _REASONS_SHOWN:
        parts.append(f"{counted(len(common) - _REASONS_SHOWN, 'other reason')}")
    return "; ".join(parts)
