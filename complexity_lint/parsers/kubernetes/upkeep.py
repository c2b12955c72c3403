"""What says how an object is kept up: shares of a machine, ties to one machine, API versions that have ended."""

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf

from complexity_lint.model.api_removals import ApiRemoval, describe_api
from complexity_lint.model.environments import Environment
from complexity_lint.model.obsolete import ObsoleteKind, ObsoleteUse
from complexity_lint.model.updates import NodeGroup
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.model.workloads import Pin, PinKind, Resources
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar

_HOST = "kubernetes.io/hostname"
_SUPERSEDED = {
    "v1 ReplicationController": (
        "superseded by ReplicaSets, which Deployments make",
        "https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/",
    ),
    "apps.openshift.io/v1 DeploymentConfig": (
        "deprecated in OpenShift 4.14",
        "https://access.redhat.com/articles/7041372",
    ),
}
"""Kinds that a Deployment took the place of, with when that was told and where."""


def read_resources(container: Mapping, pod: Mapping) -> Resources:
    """What a container asks for and may use: its own block, or else that of its pod (PodSpec `resources`, 1.34)."""
    entry = container.entry("resources") or pod.entry("resources")
    if entry is None or not isinstance(entry.value, Mapping):
        unknown = entry is not None and isinstance(entry.value, Scalar) and not entry.value.is_null
        # A whole block that nobody knows may state everything.
        named = ("cpu", "memory") if unknown else ()
        name = entry or container.scalar("name") or container
        at = None if unknown else container.left_out_at("resources")
        return Resources(at or name.at, named, named)
    node = entry.value
    figures = (e.value for key in ("requests", "limits") for e in node.mapping(key).entries)
    first = next((one for one in figures if isinstance(one, Scalar)), None)
    at = entry.at if node.entries else node.at
    if first is not None and first.at.path != entry.at.path:
        at = first.at  # a chart's values state them
    return Resources(at, _names(node.mapping("requests")), _names(node.mapping("limits")))


def _names(node: Mapping) -> tuple[str, ...]:
    return tuple(
        entry.key for entry in node.entries if not isinstance(entry.value, Scalar) or entry.value.text
    )


def read_pins(pod: Mapping) -> Iterator[Pin]:
    """What ties a pod to one machine: `nodeName`, or a selector or required affinity for one host's label."""
    named = pod.scalar("nodeName")
    if named is not None:
        yield Pin(named.at, PinKind.NODE, named.text)
    host = pod.scalar("nodeSelector", _HOST)
    if host is not None:
        yield Pin(host.at, PinKind.NODE, host.text)
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    for term in pod.items("affinity", "nodeAffinity", required, "nodeSelectorTerms"):
        for rule in term.items("matchExpressions") if isinstance(term, Mapping) else ():
            if isinstance(rule, Mapping) and rule.text("key") == _HOST and rule.text("operator") == "In":
                values = [item.text for item in rule.items("values") if isinstance(item, Scalar)]
                if len(values) == 1:
                    yield Pin(rule.at, PinKind.NODE, values[0])


def is_kept_together(pod: Mapping, labels: Mapping) -> bool:
    """Whether a pod may only run on a machine on which those with its own labels do (PodAffinityTerm v1 core: terms
    of other namespaces mean others' pods).
    """
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    own = {entry.key: entry.value.text for entry in labels.entries if isinstance(entry.value, Scalar)}
    for term in pod.items("affinity", "podAffinity", required):
        if isinstance(term, Mapping) and term.text("topologyKey") == _HOST:
            elsewhere = term.get("namespaces") or term.get("namespaceSelector")
            if elsewhere is None and _selects(term.mapping("labelSelector"), own):
                return True
    return False


def _selects(selector: Mapping, labels: MappingOf[str, str]) -> bool:
    """Whether a label selector that names something matches labels; of expressions only `In` and `Exists` do."""
    wanted = selector.mapping("matchLabels").entries
    rules = selector.items("matchExpressions")
    same = all(isinstance(e.value, Scalar) and labels.get(e.key) == e.value.text for e in wanted)
    return bool(wanted or rules) and same and all(_allows(rule, labels) for rule in rules)


def _allows(rule: Node, labels: MappingOf[str, str]) -> bool:
    if not isinstance(rule, Mapping):
        return False
    label, operator = labels.get(rule.text("key")), rule.text("operator")
    values = [item.text for item in rule.items("values") if isinstance(item, Scalar)]
    return label is not None and (operator == "Exists" or (operator == "In" and label in values))


def ended_api(node: Mapping, environment: Environment) -> ObsoleteUse | None:
    """That an object is written in an API version that is deprecated or gone; None for all others."""
    version, kind = node.scalar("apiVersion"), node.scalar("kind")
    if version is None or kind is None:
        return None
    name = node.text("metadata", "name") or node.text("metadata", "generateName")
    owner = f"{kind.text} {name}".strip()
    superseded = _SUPERSEDED.get(f"{version.text} {kind.text}")
    if superseded is not None:
        ended, source = superseded
        use, api = ObsoleteKind.API_VERSION, f"{version.text} {kind.text}"
        return ObsoleteUse(kind.at, use, api, owner, ended, False, "apps/v1 Deployment", source)
    facts = describe_api(version.text, kind.text)
    if facts is None:
        return None
    word, release = ("removed", facts.removed) if facts.is_removed else ("deprecated", facts.deprecated)
    return ObsoleteUse(
        version.at,
        ObsoleteKind.API_VERSION,
        f"{version.text} {kind.text}",
        owner,
        f"{word} in Kubernetes {release[0]}.{release[1]}",
        facts.is_removed,
        facts.replacement,
        facts.source,
        environment,
        _same_shape(facts, kind.text, node),
    )


def _same_shape(facts: ApiRemoval, kind: str, node: Mapping) -> str:
    """The API version to write instead where nothing else of the object has to change; else empty."""
    version, _, replacing = facts.replacement.partition(" ")
    stated = all(_states(node.get(*path.split("."))) for path in facts.shape_needs)
    return version if facts.same_shape and replacing == kind and stated else ""


def _states(node: Node | None) -> bool:
    return isinstance(node, Mapping) and bool(node.entries)


def utilization_of(autoscaler: Mapping) -> tuple[str, ...]:
    """The resources whose use an autoscaler compares with what is requested: without any metric that is `cpu`
    (HorizontalPodAutoscaler v1 and v2).
    """
    names: list[str] = []
    listed = [*autoscaler.items("spec", "metrics"), *autoscaler.items("spec", "triggers")]
    for metric in listed:
        if not isinstance(metric, Mapping):
            continue
        type_ = metric.text("resource", "target", "type") or metric.text("metricType")
        old = metric.get("resource", "targetAverageUtilization")
        if metric.text("type") in ("cpu", "memory") and type_ in ("", "Utilization"):  # KEDA's triggers
            names.append(metric.text("type"))
        elif metric.text("type") == "Resource" and (type_ == "Utilization" or old is not None):
            names.append(metric.text("resource", "name"))
    if not listed and autoscaler.text("kind") == "HorizontalPodAutoscaler":
        names.append("cpu")
    return tuple(dict.fromkeys(name for name in names if name))


_GROUP_LISTS = ("nodeGroups", "managedNodeGroups")


def node_groups(node: Mapping, group: str, kind: str, environment: Environment) -> Iterator[NodeGroup]:
    """The machines that a cluster's own configuration asks for: eksctl's ClusterConfig, kops' InstanceGroup."""
    if (group, kind) == ("eksctl.io", "ClusterConfig"):
        for item in (one for name in _GROUP_LISTS for one in node.items(name)):
            if isinstance(item, Mapping):
                sizes = (_size(item, name) for name in ("desiredCapacity", "minSize", "maxSize"))
                yield NodeGroup(item.at, item.text("name"), "eksctl node group", environment, *sizes)
    elif group.startswith("kops.k8s.io") and kind == "InstanceGroup":
        spec = node.mapping("spec")
        if spec.text("role") == "Node":
            name = node.text("metadata", "name")
            bounds = (_size(spec, one) for one in ("minSize", "maxSize"))
            yield NodeGroup(node.at, name, "kops instance group", environment, None, *bounds)


def _size(node: Mapping, name: str) -> Located[int | Unknown] | None:
    found = node.scalar(name)
    if found is None:
        return None
    return Located(UNKNOWN if found.integer is None else found.integer, found.at)
