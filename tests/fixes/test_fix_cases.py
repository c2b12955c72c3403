"""Fixes on cases whose results are written by hand, and on all fixtures of the checks that fix."""

from collections import Counter
from pathlib import Path

import pytest

from complexity_lint import discovery, docs, engine, testing
from complexity_lint.edits import Safety
from complexity_lint.finding import Diagnostic
from fixes.fix_cases import FIXABLE, FixCase, cases, copied, files, fixed

ROOT = Path(__file__).parent.parent.parent
ALL_CHECKS = docs.checks_of(docs.OUR_PACKAGE)
CASES = cases()
FIXTURES = testing.cases(ROOT / "fixtures", tuple(FIXABLE.values()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fix_makes_what_is_written_down(case: FixCase, tmp_path: Path) -> None:
    root = copied(case.folder / "before", tmp_path / "repo")

    fixed(root, case.check, unsafe=case.unsafe)

    assert files(root) == files(case.folder / "after")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_second_run_changes_nothing(case: FixCase, tmp_path: Path) -> None:
    root = copied(case.folder / "after", tmp_path / "repo")

    outcome = fixed(root, case.check, unsafe=case.unsafe)

    assert outcome.changed == {}
    assert files(root) == files(case.folder / "after")


@pytest.mark.parametrize("id", sorted(FIXABLE))
def test_every_check_that_fixes_has_a_case_that_is_changed_and_one_that_is_not(id: str) -> None:
    changed = [
        files(case.folder / "before") != files(case.folder / "after") for case in CASES if case.check.id == id
    ]

    assert len(changed) >= 3
    assert True in changed
    assert False in changed


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: case.name)
def test_on_the_fixtures_what_is_fixed_is_gone_and_nothing_has_come(case: testing.Case) -> None:
    with testing.prepared(case.folder) as written:
        before = engine.lint(discovery.read(written.root), ALL_CHECKS, pedantic=True).diagnostics
        outcome = fixed(written.root, *ALL_CHECKS, unsafe=True)
        after = engine.lint(discovery.read(written.root), ALL_CHECKS, pedantic=True).diagnostics
        again = fixed(written.root, *ALL_CHECKS, unsafe=True)

    assert again.changed == {}
    gone = _counted(before) - _counted(after)
    come = _counted(after) - _counted(before)
    assert gone == _counted(outcome.fixed)
    assert {id for id, *_ in come} <= {
        id for d in outcome.fixed if d.finding.fix for id in d.finding.fix.reveals
    }


def _counted(diagnostics: tuple[Diagnostic, ...]) -> Counter[tuple[str, str, str, str]]:
    return Counter((d.check_id, d.finding.at.path, d.finding.entity, d.finding.evidence) for d in diagnostics)


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: case.name)
def test_a_finding_has_a_fix_only_where_its_check_says_so(case: testing.Case) -> None:
    with testing.prepared(case.folder) as written:
        report = engine.lint(discovery.read(written.root), ALL_CHECKS, pedantic=True)

    declared = {check.id: check.fixes for check in ALL_CHECKS}
    for diagnostic in report.diagnostics:
        fix = diagnostic.finding.fix
        if fix is not None:
            best = declared[diagnostic.check_id]
            assert best is not None
            assert best is Safety.SAFE or not fix.is_safe
