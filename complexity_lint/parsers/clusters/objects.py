"""API objects that describe clusters: kubeadm, kops, k0sctl, Cluster API and OpenShift's installer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from complexity_lint.model.clusters import Cluster
from complexity_lint.model.environment_names import from_word
from complexity_lint.model.environments import Environment
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar
from complexity_lint.source import Location

_MASTER_ROLES = frozenset({"master", "control-plane", "controlplane"})


def clusters_of_objects(nodes: Iterable[Mapping], environment: Environment) -> tuple[Cluster, ...]:
    """The clusters that the objects of one folder describe together."""
    listed = list(nodes)
    found = [*_kubeadm(listed, environment), *_kops(listed, environment)]
    for node in listed:
        kind, api = node.text("kind"), node.text("apiVersion")
        if api.startswith("k0sctl.k0sproject.io/"):
            found += _k0sctl(node, environment)
        elif api.startswith("eksctl.io/") and kind == "ClusterConfig":
            found.append(_eksctl(node, environment))
        elif api.startswith("controlplane.cluster.x-k8s.io/") and kind.endswith("ControlPlane"):
            found += _cluster_api(node, environment)
    return tuple(found)


def named(environment: Environment, name: str) -> Environment:
    """The environment that a cluster's own name states, when its path states none."""
    # The last label of a domain is no name anybody chose for a cluster: `shop.example.dev` is not for development.
    own = name.rpartition(".")[0] or name
    return environment if environment.name else (from_word(own) or environment)


def _kubeadm(nodes: list[Mapping], environment: Environment) -> Iterator[Cluster]:
    """kubeadm can join a second control-plane node only through a stable `controlPlaneEndpoint`.

    Source: kubernetes.io, "Creating Highly Available Clusters with kubeadm".
    """
    for node in nodes:
        if node.text("kind") != "ClusterConfiguration" or not node.text("apiVersion").startswith(
            "kubeadm.k8s.io/"
        ):
            continue
        endpoint = node.entry("controlPlaneEndpoint")
        at = endpoint.at if endpoint else _value_at(node, "kind")
        if endpoint is not None and isinstance(endpoint.value, Scalar) and endpoint.value.text:
            continue  # there may be any number of nodes behind it
        name = node.text("clusterName") or "kubernetes"
        yield Cluster(
            at=at,
            name=name,
            platform="kubeadm",
            environment=named(environment, node.text("clusterName")),
            control_plane=Located(1, at),
            basis="the kubeadm configuration has no controlPlaneEndpoint",
            remedy="a controlPlaneEndpoint with three control-plane nodes behind it",
            version=_version(node, "kubernetesVersion"),
        )


def _kops(nodes: list[Mapping], environment: Environment) -> Iterator[Cluster]:
    """kops counts its masters by the members of the `main` etcd cluster, or by its instance groups."""
    of_kops = [n for n in nodes if n.text("apiVersion").startswith(("kops.k8s.io/", "kops/"))]
    groups = [n for n in of_kops if n.text("kind") == "InstanceGroup"]
    clusters = [n for n in of_kops if n.text("kind") == "Cluster"]
    for node in clusters:
        name = node.text("metadata", "name")
        etcd = next(
            (
                e
                for e in node.items("spec", "etcdClusters")
                if isinstance(e, Mapping) and e.text("name") == "main"
            ),
            None,
        )
        members = etcd.entry("etcdMembers") or etcd.entry("members") if etcd else None
        if etcd is not None and members is not None:
            count: int | Unknown = len(etcd.items(members.key))
            yield replace(
                _kops_cluster(name, members.at, count, "members of its main etcd cluster", environment),
                cloud=_cloud_of_kops(node),
                version=_version(node, "spec", "kubernetesVersion"),
            )
    if clusters:
        return
    masters = [g for g in groups if g.text("spec", "role").lower() in _MASTER_ROLES]
    if masters:
        sizes = [g.scalar("spec", "minSize") for g in masters]
        numbers = [size.integer if size else 1 for size in sizes]
        total = sum(n for n in numbers if n is not None) if None not in numbers else UNKNOWN
        at = sizes[0].at if sizes[0] else masters[0].at
        name = masters[0].text("metadata", "labels", "kops.k8s.io/cluster") or masters[0].text(
            "metadata", "name"
        )
        yield _kops_cluster(name, at, total, "nodes in its control-plane instance groups", environment)


_CLOUDS = {
    "aws": "AWS",
    "gce": "Google Cloud",
    "azure": "Azure",
    "digitalocean": "DigitalOcean",
    "hetzner": "Hetzner",
    "scaleway": "Scaleway",
    "openstack": "OpenStack",
}
"""kops's words for clouds (kops.sigs.k8s.io, "Cluster spec")."""


def _cloud_of_kops(node: Mapping) -> str:
    """The cloud of a kops cluster: a word, or a mapping with one key, under `cloudProvider`."""
    given = node.get("spec", "cloudProvider")
    if isinstance(given, Scalar):
        return _CLOUDS.get(given.text.lower(), "")
    return next(
        (_CLOUDS.get(entry.key.lower(), "") for entry in node.mapping("spec", "cloudProvider").entries), ""
    )


def _kops_cluster(
    name: str, at: Location, count: int | Unknown, basis: str, environment: Environment
) -> Cluster:
    return Cluster(
        at=at,
        name=name,
        platform="kops",
        environment=named(environment, name),
        control_plane=Located(count, at),
        basis=f"{count} {basis}" if count is not UNKNOWN else basis,
        remedy="one control-plane instance group in each of three zones",
    )


def _eksctl(node: Mapping, environment: Environment) -> Cluster:
    """A cluster of EKS, whose control plane AWS runs over three zones."""
    at = _value_at(node, "kind")
    name = node.text("metadata", "name")
    return Cluster(
        at=at,
        name=name,
        platform="EKS",
        environment=named(environment, name),
        control_plane=Located(3, at),
        basis="EKS spreads its control plane over three zones",
        managed=True,
        cloud="AWS",
        version=_version(node, "metadata", "version"),
    )


def _k0sctl(node: Mapping, environment: Environment) -> Iterator[Cluster]:
    hosts = [h for h in node.items("spec", "hosts") if isinstance(h, Mapping)]
    controllers = [h for h in hosts if h.text("role").startswith(("controller", "single"))]
    if controllers:
        at = _value_at(controllers[0], "role")
        name = node.text("metadata", "name") or "k0s"
        yield Cluster(
            at=at,
            name=name,
            platform="k0s",
            environment=named(environment, name),
            control_plane=Located(len(controllers), at),
            basis=f"{len(controllers)} of {len(hosts)} hosts have the role of a controller",
            remedy="three hosts with the role controller",
        )


def _cluster_api(node: Mapping, environment: Environment) -> Iterator[Cluster]:
    replicas = node.scalar("spec", "replicas")
    if replicas is None:
        return
    name = node.text("metadata", "name")
    yield Cluster(
        at=replicas.at,
        name=name,
        platform="Cluster API",
        environment=named(environment, name),
        control_plane=Located(replicas.integer if replicas.integer is not None else UNKNOWN, replicas.at),
        basis=f"{node.text('kind')} has {replicas.text} replicas",
        remedy="three replicas",
        version=_version(node, "spec", "version"),
    )


def _version(node: Mapping, *keys: str) -> Located[str | Unknown] | None:
    """The version of Kubernetes that a description asks for."""
    found = node.scalar(*keys)
    return Located(found.text, found.at) if found is not None and found.text else None


def _value_at(node: Mapping, key: str) -> Location:
    entry = node.entry(key)
    return entry.value.at if entry else node.at
