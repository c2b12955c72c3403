"""Fixes in SARIF 2.1.0 (section 3.55), which editors offer as quick fixes; GitHub has no use for them."""

import re

from complexity_lint.edits import TextEdit
from complexity_lint.finding import Diagnostic
from complexity_lint.masking import masked
from complexity_lint.reporters.sarif_places import artifact
from complexity_lint.reporters.sarif_types import ArtifactChange, Fix, Region, Replacement
from complexity_lint.reporters.scene import Scene

_LINE_END = re.compile(r"\r\n|\n|\r")


def described_fix(diagnostic: Diagnostic, edits: tuple[TextEdit, ...], scene: Scene) -> Fix:
    """The fix of a finding whose text edits are known; an unsafe one says so."""
    fix = diagnostic.finding.fix
    title = fix.title if fix else ""
    text = title if fix is None or fix.is_safe else f"{title} (unsafe)"
    changes: dict[str, ArtifactChange] = {}
    for edit in sorted(edits, key=lambda edit: (edit.path, edit.start)):
        change = changes.setdefault(
            edit.path, {"artifactLocation": artifact(edit.path, scene), "replacements": []}
        )
        change["replacements"].append(_replacement(edit, scene))
    return {
        "description": {"text": f"{text[:1].upper()}{text[1:]}."},
        "artifactChanges": list(changes.values()),
    }


def is_showable(edits: tuple[TextEdit, ...]) -> bool:
    """Whether the text that is put in holds no credential: then nothing has to be masked in it."""
    return all(masked(lines) == tuple(lines) for edit in edits if (lines := edit.text.split("\n")))


def _replacement(edit: TextEdit, scene: Scene) -> Replacement:
    text = (scene.read(edit.path) or b"").decode("utf-8-sig", "replace")
    start, end = _place(text, edit.start), _place(text, edit.end)
    region: Region = {
        "startLine": start[0],
        "startColumn": start[1],
        "endLine": end[0],
        "endColumn": end[1],
    }
    return (
        {"deletedRegion": region, "insertedContent": {"text": edit.text}}
        if edit.text
        else {"deletedRegion": region}
    )


def _place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both 1-based; columns count code points."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text, 0, offset))]
    return len(starts), offset - starts[-1] + 1
