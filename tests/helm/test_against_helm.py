"""`complexity-lint render --strict` prints what the real `helm template` prints."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complexity_lint.render import render
from helm.conftest import Helm, Outcome
from helm.sample_charts import SAMPLES, meta


def write(folder: Path, files: dict[str, str]) -> Path:
    """The files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def ours(folder: Path, *flags: str) -> Outcome:
    """The same as the oracle, by the command."""
    before = Path.cwd()
    os.chdir(folder.parent)
    try:
        done = CliRunner().invoke(
            render, ["--strict", *flags, folder.name], standalone_mode=False, catch_exceptions=False
        )
    finally:
        os.chdir(before)
    return Outcome(done.stdout, done.stderr, bool(done.return_value))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_chart_is_printed_as_helm_prints_it(name: str, tmp_path: Path, helm: Helm) -> None:
    """The same text, and the same message where helm refuses."""
    sample = SAMPLES[name]
    write(tmp_path, sample.beside)
    folder = write(tmp_path / "chart", sample.files)
    expected = helm(folder, *sample.flags)
    found = ours(folder, *sample.flags)

    assert found.text == expected.text
    assert found.failed == expected.failed
    if expected.failed:
        wanted = [line for line in expected.messages.splitlines() if line.startswith("Error: ")]
        assert found.messages.splitlines()[-1:] == wanted


WORDS = st.sampled_from(["web", "a b", "7", "true", "", "null", "x: y", "- z", "0x1f", "1e3", "#c", "é"])
SCALARS = st.one_of(
    WORDS.map(lambda word: f'"{word}"'), st.sampled_from(["1", "2.50", "yes", "~", "0o7", "1_0"])
)
KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
        ),
    ),
    max_leaves=5,
)
PATHS = st.sampled_from([".Values.a", ".Values.b", ".Values.c", "$.Values.a", ".Values", ".Chart.Name"])
FUNCTIONS = st.sampled_from(
    [
        *(
            "",
            "| toJson",
            "| quote",
            '| default "d"',
            "| kindOf",
            "| toYaml | indent 2",
            "| toString | upper",
        ),
        *(
            "| empty",
            "| not",
            "| int",
            "| printf `%v-%T`",
            "| squote",
            "| toString | trim | len",
            "| toRawJson",
        ),
        *(
            "| toString | b64enc",
            "| toString | sha256sum | trunc 8",
            "| list | first",
            "| ternary 1 2",
            "| len",
        ),
        *(
            "| keys | sortAlpha",
            '| dig "a" "none"',
            "| toStrings",
            "| typeOf",
            "| float64",
            "| add 1",
            "| get `a`",
        ),
    ]
)
ACTIONS = st.builds(lambda path, call: f"{{{{ {path} {call} }}}}", PATHS, FUNCTIONS)
TRIMMED = st.builds(lambda path: f" {{{{- {path} | toJson -}}}} ", PATHS)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def either(path: str, body: str) -> str:
        return f"{{{{ if {path} }}}}{body}{{{{ else }}}}no{{{{ end }}}}"

    def on(path: str, body: str) -> str:
        return f"{{{{- with {path} }}}}\n  {{{{ . }}}}{{{{ else }}}}{body}{{{{ end }}}}"

    def each(path: str, body: str) -> str:
        return f"{{{{ range $k, $v := {path} }}}}{{{{ $k }}}}={{{{ $v }}}}{{{{ else }}}}{body}{{{{ end }}}}"

    def inner_template(body: str) -> str:
        return f"{{{{ tpl `{body.replace('`', '')}` $ }}}}"

    def called(how: str, one: str, two: str) -> str:
        return f"{{{{ {how} {one} {two} }}}}"

    return st.one_of(
        st.builds(either, PATHS, inner),
        st.builds(on, PATHS, inner),
        st.builds(each, PATHS, inner),
        st.builds(inner_template, inner),
        st.builds("{}/{}".format, inner, inner),
        st.builds('{{{{ include "h" {} | nindent 4 }}}}'.format, PATHS),
        st.builds(called, st.sampled_from(["eq", "and", "or", "ne"]), PATHS, PATHS),
    )


BODIES = st.recursive(st.one_of(ACTIONS, TRIMMED), _wrapped, max_leaves=4)


@given(
    values=st.dictionaries(KEYS, VALUES, max_size=3),
    child=st.dictionaries(KEYS, VALUES, max_size=2),
    body=st.lists(BODIES, min_size=1, max_size=3),
    helper=BODIES.filter(lambda body: "include" not in body),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_generated_charts(
    values: dict[str, str], child: dict[str, str], body: list[str], helper: str, tmp_path: Path, helm: Helm
) -> None:
    """Values and templates put together from a small grammar: the same text, or both refuse."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path)) / "chart"
    lines = "\n".join(f"b{number}: |-\n  x{text}" for number, text in enumerate(body))
    write(
        folder,
        {
            "Chart.yaml": meta("made"),
            "values.yaml": "".join(f"{key}: {value}\n" for key, value in values.items())
            + "sub: {"
            + ", ".join(f"{key}: {value}" for key, value in child.items())
            + "}\n",
            "templates/_h.tpl": f'{{{{ define "h" }}}}<{helper.replace("$.Values.a", ".")}>{{{{ end }}}}',
            "templates/t.yaml": f"kind: T\n{lines}\n",
            "charts/sub/Chart.yaml": meta("sub"),
            "charts/sub/values.yaml": "a: 1\nb: {a: 2}\n",
            "charts/sub/templates/s.yaml": f"kind: S\n{lines}\n",
        },
    )
    expected, found = helm(folder), ours(folder)
    shutil.rmtree(folder.parent)

    assert found.failed == expected.failed, (expected.messages, found.messages)
    assert found.text == expected.text
