"""The pipeline on one screen: repository -> units -> parts -> System -> findings -> report."""

from collections.abc import Iterable, Iterator, Sequence

from complexity_lint import fingerprints, suppress
from complexity_lint.assemble import assemble
from complexity_lint.assemble.told_environments import Told, with_told_environments
from complexity_lint.builtin import UNPARSABLE_FILE
from complexity_lint.check_definition import Check
from complexity_lint.discovery.repository import Repository
from complexity_lint.evaluate import evaluate
from complexity_lint.finding import Coverage, Diagnostic, FileCoverage, Finding, Level, Report
from complexity_lint.grouping import group
from complexity_lint.merged_findings import merge
from complexity_lint.model.system import System
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.unit import Parts, join


def lint(
    repository: Repository, checks: Sequence[Check], *, pedantic: bool = False, told: Told | None = None
) -> Report:
    """Lint a repository with the checks given.

    `told` gives the environment that the configuration names for a file, None where it is silent.
    `pedantic` adds the findings that only `--profile all` shows. A check that raises is named in the report's
    errors; the others still report.
    """
    parts, coverage = read_parts(repository, told)
    system = assemble(parts, repository)
    found: list[Diagnostic] = []
    errors: list[str] = []
    for check in checks:
        if check.id == UNPARSABLE_FILE.id:
            found += _diagnostics(check, _unparsable(parts.problems))
            continue
        findings, error = run(check, system)
        found += _diagnostics(check, (f for f in findings if pedantic or not f.pedantic))
        errors += [error] if error else []
    merged = merge(found)
    finished = suppress.apply(fingerprints.apply(sorted(merged, key=_order)), repository.read)
    return Report(tuple(finished), coverage, tuple(errors))


def read_parts(repository: Repository, told: Told | None = None) -> tuple[Parts, Coverage]:
    """Everything the repository's files say, unit by unit, and what became of each file.

    `told` is as `lint` takes it.
    """
    grouped = group(repository)
    parts = join(evaluate(unit) for unit in grouped.units)
    if told is not None:
        parts = with_told_environments(parts, told)
    return parts, Coverage(len(repository.paths), _one_each((*parts.coverage, *grouped.passed_over)))


def read_system(repository: Repository, told: Told | None = None) -> System:
    """The linked model of a repository; `told` is as `lint` takes it."""
    return assemble(read_parts(repository, told)[0], repository)


def run(check: Check, system: System) -> tuple[list[Finding], str]:
    """A check's findings, and in words what it raised, if it did: then what it found before still counts."""
    findings: list[Finding] = []
    try:
        for finding in check.run(system):
            findings.append(finding)
    except Exception as error:  # a check may raise anything; the run must go on and name it
        return findings, f"check {check.id} failed: {type(error).__name__}: {error}"
    return findings, ""


def _diagnostics(check: Check, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    for finding in findings:
        level = check.level if finding.level is None else min(finding.level, check.level)
        yield Diagnostic(check.id, check.category, Level(level), finding, "")


def _unparsable(problems: Iterable[SyntaxProblem]) -> Iterator[Finding]:
    """The first problem of each file: what follows it is often its consequence."""
    seen: set[str] = set()
    for problem in problems:
        if problem.at.path not in seen and not _is_test_data(problem.at.path):
            seen.add(problem.at.path)
            message = " ".join(problem.message.split())
            yield Finding(problem.at, f"cannot be read: {message}", evidence=message)


_TEST_FOLDERS = frozenset("test tests testdata test-data fixtures __fixtures__ spec specs e2e".split())


def _is_test_data(path: str) -> bool:
    """Whether a file is a test's: it may be broken on purpose. The coverage still names it."""
    return not _TEST_FOLDERS.isdisjoint(path.split("/")[:-1])


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    at = diagnostic.finding.at
    return (at.path, at.line or 0, diagnostic.check_id, at.column or 0, diagnostic.finding.message)


_RANK = {"partly": 0, "skipped": 1, "evaluated": 2}


def _one_each(files: Iterable[FileCoverage]) -> tuple[FileCoverage, ...]:
    """One entry for each file, the one that says more where two units read it."""
    found: dict[str, FileCoverage] = {}
    for file in files:
        old = found.get(file.path)
        if old is None or _RANK[file.status] < _RANK[old.status]:
            found[file.path] = file
    return tuple(found[path] for path in sorted(found))
