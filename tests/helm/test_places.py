"""A rendered line leads to the template line that wrote it and to the values line that set it."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.helm import (
    Overrides,
    Rendering,
    left_out,
    line_places,
    load_chart,
    places_between,
    read_values,
    render_chart,
)
from complexity_lint.source import Location

CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.0.0}\n"
FILES = {
    "Chart.yaml": CHART,
    "values.yaml": "replicas: 1\nimage:\n  name: web\n  tag: v1\nresources:\n  limits:\n    cpu: 1\ndb:\n  size: 3\n",
    "templates/_h.tpl": '{{- define "labels" -}}\napp: shop\ntag: {{ .Values.image.tag }}\n{{- end -}}\n',
    "templates/d.yaml": (
        "kind: Deployment\n"
        "spec:\n"
        "  replicas: {{ .Values.replicas }}\n"
        "  labels:\n"
        '    {{- include "labels" . | nindent 4 }}\n'
        '  image: {{ .Values.image.name }}:{{ .Values.image.tag | default "x" }}\n'
        "  resources:\n"
        "    {{- toYaml .Values.resources | nindent 4 }}\n"
    ),
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    "charts/db/values.yaml": "size: 1\nother: 2\nglobal: {}\n",
    "charts/db/templates/s.yaml": "kind: Db\nsize: {{ .Values.size }}\nother: {{ .Values.other }}\n",
}


def rendering(override: str = "replicas: 5\n") -> Rendering:
    """The chart in charts/shop with one values file of the user."""
    chart = load_chart({name: text.encode() for name, text in FILES.items()}, "charts/shop")
    return render_chart(chart, Overrides((read_values("env/prod.yaml", override),)))


def line(
    found: Rendering, kind: str, start: str
) -> tuple[Location, tuple[Location, ...], list[Location | None]]:
    """Place, related places and values places of the line that starts with a text."""
    document = next(one for one in found.documents if one.kind == kind)
    number = next(at for at, text in enumerate(document.text.splitlines()) if text.strip().startswith(start))
    written = line_places(found, document.text)[number]
    return written.place, written.related, [read.place for read in written.values]


def test_a_value_of_a_users_file() -> None:
    """The replica count is set in the environment's file."""
    assert line(rendering(), "Deployment", "replicas") == (
        Location("charts/shop/templates/d.yaml", 3),
        (),
        [Location("env/prod.yaml", 1, 1)],
    )


def test_a_line_inside_an_include() -> None:
    """The outermost action, the define's line beside it."""
    assert line(rendering(), "Deployment", "tag") == (
        Location("charts/shop/templates/d.yaml", 5),
        (Location("charts/shop/templates/_h.tpl", 3),),
        [Location("charts/shop/values.yaml", 4, 3)],
    )
    assert line(rendering(), "Deployment", "app")[1] == (Location("charts/shop/templates/_h.tpl", 2),)


def test_a_line_of_a_written_tree() -> None:
    """`toYaml`: the key itself, not the map it is in."""
    place, _, values = line(rendering(), "Deployment", "cpu")

    assert place == Location("charts/shop/templates/d.yaml", 8)
    assert values[-1] == Location("charts/shop/values.yaml", 7, 5)


def test_subchart_values_are_found_where_they_are_set() -> None:
    """The parent's values win over the subchart's own."""
    found = rendering()

    assert line(found, "Db", "size") == (
        Location("charts/shop/charts/db/templates/s.yaml", 2),
        (),
        [Location("charts/shop/values.yaml", 9, 3)],
    )
    assert line(found, "Db", "other")[2] == [Location("charts/shop/charts/db/values.yaml", 2, 1)]


def test_a_stretch_of_a_line() -> None:
    """Two values on one line are told apart by their columns."""
    found = rendering()
    document = next(one for one in found.documents if one.kind == "Deployment")
    start = str(document.text).index("web:v1")
    name = places_between(found, document.text, start, start + 3)
    tag = places_between(found, document.text, start + 4, start + 6)

    assert name is not None and tag is not None
    assert [read.path for read in name.values] == [("image", "name")]
    assert [read.path for read in tag.values] == [("image", "tag")]


SCALARS = st.sampled_from(["7", "9", "text", "other", "true"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["plain", "nested", "define", "tree", "tpl"]), SCALARS),
        min_size=1,
        max_size=6,
    ),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_changing_the_reported_line_changes_the_scalar(
    pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    """In generated charts: put another literal on the reported values line and the rendered scalar follows."""
    values: list[str] = []
    template = ["kind: T"]
    helpers = []
    for number, (form, value) in enumerate(pieces):
        key = f"k{number}"
        values += [f"{key}:", f"  sub: {value}"]
        helpers += [f'{{{{- define "h{number}" -}}}}', f"in: {{{{ .Values.{key}.sub }}}}", "{{- end -}}"]
        template += {
            "plain": [f"{key}: {{{{ .Values.{key}.sub }}}}"],
            "nested": [f"{{{{- with .Values.{key} }}}}", f"{key}: {{{{ .sub | quote }}}}", "{{- end }}"],
            "define": [f"{key}:", f'  {{{{- include "h{number}" . | nindent 2 }}}}'],
            "tree": [f"{key}:", f"  {{{{- toYaml .Values.{key} | nindent 2 }}}}"],
            "tpl": [f'{key}: {{{{ tpl "{{{{ .Values.{key}.sub }}}}" . }}}}'],
        }[form]
    chosen = data.draw(st.integers(0, len(pieces) - 1))

    def run(text: str) -> Rendering:
        named = {
            "Chart.yaml": "name: c\nversion: 1.0.0\n",
            "values.yaml": text,
            "templates/_h.tpl": "\n".join(helpers),
        }
        named["templates/t.yaml"] = "\n".join(template) + "\n"
        return render_chart(load_chart({name: one.encode() for name, one in named.items()}), strict=True)

    before = run("\n".join(values) + "\n")
    text = before.documents[0].text
    row = next(at for at, one in enumerate(text.splitlines()) if one.startswith(f"k{chosen}:"))
    row += pieces[chosen][0] in ("define", "tree")
    places = [
        read.place for read in line_places(before, text)[row].values if read.path == (f"k{chosen}", "sub")
    ]
    assert places and places[0] is not None and places[0].line is not None
    values[places[0].line - 1] = "  sub: changed"
    after = yaml.safe_load(str(run("\n".join(values) + "\n").documents[0].text))

    found = after[f"k{chosen}"]
    assert "changed" in (found.values() if isinstance(found, dict) else [found])


LEAVING = {
    "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "values.yaml": "resources: {}\nprobe:\n  enabled: false\nsidecars: []\nmounts: []\nports: []\nlabel: shop\n",
    "templates/_h.tpl": (
        '{{- define "resources" -}}\n{{- with .resources -}}\nresources:\n  {{- toYaml . | nindent 2 }}\n'
        "{{ end }}\n{{- end -}}\n"
        '{{- define "mounts" -}}\nvolumeMounts:\n- mountPath: /data\n{{- end -}}\n'
    ),
    "templates/d.yaml": (
        "kind: Deployment\n"
        "spec:\n"
        '  {{- if include "resources" .Values }}\n'
        "  asked: true\n"
        "  {{- end }}\n"
        "  containers:\n"
        "  - name: web\n"
        "    image: {{ .Values.label }}\n"
        "    {{- if .Values.probe.enabled }}\n"
        "    livenessProbe:\n"
        "      port: 80\n"
        "    readinessProbe: {port: 80}\n"
        "    {{- else }}\n"
        "    tty: true\n"
        "    {{- end }}\n"
        '    {{- include "resources" (index (list $ .Values) 1) | nindent 4 | trimSuffix "    " }}\n'
        "    ports:\n"
        "    {{- range .Values.ports }}\n"
        "    - {{ . }}\n"
        "    {{- end }}\n"
        '    {{- if .Values.mounts }}{{ include "mounts" . | nindent 4 }}{{ end }}\n'
        "  {{- range .Values.sidecars }}\n"
        "  - name: {{ .name }}\n"
        "    image: {{ .image }}\n"
        "  {{- end }}\n"
    ),
}


def test_what_is_left_out_stands_behind_what_was_written_last() -> None:
    """By hand: each block with its keys, the line it would have followed, and the values line that it asks."""
    chart = load_chart({name: text.encode() for name, text in LEAVING.items()}, "shop")
    found = render_chart(chart, Overrides())
    (document,) = found.documents
    lines = document.text.splitlines()
    told = []
    for one in left_out(found, document.text):
        asked = [read.place.line for read in one.values if read.place]
        told.append((one.keys, one.is_item, lines[one.line - 1].strip(), asked))

    assert told == [
        (("asked",), False, "spec:", [1]),
        (("livenessProbe", "readinessProbe"), False, "image: shop", [3]),
        (("resources",), False, "tty: true", [1]),
        (("ports",), False, "ports:", [6]),
        (("volumeMounts",), False, "ports:", [5]),
        (("name", "image"), True, "ports:", [4]),
    ]
