"""Who edits the place that is reported changes what is rendered: generated charts, literals in both places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.helm import (
    Overrides,
    Rendering,
    line_places,
    load_chart,
    read_values,
    render_chart,
)

OLD, NEW = "old", "new"
META = "apiVersion: v2\nname: {}\nversion: 1.0.0\n"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a scalar. `@` stands for a number of its own, LITERAL for the text that decides.

    Exactly one of `template`, `helper` and `values` holds the literal.
    """

    template: str
    values: str = ""
    helper: str = ""


FORMS = (
    Form("k@: LITERAL"),
    Form('k@: {{ "LITERAL" }}'),
    Form('k@: {{ .Values.none | default "LITERAL" | quote }}'),
    Form("{{- if true }}\n{{/* a\n comment */}}\nk@: LITERAL\n{{- end }}"),
    Form('{{- $v := "x" }}\n{{- range tuple 1 }}\n\nk@: {{ printf "%s-%s" $v "LITERAL" }}\n{{- end }}'),
    Form('k@: {{- include "h@" . | nindent 2 }}', helper='{{ define "h@" -}}\na: 1\nb: LITERAL\n{{- end }}'),
    Form('k@: {{ include "h@" . }}', helper='{{ define "h@" }}{{ "LITERAL" | lower }}{{ end }}'),
    Form('k@: {{ tpl "{{ .Values.v@ }}" . }}', "v@: LITERAL"),
    Form("k@: {{ .Values.v@ }}", "v@: LITERAL"),
    Form("k@: {{ .Values.v@.deep.er | quote }}", "v@:\n  other: 1\n  deep:\n    # said here\n    er: LITERAL"),
    Form("k@:\n  {{- toYaml .Values.v@ | nindent 2 }}", "v@:\n  a: 1\n  b: [2, 3]\n  c: LITERAL\n  d: 4"),
    Form("k@:\n{{- range .Values.v@ }}\n- {{ . }}\n{{- end }}", "v@:\n- a\n- LITERAL\n- c"),
    Form("{{- with .Values.v@ }}\nk@: x-{{ .w | trunc 63 }}\n{{- end }}", "v@: {u: 1, w: LITERAL}"),
    Form('k@: {{ include "h@" (dict "c" .Values.v@) }}', "v@: {w: LITERAL}", '{{ define "h@" }}{{ .c.w }}{{ end }}'),
    Form('k@: {{ index .Values "v@" "w" | default "never" }}', "v@:\n  w: LITERAL"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A generated chart: its files by their path in the repository."""

    files: dict[str, str]

    def rendered(self) -> Rendering:
        """The chart in `c`, with the values file beside it."""
        inside = {name[2:]: text.encode() for name, text in self.files.items() if name.startswith("c/")}
        given = read_values("env/prod.yaml", self.files["env/prod.yaml"])
        return render_chart(load_chart(inside, "c"), Overrides((given,)), strict=True)

    def changed(self, path: str, line: int) -> Made:
        """With another literal on one line."""
        lines = self.files[path].split("\n")
        assert OLD in lines[line - 1], (path, line, lines[line - 1])
        lines[line - 1] = lines[line - 1].replace(OLD, NEW)
        return Made({**self.files, path: "\n".join(lines)})


def made(forms: list[tuple[Form, bool, bool]]) -> Made:
    """A chart with these forms, each in the chart or its subchart, its values in the chart's or the user's file."""
    templates: dict[str, list[str]] = {"c": ["kind: T"], "c/charts/s": ["kind: S"]}
    helpers: list[str] = []
    values: dict[str, list[str]] = {"c/values.yaml": [], "c/charts/s/values.yaml": [], "env/prod.yaml": []}
    below: list[str] = []
    for number, (form, in_subchart, by_user) in enumerate(forms):
        texts = (form.template, form.helper, form.values)
        template, helper, value = (
            text.replace("@", str(number)).replace("LITERAL", OLD + str(number)) for text in texts
        )
        templates["c/charts/s" if in_subchart else "c"].append(template)
        helpers.append(helper)
        if in_subchart and by_user:
            below += [f"  {line}" for line in value.split("\n") if line]
            if value:  # the subchart's own are not what decides
                values["c/charts/s/values.yaml"].append(value.replace(OLD, "default"))
        elif in_subchart:
            values["c/charts/s/values.yaml"].append(value)
        else:
            values["env/prod.yaml" if by_user else "c/values.yaml"].append(value)
    values["env/prod.yaml"] += ["s:", *below] if below else []
    files = {path: "\n".join(lines) + "\n" for path, lines in values.items()}
    files |= {f"{folder}/templates/t.yaml": "\n".join(lines) + "\n" for folder, lines in templates.items()}
    files["c/templates/_h.tpl"] = "\n".join(helpers)
    return Made({**files, "c/Chart.yaml": META.format("c"), "c/charts/s/Chart.yaml": META.format("s")})


def scalars(rendering: Rendering) -> dict[str, str]:
    """All scalars of all documents by their path."""
    found: dict[str, str] = {}

    def walk(value: Any, path: str) -> None:  # whatever YAML holds
        if isinstance(value, dict | list):
            for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                walk(item, f"{path}.{key}")
        else:
            found[path] = str(value)

    for document in rendering.documents:
        walk(yaml.safe_load(str(document.text)), document.kind)
    return found


@given(
    st.lists(
        st.tuples(st.sampled_from(FORMS), st.booleans(), st.booleans()),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_the_reported_line_decides(forms: list[tuple[Form, bool, bool]], data: st.DataObject) -> None:
    """Change the literal on the line that is reported for a scalar: that scalar changes, and no other."""
    chart = made(forms)
    number = data.draw(st.integers(0, len(forms) - 1))
    literal = f"{OLD}{number}"
    before = chart.rendered()
    document, row = next(
        (document, row)
        for document in before.documents
        for row, text in enumerate(str(document.text).split("\n"))
        if literal in text
    )
    written = line_places(before, document.text)[row]
    form = forms[number][0]
    if form.values:
        places = [read.place for read in written.values if read.place is not None]
        place = places[-1]
    else:
        # the helper's line is related to the action that includes it
        place = written.related[-1] if form.helper else written.place
    assert place.line is not None

    after = scalars(chart.changed(place.path, place.line).rendered())

    assert after == {path: text.replace(literal, f"{NEW}{number}") for path, text in scalars(before).items()}
    assert after != scalars(before)
