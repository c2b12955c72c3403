"""Checks -> SARIF rules."""

from complexity_lint.check_definition import Check
from complexity_lint.finding import Finding, Level
from complexity_lint.links import page_url
from complexity_lint.reporters.sarif_types import Rule

MESSAGE = "default"
_LONGEST = 1024
_SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}


def rule(check: Check) -> Rule:
    """A check as a rule: its title, its page in full and what it claims of itself."""
    entry: Rule = {
        "id": check.id,
        "name": "".join(word.capitalize() for word in check.id.split("-")),
        "shortDescription": {"text": _cut(f"{check.title}.")},
        "fullDescription": {"text": _cut(_paragraph(check.doc, 1) or f"{check.title}.")},
        "help": {"text": check.doc, "markdown": check.doc},
        "messageStrings": {MESSAGE: {"text": f"{_escaped(check.title)}: '{{0}}'."}},
        "defaultConfiguration": {"level": str(check.level)},
        "properties": {
            "tags": ["maintainability", "deployment", check.category],
            "precision": str(check.precision),
            "problem.severity": _SEVERITIES[check.level],
        },
    }
    if url := page_url(check):
        entry["helpUri"] = url
    return entry


def message_arguments(finding: Finding) -> list[str]:
    """What fills the rule's message string: the name of what the finding is about."""
    return [finding.entity or finding.at.path]


def _paragraph(doc: str, index: int) -> str:
    paragraphs = doc.split("\n\n")
    return " ".join(paragraphs[index].split()) if index < len(paragraphs) else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3].rstrip() + "..."


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
