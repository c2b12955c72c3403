"""The table of removed API versions, held to Kubernetes' own migration guide."""

import pytest

from complexity_lint.model.api_removals import describe_api


@pytest.mark.parametrize(
    ("api", "kind", "removed", "replacement"),
    [
        ("extensions/v1beta1", "Deployment", (1, 16), "apps/v1 Deployment"),
        ("apps/v1beta2", "StatefulSet", (1, 16), "apps/v1 StatefulSet"),
        ("extensions/v1beta1", "NetworkPolicy", (1, 16), "networking.k8s.io/v1 NetworkPolicy"),
        ("extensions/v1beta1", "PodSecurityPolicy", (1, 16), ""),
        ("extensions/v1beta1", "Ingress", (1, 22), "networking.k8s.io/v1 Ingress"),
        ("networking.k8s.io/v1beta1", "IngressClass", (1, 22), "networking.k8s.io/v1 IngressClass"),
        ("rbac.authorization.k8s.io/v1beta1", "Role", (1, 22), "rbac.authorization.k8s.io/v1 Role"),
        (
            "apiextensions.k8s.io/v1beta1",
            "CustomResourceDefinition",
            (1, 22),
            "apiextensions.k8s.io/v1 CustomResourceDefinition",
        ),
        ("apiregistration.k8s.io/v1beta1", "APIService", (1, 22), "apiregistration.k8s.io/v1 APIService"),
        ("storage.k8s.io/v1beta1", "StorageClass", (1, 22), "storage.k8s.io/v1 StorageClass"),
        ("batch/v1beta1", "CronJob", (1, 25), "batch/v1 CronJob"),
        ("discovery.k8s.io/v1beta1", "EndpointSlice", (1, 25), "discovery.k8s.io/v1 EndpointSlice"),
        ("events.k8s.io/v1beta1", "Event", (1, 25), "events.k8s.io/v1 Event"),
        ("node.k8s.io/v1beta1", "RuntimeClass", (1, 25), "node.k8s.io/v1 RuntimeClass"),
        ("policy/v1beta1", "PodDisruptionBudget", (1, 25), "policy/v1 PodDisruptionBudget"),
        ("policy/v1beta1", "PodSecurityPolicy", (1, 25), ""),
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler", (1, 25), "autoscaling/v2 HorizontalPodAutoscaler"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", (1, 26), "autoscaling/v2 HorizontalPodAutoscaler"),
        (
            "flowcontrol.apiserver.k8s.io/v1beta1",
            "FlowSchema",
            (1, 26),
            "flowcontrol.apiserver.k8s.io/v1 FlowSchema",
        ),
        ("storage.k8s.io/v1beta1", "CSIStorageCapacity", (1, 27), "storage.k8s.io/v1 CSIStorageCapacity"),
        (
            "flowcontrol.apiserver.k8s.io/v1beta3",
            "FlowSchema",
            (1, 32),
            "flowcontrol.apiserver.k8s.io/v1 FlowSchema",
        ),
        ("apps/v1alpha1", "PetSet", (1, 5), "apps/v1 StatefulSet"),
    ],
)
def test_a_removed_kind_is_known(api: str, kind: str, removed: tuple[int, int], replacement: str) -> None:
    found = describe_api(api, kind)

    assert found is not None
    assert (found.removed, found.replacement, found.is_removed) == (removed, replacement, True)
    assert found.deprecated <= found.removed
    assert found.source.startswith("https://")


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("apps/v1", "Deployment"),
        ("v1", "Service"),
        ("batch/v1", "CronJob"),
        ("example.com/v1beta1", "Ingress"),
        ("networking.istio.io/v1beta1", "Gateway"),
    ],
)
def test_what_is_served_has_no_entry(api: str, kind: str) -> None:
    assert describe_api(api, kind) is None


def test_a_removal_ahead_is_a_deprecation_only() -> None:
    found = describe_api("resource.k8s.io/v1beta2", "DeviceClass")

    assert found is not None
    assert not found.is_removed and found.replacement == "resource.k8s.io/v1 DeviceClass"
