"""Kinds of API objects that carry a pod specification, and where in them it is."""

from dataclasses import dataclass

from complexity_lint.model.workloads import Controller

_TEMPLATE = ("spec", "template")


@dataclass(frozen=True, slots=True)
class PodKind:
    """What a kind keeps running, and the path of its pod template; an empty one where the object is the pod."""

    controller: Controller
    template: tuple[str, ...] = _TEMPLATE


_KINDS = {
    "Deployment": PodKind(Controller.DEPLOYMENT),
    "DeploymentConfig": PodKind(Controller.DEPLOYMENT),
    "Rollout": PodKind(Controller.DEPLOYMENT),
    "CloneSet": PodKind(Controller.DEPLOYMENT),
    "StatefulSet": PodKind(Controller.STATEFUL_SET),
    "PetSet": PodKind(Controller.STATEFUL_SET),
    "DaemonSet": PodKind(Controller.DAEMON_SET),
    "ReplicaSet": PodKind(Controller.REPLICA_SET),
    "ReplicationController": PodKind(Controller.REPLICATION_CONTROLLER),
    "Job": PodKind(Controller.JOB),
    "CronJob": PodKind(Controller.CRON_JOB, ("spec", "jobTemplate", "spec", "template")),
    "ScheduledJob": PodKind(Controller.CRON_JOB, ("spec", "jobTemplate", "spec", "template")),
    "Pod": PodKind(Controller.POD, ()),
}
"""The built-in kinds, those they once were (PetSet until Kubernetes 1.5, ScheduledJob until 1.8), and kinds that take
their place: Argo's Rollout, OpenShift's DeploymentConfig, OpenKruise's CloneSet."""

_GROUPS = frozenset({"", "apps", "batch", "extensions", "argoproj.io", "apps.openshift.io", "apps.kruise.io"})

_OTHERS = {
    ("serving.knative.dev", "Service"): PodKind(Controller.CUSTOM),
    ("serving.knative.dev", "Configuration"): PodKind(Controller.CUSTOM),
    ("keda.sh", "ScaledJob"): PodKind(Controller.JOB, ("spec", "jobTargetRef", "template")),
}


def pod_kind(group: str, kind: str) -> PodKind | None:
    """The pod kind of an API group and a kind, None for one that carries no pods."""
    return _KINDS.get(kind) if group in _GROUPS and kind in _KINDS else _OTHERS.get((group, kind))
