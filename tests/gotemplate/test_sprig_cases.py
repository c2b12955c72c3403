"""Every recorded one-line template gives what real helm gave (benchmarks/record_sprig_cases.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from complexity_lint.parsers.gotemplate import TemplateError, parse_templates, render
from complexity_lint.parsers.gotemplate.error_text import describe
from gotemplate.chart_dot import dot

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = json.loads((HERE / "sprig_cases.json").read_text())
VALUES = (HERE / "sprig_values.yaml").read_text()
FILE = "c/templates/x.yaml"


def outcome(template: str) -> tuple[str, str]:
    """What the engine makes of a case: `output` or `error`, and the text."""
    text = 'out: {{ include "case" . | toJson }}\n{{ define "case" }}' + template + "{{ end }}"
    try:
        whole = render(parse_templates([(FILE, text)]), FILE, dot(VALUES)).text
    except TemplateError as error:
        return "error", "Error: " + describe(FILE, error)
    return "output", json.loads(whole.splitlines()[0].removeprefix("out: "))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["template"][:80])
def test_case_is_as_helm_has_it(case: dict[str, Any]) -> None:
    """The output, or the whole error text, is equal; random ones agree on whether they fail."""
    kind, text = outcome(case["template"])
    if case.get("random"):
        assert kind in case
        return

    assert {kind: text} == {key: case[key] for key in ("output", "error") if key in case}
