"""One diagnostic for what one place makes several times."""

from dataclasses import replace

from sample_reports import STATEFUL, UNPINNED, diagnostic

from complexity_lint.finding import Diagnostic, Related
from complexity_lint.merged_findings import merge
from complexity_lint.source import Location

AT = Location("modules/store/main.tf", 4)


def _store(name: str, environment: str, message: str = "the store {} has no guard") -> Diagnostic:
    environments = (environment,) if environment else ()
    return diagnostic(
        UNPINNED, AT, message.format(name), entity=name, evidence="guard", environments=environments
    )


def _said(name: str, message: str) -> Diagnostic:
    return diagnostic(UNPINNED, AT, message, entity=name, environments=("prod",))


def _told(*found: Diagnostic) -> list[tuple[str, tuple[str, ...]]]:
    return [(d.finding.entity, d.finding.environments) for d in merge(found)]


def test_what_bears_another_name_in_each_environment_is_told_once_with_the_name_of_production() -> None:
    found = _told(
        _store("words-dev", "dev"), _store("words-prod", "prod"), _store("words-staging", "staging")
    )

    assert found == [("words-prod", ("dev", "prod", "staging"))]


def test_another_message_or_check_is_another_diagnostic() -> None:
    other = diagnostic(STATEFUL, AT, "the store b has no guard", entity="b", environments=("prod",))

    found = (_said("a", "the store a has no guard"), _said("b", "the store b has no copy"), other)

    assert len(_told(*found)) == 3


def test_the_name_is_a_word_of_the_message() -> None:
    one = diagnostic(UNPINNED, AT, "db of db-1 is open", entity="db", environments=("dev",))
    other = diagnostic(UNPINNED, AT, "pg of pg-1 is open", entity="pg", environments=("prod",))

    assert len(_told(one, other)) == 2


def _told_in(*found: Diagnostic) -> list[str]:
    return [d.finding.message for d in merge(found)]


def test_what_one_line_makes_several_times_is_told_once_with_its_names() -> None:
    found = _told_in(
        *(_store(name, "prod") for name in ("cart", "mail", "orders", "stock", "users", "words"))
    )

    assert found == ["the store cart has no guard (also mail, orders, stock and 2 more)"]


def test_what_is_told_by_the_name_of_a_part_is_told_once_too() -> None:
    found = [
        diagnostic(UNPINNED, AT, f"{part} of {name} is open", entity=name, evidence=part)
        for name, part in (("cart", "app-cart"), ("mail", "app-mail"))
    ]

    assert _told_in(*found) == ["app-cart of cart is open (also mail)"]


def test_two_facts_of_one_thing_stay_two() -> None:
    found = [
        diagnostic(UNPINNED, AT, f"{name} lacks {fact}", entity=name, evidence=fact)
        for name in ("cart", "mail")
        for fact in ("cpu", "memory")
    ]

    assert _told_in(*found) == ["cart lacks cpu (also mail)", "cart lacks memory (also mail)"]


def test_the_same_fact_in_other_words_is_told_once() -> None:
    one = _store("cart", "prod", "app of {} has no guard")
    other = _store("mail-app", "prod", "{} has no guard")

    assert _told_in(one, other) == ["app of cart has no guard (also mail-app)"]


def test_what_has_no_line_stays_apart() -> None:
    whole = Location("modules/store/main.tf")
    found = [diagnostic(UNPINNED, whole, f"{name} is open", entity=name) for name in ("cart", "mail")]

    assert len(merge(found)) == 2


def test_the_places_that_have_to_do_with_each_are_given() -> None:
    found = []
    for name in ("cart", "mail"):
        one = _store(name, "prod")
        place = Related(Location(f"{name}.yaml", 3), "its template")
        found.append(replace(one, finding=replace(one.finding, related=(place,))))

    (merged,) = merge(found)

    assert [one.at.path for one in merged.finding.related] == ["cart.yaml", "mail.yaml"]
