"""No chart crashes the loader or the renderer, and no archive fills the memory."""

from __future__ import annotations

import gzip
import io
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.helm import (
    ChartError,
    Dependency,
    Sibling,
    line_places,
    load_chart,
    render_chart,
)
from complexity_lint.parsers.helm.archive import unpack

NAMES = [
    "Chart.yaml",
    "values.yaml",
    "requirements.yaml",
    ".helmignore",
    "templates/a.yaml",
    "templates/_h.tpl",
    "templates/NOTES.txt",
    "charts/b/Chart.yaml",
    "charts/b/values.yaml",
    "charts/b/templates/x.yaml",
    "charts/c.tgz",
    "charts/c/README.md",
    "crds/d.yaml",
    "x.txt",
]
LINES = [
    "name: b",
    "version: 1.0.0",
    "apiVersion: v2",
    "dependencies:",
    "- name: b",
    "  version: '*'",
    "  alias: q",
    "  condition: b.on,x.y",
    "  tags: [t]",
    "  import-values: [d, {child: e, parent: .}]",
    "global: {a: 1}",
    "b: {c: null}",
    "b: text",
    "kind: A",
    "---",
    "{{ .Values.b.c }}",
    '{{ include "h" . | nindent 2 }}',
    '{{ define "h" }}x',
    "{{ end }}",
    "{{ toYaml .Values }}",
    '{{ .Files.Glob "**" }}',
    "metadata: {annotations: {helm.sh/hook: test}}",
    "!**",
    "*",
    "[",
    "{{ .Subcharts.b.Values.c.d }}",
    "{{ .Chart.Dependencies }}",
    "\u0000",
    "\t- a",
    "{{",
    "é: &x [*x]",
    "<<: *x",
]


@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(LINES), max_size=8).map("\n".join),
        min_size=1,
        max_size=9,
    ),
    st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_any_files_are_a_chart_or_a_chart_error(files: dict[str, str], strict: bool) -> None:
    """Loading, rendering and placing raise nothing else."""
    named = {"Chart.yaml": "name: a\nversion: 1.0.0\n", **files}
    try:
        found = render_chart(load_chart({name: text.encode() for name, text in named.items()}), strict=strict)
    except ChartError:
        return
    for document in found.documents:
        line_places(found, document.text)


def test_a_huge_archive_is_refused() -> None:
    """Two hundred megabytes of nothing, packed small."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as out:
        for _ in range(200):
            out.write(bytes(1024 * 1024))

    with pytest.raises(ChartError, match="too large"):
        unpack(packed.getvalue())


def test_links_in_an_archive_are_left_out() -> None:
    """A symbolic link is no file."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        link = tarfile.TarInfo("c/values.yaml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        text = tarfile.TarInfo("c/Chart.yaml")
        text.size = 7
        archive.addfile(text, io.BytesIO(b"name: c"))

    assert unpack(packed.getvalue()) == {"Chart.yaml": b"name: c"}


def test_siblings_that_need_each_other_end() -> None:
    """Every chart depends on every other: the search is bounded."""
    names = [f"c{number}" for number in range(12)]
    listed = "".join(f"- {{name: {name}, version: '*'}}\n" for name in names)

    def find(dependency: Dependency) -> Sibling:
        text = f"name: {dependency.name}\nversion: 1.0.0\napiVersion: v2\ndependencies:\n{listed}"
        return Sibling(dependency.name, {"Chart.yaml": text.encode()})

    chart = load_chart(
        {"Chart.yaml": f"name: top\nversion: 1.0.0\ndependencies:\n{listed}".encode()}, "top", find
    )

    assert render_chart(chart).documents == ()
