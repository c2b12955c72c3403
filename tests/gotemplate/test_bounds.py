"""No template hangs, crashes or fills memory: anything goes wrong as a TemplateError."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.gotemplate import (
    FUNCTIONS,
    Budget,
    BudgetError,
    TemplateError,
    parse_templates,
    render,
    with_paths,
)

PACKAGE = Path(__file__).parents[2] / "complexity_lint" / "parsers" / "gotemplate"
PIECES = [
    "{{", "}}", "{{-", "-}}", "-", " ", "\n", "(", ")", "|", ".", "$", "$x", ":=", "=", ",", '"a"', "`r`", "'c'", "1",
    "1.5", "0x", "-", "if", "else", "end", "range", "with", "define", "template", "block", "break", "continue", "nil",
    "true", ".Values", ".a.b", "printf", "include", "quote", "/*", "*/", "text", '"', "`", "'", "\\", "é", "\x00",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_parses_or_is_a_template_error(text: str) -> None:
    """The lexer and parser raise nothing else, and what parses also runs leniently."""
    try:
        templates = parse_templates([("t", text)])
        render(templates, "t", {"Values": with_paths({"a": "x", "b": [1.0]}, ())}, strict=False)
    except TemplateError:
        return


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 300),
    st.floats(allow_nan=True),
    st.text(max_size=8),
    st.binary(max_size=4),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(VALUES, max_size=4))
@settings(max_examples=1500, deadline=None)
def test_any_function_of_anything_is_a_value_or_a_template_error(name: str, arguments: list[object]) -> None:
    """No function lets another exception out, whatever it is given."""
    names = " ".join(f"(index .v {number})" for number in range(len(arguments)))
    templates = parse_templates([("t", f"{{{{ {name} {names} }}}}")])
    try:
        render(templates, "t", {"v": arguments}, strict=True)
    except TemplateError as error:
        assert not any(
            word in str(error) for word in ("AttributeError", "TypeError", "KeyError", "IndexError")
        )


@pytest.mark.parametrize(
    "text",
    [
        "{{ range 100000000000 }}x{{ end }}",
        '{{ repeat 1000000000 "x" }}',
        "{{ until 1000000000 }}",
        "{{ untilStep 0 1000000000 1 }}",
        "{{ seq 1000000000 }}",
        "{{ randAlphaNum 1000000000 }}",
        '{{ indent 1000000000 "x" }}',
        '{{ define "r" }}{{ include "r" . }}{{ end }}{{ include "r" . }}',
        '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}',
        "{{ tpl .v . }}",
        "{{ range 3000 }}{{ range 3000 }}{{ $x := 1 }}{{ end }}{{ end }}",
        '{{ $x := "x" }}{{ range 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}{{ $x }}',
        '{{ $x := "x" }}{{ range 60 }}{{ $x = replace "x" "xxxxxxxx" $x }}{{ end }}{{ $x }}',
        '{{ printf "%1000000000d" 1 | len | until }}{{ range 9999999 }}{{ end }}',
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_the_budget_stops_what_would_not_end(text: str, strict: bool) -> None:
    """Each of these would run for minutes or fill the memory."""
    templates = parse_templates([("t", text)])
    with pytest.raises(BudgetError):
        render(templates, "t", {"v": "{{ tpl .v . }}"}, strict, Budget(steps=200_000, output=5_000_000))


def test_catastrophic_patterns_are_linear() -> None:
    """RE2 has no backtracking."""
    templates = parse_templates([("t", '{{ regexMatch "^(a+)+$" (printf "%sb" (repeat 5000 "a")) }}')])

    assert render(templates, "t", {}).text == "false"


def test_the_package_knows_nothing_of_the_linter() -> None:
    """It imports only itself."""
    imported = {
        node.module or ""
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
    }

    assert not {
        name
        for name in imported
        if name.startswith("complexity_lint") and not name.startswith("complexity_lint.parsers.gotemplate")
    }
