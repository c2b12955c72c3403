"""`${VARIABLE}` in compose files (Compose Specification, "Interpolation")."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.template import InvalidTemplate, Variables, interpolate

VARIABLES = Variables({"A": "a", "EMPTY": "", "NESTED": "n"})


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
    text = "# comment\nA=1\nexport B=two # why\nC='three # not a comment'\nD=\"x\"\n\nE=\n"

    assert read_environment_file(text, Variables()).values() == {
        "A": "1",
        "B": "two",
        "C": "three # not a comment",
        "D": "x",
        "E": "",
    }


@given(st.text(alphabet="${}:-+?ABx", max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    with contextlib.suppress(InvalidTemplate):
        interpolate(text, VARIABLES)
