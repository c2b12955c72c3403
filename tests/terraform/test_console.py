"""Expressions evaluate to what the real `terraform console` (1.11.4) printed for them."""

import json
from pathlib import Path

import pytest

from complexity_lint.parsers.terraform.console_text import console_text
from complexity_lint.parsers.terraform.evaluation import console
from complexity_lint.source import Source

HERE = Path(__file__).parent
CASES = json.loads((HERE / "console_cases.json").read_text())
# only a provider can answer these
UNKNOWABLE = frozenset(["provider::x::y(1)"])


def module_files() -> dict[str, Source]:
    """The files the expressions refer to."""
    folder = HERE / "console"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(folder)): Source(str(path.relative_to(folder)), path.read_text())
        for path in paths
        if ".terraform" not in path.parts
    }


@pytest.fixture(scope="module")
def printed() -> dict[str, str | None]:
    """Our own answer to every recorded expression."""
    files = module_files()
    expressions = [case["expression"] for case in CASES]
    values = console(files, "", expressions, names=list(files))
    return {
        expression: None if value is None else console_text(value)
        for expression, value in zip(expressions, values, strict=True)
    }


def test_the_table_is_large() -> None:
    """The record covers what it claims to cover."""
    assert len(CASES) >= 500


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"])
def test_console(case: dict[str, str | None], printed: dict[str, str | None]) -> None:
    """Equal to the console, errors included."""
    expression = case["expression"]
    assert expression is not None
    if expression in UNKNOWABLE:
        assert printed[expression] == "(known after apply)"
    else:
        assert printed[expression] == case["result"]
