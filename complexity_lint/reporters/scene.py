"""What a reporter needs to know beside the report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from complexity_lint.check_definition import Check
from complexity_lint.edits import TextEdit
from complexity_lint.finding import Diagnostic, Report


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which commit of which repository was linted.

    `repository_uri` is absolute and holds no credentials. `folder` is the root that was linted relative to the
    top of the repository, with `/` and empty for the top itself.
    """

    repository_uri: str | None = None
    revision_id: str | None = None
    branch: str | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """The circumstances of one run.

    `checks` are those that were asked, `read` gives a file's bytes by path relative to the root or None.
    `color` asks for terminal colours where a format has them, `show_suppressed` for findings that a comment
    suppresses. `folder` is the root relative to where the user stands, so that printed paths can be opened; JSON
    keeps paths relative to the root, and SARIF has them relative to the top of the repository.
    `sarif_category` names the upload for code scanning. `replacements` are the text edits of the fixes that can be
    done, by fingerprint; `fixed` is how many findings this run has fixed, None where it was not asked to.
    """

    checks: tuple[Check, ...]
    read: Callable[[str], bytes | None]
    version: str
    color: bool = False
    provenance: Provenance | None = None
    show_suppressed: bool = False
    sarif_category: str = ""
    folder: str = ""
    replacements: Mapping[str, tuple[TextEdit, ...]] = field(default_factory=dict)
    fixed: int | None = None

    def shown(self, report: Report) -> tuple[Diagnostic, ...]:
        """The diagnostics to show, in the report's order."""
        if self.show_suppressed:
            return report.diagnostics
        return tuple(diagnostic for diagnostic in report.diagnostics if diagnostic.suppressed is None)

    def printed(self, path: str) -> str:
        """A path as the user would type it."""
        return f"{self.folder}/{path}" if self.folder else path

    def in_repository(self, path: str) -> str:
        """A path relative to the top of the repository."""
        folder = self.provenance.folder if self.provenance else ""
        return f"{folder}/{path}" if folder else path
