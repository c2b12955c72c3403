"""What messages say that differs from case to case."""

from pathlib import Path

import pytest

from complexity_lint import docs, testing

FIXTURES = Path(__file__).parent.parent / "fixtures"
CHECKS = {check.id: check for check in docs.checks_of(docs.OUR_PACKAGE)}


@pytest.mark.parametrize(
    ("check", "case", "words"),
    [
        (
            "stateful-set",
            "watched-by-sentinels",
            "upgrades are yours to build; here there is something for failover",
        ),
        ("stateful-set", "cache-is-a-note", "upgrades, failover are yours to build"),
    ],
)
def test_message(check: str, case: str, words: str) -> None:
    with testing.prepared(FIXTURES / check / case) as prepared:
        report = testing.linted(prepared.root, CHECKS[check])

    assert any(words in one.finding.message for one in report.diagnostics)
