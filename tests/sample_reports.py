"""Reports built in code, which the tests of all formats share."""

from collections.abc import Callable

from complexity_lint import fingerprints
from complexity_lint.builtin import BUILTIN_CHECKS, UNPARSABLE_FILE
from complexity_lint.check_definition import Check
from complexity_lint.finding import Coverage, Diagnostic, FileCoverage, Finding, Level, Related, Report
from complexity_lint.reporters.scene import Provenance, Scene
from complexity_lint.source import Location

FILES = {
    "api/Dockerfile": b"FROM python\nRUN true\n",
    "deploy/prod values.yaml": "db:\n  image: postgres\t# caf\u00e9\n  size: 1\n".encode(),
    "empty.yaml": b"",
}
UNPINNED = Check(
    id="unpinned-base-image",
    level=Level.WARNING,
    since="0.1.0",
    run=lambda system: iter(()),
    doc="A base image floats.\n\nTomorrow it is another one, {so}.\n\nPin it.",
    category="image",
    module="complexity_lint_checks.image.unpinned_base_image",
)
STATEFUL = Check(
    id="stateful-set",
    level=Level.NOTE,
    since="0.1.0",
    run=lambda system: iter(()),
    doc="A workload keeps state.\n\nIt is hard to move.",
    category="state",
    module="complexity_lint_checks.state.stateful_set",
)
CHECKS = (UNPINNED, STATEFUL, *BUILTIN_CHECKS)


def diagnostic(check: Check, at: Location, message: str, **more: object) -> Diagnostic:
    """A diagnostic of a check at a place; `level` and `suppressed` are its own, all else is the finding's."""
    level = more.pop("level", check.level)
    suppressed = more.pop("suppressed", None)
    assert isinstance(level, Level) and (suppressed is None or isinstance(suppressed, str))
    finding = Finding(at, message, **more)  # type: ignore[arg-type]  # keywords are forwarded as they come
    return Diagnostic(check.id, check.category, level, finding, "", suppressed)


VALUES = "deploy/prod values.yaml"
DIAGNOSTICS = (
    diagnostic(
        UNPINNED,
        Location("api/Dockerfile", 1, 6, 1, 12),
        "the image python has no tag",
        related=(Related(Location(VALUES, 2, 3, 2, 8), "is also used [here]"),),
        entity="python",
        evidence="no tag",
        environments=("production", "staging"),
        level=Level.ERROR,
    ),
    diagnostic(STATEFUL, Location(VALUES), "the chart keeps state"),
    diagnostic(
        STATEFUL, Location(VALUES, 2, 3, 3, 10), "the image is {{ .Values.image }} [x](y)", entity="db's"
    ),
    diagnostic(UNPARSABLE_FILE, Location("empty.yaml"), "there is nothing in it"),
    diagnostic(
        UNPINNED, Location("api/Dockerfile", 1), "once more", suppressed="we pin in CI", entity="other"
    ),
)
COVERAGE = Coverage(
    listed=9,
    files=(
        FileCoverage("api/Dockerfile", "evaluated"),
        FileCoverage("deploy/prod values.yaml", "evaluated"),
        FileCoverage("main.tf", "partly", "a remote module"),
        FileCoverage("big.yaml", "skipped", "too large"),
        FileCoverage("gen.yaml", "skipped", "generated"),
        FileCoverage("huge.yaml", "skipped", "too large"),
    ),
)
PROVENANCE = Provenance("https://example.com/org/shop", "0123456789abcdef0123456789abcdef01234567", "main")


def report(diagnostics: tuple[Diagnostic, ...] = DIAGNOSTICS, errors: tuple[str, ...] = ()) -> Report:
    """A report on these diagnostics, which get their fingerprints."""
    return Report(fingerprints.apply(diagnostics), COVERAGE, errors)


def scene(
    read: Callable[[str], bytes | None] = FILES.get,
    color: bool = False,
    show_suppressed: bool = False,
    folder: str = "",
    provenance: Provenance | None = PROVENANCE,
) -> Scene:
    """The circumstances the reports are shown in."""
    return Scene(
        CHECKS,
        read,
        "0.1.0",
        color=color,
        provenance=provenance,
        show_suppressed=show_suppressed,
        folder=folder,
    )
