"""Every check on every case of its fixtures. A new check needs no new test: see `complexity_lint.testing`."""

import re
from pathlib import Path

import pytest

from complexity_lint import docs, testing
from complexity_lint.builtin import UNUSED_SUPPRESSION
from complexity_lint.check_definition import Check

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
PAGES = ROOT / "docs" / "checks"
CHECKS = docs.checks_of(docs.OUR_PACKAGE)
# A comment that suppresses nothing is found only once other checks have run: tests/test_suppress.py has its cases.
WITH_CASES = tuple(check for check in CHECKS if check != UNUSED_SUPPRESSION)
CASES = testing.cases(FIXTURES, WITH_CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_found_is_what_is_marked(case: testing.Case) -> None:
    assert sorted(testing.found(case)) == sorted(testing.expected(case))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bad_is_marked_and_good_is_not(case: testing.Case) -> None:
    marks = testing.expected(case)

    assert {mark.check_id for mark in marks} <= {case.check.id}
    if case.folder.name in ("bad", "good"):
        assert bool(marks) == (case.folder.name == "bad")


@pytest.mark.parametrize("check", WITH_CASES, ids=lambda check: check.id)
def test_a_check_has_bad_good_and_two_further_cases(check: Check) -> None:
    names = {case.folder.name for case in CASES if case.check == check}

    assert {"bad", "good"} <= names
    assert len(names) >= 4


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_keeps_the_laws(check: Check) -> None:
    title = check.doc.partition("\n")[0]

    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", check.id)
    assert len(title) <= 72
    assert title.endswith(".")
    if check.module.startswith(docs.OUR_PACKAGE):
        assert check.id == check.module.rpartition(".")[2].replace("_", "-")


def test_the_pages_are_up_to_date() -> None:
    stale = docs.stale(PAGES, docs.documents(CHECKS, FIXTURES))

    assert stale == [], "run: python -m complexity_lint.docs --write"


def test_no_fixture_is_for_a_check_that_is_not_there() -> None:
    folders = {folder.name for folder in FIXTURES.iterdir() if folder.is_dir()}

    assert folders - {check.id for check in CHECKS} <= {"demo"}
