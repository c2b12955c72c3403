"""`${VARIABLE}` in compose files (Compose Specification, "Interpolation")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complexity_lint.parsers.compose.interpolate import interpolate, parse_environment_file

VARIABLES = {"A": "a", "EMPTY": "", "NESTED": "n"}


@pytest.mark.parametrize(
    ("text", "value", "known"),
    [
        ("plain", "plain", True),
        ("$A", "a", True),
        ("${A}", "a", True),
        ("x${A}y", "xay", True),
        ("$$A", "$A", True),
        ("$${A}", "${A}", True),
        ("${EMPTY:-d}", "d", True),
        ("${EMPTY-d}", "", True),
        ("${UNSET-d}", "d", True),
        ("${UNSET:-d}", "d", True),
        ("${A:-d}", "a", True),
        ("${A:+r}", "r", True),
        ("${EMPTY:+r}", "", True),
        ("${EMPTY+r}", "r", True),
        ("${UNSET+r}", "", True),
        ("${A:?needed}", "a", True),
        ("${UNSET:?needed}", "${UNSET}", False),
        ("${UNSET}", "${UNSET}", False),
        ("$UNSET", "${UNSET}", False),
        ("${UNSET:-${NESTED}}", "n", True),
        ("${UNSET:-${OTHER:-deep}}", "deep", True),
        ("${UNSET:-a}b", "ab", True),
        ("cost: 5$", "cost: 5$", True),
    ],
)
def test_values(text: str, value: str, known: bool) -> None:
    assert interpolate(text, VARIABLES) == (value, known)


def test_environment_files() -> None:
    text = "# comment\nA=1\nexport B=two # why\nC='three # not a comment'\nD=\"x\"\n\nnot a setting\nE=\n"

    assert parse_environment_file(text) == {"A": "1", "B": "two", "C": "three # not a comment", "D": "x", "E": ""}


@given(st.text(alphabet="${}:-+?ABx", max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    interpolate(text, VARIABLES)
