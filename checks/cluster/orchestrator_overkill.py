"""An orchestrator runs fewer services than it takes to pay for it.

A cluster brings nodes to upgrade, an ingress, certificates, a package manager, metrics of its own and
somebody who knows all of it. That is a good price for thirty services of five teams. For one or two it is
most of the work there is.

Run them where a container is all there is to know: a managed container service (Cloud Run, App Runner,
Container Apps, ECS on Fargate), a platform, or one machine with a compose file.

It is fine where the cluster is shared and belongs to others; when only the manifests are here, that is
assumed, and it is told as a note. Processes of one application (web, worker, scheduler from one image) count
once, images that the pipelines push count whether they are described here or not, and a platform of many
off-the-shelf services is not judged.

`minimum` is the number of first-party services from which on an orchestrator is taken to pay.
"""

import re
from collections.abc import Iterator, Sequence

from complexity_lint import (
    Cluster,
    Command,
    Controller,
    Finding,
    ImagePush,
    Level,
    Ownership,
    Precision,
    Related,
    Script,
    ScriptKind,
    System,
    Workload,
    check,
)

_SIMPLER = {
    "EKS": "ECS on Fargate or App Runner",
    "AWS": "ECS on Fargate or App Runner",
    "GKE": "Cloud Run",
    "Google Cloud": "Cloud Run",
    "AKS": "Container Apps",
    "Azure": "Container Apps",
    "DigitalOcean Kubernetes": "App Platform",
    "DigitalOcean": "App Platform",
    "Scaleway Kapsule": "Serverless Containers",
}
"""What carries a container with less, by platform or cloud."""

_ELSEWHERE = "a managed container service or one machine with a compose file"
_PLATFORM = 8
"""So many services off the shelf are a platform: the orchestrator is there for them."""

_APPLICATIONS = re.compile(r"/v2/(apps|groups)\b")
"""Where Marathon takes applications (mesosphere.github.io/marathon/docs, "REST API")."""

_DEFINITIONS = ("CustomResourceDefinition", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
_DELIVERED = ("Application", "ApplicationSet", "HelmRelease")
"""Objects of Argo CD and Flux, which deploy what is here."""


@check("orchestrator-overkill", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def orchestrator_overkill(system: System, *, minimum: int = 3) -> Iterator[Finding]:
    running = [w for w in system.workloads if w.is_production and _is_orchestrated(w)]
    own = [w for w in running if w.is_first_party]
    # An image nobody here builds may still be the team's: it counts in the team's favour.
    counted = _applications([w for w in running if w.ownership is not Ownership.OFF_THE_SHELF])
    if not own or max(len(counted), _pushed(system)) >= minimum or _is_platform(running, system):
        return
    clusters = [c for c in system.clusters if c.environment.is_production]
    seen = set()
    for cluster in clusters:
        if cluster.at not in seen:
            seen.add(cluster.at)
            yield _of_cluster(cluster, own, counted)
    if not clusters and not _is_product(system) and _is_deployed_from_here(system, own):
        yield _of_manifests(own, counted)


def _pushed(system: System) -> int:
    """How many images of one's own the pipelines send to a registry: what runs of them through charts and controllers
    that are not described here counts in the team's favour too.
    """
    pipelines = [s for s in system.scripts if s.kind is ScriptKind.PIPELINE and s.environment.is_production]
    return len({_name_of(push) for script in pipelines for push in script.pushes} - {""})


def _name_of(push: ImagePush) -> str:
    """The image's name, or the folder it is built in where only the pipeline's variables know that."""
    name = push.reference.name if push.reference is not None else ""
    return (push.context or "") if not name or "$" in name else name


def _is_orchestrated(workload: Workload) -> bool:
    # A bare pod is a tool somebody starts by hand.
    passing = workload.controller in (Controller.CUSTOM, Controller.POD)
    lasting = not workload.runs_to_completion and not passing
    return lasting and bool(_platform(workload))


def _platform(workload: Workload) -> str:
    """The orchestrator a workload is described for; empty for what a cloud or one machine runs."""
    if workload.controller.is_kubernetes:
        return "Kubernetes"
    if workload.controller is Controller.SWARM:
        return "Swarm"
    return {"Marathon application": "Marathon", "Nomad job": "Nomad"}.get(workload.format, "")


def _applications(workloads: Sequence[Workload]) -> list[Workload]:
    """The things that are run, the roles of one application counted once: the one its image is named for, or else the
    first of each.
    """
    found: dict[str, Workload] = {}
    for workload in workloads:
        image = _image_of(workload)
        if image not in found or (_is_named_for_its_image(workload) > _is_named_for_its_image(found[image])):
            found[image] = workload
    return list(found.values())


def _is_named_for_its_image(workload: Workload) -> bool:
    image = workload.main.image if workload.main else None
    return image is not None and image.repository.rpartition("/")[2] == workload.name


def _image_of(workload: Workload) -> str:
    if workload.built_by:
        return workload.built_by
    main = workload.main
    if main is None or main.image is None:
        return workload.name
    return main.image.repository or workload.name


def _is_platform(running: Sequence[Workload], system: System) -> bool:
    bought = {w.name for w in running if w.ownership is Ownership.OFF_THE_SHELF}
    bought |= {d.name for d in system.dependencies if d.is_deployed and not d.local and not d.within}
    return len(bought) >= _PLATFORM


def _is_product(system: System) -> bool:
    """Whether what is here extends clusters or is published for other people's: it has no cluster to leave."""
    if any(thing.kind in _DEFINITIONS for thing in system.objects):
        return True
    return any(_publishes(command) for script in system.scripts for command in script.commands)


def _publishes(command: Command) -> bool:
    return (
        command.name == "helm" and command.words[1:2] in (("package",), ("push",))
    ) or command.name == "cr"


def _is_deployed_from_here(system: System, own: Sequence[Workload]) -> bool:
    """Whether anything here brings it out. Manifests are written for a cluster of one's own; a chart alone is for those
    who install it.
    """
    if any(thing.kind in _DELIVERED for thing in system.objects):
        return True
    if any("templates/" not in workload.at.path for workload in own if workload.controller.is_kubernetes):
        return True
    return any(_deploys(script) for script in system.scripts)


def _deploys(script: Script) -> bool:
    if not script.environment.is_production:
        return False
    for command in script.commands:
        words = command.words
        if command.name == "kubectl" and {"apply", "rollout", "set"} & set(words[1:3]):
            return True
        if command.name == "helm" and {"upgrade", "install"} & set(words[1:2]):
            return True
        if words[:3] in (("docker", "stack", "deploy"), ("docker", "service", "create")):
            return True
        if words[:2] == ("nomad", "run") or words[:3] == ("nomad", "job", "run"):
            return True
        if command.name == "curl" and any(_APPLICATIONS.search(word) for word in words):
            return True
    return False


def _of_cluster(cluster: Cluster, own: Sequence[Workload], counted: Sequence[Workload]) -> Finding:
    simpler = _SIMPLER.get(cluster.platform) or _SIMPLER.get(cluster.cloud) or _ELSEWHERE
    subject = " ".join(filter(None, (cluster.platform, "cluster", cluster.name)))
    return Finding(
        at=cluster.at,
        message=f"the {subject} is there for {_listed(counted)}: {simpler} would carry that",
        related=_related(own),
        entity=cluster.name or cluster.platform,
        evidence=f"{cluster.platform} {len(counted)}",
        environments=(cluster.environment.name,) if cluster.environment.name else (),
    )


def _of_manifests(own: Sequence[Workload], counted: Sequence[Workload]) -> Finding:
    first = next((workload for workload in counted if workload in own), own[0])
    platform = _platform(first)
    return Finding(
        at=first.at,
        message=f"{platform} is the target of {_listed(counted)}; if the cluster is there for nothing "
        f"else, {_ELSEWHERE} would carry that",
        related=_related([workload for workload in own if workload.at != first.at]),
        entity=platform,
        evidence=str(len(counted)),
        environments=first.environments,
        level=Level.NOTE,
    )


def _listed(counted: Sequence[Workload]) -> str:
    names = ", ".join(workload.name for workload in counted[:3] if workload.name)
    return f"{'one service' if len(counted) == 1 else f'{len(counted)} services'} of your own ({names})"


def _related(own: Sequence[Workload]) -> tuple[Related, ...]:
    places = {workload.at: workload.name for workload in own}  # a chart's are there once for each environment
    return tuple(Related(at, f"{name} runs on it") for at, name in list(places.items())[:5])
