"""One diagnostic for what one place makes in several environments, and for several releases of a chart."""

from sample_reports import STATEFUL, UNPINNED, diagnostic

from complexity_lint.finding import Diagnostic
from complexity_lint.merged_findings import Releases, merge
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.workloads import Controller, Workload
from complexity_lint.source import Location

AT = Location("modules/store/main.tf", 4)


def _store(name: str, environment: str, message: str = "the store {} has no guard") -> Diagnostic:
    environments = (environment,) if environment else ()
    return diagnostic(
        UNPINNED, AT, message.format(name), entity=name, evidence="guard", environments=environments
    )


def _told(*found: Diagnostic) -> list[tuple[str, tuple[str, ...]]]:
    return [(d.finding.entity, d.finding.environments) for d in merge(found)]


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


def _of(release: str, *names: str) -> list[Workload]:
    """Workloads of one chart's release."""
    return [
        Workload(AT, name, "charts/app", Controller.DEPLOYMENT, PRODUCTION, (), release=release)
        for name in names
    ]


def _told_of_releases(*found: Diagnostic) -> list[str]:
    releases = Releases([*_of("cart", "cart", "cart-worker"), *_of("mail", "mail-app", "mail-app-worker")])
    return [d.finding.entity for d in merge(found, releases)]


def test_one_line_of_two_releases_is_told_once() -> None:
    assert _told_of_releases(_store("cart", "prod"), _store("mail-app", "prod")) == ["cart"]


def test_two_things_of_one_release_stay_two() -> None:
    found = _told_of_releases(
        *(_store(name, "prod") for name in ("cart", "cart-worker", "mail-app", "mail-app-worker"))
    )

    assert found == ["cart", "cart-worker"]


def test_what_is_named_after_a_release_belongs_to_it() -> None:
    one = _store("cart-data", "prod", "claim {} of cart is shared")
    other = _store("mail-data", "prod", "claim {} of mail is shared")

    assert _told_of_releases(one, other) == ["cart-data"]


def test_the_same_fact_in_other_words_is_told_once() -> None:
    one = _store("cart", "prod", "app of {} has no guard")
    other = _store("mail-app", "prod", "{} has no guard")

    assert _told_of_releases(one, other) == ["cart"]


def test_what_belongs_to_no_release_stays_apart() -> None:
    assert _told_of_releases(_store("cart", "prod"), _store("words", "prod")) == ["cart", "words"]
