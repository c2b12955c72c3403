"""No file makes the reader fail or take for ever."""

import json
import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.compose import evaluate
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source
from compose.strategies import SERVICE

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted(
    {
        *SERVICE,
        "depends_on",
        "links",
        "extends",
        "develop",
        "gpus",
        "provider",
        "models",
        "pre_start",
        "deploy",
    }
)
SERVICES = st.dictionaries(
    st.text(max_size=3), st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=5), max_size=2
)
TOP = st.dictionaries(
    st.sampled_from(
        ["services", "networks", "volumes", "secrets", "configs", "include", "name", "version", "jobs"]
    ),
    ANYTHING | SERVICES,
    max_size=4,
)


def read(**files: str) -> Parts:
    sources = tuple(Source(name.replace("__", "."), text) for name, text in files.items())
    return evaluate(Unit(UnitKind.COMPOSE, "", sources))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TOP, st.fixed_dictionaries({"services": SERVICES}))
def test_values_of_any_kind(base: dict[str, Any], override: dict[str, Any]) -> None:
    parts = read(compose__yaml=json.dumps(base), compose__override__yaml=json.dumps(override))

    assert {c.path for c in parts.coverage} == {"compose.yaml", "compose.override.yaml"}


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abse:-{}[]&*!<> \n'\"|$#?%\t0", max_size=60))
def test_any_text(text: str) -> None:
    read(compose__yaml="services:\n  " + text, __env=text)


def test_files_that_include_each_other_twice_are_not_read_for_ever() -> None:
    files = {
        f"f{n}__yml": f"include: [f{n + 1}.yml, ./f{n + 1}.yml]\nservices: {{s{n}: {{image: i}}}}"
        for n in range(25)
    }
    start = time.monotonic()

    parts = read(**files, f25__yml="services: {last: {image: i}}")

    assert time.monotonic() - start < 30
    assert any("more than 1000 files" in c.reason for c in parts.coverage)


def test_aliases_that_multiply_end() -> None:
    lines = ["x0: &a0 [a, a]"] + [f"x{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]

    parts = read(compose__yaml="\n".join([*lines, "services: {web: {image: i, command: *a39}}"]))

    assert any("exceeds" in p.message for p in parts.problems)


def test_long_texts_take_no_square_of_their_length() -> None:
    start = time.monotonic()

    read(compose__yaml="services: {web: {image: '" + "${A:-" * 50_000 + "'}}")
    read_environment_file("\n".join(f"A{n}=${{A{n - 1}:-x}}" for n in range(20_000)), Variables())
    read(
        compose__yaml="services: {web: {image: i, dns_search: ["
        + ", ".join(f"a{n}" for n in range(20_000))
        + "]}}"
    )

    assert time.monotonic() - start < 30
