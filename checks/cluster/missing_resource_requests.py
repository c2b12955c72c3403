"""A container says nothing about the CPU and memory it needs.

The scheduler packs such containers anywhere, a node runs out of memory, and what is killed is chosen by the kernel:
often a neighbour that did nothing wrong. Autoscalers have nothing to compare with.

Measure a week of use and write it down: `requests` for what is usual, a memory `limit` for what is too much. A
LimitRange gives a namespace defaults until then.

It is fine where a LimitRange fills it in. Jobs and init containers are told as a note; a chart whose values leave it
open to whoever installs it (`resources: {}`, or no such key) is told with `--profile all`.
"""

from collections.abc import Iterator

from complexity_lint import (
    Container,
    Finding,
    Level,
    Location,
    PlatformObject,
    Precision,
    System,
    Workload,
    check,
)

SYSTEM_NAMESPACES = frozenset(
    "default kube-system kube-public kube-node-lease monitoring logging ingress ingress-nginx cert-manager argocd "
    "flux-system istio-system observability".split()
)


@check("missing-resource-requests", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def missing_resource_requests(system: System) -> Iterator[Finding]:
    ranges = [o for o in system.objects if o.kind == "LimitRange"]
    sized_later = {o.name for o in system.objects if o.kind == "VerticalPodAutoscaler"}
    for workload in system.workloads:
        filled = any(_holds(one, workload) for one in ranges) or workload.name in sized_later
        if workload.is_production and not filled:
            lacking = [c for c in workload.containers if _lacks(c)]
            if lacking:
                yield _finding(workload, lacking)
    yield from _without_quota(system)


def _holds(limits: PlatformObject, workload: Workload) -> bool:
    """Whether a LimitRange is for a workload's namespace; one that states no environment is for all."""
    same = limits.environment.name in ("", workload.environment.name)
    near = limits.namespace == workload.namespace and (
        bool(limits.namespace) or limits.project == workload.project
    )
    return same and near


def _lacks(container: Container) -> bool:
    """Whether a container states nothing at all, or nothing about memory; None means that the platform decides."""
    stated = container.resources
    return stated is not None and "memory" not in (*stated.requests, *stated.limits)


def _finding(workload: Workload, lacking: list[Container]) -> Finding:
    main = [c for c in lacking if not c.initial]
    first = main[0] if main else lacking[0]
    short = workload.runs_to_completion or not main
    others = len({c.name for c in main}) - 1
    stated = first.resources
    whole = stated is None or not (stated.requests or stated.limits)
    what = "no requests and no limits" if whole else "no figure for memory"
    more = f" (nor {'has' if others == 1 else 'have'} {others} more of its containers)" if others > 0 else ""
    named = [one for one in (first.name, workload.name) if one]
    who = " of ".join(dict.fromkeys(named)) or "a pod"
    return Finding(
        at=_place(workload, first),
        message=f"{who} has {what}{more}: the scheduler guesses, and the kernel decides who is killed",
        entity=workload.name,
        evidence=first.name,
        environments=workload.environments,
        level=Level.NOTE if short else None,
        pedantic=_is_left_open(workload, first),
    )


def _is_left_open(workload: Workload, container: Container) -> bool:
    """Whether a chart leaves it to whoever installs it: its template prints a block that the values leave empty."""
    stated = container.resources
    if stated is None or stated.requests or stated.limits:
        return False
    return workload.format == "chart" and stated.at != container.at


def _place(workload: Workload, container: Container) -> Location:
    stated = container.resources
    # an empty block (`resources: {}`) is the line to edit as well
    block = stated is not None and workload.controller.is_kubernetes and stated.at != container.at
    if stated is not None and (stated.requests or stated.limits or block):
        return stated.at
    return container.at if workload.controller.is_kubernetes else workload.at


def _without_quota(system: System) -> Iterator[Finding]:
    """Namespaces of a cluster that has quotas for others."""
    quotas = [o for o in system.objects if o.kind == "ResourceQuota" and o.environment.is_production]
    held = {(o.namespace, o.environment.name) for o in quotas}
    for one in system.objects:
        is_free = one.kind == "Namespace" and (one.name, one.environment.name) not in held
        if is_free and _is_a_teams(one) and _shares_project(one, quotas):
            yield Finding(
                at=one.at,
                message=f"namespace {one.name} has no ResourceQuota, others of this cluster have one",
                entity=one.name,
                evidence="ResourceQuota",
                environments=one.environment.names,
            )


def _is_a_teams(one: PlatformObject) -> bool:
    return (
        one.environment.is_production
        and one.name not in SYSTEM_NAMESPACES
        and not one.name.endswith("-system")
    )


def _shares_project(one: PlatformObject, quotas: list[PlatformObject]) -> bool:
    parents = {q.project.rpartition("/")[0] for q in quotas}
    return one.project.rpartition("/")[0] in parents
