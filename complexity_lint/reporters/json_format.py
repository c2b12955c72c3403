"""Reports for tools. What is in them is a promise: `version` rises when a reader would have to change."""

from typing import NotRequired, TypedDict

from complexity_lint.finding import Coverage, Diagnostic, Report
from complexity_lint.reporters.printable import json_text
from complexity_lint.reporters.scene import Scene

VERSION = 1


class _Related(TypedDict):
    path: str
    line: int | None
    message: str


class _Fix(TypedDict):
    title: str
    safety: str


class _Finding(TypedDict):
    check: str
    category: str
    level: str
    message: str
    path: str
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    environments: list[str]
    related: list[_Related]
    fingerprint: str
    suppressed: NotRequired[str]
    fix: NotRequired[_Fix]


class _Reason(TypedDict):
    path: str
    reason: str


class _Coverage(TypedDict):
    listed: int
    evaluated: int
    partly: list[_Reason]
    skipped: list[_Reason]


class _Tool(TypedDict):
    name: str
    version: str


class _Log(TypedDict):
    version: int
    tool: _Tool
    findings: list[_Finding]
    errors: list[str]
    coverage: _Coverage
    fixed: NotRequired[int]


def render(report: Report, scene: Scene) -> str:
    """The report as one JSON object, in ASCII; paths are relative to the root that was linted."""
    log: _Log = {
        "version": VERSION,
        "tool": {"name": "complexity-lint", "version": scene.version},
        "findings": [_finding(diagnostic, scene) for diagnostic in scene.shown(report)],
        "errors": list(report.errors),
        "coverage": _coverage(report.coverage),
    }
    if scene.fixed is not None:
        log["fixed"] = scene.fixed
    return json_text(log)


def _finding(diagnostic: Diagnostic, scene: Scene) -> _Finding:
    finding = diagnostic.finding
    at = finding.at
    entry: _Finding = {
        "check": diagnostic.check_id,
        "category": diagnostic.category,
        "level": str(diagnostic.level),
        "message": finding.message,
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "environments": list(finding.environments),
        "related": [{"path": r.at.path, "line": r.at.line, "message": r.message} for r in finding.related],
        "fingerprint": diagnostic.fingerprint,
    }
    if diagnostic.suppressed is not None:
        entry["suppressed"] = diagnostic.suppressed
    if finding.fix is not None and diagnostic.fingerprint in scene.replacements:
        entry["fix"] = {"title": finding.fix.title, "safety": str(finding.fix.safety)}
    return entry


def _coverage(coverage: Coverage) -> _Coverage:
    def reasons(status: str) -> list[_Reason]:
        return [{"path": f.path, "reason": f.reason} for f in coverage.files if f.status == status]

    return {
        "listed": coverage.listed,
        "evaluated": coverage.count("evaluated"),
        "partly": reasons("partly"),
        "skipped": reasons("skipped"),
    }
