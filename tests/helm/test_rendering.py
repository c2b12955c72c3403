"""Charts rendered from files in memory: order, hooks, subcharts, values, tolerance.

The expected outputs were made with helm v4.3.1 `template` on the same files.
"""

from __future__ import annotations

import io
import tarfile

import pytest

from complexity_lint.parsers.helm import (
    ChartError,
    Dependency,
    Overrides,
    Release,
    Sibling,
    helm_template_text,
    load_chart,
    read_values,
    render_chart,
)

CHART = "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: '4'\n"


def chart(extra: dict[str, str], chart_yaml: str = CHART) -> dict[str, bytes]:
    """A chart's files by their real names."""
    return {name: text.encode() for name, text in {"Chart.yaml": chart_yaml, **extra}.items()}


def test_documents_come_in_install_order_hooks_last() -> None:
    """Kinds by helm's order, unknown kinds after them by name, hooks after all."""
    text = helm_template_text(
        load_chart(
            chart(
                {
                    "templates/a.yaml": "kind: Deployment\n---\nkind: Zebra\n---\nkind: Namespace\n",
                    "templates/b.yaml": "kind: Apple\n---\nkind: Service\n",
                    "templates/hook.yaml": "kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: pre-install\n",
                    "templates/odd.yaml": "kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: no-such\n",
                    "templates/NOTES.txt": "thanks",
                    "templates/_x.tpl": "never shown",
                }
            )
        )
    )

    assert [line for line in text.splitlines() if line.startswith(("kind", "# "))] == [
        "# Source: shop/templates/a.yaml",
        "kind: Namespace",
        "# Source: shop/templates/b.yaml",
        "kind: Service",
        "# Source: shop/templates/a.yaml",
        "kind: Deployment",
        "# Source: shop/templates/b.yaml",
        "kind: Apple",
        "# Source: shop/templates/a.yaml",
        "kind: Zebra",
        "# Source: shop/templates/hook.yaml",
        "kind: Job",
    ]


PARENT = """apiVersion: v2
name: shop
version: 1.2.3
dependencies:
- {name: db, version: 1.x.x, condition: db.enabled, alias: store}
- {name: db, version: ^1, tags: [extra]}
- {name: cache, version: "*", condition: cache.on, import-values: [out, {child: deep.er, parent: here}]}
"""
DB = {
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.5.0\n",
    "charts/db/values.yaml": "size: 1\nkeep: yes-please\nglobal: {zone: child, own: 1}\n",
    "charts/db/templates/d.yaml": (
        "kind: Db\nname: {{ .Chart.Name }}\nsize: {{ .Values.size }}\nkeep: {{ .Values.keep }}\n"
        "global: {{ toJson .Values.global }}\nroot: {{ .Chart.IsRoot }}\n"
    ),
}
CACHE = {
    "charts/cache/Chart.yaml": "apiVersion: v2\nname: cache\nversion: 0.1.0\n",
    "charts/cache/values.yaml": "exports: {out: {ttl: 5}}\ndeep: {er: {x: 1}}\n",
    "charts/cache/templates/c.yaml": "kind: Cache\n",
}


def rendered(values: str, sets: tuple[str, ...] = ()) -> dict[str, str]:
    """The documents of the parent chart by source."""
    loaded = load_chart(
        chart(
            {
                **DB,
                **CACHE,
                "values.yaml": values,
                "templates/p.yaml": "kind: P\nttl: {{ .Values.ttl }}\nhere: {{ toJson .Values.here }}\n",
            },
            PARENT,
        )
    )
    found = render_chart(loaded, Overrides(set_typed=sets), strict=True)
    return {document.source: str(document.text) for document in found.documents}


def test_aliases_conditions_tags_and_imports() -> None:
    """One chart under an alias and under its own name; a condition; a tag; values imported from a child."""
    found = rendered(
        "global: {zone: parent}\nstore: {size: 7, keep: null}\ncache: {on: true}\ntags: {extra: true}\n"
    )

    assert sorted(found) == [
        "shop/charts/cache/templates/c.yaml",
        "shop/charts/db/templates/d.yaml",
        "shop/charts/store/templates/d.yaml",
        "shop/templates/p.yaml",
    ]
    assert found["shop/templates/p.yaml"] == 'kind: P\nttl: 5\nhere: {"x":1}\n'
    assert found["shop/charts/store/templates/d.yaml"] == (
        'kind: Db\nname: store\nsize: 7\nkeep: yes-please\nglobal: {"own":1,"zone":"parent"}\nroot: false\n'
    )
    assert "size: 1\nkeep: yes-please\n" in found["shop/charts/db/templates/d.yaml"]


def test_a_null_of_the_user_removes_a_subcharts_default() -> None:
    """`--set store.keep=null`; a null in the parent's own values.yaml does not (import-values merged them back)."""
    found = rendered("global: {zone: parent}\nstore: {size: 7}\n", ("store.keep=null",))

    assert "size: 7\nkeep: \n" in found["shop/charts/store/templates/d.yaml"]


def test_switched_off_subcharts_are_gone() -> None:
    """A condition wins over a tag; `--set` decides last."""
    off = rendered("store: {}\ndb: {enabled: false}\ntags: {extra: false}\n", ("cache.on=false",))

    assert sorted(off) == ["shop/templates/p.yaml"]


def test_a_packed_subchart_is_read_in_memory() -> None:
    """charts/db-1.5.0.tgz is as charts/db."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, text in DB.items():
            member = tarfile.TarInfo(name.removeprefix("charts/"))
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    data = {**chart({}), "charts/db-1.5.0.tgz": packed.getvalue()}

    assert "kind: Db\nname: db\n" in helm_template_text(load_chart(data))


def test_an_archive_that_leaves_its_folder_is_refused() -> None:
    """The subchart is noted as broken; nothing is read from the path."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo("db/../../etc/x")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    loaded = load_chart({**chart({}), "charts/db.tgz": packed.getvalue()})

    assert loaded.charts == ()
    assert "references parent directory" in loaded.broken[0]


def test_a_missing_dependency_is_a_known_hole() -> None:
    """Lenient: noted, the rest renders; strict: helm's message."""
    loaded = load_chart(
        chart({"templates/a.yaml": 'kind: A\nx:\n  {{- include "lib.x" . | nindent 2 }}\n'}, PARENT)
    )
    found = render_chart(loaded)

    assert [one.key for one in loaded.missing] == ["store", "db", "cache"]
    assert str(found.documents[0].text) == "kind: A\nx:\n  unknown-value\n"
    assert found.coverage[0].notes[0].line == 3
    with pytest.raises(ChartError, match="missing in charts/ directory: db, db, cache"):
        render_chart(loaded, strict=True)


def test_a_missing_dependency_is_taken_from_a_sibling() -> None:
    """The caller's lookup provides it; its templates keep their own path."""

    def find(dependency: Dependency) -> Sibling | None:
        sibling = {name.removeprefix("charts/db/"): text.encode() for name, text in DB.items()}
        return Sibling("charts/common-db", sibling) if dependency.name == "db" else None

    loaded = load_chart(chart({}, PARENT), "charts/shop", find)
    found = render_chart(loaded)

    assert [one.source for one in found.documents] == [
        "shop/charts/db/templates/d.yaml",
        "shop/charts/store/templates/d.yaml",
    ]
    assert found.templates["shop/charts/db/templates/d.yaml"].path == "charts/common-db/templates/d.yaml"


def test_values_files_and_sets_merge_in_helms_order() -> None:
    """Later files win, null removes a default, then --set-json, --set, --set-string, --set-file."""
    text = "kind: V\nv: {{ toJson .Values }}\n"
    loaded = load_chart(
        chart({"values.yaml": "a: {x: 1, w: 2}\nb: [1, 2]\nc: gone\n", "templates/v.yaml": text})
    )
    overrides = Overrides(
        (read_values("one.yaml", "a: {x: 5}\nc: null\n"), read_values("two.yaml", "a: {z: 3}\nb: [9]\n")),
        set_json=('j={"k":[1]}',),
        set_typed=("a.w=7,l[1].n=x", "d={1,b}", "e=true,f=null,g=007"),
        set_string=("s=1",),
        set_file=("t=f.txt",),
        files={"f.txt": "text"},
    )

    assert helm_template_text(loaded, overrides) == (
        '---\n# Source: shop/templates/v.yaml\nkind: V\nv: {"a":{"w":7,"x":5,"z":3},"b":[9],"d":[1,"b"],"e":true,'
        '"f":null,"g":"007","j":{"k":[1]},"l":[null,{"n":"x"}],"s":"1","t":"text"}\n'
    )


def test_files_and_capabilities() -> None:
    """`.Files` leaves out ignored files; `.Capabilities` follows the flags."""
    text = (
        'kind: F\na: {{ .Files.Get "x/a.txt" | quote }}\nb: {{ (.Files.Glob "x/*.txt").AsConfig | quote }}\n'
        "c: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }}"
        ' {{ .Capabilities.APIVersions.Has "my/v1" }}\nd: {{ len (.Files.Glob "**.txt") }}\n'
        "e: {{ .Release.Name }} {{ .Release.Namespace }} {{ .Template.Name }} {{ .Template.BasePath }}\n"
    )
    loaded = load_chart(
        chart(
            {
                "templates/f.yaml": text,
                "x/a.txt": "A\n",
                "x/b.txt": "B",
                "y/c.txt": "C",
                ".helmignore": "y/\n",
            }
        )
    )
    release = Release("rel", "ns", kube_version="1.28.3-gke.1", api_versions=("my/v1",))

    assert helm_template_text(loaded, release=release).partition("kind: F\n")[2] == (
        'a: "A\\n"\nb: "a.txt: |\\n  A\\nb.txt: B"\nc: v1.28.3 28 true\nd: 2\n'
        "e: rel ns shop/templates/f.yaml shop/templates\n"
    )


def test_what_one_template_sets_the_next_ones_see() -> None:
    """Templates run in reverse order of their names on one dot, as in helm."""
    loaded = load_chart(
        chart(
            {
                "templates/a.yaml": "kind: A\nv: {{ .Values.x }}\n",
                "templates/z.yaml": '{{ $_ := set .Values "x" 1 }}',
            }
        )
    )

    assert "v: 1" in helm_template_text(loaded)


def test_a_broken_template_does_not_lose_the_chart() -> None:
    """Lenient: the file that does not parse is told in the coverage; strict: helm's message."""
    loaded = load_chart(chart({"templates/a.yaml": "{{ if }}", "templates/b.yaml": "kind: B\n"}))
    found = render_chart(loaded)

    assert [str(one.text) for one in found.documents] == ["kind: B\n"]
    assert [one.error for one in found.coverage if one.error] == [
        "parse error at (shop/templates/a.yaml:1): missing value for if"
    ]
    with pytest.raises(ChartError, match="missing value for if"):
        render_chart(loaded, strict=True)


def test_api_version_one_has_its_requirements_apart() -> None:
    """Charts of apiVersion v1 list dependencies in requirements.yaml."""
    loaded = load_chart(
        chart(
            {"requirements.yaml": "dependencies:\n- {name: db, version: 1.5.0, condition: db.on}\n", **DB},
            "apiVersion: v1\nname: old\nversion: 0.1.0\n",
        )
    )

    assert "kind: Db" in helm_template_text(loaded)
    assert "kind: Db" not in helm_template_text(loaded, Overrides(set_typed=("db.on=false",)))


def test_crds_are_apart() -> None:
    """Files of crds/ are not templates; they are printed when asked for."""
    loaded = load_chart(chart({"crds/c.yaml": "kind: CustomResourceDefinition\n"}))

    assert "CustomResourceDefinition" not in helm_template_text(loaded)
    assert helm_template_text(loaded, include_crds=True) == (
        "---\n# Source: shop/crds/c.yaml\nkind: CustomResourceDefinition\n"
    )


def test_an_unknown_tree_among_keys_becomes_a_comment() -> None:
    """Where a failing action would stand as a word among keys, the document stays readable."""
    text = "kind: A\nmetadata:\n{{ toYaml .Values.a.b.c | indent 2 }}\n  name: x\n"
    found = render_chart(load_chart(chart({"templates/a.yaml": text})))

    assert str(found.documents[0].text) == "kind: A\nmetadata:\n  # unknown-value\n  name: x\n"
