"""Small charts of our own, each for one part of what helm does, with the flags they are rendered with."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sample:
    """A chart's files and the flags of `helm template`; files named in flags lie beside the chart's folder."""

    files: dict[str, str]
    flags: tuple[str, ...] = ()
    beside: dict[str, str] = field(default_factory=dict)


def meta(name: str, more: str = "") -> str:
    """A Chart.yaml."""
    return f"apiVersion: v2\nname: {name}\nversion: 1.2.3\nappVersion: '4.5'\n{more}"


DUMP = "kind: {{ .Chart.Name | title }}\nvalues:\n  {{- toYaml .Values | nindent 2 }}\n"

SUBCHARTS = {
    "Chart.yaml": meta(
        "shop",
        "dependencies:\n"
        "- {name: db, version: 1.x.x, alias: store, condition: store.enabled}\n"
        "- {name: db, version: ^1.0.0, alias: archive, condition: archive.enabled, tags: [old]}\n"
        "- {name: cache, version: '*', tags: [fast], import-values: [out, {child: deep.er, parent: here}]}\n",
    ),
    "values.yaml": "global: {zone: parent}\nstore: {size: 7, gone: null}\narchive: {enabled: false}\nttl: 1\n",
    "templates/a.yaml": DUMP,
    "charts/db/Chart.yaml": meta("db"),
    "charts/db/values.yaml": "size: 1\ngone: here\nglobal: {zone: child, own: true}\nlist: [1, 2]\n",
    "charts/db/templates/d.yaml": DUMP,
    "charts/cache/Chart.yaml": meta("cache"),
    "charts/cache/values.yaml": "exports: {out: {ttl: 5, new: x}}\ndeep: {er: {x: 1}}\n",
    "charts/cache/templates/c.yaml": DUMP,
}
LIBRARY = {
    "Chart.yaml": meta("app", "dependencies: [{name: lib, version: 1.2.3}]\n"),
    "values.yaml": "name: web\nports: [80, 443]\n",
    "templates/s.yaml": '{{ include "lib.service" (dict "root" $ "ports" .Values.ports) }}\n',
    "templates/_own.tpl": '{{ define "lib.label" }}own{{ end }}',
    "charts/lib/Chart.yaml": meta("lib", "type: library\n"),
    "charts/lib/templates/_s.tpl": (
        '{{- define "lib.label" -}}lib{{- end -}}\n'
        '{{- define "lib.service" -}}\nkind: Service\nmetadata:\n  name: {{ .root.Values.name }}\n'
        '  labels: {app: {{ template "lib.label" . }}}\nspec:\n  ports:\n'
        "  {{- range $i, $port := .ports }}\n  - name: p{{ $i }}\n    port: {{ $port }}\n  {{- end }}\n"
        "{{- end -}}\n"
    ),
    "charts/lib/templates/never.yaml": "kind: Never\n",
}
HOOKS = {
    "Chart.yaml": meta("hooks"),
    "crds/a.yaml": "kind: CustomResourceDefinition\nmetadata: {name: a}\n",
    "templates/many.yaml": (
        "kind: Deployment\n---\nkind: Zebra\n---\n# nothing\n---\nkind: Namespace\n---\n\n---\nkind: Service\n"
    ),
    "templates/job.yaml": "kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: pre-install,post-upgrade\n",
    "templates/tests/t.yaml": "kind: Pod\nmetadata:\n  name: t\n  annotations:\n    helm.sh/hook: test\n",
    "templates/odd.yaml": "kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: none-such\n",
    "templates/NOTES.txt": "thanks {{ .Release.Name }}",
}
TPL = {
    "Chart.yaml": meta("tpl"),
    "values.yaml": "name: '{{ .Release.Name }}-{{ .Values.inner }}'\ninner: x\nmap:\n  '{{ .Values.inner }}': 1\n",
    "templates/_h.tpl": '{{ define "who" }}{{ .Chart.Name }}-{{ .Template.Name }}{{ end }}',
    "templates/t.yaml": (
        "kind: T\nname: {{ tpl .Values.name . }}\nmap: {{ tpl (toJson .Values.map) $ }}\n"
        'who: {{ include "who" . }}\nagain: {{ tpl `{{ include "who" . }}` . }}\n'
        'new: {{ tpl `{{ define "n" }}1{{ end }}{{ template "n" }}` . }}\n'
    ),
}
FILES = {
    "Chart.yaml": meta("files"),
    ".helmignore": "*.bak\nsecret/\n!keep.bak\n",
    "files/a.txt": "one\ntwo\n",
    "files/b.json": '{"x": [1, 2.5, null]}',
    "files/c.bak": "never",
    "secret/s": "never",
    "README.md": "read",
    "templates/f.yaml": (
        'kind: F\na: {{ .Files.Get "files/a.txt" | quote }}\nnone: {{ .Files.Get "none" | quote }}\n'
        'data:\n  {{- (.Files.Glob "files/*").AsConfig | nindent 2 }}\n'
        'secrets:\n  {{- (.Files.Glob "**.txt").AsSecrets | nindent 2 }}\n'
        'lines: [{{ range .Files.Lines "files/a.txt" }}{{ . | quote }},{{ end }}]\n'
        'json: {{ (.Files.Get "files/b.json" | fromJson).x }}\n'
        "all: {{ range $path, $_ := .Files }}{{ $path }} {{ end }}\n"
    ),
}
NAMED = {
    "Chart.yaml": meta("named", "keywords: [b, a]\nannotations: {x: y}\n"),
    "values.yaml": "list:\n- {name: a, on: true}\n- {name: b}\n- {name: c, on: true}\nempty: []\nm: {z: 1, a: 2}\n",
    "templates/_h.tpl": '{{- define "inner" -}}\n{{- $n := .name -}}\nname: {{ $n | quote }}\n{{- end }}\n',
    "templates/n.yaml": (
        "kind: N\nitems:\n{{- range .Values.list }}\n{{- if not .on }}{{ continue }}{{ end }}\n"
        '- {{- include "inner" . | nindent 2 }}\n{{- end }}\n'
        "{{- range .Values.empty }}never{{ else }}\nnone: true\n{{- end }}\n"
        "{{- range $k, $v := .Values.m }}\n{{ $k }}: {{ $v }}\n{{- if eq $k `a` }}{{ break }}{{ end }}{{- end }}\n"
        "{{- with .Values.nothing }}never{{ else with .Values.m }}\nz: {{ .z }}{{ end }}\n"
        "chart: {{ .Chart.Keywords }} {{ .Chart.Annotations.x }} {{ .Chart.AppVersion }}\n"
        'block: {{ block "b" .Values.m }}{{ .a }}{{ end }}\nmissing: {{ .Values.a.b.c | default "d" }}\n'
    ),
}
NAMED["values.yaml"] += "a: {b: {}}\n"
LOOKUP = {
    "Chart.yaml": meta("lookup", "kubeVersion: '>=1.20.0-0'\n"),
    "templates/l.yaml": (
        'kind: L\nfound: {{ lookup "v1" "Secret" "" "x" | toJson }}\n'
        'items: {{ (lookup "v1" "Pod" "a" "").items | default list | len }}\n'
        "version: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }}\n"
        'has: {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "my/v1/Thing" }}\n'
        "release: {{ toJson .Release }}\nhelm: {{ .Capabilities.HelmVersion.Version | trunc 2 }}\n"
        'semver: {{ semverCompare ">=1.25-0" .Capabilities.KubeVersion.Version }}\n'
    ),
}
NUMBERS = {
    "Chart.yaml": meta("numbers"),
    "values.yaml": (
        "int: 1\nbig: 12345678\nfloat: 0.5\nexp: 1e6\noctal: 0o17\nold: 017\nhex: 0x1F\nyes: yes\ntext: '1'\n"
        "date: 2020-01-02\nnull:\nnothing: ~\nmulti: |\n  a\n   b\nfold: >-\n  a\n  b\nsix: 60:30\n"
    ),
    "templates/n.yaml": (
        'kind: N\nall: {{ range $k, $v := .Values }}{{ $k }}={{ $v }}/{{ kindOf $v }} {{ end }}\n'
        'printf: {{ printf "%d %v %s %q %5.2f" (int .Values.big) .Values.big .Values.text '
        ".Values.text .Values.float }}\n"
        "yaml:\n  {{- toYaml .Values | nindent 2 }}\njson: {{ toJson .Values }}\npretty: |\n"
        "  {{- toPrettyJson .Values.int | nindent 2 }}\nsum: {{ add 1 .Values.big }} {{ mul 2 .Values.float }}\n"
    ),
}  # fmt: skip
SETS = {
    "Chart.yaml": meta("sets"),
    "values.yaml": "a: {b: 1, c: [1, 2, 3]}\nkeep: {x: 1, y: 2}\nnull-me: {deep: 1}\ns: text\n",
    "templates/s.yaml": DUMP,
}
NULLS = {
    "Chart.yaml": meta("nulls", "dependencies: [{name: sub, version: 1.2.3}]\n"),
    "values.yaml": "a: 1\nm: {x: 1, y: {z: 2}}\nsub: {one: null, m: {x: null}}\nglobal: {g: {h: 1}}\n",
    "templates/n.yaml": DUMP,
    "charts/sub/Chart.yaml": meta("sub"),
    "charts/sub/values.yaml": "one: 1\ntwo: 2\nm: {x: 1, y: 2}\nglobal: {g: {h: 2, i: 3}}\n",
    "charts/sub/templates/s.yaml": DUMP,
}
V1 = {
    "Chart.yaml": "apiVersion: v1\nname: old\nversion: 0.1.0\n",
    "requirements.yaml": "dependencies: [{name: sub, version: 1.x, condition: sub.on}]\n",
    "values.yaml": "sub: {on: true}\n",
    "templates/n.yaml": DUMP,
    "charts/sub/Chart.yaml": "name: sub\nversion: 1.0.0\napiVersion: v1\n",
    "charts/sub/templates/s.yaml": DUMP,
}
FAILING = {
    "Chart.yaml": meta("failing"),
    "templates/f.yaml": 'kind: F\nneeded: {{ required "name it" .Values.needed }}\n',
}

SAMPLES = {
    "subcharts": Sample(SUBCHARTS),
    "subcharts-by-tags": Sample(SUBCHARTS, ("--set", "tags.fast=false,archive.enabled=true,global.zone=set")),
    "subcharts-off": Sample(SUBCHARTS, ("--set", "store.enabled=false")),
    "subcharts-null": Sample(SUBCHARTS, ("--set", "store.list=null,store.size=null")),
    "library": Sample(LIBRARY),
    "hooks": Sample(HOOKS),
    "hooks-crds": Sample(HOOKS, ("--include-crds", "--skip-tests")),
    "no-hooks": Sample(HOOKS, ("--no-hooks",)),
    "show-only": Sample(HOOKS, ("-s", "templates/tests/t.yaml", "--show-only", "templates/many.yaml")),
    "show-only-subchart": Sample(SUBCHARTS, ("-s", "charts/store/templates/d.yaml")),
    "show-only-pattern": Sample(HOOKS, ("-s", "templates/[jm]*.yaml")),
    "name-template": Sample(LOOKUP, ("--name-template", '{{ "A" | lower }}-{{ 1 }}b')),
    "show-nothing": Sample(HOOKS, ("-s", "templates/none.yaml")),
    "tpl": Sample(TPL, ("--set", "inner=set")),
    "files": Sample(FILES),
    "named": Sample(NAMED),
    "lookup": Sample(
        LOOKUP, ("--namespace", "here", "--kube-version", "1.29.3", "--api-versions", "my/v1/Thing")
    ),
    "lookup-plain": Sample(LOOKUP),
    "numbers": Sample(NUMBERS),
    "numbers-set": Sample(NUMBERS, ("--set", "int=2,float=0.25,text=007,yes=no,date=1.0")),
    "sets": Sample(
        SETS,
        (
            *("-f", "one.yaml", "-f", "two.yaml", "--set", r"a.c[1]=x,dotted\.key=1,s={p,q},null-me=null"),
            *(
                "--set-string",
                "n=1,t=true",
                "--set-json",
                'j={"k":[1,{"l":null}]}',
                "--set-file",
                "f=one.yaml",
            ),
        ),
        {"one.yaml": "a: {b: 2}\nkeep: {x: null}\n", "two.yaml": "a: {b: 3, d: {}}\nextra: [1, {x: y}]\n"},
    ),
    "nulls": Sample(NULLS),
    "nulls-set": Sample(NULLS, ("--set", "m.y=null,sub.two=null,global.g.h=null,a=null")),
    "nulls-file": Sample(NULLS, ("-f", "n.yaml"), {"n.yaml": "m: null\nsub: {m: null}\nglobal: {g: null}\n"}),
    "v1": Sample(V1),
    "v1-off": Sample(V1, ("--set", "sub.on=false")),
    "failing": Sample(FAILING),
    "failing-not": Sample(FAILING, ("--set", "needed=x")),
    "missing-dependency": Sample(
        {**FAILING, "Chart.yaml": meta("f", "dependencies: [{name: no, version: 1}]\n")}
    ),
    "wrong-kube-version": Sample(LOOKUP, ("--kube-version", "1.10")),
}
