"""Every check of this package on every case of its fixtures. A new check needs no new test."""

from pathlib import Path

import pytest

from complexity_lint import testing
from complexity_lint.registry import installed_checks

CHECKS = [check for check in installed_checks() if check.module.startswith("acme_checks.")]
CASES = testing.cases(Path(__file__).parent.parent / "fixtures", CHECKS)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_found_is_what_is_marked(case: testing.Case) -> None:
    assert sorted(testing.found(case)) == sorted(testing.expected(case))


def test_every_check_has_a_bad_and_a_good_case() -> None:
    assert {f"{check.id}/{name}" for check in CHECKS for name in ("bad", "good")} <= {c.name for c in CASES}
