"""To which workloads the Services of Kubernetes send requests."""

from complexity_lint.model.workloads import Exposure, Workload


def leads_to(exposure: Exposure, workload: Workload) -> bool:
    """Whether a Service sends requests to a workload of its project: its selector matches the labels, and the
    containers have one of the ports it leads to. One that leads to a port by its name sends nothing to a pod without
    a port of that name (kubernetes.io/docs/concepts/services-networking/service, "Port definitions").
    """
    if not exposure.selector or exposure.project != workload.project:
        return False
    if not set(exposure.selector) <= set(workload.labels):
        return False
    wanted = {port.name for port in exposure.ports}
    named = {port.name for container in workload.containers for port in container.ports}
    known = not any("$" in name or "{" in name for name in wanted | named)
    return not wanted or "" in wanted or not known or bool(wanted & named)
