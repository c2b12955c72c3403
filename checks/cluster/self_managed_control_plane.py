"""The repository runs a Kubernetes control plane of its own in a cloud.

etcd, its backups and its quorum, certificates that end after a year, an upgrade three times a year in the
right order: the control plane is a system of its own, and none of this is what the team is there for. The
same provider runs one for the price of a small machine.

Move the workloads to the provider's managed cluster. For a handful of them a managed container service, or a
machine with a compose file, is less still.

It is fine in a data centre of one's own and at the edge, where nobody offers another way; there it is told as
a note.
"""

from collections.abc import Iterator

from complexity_lint import Cluster, Finding, Level, Precision, Related, System, check

MANAGED = {
    "AWS": "EKS",
    "Google Cloud": "GKE",
    "Azure": "AKS",
    "DigitalOcean": "DigitalOcean Kubernetes",
    "Scaleway": "Kapsule",
    "Linode": "LKE",
    "Vultr": "Vultr Kubernetes Engine",
    "Exoscale": "SKS",
    "UpCloud": "UpCloud Kubernetes",
    "Oracle Cloud": "OKE",
    "IBM Cloud": "IBM Cloud Kubernetes Service",
    "Alibaba Cloud": "ACK",
}
"""The managed Kubernetes of each cloud; clouds without one are not here."""

_PROGRAMS = {
    "aws": "AWS",
    "gcloud": "Google Cloud",
    "az": "Azure",
    "doctl": "DigitalOcean",
    "linode-cli": "Linode",
    "hcloud": "Hetzner",
}
"""The clouds' own programs."""

_NO_KUBERNETES = frozenset({"swarm", "docker swarm", "nomad", "consul", "mesos", "dc/os", "magnum"})


@check("self-managed-control-plane", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def self_managed_control_plane(system: System) -> Iterator[Finding]:
    for cluster in system.clusters:
        own = not cluster.managed and cluster.platform.lower() not in _NO_KUBERNETES
        cloud = cluster.cloud or ("" if cluster.on_premises else _cloud_beside(cluster, system))
        if own and cluster.environment.is_production and (cloud in MANAGED or not cloud):
            yield _finding(cluster, cloud)


def _cloud_beside(cluster: Cluster, system: System) -> str:
    """The one cloud whose own program the script that makes the cluster runs."""
    found = {
        _PROGRAMS[command.name]
        for script in system.scripts
        if script.at.path == cluster.at.path
        for command in script.commands
        if command.name in _PROGRAMS
    }
    return found.pop() if len(found) == 1 else ""


def _finding(cluster: Cluster, cloud: str) -> Finding:
    managed = MANAGED.get(cloud)
    subject = " ".join(filter(None, (cluster.platform, "cluster", cluster.name)))
    if cluster.platform == "self-managed":
        subject = f"cluster {cluster.name}"
    end = f": {cloud} runs one for you ({managed})" if managed else ""
    return Finding(
        at=cluster.at,
        message=f"the control plane of the {subject} is installed and upgraded from here{end}",
        related=tuple(Related(at, "its size") for at in (cluster.control_plane.at,) if at != cluster.at),
        entity=cluster.name,
        evidence=f"{cluster.platform} {cloud}".strip(),
        environments=(cluster.environment.name,) if cluster.environment.name else (),
        level=None if managed else Level.NOTE,
    )
