"""Inventories and installer files that are no API objects: kubespray, k3s-ansible, RKE, Talos, OpenShift."""

from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.clusters import Cluster, Ensemble
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.values import UNKNOWN, Located
from complexity_lint.parsers.clusters.inventory_groups import (
    etcd_of_kubespray,
    groups_of_ini,
    groups_of_yaml,
    hosts_in,
)
from complexity_lint.parsers.clusters.objects import named
from complexity_lint.parsers.unit import Parts, Unit
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Location, Source

CONTROL_PLANE_GROUPS = {
    "kube_control_plane": "kubespray",
    "kube-master": "kubespray",
    "kube_master": "kubespray",
    "k3s_server": "k3s",
    "rke2_servers": "RKE2",
    "mesos_masters": "Mesos",
    "mesos-masters": "Mesos",
    "mesos_master": "Mesos",
}
"""Ansible groups whose members are control-plane nodes, and the installer whose convention that is."""

GROUPS_OF_K3S = ("master", "server", "servers", "masters")
"""Groups that are control-plane nodes only beside a group `k3s_cluster` (k3s-io/k3s-ansible)."""

MAX_DEPTH = 20


def _installer(group: str, within_k3s: bool) -> str:
    return CONTROL_PLANE_GROUPS.get(group, "k3s" if within_k3s and group in GROUPS_OF_K3S else "")


def evaluate(unit: Unit) -> Parts:
    """The clusters of the inventories and installer files of a unit."""
    clusters: list[Cluster] = []
    ensembles: list[Ensemble] = []
    coverage = []
    for source in unit.sources:
        environment = unit.environment or UNSTATED
        if source.name.endswith((".hcl", ".json")):
            from complexity_lint.parsers.clusters import agents  # tree-sitter is loaded only for these

            servers, voters = agents.read(source, environment)
            clusters += servers
            ensembles += voters
        elif source.name.endswith((".yml", ".yaml")):
            documents = load(source)
            for top in documents.mappings():
                clusters += _of_yaml(top, environment)
                ensembles += etcd_of_kubespray(groups_of_yaml(top), environment)
        else:
            clusters += _of_ini(source, environment)
            ensembles += etcd_of_kubespray(groups_of_ini(source), environment)
        coverage.append(FileCoverage(source.path, "evaluated"))
    return Parts(clusters=tuple(clusters), ensembles=tuple(ensembles), coverage=tuple(coverage))


def _of_yaml(top: Mapping, environment: Environment) -> Iterator[Cluster]:
    yield from _groups(top, environment, 0, False)
    nodes = [n for n in top.items("nodes") if isinstance(n, Mapping)]
    rke = [n for n in nodes if _has_role(n, "controlplane")]
    if rke:
        at = _at(rke[0], "role")
        name = top.text("cluster_name")
        basis = f"{len(rke)} of {len(nodes)} nodes have the controlplane role"
        version = top.scalar("kubernetes_version")
        asked = Located(version.text, version.at) if version is not None and version.text else None
        yield replace(_cluster("RKE", name, at, len(rke), basis, environment), version=asked)
    if top.text("clusterName") and any(n.entry("controlPlane") for n in nodes):
        masters = [n for n in nodes if (flag := n.scalar("controlPlane")) and flag.boolean]
        if masters:
            at = _at(masters[0], "controlPlane")
            basis = f"{len(masters)} of {len(nodes)} nodes are control-plane nodes"
            yield _cluster("Talos", top.text("clusterName"), at, len(masters), basis, environment)
    if top.text("baseDomain") and top.get("controlPlane") is not None:
        replicas = top.scalar("controlPlane", "replicas")
        if replicas is not None and replicas.integer is not None:
            name = top.text("metadata", "name")
            basis = f"controlPlane.replicas is {replicas.text}"
            yield _cluster("OpenShift", name, replicas.at, replicas.integer, basis, environment)


def _has_role(node: Mapping, role: str) -> bool:
    found = node.get("role")
    items: tuple[Node, ...] = found.items if isinstance(found, Sequence) else (found,) if found else ()
    return any(isinstance(i, Scalar) and i.text == role for i in items)


def _groups(node: Mapping, environment: Environment, depth: int, within_k3s: bool) -> Iterator[Cluster]:
    for entry in node.entries if depth < MAX_DEPTH else ():
        installer = _installer(entry.key, within_k3s)
        if not isinstance(entry.value, Mapping):
            continue
        if installer and entry.value.mapping("hosts").entries:
            hosts = entry.value.mapping("hosts").entries
            yield _inventory(installer, entry.at, len(hosts), entry, environment)
        elif entry.key not in ("hosts", "vars"):
            yield from _groups(entry.value, environment, depth + 1, within_k3s or entry.key == "k3s_cluster")


def _inventory(installer: str, at: Location, count: int, entry: Entry, environment: Environment) -> Cluster:
    basis = f"the inventory group {entry.key} has {count} host{'s' * (count != 1)}"
    return _cluster(installer, "", at, count, basis, environment)


def _of_ini(source: Source, environment: Environment) -> Iterator[Cluster]:
    """Sections of an Ansible INI inventory; a line is one host, `name[01:03]` a range of them."""
    section, at, count = "", Location(source.path), 0
    of_k3s = "[k3s_cluster:children]" in source.text
    for number, line in enumerate([*source.text.splitlines(), "[end]"], start=1):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            installer = _installer(section, of_k3s)
            if installer and count:
                basis = f"the inventory group {section} has {count} host{'s' * (count != 1)}"
                yield _cluster(installer, "", at, count, basis, environment)
            section, count = text[1:-1], 0
            at = Location(source.path, number, 1, number, len(line) + 1)
        elif text and text[0] not in "#;":
            count += hosts_in(text.split()[0])


def _cluster(
    platform: str, name: str, at: Location, count: int, basis: str, environment: Environment
) -> Cluster:
    return Cluster(
        at=at,
        name=name,
        platform=platform,
        environment=named(environment, name),
        control_plane=Located(count if count > 0 else UNKNOWN, at),
        basis=basis,
        remedy="three control-plane nodes",
    )


def _at(node: Mapping, key: str) -> Location:
    entry = node.entry(key)
    return entry.at if entry else node.at
