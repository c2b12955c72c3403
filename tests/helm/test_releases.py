"""A chart under the names of its releases: as helm prints them, and told once where it is one line."""

from pathlib import Path

import pytest

from complexity_lint import discovery, engine
from complexity_lint.docs import OUR_PACKAGE, checks_of
from complexity_lint.engine import read_system
from complexity_lint.finding import Diagnostic
from complexity_lint.model.system import System
from complexity_lint.parsers.installations import installations
from complexity_lint.parsers.yaml_nodes import Mapping, load
from complexity_lint.source import Source
from helm.conftest import Helm

CHART = {
    "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
    "charts/app/values.yaml": "image: registry.example.org/app:1.0.0\nargs: []\n",
    "charts/app/templates/app.yaml": (
        '{{- define "full" }}{{ contains .Chart.Name .Release.Name | ternary .Release.Name '
        '(printf "%s-%s" .Release.Name .Chart.Name) }}{{ end -}}\n'
        '{{ range list "" "-worker" }}\n---\n'
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "full" $ }}{{ . }}\n'
        "  namespace: {{ $.Release.Namespace }}\nspec:\n  template:\n    spec:\n      containers:\n"
        "      - name: main\n        image: {{ $.Values.image }}\n        args: {{ toJson $.Values.args }}\n"
        "{{ end }}\n"
    ),
    "values/cart.yaml": "image: registry.example.org/cart:1.0.0\n",
    "values/mail.yaml": "image: registry.example.org/mail:1.0.0\n",
}
HELMFILE = """releases:
- {name: cart, namespace: shop, chart: ./charts/app, values: [values/cart.yaml]}
- {name: mail-app, chart: ./charts/app, values: [values/mail.yaml]}
"""
APPLICATION = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}}}
spec:
  source: {{repoURL: https://git.example.org/shop.git, path: charts/app, helm: {{valueFiles: {files}}}}}
  destination: {{namespace: {namespace}}}
"""


def written(root: Path, files: dict[str, str]) -> Path:
    for name, text in {**CHART, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def system_of(root: Path, files: dict[str, str]) -> System:
    return read_system(discovery.read(written(root, files)))


def components(found: System) -> list[tuple[str, int]]:
    """Each component, and how many workloads are it."""
    return sorted((one.name, len(one.workloads)) for one in found.components)


def application(name: str, files: str = "[]", namespace: str = "shop") -> str:
    return APPLICATION.format(name=name, files=files, namespace=namespace)


def test_releases_have_the_names_that_helm_gives_them(tmp_path: Path, helm: Helm) -> None:
    """What a helmfile's releases bring is what `helm template NAME CHART -n NAMESPACE -f VALUES` prints for each."""
    found = system_of(tmp_path, {"helmfile.yaml": HELMFILE})
    printed_by_helm: list[Mapping] = []
    for name, namespace, values in (("cart", "shop", "cart"), ("mail-app", "default", "mail")):
        file = str(tmp_path / f"values/{values}.yaml")
        printed = helm(tmp_path / "charts/app", name, "-n", namespace, "-f", file)
        assert not printed.failed, printed.messages
        printed_by_helm += load(Source("printed", printed.text)).mappings()
    expected = [
        (one.text("metadata", "name"), one.text("metadata", "namespace"), container.text("image"))
        for one in printed_by_helm
        for container in one.items("spec", "template", "spec", "containers")
        if isinstance(container, Mapping)
    ]

    ours = [
        (w.name, w.namespace, w.containers[0].image.text) for w in found.workloads if w.containers[0].image
    ]
    assert ours == expected
    assert {w.release for w in found.workloads} == {"cart", "mail-app"}


FLUX = """apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cart, namespace: flux-system}
spec:
  chart: {spec: {chart: ./charts/app, sourceRef: {kind: GitRepository, name: shop}}}
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("helmfile.yaml", HELMFILE, [("cart", "shop"), ("mail-app", "")]),
        (
            "helmfile.yaml",
            HELMFILE.replace("name: cart", 'name: "{{ .Values.name }}"'),
            [("", "shop"), ("mail-app", "")],
        ),
        ("helmfile.yaml", HELMFILE.replace("name: cart", "name: Cart"), [("", "shop"), ("mail-app", "")]),
        ("a.yaml", application("cart"), [("cart", "shop")]),
        (
            "a.yaml",
            application("cart").replace("helm: {", "helm: {releaseName: basket, "),
            [("basket", "shop")],
        ),
        ("f.yaml", FLUX, [("cart", "flux-system")]),
        ("f.yaml", FLUX + "  targetNamespace: shop\n", [("shop-cart", "shop")]),
        ("f.yaml", FLUX + "  targetNamespace: shop\n  releaseName: basket\n", [("basket", "shop")]),
    ],
    ids="helmfile templated refused application release-name flux flux-namespace flux-name".split(),
)
def test_what_a_release_is_called(path: str, text: str, expected: list[tuple[str, str]]) -> None:
    """helmfile.readthedocs.io; argo-cd.readthedocs.io, "Helm"; fluxcd.io, "Helm Releases"."""
    assert [(one.release, one.namespace) for one in installations(Source(path, text))] == expected


def test_a_chart_that_nobody_installs_keeps_its_own_name(tmp_path: Path) -> None:
    assert [w.name for w in system_of(tmp_path, {}).workloads] == ["app", "app-worker"]


def test_services_of_one_chart_are_several_and_tenants_of_one_service_are_one(tmp_path: Path) -> None:
    services = {"helmfile.yaml": HELMFILE}
    tenants = {f"argo/{name}.yaml": application(name) for name in ("acme", "initech")}
    environments = {
        "argo/prod/cart.yaml": application("cart-prod"),
        "argo/staging/cart.yaml": application("cart-staging"),
    }

    assert components(system_of(tmp_path / "a", services)) == [
        ("cart-app", 1),
        ("cart-app-worker", 1),
        ("mail-app", 1),
        ("mail-app-worker", 1),
    ]
    assert [count for _, count in components(system_of(tmp_path / "b", tenants))] == [2, 2]
    assert components(system_of(tmp_path / "c", environments)) == [("app", 2), ("app-worker", 2)]


def test_what_describes_one_service_alone_comes_before_the_chart_of_several(tmp_path: Path) -> None:
    compose = "services:\n  cart:\n    image: registry.example.org/cart:1.0.0\n"
    compose += "  mail:\n    image: registry.example.org/mail:1.0.0\n"
    plain = CHART["charts/app/templates/app.yaml"].replace('{{ include "full" $ }}', "{{ $.Release.Name }}")
    helmfile = HELMFILE.replace("mail-app", "mail")
    files = {"helmfile.yaml": helmfile, "compose.yaml": compose, "charts/app/templates/app.yaml": plain}
    (cart,) = (one for one in system_of(tmp_path, files).components if one.name == "cart")

    assert [one.at.path for one in cart.descriptions] == ["compose.yaml", "charts/app/templates/app.yaml"]


def _missing_requests(root: Path, files: dict[str, str]) -> tuple[Diagnostic, ...]:
    check = next(one for one in checks_of(OUR_PACKAGE) if one.id == "missing-resource-requests")
    return engine.lint(discovery.read(written(root, files)), [check]).diagnostics


def test_one_line_is_told_once_for_all_that_it_makes(tmp_path: Path) -> None:
    (alone,) = _missing_requests(tmp_path / "a", {})
    (released,) = _missing_requests(tmp_path / "b", {"helmfile.yaml": HELMFILE})

    assert alone.finding.entity == "app"
    assert "(also app-worker)" in alone.finding.message
    assert released.finding.at == alone.finding.at
    assert released.finding.entity == "cart-app"
    assert "(also cart-app-worker, mail-app and mail-app-worker)" in released.finding.message


def test_many_installations_are_bounded(tmp_path: Path) -> None:
    many = {f"argo/{n:03}.yaml": application(f"tenant-{n}") for n in range(60)}

    assert len({w.release for w in system_of(tmp_path, many).workloads}) == 40
