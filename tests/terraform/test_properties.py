"""What must hold for every expression and every text."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.terraform.console_text import console_text
from complexity_lint.parsers.terraform.evaluation import console, evaluate
from complexity_lint.parsers.terraform.files import parse_file
from complexity_lint.parsers.terraform.numbers import PRECISION, format_number, parse_number, rounded
from complexity_lint.source import Source

from .expressions import EXPRESSIONS


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_every_expression_has_a_value_or_an_error(expression: str) -> None:
    """No expression brings the evaluator down, and every value can be printed."""
    (value,) = console({}, "", [expression])

    assert value is None or console_text(value)


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_json_keeps_values(expression: str) -> None:
    """What is encoded as JSON reads back as the same JSON."""
    once, twice = console(
        {}, "", [f"jsonencode({expression})", f"jsonencode(jsondecode(jsonencode({expression})))"]
    )

    assert (once is None) == (twice is None)
    assert once is None or twice is None or once.data == twice.data


@settings(max_examples=100, deadline=None)
@given(st.fractions(max_denominator=10**40))
def test_numbers_print_so_that_they_read_back(value: Fraction) -> None:
    """The shortest text of a number is a text of that number, and rounding twice is rounding once."""
    held = rounded(value)

    assert parse_number(format_number(held)) == held
    assert rounded(held) == held
    assert not isinstance(held, Fraction) or held.numerator.bit_length() <= PRECISION


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=' \n\t"{}[]()=$%~<>-EOTabc.,:?*1é\\#/', max_size=120))
def test_any_text_is_read(text: str) -> None:
    """Nonsense has problems, it never has an exception; places lie inside the file."""
    lines = text.split("\n")
    for name in ("main.tf", "main.tf.json", "x.tfvars"):
        file = parse_file(Source(name, text))
        for problem in file.problems:
            assert problem.at.line is None or 1 <= problem.at.line <= len(lines)
    evaluate({"main.tf": Source("main.tf", text)}, "")
