"""How a repository deploys its charts: values files by their names, and by who installs with them."""

from pathlib import Path

import pytest

from complexity_lint import discovery
from complexity_lint.evaluate import evaluate
from complexity_lint.grouping import group
from complexity_lint.parsers.installations import Inline, installations
from complexity_lint.parsers.unit import Parts, UnitKind, join
from complexity_lint.source import Source

CHART = {
    "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "charts/shop/values.yaml": "replicas: 1\n",
    "charts/shop/templates/d.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: {{ .Values.replicas }}\n"
        "  template:\n    spec:\n      containers:\n      - name: web\n"
        "        image: shop:{{ .Values.tag | default 1 }}\n"
    ),
}
Deployed = list[tuple[str, int | None, str, int | None]]


def parts(root: Path, files: dict[str, str]) -> Parts:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    units = group(discovery.read(root)).units
    return join(evaluate(unit) for unit in units if unit.kind is UnitKind.CHART)


def deployed(found: Parts) -> Deployed:
    """Environment, replicas, and the file and line that set them, of each workload."""
    return [
        (
            one.environment.name,
            one.replicas.value if one.replicas and isinstance(one.replicas.value, int) else None,
            one.replicas.at.path if one.replicas else "",
            one.replicas.at.line if one.replicas else None,
        )
        for one in found.workloads
    ]


HELMFILE = """releases:
- name: shop
  chart: ../charts/shop
  values:
  - prod/shop.yaml
  - replicas: 4
    other: x
  set:
  - {name: tag, value: "9"}
- {name: off, chart: ../charts/shop, installed: false}
- {name: foreign, chart: stable/shop}
- {name: templated, chart: "../charts/{{ .x }}"}
"""
APPLICATION = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop-staging
spec:
  source:
    repoURL: https://example.com/shop.git
    path: charts/shop
    helm:
      valueFiles: [values.yaml, ../../env/staging.yaml]
      values: |
        # theirs
        replicas: 6
      parameters:
      - {name: tag, value: "1.10", forceString: true}
"""
RELEASE = """apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: shop
  namespace: production
spec:
  chart:
    spec:
      chart: ./charts/shop
      sourceRef: {kind: GitRepository, name: this}
      valuesFiles: [charts/shop/values.yaml, env/any.yaml]
  valuesFrom: [{kind: ConfigMap, name: unknown}]
  values:
    # seven
    replicas: 7
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, [("", 1, "charts/shop/values.yaml", 1)]),
        ({"charts/shop/values-prod.yaml": "replicas: 3\n"}, [("prod", 3, "charts/shop/values-prod.yaml", 1)]),
        (
            {"charts/shop/values/dev.yaml": "replicas: 2\n"},
            [("", 1, "charts/shop/values.yaml", 1), ("dev", 2, "charts/shop/values/dev.yaml", 1)],
        ),
        (
            {"deploy/helmfile.yaml": HELMFILE, "deploy/prod/shop.yaml": "replicas: 3\n"},
            [("prod", 4, "deploy/helmfile.yaml", 6)],
        ),
        (
            {"argo/apps/shop.yaml": APPLICATION, "env/staging.yaml": "replicas: 5\n"},
            [("staging", 6, "argo/apps/shop.yaml", 13)],
        ),
        (
            {"clusters/a/shop.yaml": RELEASE, "env/any.yaml": "replicas: 5\n"},
            [("production", 7, "clusters/a/shop.yaml", 15)],
        ),
        (
            {
                "argo/shop.yaml": APPLICATION.replace("replicas: 6", "x: 6"),
                "env/staging.yaml": "# set\nreplicas: 5\n",
                "charts/shop/values-dev.yaml": "replicas: 2\n",
            },
            [("dev", 2, "charts/shop/values-dev.yaml", 1), ("staging", 5, "env/staging.yaml", 2)],
        ),
        (
            {"argo/shop.yaml": APPLICATION.replace("path: charts/shop", "path: charts/other")},
            [("", 1, "charts/shop/values.yaml", 1)],
        ),
        (
            {"argo/shop.yaml": APPLICATION.replace("path: charts/shop", "path: ../../charts/shop")},
            [("", 1, "charts/shop/values.yaml", 1)],
        ),
    ],
    ids="own beside dev helmfile argo-cd flux files other-chart outside".split(),
)
def test_a_chart_is_deployed_as_the_repository_says(
    files: dict[str, str], expected: Deployed, tmp_path: Path
) -> None:
    assert deployed(parts(tmp_path, {**CHART, **files})) == expected


def test_what_is_given_in_the_installing_file_keeps_its_lines() -> None:
    (found,) = installations(Source("argo/shop.yaml", APPLICATION))
    inline = found.values[-1]

    assert found.values[:-1] == ("charts/shop/values.yaml", "env/staging.yaml")
    assert isinstance(inline, Inline)
    assert inline.text.split("\n")[12].strip() == "replicas: 6"
    assert (found.set_typed, found.set_string) == ((), ("tag=1.10",))


def test_values_in_braces_and_text_in_quotes() -> None:
    text = RELEASE.replace("    # seven\n    replicas: 7\n", "").replace(
        "values:\n", 'values: {a: [1, "2"], b: }\n'
    )
    (found,) = installations(Source("x.yaml", text))

    assert found.values[-1] == Inline("x.yaml", '{"a": [1, "2"], "b": ""}')


def test_a_dependency_that_is_not_vendored_comes_from_its_sibling(tmp_path: Path) -> None:
    """Its helpers are there; its own documents are told where it is a unit of its own."""
    files = {
        "charts/app/Chart.yaml": (
            "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- {name: lib, version: 1.x}\n"
            "- {name: shop, version: 1.x}\n"
        ),
        "charts/app/values.yaml": "shop: {replicas: 9}\n",
        "charts/app/templates/d.yaml": '{{ include "lib.workload" . }}\n',
        "libraries/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.2.0\ntype: library\n",
        "libraries/lib/templates/_w.tpl": (
            '{{ define "lib.workload" -}}\n'
            + CHART["charts/shop/templates/d.yaml"]
            .replace("name: web", "name: api")
            .replace("{{ .Values.replicas }}", "8")
            + "{{- end }}\n"
        ),
    }
    found = parts(tmp_path, {**CHART, **files})

    assert [(one.name, one.replicas.value if one.replicas else None) for one in found.workloads] == [
        ("api", 8),
        ("web", 1),
    ]
    assert found.workloads[0].at.path == "charts/app/templates/d.yaml"
    assert len({one.path for one in found.coverage}) == len(found.coverage)


def test_an_object_that_is_installed_twice_in_one_environment_is_told_once(tmp_path: Path) -> None:
    """Two Applications of the same chart: what both deploy is there once, what one adds is there too."""
    files = {
        "argo/a.yaml": APPLICATION.replace("values.yaml, ", ""),
        "argo/b.yaml": APPLICATION.replace("replicas: 6", "replicas: 8").replace("theirs", "ours"),
        "env/staging.yaml": "replicas: 5\n",
    }

    assert deployed(parts(tmp_path, {**CHART, **files})) == [("staging", 6, "argo/a.yaml", 13)]


TEMPLATED = """environments:
  default: {}
  dev: {}
  prod: {}
---
releases:
- name: shop
  chart: charts/{{`{{ .Release.Name }}`}}
  inherit: [{template: sized}]
  {{- if eq .Environment.Name "prod" }}
  wait: true
  {{- end }}
templates:
  sized:
    chart: ./charts/shop
    values:
    - env/{{ .Environment.Name }}.yaml
    - env/tag.yaml.gotmpl
"""


def test_a_helmfile_has_its_environments(tmp_path: Path) -> None:
    """`default` is refused by helmfile, since its file is missing; the unknown tag is no tag of the chart's own."""
    files = {
        "helmfile.yaml.gotmpl": TEMPLATED.replace("chart: charts/", "# charts/"),
        "env/dev.yaml": "replicas: 2\n",
        "env/prod.yaml": "\nreplicas: 3\n",
        "env/tag.yaml.gotmpl": '{{- if true }}\ntag: {{ requiredEnv "TAG" }}\n{{- end }}\n',
    }
    found = parts(tmp_path, {**CHART, **files})
    assert deployed(found) == [("dev", 2, "env/dev.yaml", 1), ("prod", 3, "env/prod.yaml", 2)]
    assert {image.partial for one in found.workloads if (image := one.containers[0].image)} == {True}


def test_a_release_fills_in_its_name() -> None:
    text = TEMPLATED.replace("chart: charts/", "chart: ./charts/")
    found = installations(Source("deploy/helmfile.yaml", text))
    assert [(one.chart, one.variant, one.values[0]) for one in found] == [
        ("deploy/charts/shop", name, f"deploy/env/{name}.yaml") for name in ("default", "dev", "prod")
    ]


APPLICATION_SET = """apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: services}
spec:
  generators:
  - list:
      elements:
      - {name: cart, stage: prod}
      - {name: mail}
  - git: {directories: [{path: apps/*}]}
  template:
    metadata: {name: "{{name}}-{{ .stage }}"}
    spec:
      source:
        repoURL: https://git.acme.org/services.git
        path: charts/shop
        helm:
          valueFiles: ["../../values/{{name}}.yaml", "{{ .stage }}.yaml"]
          values: "note: {{ unknown }}"
"""


def test_elements_of_an_application_set() -> None:
    cart, mail = installations(Source("argocd/services.yaml", APPLICATION_SET))

    assert (cart.chart, cart.values) == ("charts/shop", ("values/cart.yaml", "charts/shop/prod.yaml"))
    assert cart.environment is not None
    assert cart.environment.is_production
    # what an element leaves open is not known
    assert (mail.chart, mail.values) == ("charts/shop", ("values/mail.yaml",))


def test_a_name_with_unknown_parts_is_called_by_the_rest(tmp_path: Path) -> None:
    """helm itself fails where `.Values.global` is missing; who names an object still finds it."""
    files = {
        "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "shop/templates/_names.tpl": '{{- define "full" -}}{{ .Values.global.names.full }}{{- end -}}\n',
        "shop/templates/api.yaml": (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: '{{ include \"full\" . }}-api'}\n"
            "spec:\n  template:\n    metadata: {labels: {app: '{{ include \"full\" . }}-api'}}\n    spec:\n"
            '      containers:\n      - name: api\n        image: registry.example.org/{{ include "full" . }}-api\n'
            "        volumeMounts: [{name: data, mountPath: /data}]\n"
            "      volumes:\n      - name: data\n"
            "        persistentVolumeClaim: {claimName: 'data-{{ include \"full\" . }}'}\n"
            "---\napiVersion: v1\nkind: PersistentVolumeClaim\n"
            "metadata: {name: 'data-{{ include \"full\" . }}'}\nspec: {accessModes: [ReadWriteOnce]}\n"
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: '{{ include \"full\" . }}'}\n"
            "spec: {selector: {app: '{{ include \"full\" . }}-api'}}\n"
        ),
    }
    found = parts(tmp_path, files)
    (workload,), (service,) = found.workloads, found.exposures
    image = workload.containers[0].image

    assert workload.name == "api"
    assert [claim.name for claim in found.claims] == ["data"]
    assert [mount.source for mount in workload.containers[0].mounts] == ["data"]
    assert service.name == "${unknown}", "nothing of it is known"
    assert service.selector == workload.labels
    assert image is not None
    assert image.text == "registry.example.org/${unknown}-api"
