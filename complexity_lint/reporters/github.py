"""Reports as workflow commands of GitHub Actions, which shows them as annotations on the changed lines.

The escapes are those of actions/toolkit `command.ts`; what a runner drops is from actions/runner: columns when
the lines differ, and every annotation of a step after the tenth of its level.
"""

from complexity_lint.finding import Diagnostic, Level, Report
from complexity_lint.reporters.printable import printable
from complexity_lint.reporters.scene import Scene
from complexity_lint.reporters.summary import counted, coverage_line, findings_line
from complexity_lint.reporters.text import concise_line
from complexity_lint.source import Location

_LIMIT = 10
_LONGEST_MESSAGE = 4000
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report, scene: Scene) -> str:
    """Ten annotations a level at most, the worst first; all other findings as plain lines; then the summary.

    The last `notice` says how many findings have no annotation.
    """
    shown = scene.shown(report)
    annotated = _annotated(shown)
    chosen = {id(diagnostic) for diagnostic in annotated}
    rest = [diagnostic for diagnostic in shown if id(diagnostic) not in chosen]
    lines = [_annotation(diagnostic, scene) for diagnostic in annotated]
    lines += [
        f"::error title=complexity-lint::{_data('internal error: ' + printable(error))}"
        for error in report.errors
    ]
    if rest:
        more = f"and {counted(len(rest), 'more finding')}; GitHub shows {_LIMIT} a level, the log of this step all"
        lines.append(f"::notice title=complexity-lint::{_data(more)}")
    lines += [concise_line(diagnostic, scene) for diagnostic in rest]
    lines += [findings_line(report, shown), printable(coverage_line(report.coverage))]
    return "\n".join(lines) + "\n"


def _annotated(shown: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    by_level = {level: [d for d in shown if d.level is level] for level in sorted(Level, reverse=True)}
    more = any(len(diagnostics) > _LIMIT for diagnostics in by_level.values())
    # The notice about the rest is an annotation too, and takes the place of a note.
    limits = {level: _LIMIT - 1 if more and level is Level.NOTE else _LIMIT for level in by_level}
    return [d for level, diagnostics in by_level.items() for d in diagnostics[: limits[level]]]


def _annotation(diagnostic: Diagnostic, scene: Scene) -> str:
    finding = diagnostic.finding
    properties = [
        ("file", printable(scene.printed(finding.at.path))),
        *_region(finding.at),
        ("title", diagnostic.check_id),
    ]
    words = ",".join(f"{name}={_property(value)}" for name, value in properties)
    related = "".join(f"\n{_place(r.at, scene)}: {printable(r.message)}" for r in finding.related)
    message = (printable(finding.message) + related)[:_LONGEST_MESSAGE]
    return f"::{_COMMANDS[diagnostic.level]} {words}::{_data(message)}"


def _place(at: Location, scene: Scene) -> str:
    path = printable(scene.printed(at.path))
    return path if at.line is None else f"{path}:{at.line}"


def _region(at: Location) -> list[tuple[str, str]]:
    if at.line is None:
        return []
    end_line = at.end_line or at.line
    region = [("line", at.line), ("endLine", end_line)]
    if end_line == at.line and at.column is not None:
        region.append(("col", at.column))
        if at.end_column is not None:
            region.append(("endColumn", at.end_column))
    return [(name, str(number)) for name, number in region]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
