"""What checks yield, and what the engine makes of it for the reporters."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from complexity_lint.edits import Fix
from complexity_lint.source import Location


class Level(IntEnum):
    """How much a finding matters; ordered, so that thresholds can be compared."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Precision(StrEnum):
    """How often a check is expected to be right, in SARIF's and GitHub's words."""

    VERY_HIGH = "very-high"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Related:
    """A further place that takes part in a finding, and what it shows there."""

    at: Location
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. It knows neither its check's id nor the level it will be shown at.

    `message` is one line with this case's own names and numbers. `entity` names what the finding
    is about (a workload, an image, a cluster) and `evidence` the facts that make it true;
    neither holds line numbers or prose, since both make up the fingerprint.
    `environments` are the names of the environments it is true in, empty where that makes no difference.
    `level` lowers the check's level for this one finding; a higher one is not taken.
    `pedantic` findings are shown with `--profile all` only, also those of checks in the default profile.
    `fix` is what would make it go away, where that can be said.
    """

    at: Location
    message: str
    related: tuple[Related, ...] = ()
    entity: str = ""
    evidence: str = ""
    environments: tuple[str, ...] = ()
    level: Level | None = None
    pedantic: bool = False
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding as it is reported: with its check, category, level and fingerprint.

    `suppressed` holds the reason given in a suppression comment (maybe empty), or None.
    """

    check_id: str
    category: str
    level: Level
    finding: Finding
    fingerprint: str
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """What became of one file that the program has a reader for.

    `status` is `evaluated`, `partly` or `skipped`; `reason` says why for the last two.
    """

    path: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen: the number of files listed, and each file a reader was asked to read."""

    listed: int
    files: tuple[FileCoverage, ...] = ()

    def count(self, status: str) -> int:
        """How many files ended with that status."""
        return sum(1 for file in self.files if file.status == status)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run has to say.

    `diagnostics` are sorted by path, line and check. `errors` name what went wrong in the program
    itself (a check that raised); they end a run with exit code 2 whatever was found.
    """

    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage
    errors: tuple[str, ...] = ()
