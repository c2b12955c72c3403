"""`--set` and its kin give what real helm gave (benchmarks/record_set_cases.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complexity_lint.parsers.gotemplate import Value
from complexity_lint.parsers.helm import ChartError, Overrides, helm_template_text, load_chart
from complexity_lint.parsers.helm.set_values import set_into

RECORDED = json.loads((Path(__file__).parent / "set_cases.json").read_text())
FILES = {"Chart.yaml": "name: c\nversion: 0.1.0\n", "values.yaml": RECORDED["base"]}


def overrides(flags: str) -> Overrides:
    """The flags as overrides."""
    found: dict[str, list[str]] = {"--set": [], "--set-string": [], "--set-json": []}
    words = flags.split()
    for flag, text in zip(words[::2], words[1::2], strict=True):
        found[flag].append(text)
    return Overrides(
        set_json=tuple(found["--set-json"]),
        set_typed=tuple(found["--set"]),
        set_string=tuple(found["--set-string"]),
    )


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["flags"])
def test_flags_are_read_as_helm_reads_them(case: dict[str, Any]) -> None:
    """The merged values, or a failure where helm fails."""
    files = {**FILES, "templates/v.yaml": "v: {{ toJson .Values }}\n"}
    chart = load_chart({name: text.encode() for name, text in files.items()})
    if "error" in case:
        with pytest.raises(ChartError):
            helm_template_text(chart, overrides(case["flags"]))
        return
    text = helm_template_text(chart, overrides(case["flags"]))

    assert json.loads(text.partition("v: ")[2]) == case["values"]


@given(st.text(alphabet='ab.=,[]{}01\\"-n', max_size=20), st.booleans())
def test_any_text_is_values_or_a_chart_error(text: str, as_json: bool) -> None:
    """Nothing else is raised."""
    values: dict[str, Value] = {"a": {"b": [1]}}
    try:
        set_into(values, text, as_json=as_json)
    except ChartError:
        return
