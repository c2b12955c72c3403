"""Images and stores that values name for charts from elsewhere."""

from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.parsers.given_values import MAX_STEPS, images_in, restarts_in, stores_in
from complexity_lint.parsers.kubernetes.gitops import gitops_parts
from complexity_lint.parsers.yaml_nodes import Mapping, load
from complexity_lint.source import Location, Source


def values(text: str) -> Mapping:
    return next(load(Source("values.yaml", text)).mappings())


def test_images_at_any_depth_but_not_below_what_is_switched_off() -> None:
    given = values(
        """\
image: {repository: acme/shop, tag: '1.2'}
metrics: {enabled: false, image: {repository: acme/metrics, tag: latest}}
workers:
  mail: {image: {registry: ghcr.io, repository: acme/mail, tag: edge}}
  open: {image: {repository: acme/open}}
  pinned: {image: {repository: acme/pinned, tag: latest, digest: 'sha256:00'}}
  filled: {image: {repository: acme/filled, tag: '{{ .Values.tag }}'}}
"""
    )

    found = [(path, image.text) for path, image in images_in(given)]

    assert found == [(("image",), "acme/shop:1.2"), (("workers", "mail", "image"), "ghcr.io/acme/mail:edge")]


def test_aliases_that_multiply_are_not_followed_for_ever() -> None:
    lines = ["a0: &a0 {image: {repository: acme/shop, tag: latest}}"]
    for level in range(1, 10):
        names = ", ".join(f"k{n}: *a{level - 1}" for n in range(10))
        lines.append(f"a{level}: &a{level} {{{names}}}")

    assert len(list(images_in(values("\n".join(lines))))) <= MAX_STEPS


def test_stores_are_those_that_are_switched_on_and_not_elsewhere() -> None:
    chart = ChartDependency(Location("Chart.yaml", 5), "wiki", "apps/wiki", PRODUCTION)
    given = values(
        "postgresql: {enabled: true}\nmariadb: {enabled: false}\n"
        "mysql: {enabled: true, host: db}\nredis: {enabled: true}\n"
    )

    assert [(one.name, one.within) for one in stores_in(given, chart)] == [("postgresql", "wiki")]


def test_restarts_are_planned_by_a_window() -> None:
    chart = ChartDependency(Location("Chart.yaml", 5), "kured", "system/kured", PRODUCTION)
    texts = (
        "configuration: {timeZone: UTC}",
        "configuration: {startTime: 2am}",
        "extraArgs: {end-time: 5am}",
    )

    found = [update.scheduled for text in texts for update in restarts_in([values(text)], chart)]

    assert found == [False, True, True]


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: graphs}
spec:
  source:
    repoURL: https://charts.acme.org
    chart: graphs
    targetRevision: 4.2.0
    helm:
      values: |
        admin:
          password: "xK9!mdw72Lqp"
      parameters:
        - {name: smtp.password, value: "Zk3#opw81Tvu"}
"""


def test_credentials_of_an_application_are_told_where_they_stand() -> None:
    source = Source("apps.yaml", APPLICATION)
    (node,) = load(source).mappings()

    found = gitops_parts(node, "argoproj.io", "Application", PRODUCTION).settings

    lines = APPLICATION.splitlines()
    places = [(one.name, one.at.line, one.at.column) for one in found]
    assert places == [("admin.password", 12, 21), ("smtp.password", 14, 40)]
    assert all(lines[line - 1][column - 1] == '"' for _, line, column in places if line and column)
