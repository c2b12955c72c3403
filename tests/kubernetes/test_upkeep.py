"""What manifests say of shares, ties to machines, ended APIs, autoscalers and what is pulled in."""

import pytest

from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.packages import PackageKind
from complexity_lint.model.workloads import PinKind
from complexity_lint.parsers.kubernetes import Context, read_object
from complexity_lint.parsers.kubernetes.upkeep import (
    ended_api,
    node_groups,
    read_pins,
    read_resources,
    utilization_of,
)
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping, load
from complexity_lint.source import Source

MEMORY = """
kind: HorizontalPodAutoscaler
spec:
  metrics:
    - type: Resource
      resource:
        name: memory
"""


def node(text: str) -> Mapping:
    return next(load(Source("k8s/x.yaml", text)).mappings())


def parts(text: str) -> Parts:
    return read_object(node(text), Context("k8s", PRODUCTION))


def test_a_container_without_resources_has_none() -> None:
    found = read_resources(node("name: shop"), node("containers: []"))

    assert (found.requests, found.limits) == ((), ())


def test_requests_and_limits_are_named_and_the_block_has_its_place() -> None:
    text = "name: shop\nresources:\n  requests: {cpu: 100m, memory: 1Gi}\n  limits: {memory: 2Gi}\n"
    found = read_resources(node(text), node("containers: []"))

    assert found.requests == ("cpu", "memory")
    assert found.limits == ("memory",)
    assert found.at.line == 2


def test_a_pod_may_state_them_for_its_containers() -> None:
    found = read_resources(node("name: shop"), node("resources:\n  limits: {cpu: 1, memory: 1Gi}"))

    assert found.limits == ("cpu", "memory")


def test_what_ties_a_pod_to_one_machine() -> None:
    text = """
nodeName: one
nodeSelector:
  kubernetes.io/hostname: two
  disk: ssd
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: kubernetes.io/hostname, operator: In, values: [three]}
            - {key: kubernetes.io/hostname, operator: NotIn, values: [four]}
"""
    pins = list(read_pins(node(text)))

    assert [(pin.kind, pin.value) for pin in pins] == [
        (PinKind.NODE, "one"),
        (PinKind.NODE, "two"),
        (PinKind.NODE, "three"),
    ]


# kubernetes.io/docs/reference/using-api/deprecation-guide, read by hand
@pytest.mark.parametrize(
    ("version", "kind", "ended", "removed"),
    [
        ("extensions/v1beta1", "Ingress", "removed in Kubernetes 1.22", True),
        ("policy/v1beta1", "PodSecurityPolicy", "removed in Kubernetes 1.25", True),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "removed in Kubernetes 1.26", True),
        ("v1", "ReplicationController", "superseded by ReplicaSets, which Deployments make", False),
    ],
)
def test_apis_that_have_ended(version: str, kind: str, ended: str, removed: bool) -> None:
    found = ended_api(node(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}"), PRODUCTION)

    assert found is not None
    assert (found.ended, found.removed, found.owner) == (ended, removed, f"{kind} x")
    assert (found.at.line, found.at.end_column is not None) == (2 if version == "v1" else 1, True)


def test_what_is_served_on_has_not_ended() -> None:
    assert ended_api(node("apiVersion: apps/v1\nkind: Deployment"), PRODUCTION) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("kind: HorizontalPodAutoscaler\nspec: {maxReplicas: 3}", ("cpu",)),
        (
            MEMORY + "        target: {type: Utilization, averageUtilization: 70}",
            ("memory",),
        ),
        (
            MEMORY + "        target: {type: AverageValue, averageValue: 1Gi}",
            (),
        ),
        ("kind: ScaledObject\nspec:\n  triggers:\n    - {type: rabbitmq, metadata: {value: '5'}}", ()),
        ("kind: ScaledObject\nspec:\n  triggers:\n    - {type: cpu, metricType: Utilization}", ("cpu",)),
    ],
)
def test_what_an_autoscaler_compares_with_requests(text: str, names: tuple[str, ...]) -> None:
    assert utilization_of(node(text)) == names


def test_machines_of_eksctl() -> None:
    text = (
        "managedNodeGroups:\n  - {name: main, desiredCapacity: 6}\n  - {name: batch, minSize: 1, maxSize: 9}"
    )
    first, second = node_groups(node(text), "eksctl.io", "ClusterConfig", PRODUCTION)

    assert first.size is not None
    assert (first.name, first.size.value, first.minimum) == ("main", 6, None)
    assert second.maximum is not None
    assert second.maximum.value == 9


def test_how_many_a_rolling_update_adds_and_takes() -> None:
    text = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  strategy:
    rollingUpdate: {maxSurge: 0, maxUnavailable: 50%}
  template:
    spec:
      containers: [{name: shop, image: shop:1.0}]
"""
    (workload,) = parts(text).workloads

    assert workload.max_surge is not None
    assert workload.max_unavailable is not None
    assert (workload.max_surge.value, workload.max_unavailable.value) == ("0", "50%")


def test_charts_that_gitops_pulls_in() -> None:
    text = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: redis}
spec:
  source: {repoURL: https://charts.example.com, chart: redis, targetRevision: 19.6.0}
"""
    (package,) = parts(text).packages

    assert (package.kind, package.name, package.version) == (PackageKind.ARGO_APPLICATION, "redis", "19.6.0")


def test_a_source_of_flux_is_chosen_by_what_stays_first() -> None:
    text = """
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: platform}
spec:
  url: https://git.example.com/platform
  ref: {branch: main, commit: 0123456789abcdef0123456789abcdef01234567}
"""
    (package,) = parts(text).packages

    assert package.version.startswith("0123")
    assert package.by_reference
