"""Objects of the Kubernetes API -> parts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.environment_comments import from_comment, leading_comment
from complexity_lint.model.environments import TEST, UNSTATED, Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.knowledge import describe_custom_resource
from complexity_lint.model.retention import StorageClass
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.model.workloads import (
    Autoscaler,
    Controller,
    DisruptionBudget,
    Exposure,
    PlatformObject,
    Port,
    VolumeClaim,
    Workload,
)
from complexity_lint.parsers.clusters.networks import networks_of_objects
from complexity_lint.parsers.clusters.objects import clusters_of_objects
from complexity_lint.parsers.kubernetes.custom_resources import read_custom_resource
from complexity_lint.parsers.kubernetes.definitions import without_definitions
from complexity_lint.parsers.kubernetes.gitops import gitops_parts
from complexity_lint.parsers.kubernetes.image_updates import image_update_parts
from complexity_lint.parsers.kubernetes.openshift import is_template_of_objects, objects_of, with_triggers
from complexity_lint.parsers.kubernetes.pod_kinds import PodKind, pod_kind
from complexity_lint.parsers.kubernetes.pods import read_containers
from complexity_lint.parsers.kubernetes.stored import stored_settings
from complexity_lint.parsers.kubernetes.upkeep import (
    ended_api,
    is_kept_together,
    node_groups,
    read_pins,
    utilization_of,
)
from complexity_lint.parsers.templates import TEMPLATE_REASON, is_template
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, load
from complexity_lint.source import Location

_API_GROUPS = frozenset({"", "autoscaling", "policy", "extensions", "keda.sh", "storage.k8s.io"})
"""The groups of the kinds that have a reader of their own below."""


_VERIFICATION = "marketplace.cloud.google.com/verification"
"""Marks what only verifies that a package of Google Cloud's Marketplace works
(github.com/GoogleCloudPlatform/marketplace-k8s-app-tools, docs/verification-integration.md).
"""
_ANNOTATIONS = (("metadata", "annotations"), ("spec", "template", "metadata", "annotations"))


@dataclass(frozen=True, slots=True)
class Context:
    """Where an object is found: what its neighbours form together, for whom, and of a chart's the release's name."""

    project: str
    environment: Environment
    release: str = ""


def evaluate(unit: Unit) -> Parts:
    """The parts of a folder of plain manifests."""
    folder = Context(unit.name, unit.environment or UNSTATED)
    found: list[Parts] = []
    nodes: list[Mapping] = []
    for source in unit.sources:
        documents = load(without_definitions(source))
        status = FileCoverage(source.path, "evaluated")
        if documents.problem and is_template(source.text):
            found.append(Parts(coverage=(FileCoverage(source.path, "skipped", TEMPLATE_REASON),)))
            continue
        if documents.problem:
            status = FileCoverage(source.path, "partly", "not valid YAML")
            found.append(Parts(problems=(documents.problem,)))
        listed = list(documents.mappings())
        stated = unit.environment or from_comment(leading_comment(source.text))
        context = replace(folder, environment=stated) if stated else folder
        found += [read_object(node, context) for node in listed]
        found.append(Parts(coverage=(status,)))
        nodes += listed
    clusters = clusters_of_objects(nodes, folder.environment)
    found.append(Parts(clusters=clusters, tools=tuple(networks_of_objects(nodes, folder.environment))))
    return join(found)


def read_object(node: Mapping, context: Context) -> Parts:
    """The parts of one API object; of a List, those of its items, of an OpenShift Template, those of its objects."""
    kind = node.text("kind")
    if kind.endswith("List") and node.get("items") is not None:
        return join(read_object(item, context) for item in node.items("items") if isinstance(item, Mapping))
    if is_template_of_objects(node):
        made = (read_object(one, context) for one in objects_of(node))
        return join((Parts(objects=(_platform_object(node, context),)), *made))
    if any(node.text(*path, _VERIFICATION) == "test" for path in _ANNOTATIONS):
        context = replace(context, environment=TEST)
    ended = ended_api(node, context.environment)
    found = _read_kind(node, kind, context)
    return found if ended is None else join((found, Parts(obsolete=(ended,))))


def _read_kind(node: Mapping, kind: str, context: Context) -> Parts:
    group = node.text("apiVersion").rpartition("/")[0]
    pods = pod_kind(group, kind)
    if pods is not None:
        workload = _workload(node, pods, context)
        return Parts(workloads=(workload,)) if workload else Parts()
    reader = _READERS.get(kind)
    if reader is not None and group in _API_GROUPS:
        return reader(node, context)
    if not kind:
        return Parts()
    found = join(
        (
            Parts(objects=(_platform_object(node, context),)),
            gitops_parts(node, group, kind, context.environment),
            image_update_parts(node, group, kind),
            Parts(node_groups=tuple(node_groups(node, group, kind, context.environment))),
        )
    )
    facts = describe_custom_resource(node.text("apiVersion"), kind)
    if facts is None:
        return found
    custom = read_custom_resource(node, facts, _name_at(node), context.project, context.environment)
    return join((custom, found))


def _name_at(node: Mapping) -> Location:
    name = node.scalar("metadata", "name")
    return name.at if name else _kind_at(node)


def _kind_at(node: Mapping) -> Location:
    entry = node.entry("kind")
    return entry.value.at if entry else node.at


def _workload(node: Mapping, kind: PodKind, context: Context) -> Workload | None:
    template = node.mapping(*kind.template)
    pod = template.mapping("spec")
    claims = tuple(
        _claim(item) for item in node.items("spec", "volumeClaimTemplates") if isinstance(item, Mapping)
    )
    containers = with_triggers(node, read_containers(pod, frozenset(claim.name for claim in claims)))
    if not any(container.image for container in containers):
        return None  # a patch for another tool, or a template with its images elsewhere
    labels = template.mapping("metadata", "labels")
    labels = labels if labels.entries else node.mapping("metadata", "labels")
    strategy = node.scalar("spec", "strategy", "type") or node.scalar("spec", "updateStrategy", "type")
    host = pod.scalar("hostNetwork")
    name = node.text("metadata", "name") or node.text("metadata", "generateName")
    return Workload(
        at=_name_at(node),
        name=name,
        project=context.project,
        controller=_controller(kind, pod, name),
        environment=context.environment,
        containers=containers,
        namespace=node.text("metadata", "namespace"),
        labels=_labels(labels),
        replicas=_count(node.scalar("spec", "replicas")),
        claims=claims,
        host_network=Located(bool(host.boolean), host.at) if host else None,
        update_strategy=Located(strategy.text, strategy.at) if strategy else None,
        controller_at=_kind_at(node),
        managed_by=node.text("metadata", "labels", "app.kubernetes.io/managed-by"),
        claim_retention=_claim_retention(node),
        max_surge=_rolling(node, "maxSurge"),
        max_unavailable=_rolling(node, "maxUnavailable"),
        pins=tuple(read_pins(pod)),
        together=is_kept_together(pod, labels),
        known_hosts=tuple(_known_hosts(pod)),
        release=context.release,
    )


def _known_hosts(pod: Mapping) -> Iterator[Variable]:
    for item in pod.items("hostAliases"):
        address = item.scalar("ip") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and address is not None:
            names = [one.text for one in item.items("hostnames") if isinstance(one, Scalar)]
            yield Variable(address.at, " ".join(names), address.text)


def _controller(kind: PodKind, pod: Mapping, name: str) -> Controller:
    """What keeps the pod running; one that nobody starts again when it ends well is a job in all but its kind, and so
    is one without a name: the API takes none such, it is what a pipeline's agents are made after (Jenkins, Tekton).
    """
    ends = pod.text("restartPolicy") in ("Never", "OnFailure") or not name
    return Controller.JOB if ends and kind.controller is Controller.POD else kind.controller


def _rolling(node: Mapping, name: str) -> Located[str] | None:
    found = node.scalar("spec", "strategy", "rollingUpdate", name)
    return None if found is None else Located(found.text, found.at)


def _claim_retention(node: Mapping) -> Located[str] | None:
    """What becomes of the claims, told by the case that deletes them where there is one."""
    cases = [
        case
        for name in ("whenDeleted", "whenScaled")
        if (case := node.scalar("spec", "persistentVolumeClaimRetentionPolicy", name)) is not None
    ]
    deciding = next((case for case in cases if case.text == "Delete"), cases[0] if cases else None)
    return None if deciding is None else Located(deciding.text, deciding.at)


def _count(node: Scalar | None) -> Located[int | Unknown] | None:
    if node is None:
        return None
    return Located(node.integer if node.integer is not None else UNKNOWN, node.at)


def _labels(node: Mapping) -> tuple[tuple[str, str], ...]:
    return tuple((e.key, e.value.text) for e in node.entries if isinstance(e.value, Scalar))


def _claim(node: Mapping) -> VolumeClaim:
    storage_class = node.get("spec", "storageClassName")
    modes = [mode for mode in node.items("spec", "accessModes") if isinstance(mode, Scalar)]
    return VolumeClaim(
        at=_name_at(node),
        name=node.text("metadata", "name"),
        namespace=node.text("metadata", "namespace"),
        access_modes=tuple(mode.text for mode in modes),
        storage_class=storage_class.text if isinstance(storage_class, Scalar) else None,
        access_at=modes[0].at if modes else None,
    )


def _read_claim(node: Mapping, context: Context) -> Parts:
    return Parts(claims=(_claim(node),))


def _read_service(node: Mapping, context: Context) -> Parts:
    ports = []
    for item in node.items("spec", "ports"):
        if isinstance(item, Mapping):
            port, taken = item.scalar("port"), item.scalar("nodePort")
            number = port.integer if port else None
            host = taken.integer if taken else None
            protocol = (item.text("protocol") or "TCP").lower()
            target = item.scalar("targetPort")
            name = target.text if target is not None and target.integer is None else ""
            ports.append(Port((taken or port or item).at, number, host, "", protocol, name))
    exposure = Exposure(
        at=_name_at(node),
        name=node.text("metadata", "name"),
        project=context.project,
        environment=context.environment,
        namespace=node.text("metadata", "namespace"),
        kind=node.text("spec", "type") or "ClusterIP",
        selector=_labels(node.mapping("spec", "selector")),
        ports=tuple(ports),
        headless=node.text("spec", "clusterIP") == "None",
    )
    return Parts(exposures=(exposure,))


def _read_autoscaler(node: Mapping, context: Context) -> Parts:
    autoscaler = Autoscaler(
        at=_name_at(node),
        target=node.text("spec", "scaleTargetRef", "name"),
        project=context.project,
        environment=context.environment,
        namespace=node.text("metadata", "namespace"),
        minimum=_count(node.scalar("spec", "minReplicas") or node.scalar("spec", "minReplicaCount")),
        maximum=_count(node.scalar("spec", "maxReplicas") or node.scalar("spec", "maxReplicaCount")),
        utilization_of=utilization_of(node),
    )
    return Parts(autoscalers=(autoscaler,))


def _read_disruption_budget(node: Mapping, context: Context) -> Parts:
    budget = DisruptionBudget(
        at=_name_at(node),
        name=node.text("metadata", "name"),
        project=context.project,
        environment=context.environment,
        namespace=node.text("metadata", "namespace"),
        selector=_labels(node.mapping("spec", "selector", "matchLabels")),
    )
    return Parts(disruption_budgets=(budget,))


def _read_storage_class(node: Mapping, context: Context) -> Parts:
    policy = node.scalar("reclaimPolicy")
    marks = node.mapping("metadata", "annotations")
    default = any(
        entry.key.endswith("storageclass.kubernetes.io/is-default-class")
        and isinstance(entry.value, Scalar)
        and entry.value.boolean
        for entry in marks.entries
    )
    found = StorageClass(
        at=_name_at(node),
        name=node.text("metadata", "name"),
        project=context.project,
        environment=context.environment,
        reclaim_policy=Located(policy.text, policy.at) if policy else None,
        is_default=default,
        provisioner=node.text("provisioner"),
    )
    return Parts(storage_classes=(found,), objects=(_platform_object(node, context),))


def _platform_object(node: Mapping, context: Context) -> PlatformObject:
    return PlatformObject(
        at=_name_at(node),
        api_version=node.text("apiVersion"),
        kind=node.text("kind"),
        name=node.text("metadata", "name"),
        project=context.project,
        environment=context.environment,
        namespace=node.text("metadata", "namespace"),
    )


def _read_stored(node: Mapping, context: Context) -> Parts:
    return Parts(
        objects=(_platform_object(node, context),),
        settings=tuple(stored_settings(node, context.environment, context.project)),
    )


_READERS: dict[str, Callable[[Mapping, Context], Parts]] = {
    "Service": _read_service,
    "PersistentVolumeClaim": _read_claim,
    "HorizontalPodAutoscaler": _read_autoscaler,
    "ScaledObject": _read_autoscaler,
    "PodDisruptionBudget": _read_disruption_budget,
    "StorageClass": _read_storage_class,
    "Secret": _read_stored,
    "ConfigMap": _read_stored,
}

__all__ = ["Context", "Node", "evaluate", "read_object"]
