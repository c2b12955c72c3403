"""A production cluster has one control-plane node.

When that machine goes, what runs keeps running and nothing can be changed, moved or healed; if its disk goes
too, the cluster is gone. Every upgrade of it is an outage of the control plane.

Let the provider run the control plane (EKS, a regional GKE cluster, AKS with an uptime SLA), run three nodes
of it in three zones, or do without a cluster: for a few services a managed container service is enough.

It is fine for development clusters and for a home lab, where an evening without a control plane costs
nothing.
"""

from collections.abc import Iterator

from complexity_lint import Cluster, Finding, Level, Precision, Related, System, check


@check("single-master-cluster", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def single_master_cluster(system: System) -> Iterator[Finding]:
    for cluster in system.clusters:
        if cluster.environment.is_production and cluster.control_plane.value == 1:
            yield _finding(cluster)


def _finding(cluster: Cluster) -> Finding:
    remedy = f"; to survive the loss of one: {cluster.remedy}" if cluster.remedy else ""
    subject = " ".join(filter(None, (cluster.platform, "cluster", cluster.name)))
    return Finding(
        at=cluster.control_plane.at,
        message=f"the {subject} has a single control plane ({cluster.basis}){remedy}",
        related=tuple(Related(at, "the cluster") for at in cluster.control_plane.origins),
        entity=cluster.name,
        evidence=cluster.platform,
        environments=cluster.environment.names,
    )
