"""The levels of findings that differ from their check's own: the fixtures only say where a finding is."""

from pathlib import Path

from complexity_lint import docs, testing
from complexity_lint.finding import Diagnostic, Level

FIXTURES = Path(__file__).parent.parent / "fixtures"


def _found(name: str) -> tuple[Diagnostic, ...]:
    checks = docs.checks_of(docs.OUR_PACKAGE)
    (case,) = (case for case in testing.cases(FIXTURES, checks) if case.name == name)
    with testing.prepared(case.folder) as written:
        return testing.linted(written.root, case.check).diagnostics


def _levels(name: str) -> set[Level]:
    return {found.level for found in _found(name)}


def test_a_credential_that_production_takes_as_well_is_an_error() -> None:
    assert _levels("plaintext-secret/production-and-tests-take-one-line") == {Level.ERROR}
    assert _levels("plaintext-secret/real-outside-of-production-is-a-note") == {Level.NOTE}
    assert _levels("plaintext-secret/pairs-in-the-values-of-a-chart") == {Level.ERROR}


def test_the_agents_of_a_pipeline_lack_requests_as_jobs_do() -> None:
    assert _levels("missing-resource-requests/agent-of-a-pipeline") == {Level.NOTE}


def test_what_answers_requests_is_no_worker_though_it_names_no_port() -> None:
    found = _found("missing-health-check/server-without-a-port")
    assert {one.finding.message.partition(" ")[0]: one.level for one in found} == {
        "api": Level.WARNING,
        "pages": Level.WARNING,
        "queue": Level.NOTE,
        "mailer": Level.NOTE,
    }


def test_who_gets_no_requests_is_a_worker_though_a_service_selects_it() -> None:
    assert _levels("missing-health-check/service-of-a-port-that-it-has-not") == {Level.NOTE}
    assert _levels("missing-health-check/service-of-a-port-by-its-number") == {Level.WARNING}
