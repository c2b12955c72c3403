"""SARIF 2.1.0 for code scanning, as GitHub reads it and sarif-multitool 5.7.0 accepts it without a note.

A finding about a file as a whole gets the empty region at the file's start, since GitHub refuses a result
without a region: it covers no text, so no line is blamed. `properties.place` says `file`.
Suppressed findings are left out unless asked for, since GitHub opens an alert for every result.
"""

from complexity_lint.check_definition import Check
from complexity_lint.finding import Diagnostic, FileCoverage, Report
from complexity_lint.fingerprints import line_hashes
from complexity_lint.lines import LineReader
from complexity_lint.links import source_url
from complexity_lint.reporters.printable import json_text
from complexity_lint.reporters.sarif_fixes import described_fix, is_showable
from complexity_lint.reporters.sarif_places import (
    ROOT,
    artifact,
    physical_place,
    related_places,
)
from complexity_lint.reporters.sarif_rules import MESSAGE, message_arguments, rule
from complexity_lint.reporters.sarif_types import Log, Message, Notification, Result, Run, SourceControl
from complexity_lint.reporters.scene import Scene

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_LINKS = 10


def render(report: Report, scene: Scene) -> str:
    """The report as one SARIF log of one run, in ASCII."""
    log: Log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report, scene)]}
    return json_text(log)


def _run(report: Report, scene: Scene) -> Run:
    checks = tuple(sorted(scene.checks, key=lambda check: check.id))
    run: Run = {
        "tool": {
            "driver": {
                "name": "complexity-lint",
                "fullName": f"complexity-lint {scene.version}",
                "version": scene.version,
                "semanticVersion": scene.version,
                "rules": [rule(check) for check in checks],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.errors,
                "toolExecutionNotifications": [*_errors(report), *_coverage(report, scene)],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The top of the repository."}}},
        "results": _results(report, scene, checks),
        "properties": {
            "filesListed": report.coverage.listed,
            "filesEvaluated": report.coverage.count("evaluated"),
            "filesPartlyEvaluated": report.coverage.count("partly"),
            "filesSkipped": report.coverage.count("skipped"),
        },
    }
    if url := source_url():
        run["tool"]["driver"]["informationUri"] = url
    if provenance := _provenance(scene):
        run["versionControlProvenance"] = [provenance]
    if scene.sarif_category:
        run["automationDetails"] = {"id": f"{scene.sarif_category}/"}
    return run


def _results(report: Report, scene: Scene, checks: tuple[Check, ...]) -> list[Result]:
    lines = LineReader(scene.read)
    hashes = _LineHashes(scene)
    by_id = {check.id: (index, check) for index, check in enumerate(checks)}
    return [_result(diagnostic, scene, by_id, lines, hashes) for diagnostic in scene.shown(report)]


class _LineHashes:
    """`primaryLocationLineHash` by path and line, each file hashed once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._hashes: dict[str, dict[int, str]] = {}

    def of(self, path: str, line: int) -> str | None:
        if path not in self._hashes:
            data = self._scene.read(path)
            self._hashes[path] = {} if data is None else line_hashes(data)
        return self._hashes[path].get(line)


def _result(
    diagnostic: Diagnostic,
    scene: Scene,
    by_id: dict[str, tuple[int, Check]],
    lines: LineReader,
    hashes: _LineHashes,
) -> Result:
    finding = diagnostic.finding
    index, check = by_id[diagnostic.check_id]
    result: Result = {
        "ruleId": diagnostic.check_id,
        "ruleIndex": index,
        "level": str(diagnostic.level),
        "message": _message(diagnostic),
        "locations": [{"physicalLocation": physical_place(finding.at, scene, lines)}],
        "partialFingerprints": {"complexityLint/v1": diagnostic.fingerprint},
        "properties": {"category": check.category, "environments": list(finding.environments)},
    }
    if finding.at.line is None:
        result["properties"]["place"] = "file"
    if line_hash := hashes.of(finding.at.path, finding.at.line or 1):
        result["partialFingerprints"]["primaryLocationLineHash"] = line_hash
    if finding.related:
        result["relatedLocations"] = related_places(finding.related, scene, lines)
    if diagnostic.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": diagnostic.suppressed}]
    edits = scene.replacements.get(diagnostic.fingerprint, ())
    if edits and is_showable(edits):
        result["fixes"] = [described_fix(diagnostic, edits, scene)]
    return result


def _message(diagnostic: Diagnostic) -> Message:
    finding = diagnostic.finding
    text = _sentence(finding.message)
    related = finding.related[:_MOST_LINKS]
    links = [f"[{_link_text(place.message)}]({number})" for number, place in enumerate(related, 1)]
    if links:
        text += f" See {', '.join(links)}."
    # SARIF2002 wants an id beside the text GitHub shows; the id's string is the same finding told in few words.
    return {"text": text, "id": MESSAGE, "arguments": message_arguments(finding)}


def _sentence(message: str) -> str:
    """A message with its braces doubled (SARIF 3.11.5), nothing in it a link, and a full stop."""
    text = message.replace("{", "{{").replace("}", "}}").replace("](", "]\u200b(").strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _link_text(message: str) -> str:
    """A related place's message inside an embedded link (SARIF 3.11.6)."""
    text = message.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}").strip().rstrip(".") or "the other place"


def _errors(report: Report) -> list[Notification]:
    return [{"level": "error", "message": {"text": error}} for error in report.errors]


def _coverage(report: Report, scene: Scene) -> list[Notification]:
    return [_unseen(file, scene) for file in report.coverage.files if file.status != "evaluated"]


def _unseen(file: FileCoverage, scene: Scene) -> Notification:
    verb = "was evaluated in part" if file.status == "partly" else "was skipped"
    return {
        "level": "note",
        "message": {"text": f"The file {file.path} {verb}: {file.reason}."},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(file.path, scene)}}],
    }


def _provenance(scene: Scene) -> SourceControl | None:
    known = scene.provenance
    if known is None or known.repository_uri is None:
        return None
    control: SourceControl = {"repositoryUri": known.repository_uri, "mappedTo": {"uriBaseId": ROOT}}
    if known.revision_id:
        control["revisionId"] = known.revision_id
    if known.branch:
        control["branch"] = known.branch
    return control
