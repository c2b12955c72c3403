"""One diagnostic for what one place makes in several environments."""

from sample_reports import STATEFUL, UNPINNED, diagnostic

from complexity_lint.engine import merge_environments
from complexity_lint.finding import Diagnostic
from complexity_lint.source import Location

AT = Location("modules/store/main.tf", 4)


def _store(name: str, environment: str, message: str = "the store {} has no guard") -> Diagnostic:
    environments = (environment,) if environment else ()
    return diagnostic(
        UNPINNED, AT, message.format(name), entity=name, evidence="guard", environments=environments
    )


def _told(*found: Diagnostic) -> list[tuple[str, tuple[str, ...]]]:
    return [(d.finding.entity, d.finding.environments) for d in merge_environments(found)]


def test_what_bears_another_name_in_each_environment_is_told_once_with_the_name_of_production() -> None:
    found = _told(
        _store("words-dev", "dev"), _store("words-prod", "prod"), _store("words-staging", "staging")
    )

    assert found == [("words-prod", ("dev", "prod", "staging"))]


def test_two_things_of_one_environment_stay_two() -> None:
    found = _told(_store("users", "prod"), _store("words", "prod"), _store("words-staging", "staging"))

    assert found == [("users", ("prod", "staging")), ("words", ("prod",))]


def test_things_of_no_stated_environment_stay_apart() -> None:
    assert _told(_store("users", ""), _store("words", "")) == [("users", ()), ("words", ())]


def test_another_message_or_check_is_another_diagnostic() -> None:
    other = diagnostic(STATEFUL, AT, "the store b has no guard", entity="b", environments=("prod",))

    assert len(_told(_store("a", "dev"), _store("b", "prod", "the store {} has no copy"), other)) == 3


def test_the_name_is_a_word_of_the_message() -> None:
    one = diagnostic(UNPINNED, AT, "db of db-1 is open", entity="db", environments=("dev",))
    other = diagnostic(UNPINNED, AT, "pg of pg-1 is open", entity="pg", environments=("prod",))

    assert len(_told(one, other)) == 2
