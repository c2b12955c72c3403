"""Reports for people: `full` shows the code, `concise` is one line for each finding."""

from collections.abc import Iterator

from complexity_lint.finding import Diagnostic, Level, Related, Report
from complexity_lint.lines import LineReader
from complexity_lint.reporters.frame import frame
from complexity_lint.reporters.printable import printable, printable_path
from complexity_lint.reporters.scene import Scene
from complexity_lint.reporters.summary import counted, coverage_line, findings_line, fixes_line
from complexity_lint.source import Location

_COLORS = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.NOTE: "1;36"}
_BOLD, _FAINT = "1", "2"
_MOST_RELATED = 10


def full(report: Report, scene: Scene) -> str:
    """Each finding with its line of code, its related places and how to learn more; then the summary."""
    lines = LineReader(scene.read)
    blocks = ["\n".join(_block(diagnostic, scene, lines)) for diagnostic in scene.shown(report)]
    return "\n\n".join([*blocks, "\n".join(_ending(report, scene))]) + "\n"


def concise(report: Report, scene: Scene) -> str:
    """One line for each finding, `path:line:column: level[check] message`; then the summary."""
    findings = [concise_line(diagnostic, scene) for diagnostic in scene.shown(report)]
    return "\n".join([*findings, *_ending(report, scene)]) + "\n"


def concise_line(diagnostic: Diagnostic, scene: Scene) -> str:
    """One finding on one line."""
    finding = diagnostic.finding
    return f"{_place(finding.at, scene)}: {_head(diagnostic, scene)} {printable(finding.message)}{_aside(diagnostic)}"


def _block(diagnostic: Diagnostic, scene: Scene, lines: LineReader) -> Iterator[str]:
    finding = diagnostic.finding
    yield f"{_head(diagnostic, scene)} {_paint(printable(finding.message), _BOLD, scene)}{_aside(diagnostic)}"
    yield f"{_paint('  -->', _FAINT, scene)} {_place(finding.at, scene)}"
    for left, right, is_mark in frame(finding.at, lines.line(finding.at)):
        shown = _paint(right, _COLORS[diagnostic.level], scene) if is_mark else right
        yield f"{_paint(left, _FAINT, scene)} {shown}".rstrip()
    for related in finding.related[:_MOST_RELATED]:
        yield _remark("also", _related(related, scene), scene)
    if len(finding.related) > _MOST_RELATED:
        yield _remark("also", counted(len(finding.related) - _MOST_RELATED, "more place"), scene)
    if finding.environments:
        yield _remark("where", ", ".join(map(printable, finding.environments)), scene)
    if finding.fix is not None and diagnostic.fingerprint in scene.replacements:
        yield _remark("fix", f"{printable(finding.fix.title)} ({finding.fix.safety})", scene)
    yield _remark("help", f"complexity-lint explain {diagnostic.check_id}", scene)


def _related(related: Related, scene: Scene) -> str:
    return f"{_place(related.at, scene)}: {printable(related.message)}"


def _remark(label: str, text: str, scene: Scene) -> str:
    return f"{_paint('   = ' + label + ':', _FAINT, scene)} {text}"


def _head(diagnostic: Diagnostic, scene: Scene) -> str:
    return _paint(f"{diagnostic.level}[{diagnostic.check_id}]", _COLORS[diagnostic.level], scene)


def _aside(diagnostic: Diagnostic) -> str:
    if diagnostic.suppressed is None:
        return ""
    return f" (suppressed: {printable(diagnostic.suppressed)})" if diagnostic.suppressed else " (suppressed)"


def _place(at: Location, scene: Scene) -> str:
    numbers = [str(number) for number in (at.line, at.column) if number is not None]
    return ":".join([printable_path(scene.printed(at.path)), *numbers])


def _ending(report: Report, scene: Scene) -> Iterator[str]:
    for error in report.errors:
        yield f"{_paint('internal error:', _COLORS[Level.ERROR], scene)} {printable(error)}"
    yield findings_line(report, scene.shown(report))
    if fixes := fixes_line(scene.shown(report), scene.replacements, scene.fixed):
        yield fixes
    yield printable(coverage_line(report.coverage))


def _paint(text: str, code: str, scene: Scene) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if scene.color else text
