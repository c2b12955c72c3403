"""Installers' configurations and commands -> clusters with the size of their control planes."""

from textwrap import dedent

import pytest

from complexity_lint.model.environments import EnvironmentKind
from complexity_lint.parsers import kubernetes, scripts
from complexity_lint.parsers.clusters import inventories
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source


def sizes(parts: Parts) -> list[tuple[str, object, int | None]]:
    return [(c.platform, c.control_plane.value, c.control_plane.at.line) for c in parts.clusters]


def objects(text: str) -> Parts:
    return kubernetes.evaluate(Unit(UnitKind.MANIFESTS, "cluster", (Source("cluster/a.yaml", dedent(text)),)))


def inventory(text: str, name: str = "inventory/hosts.ini") -> Parts:
    return inventories.evaluate(Unit(UnitKind.CLUSTER, "inventory", (Source(name, dedent(text)),)))


def script(text: str, name: str = "deploy.sh") -> Parts:
    return scripts.evaluate(Unit(UnitKind.SCRIPT, name, (Source(name, dedent(text)),)))


def test_kubeadm_without_an_endpoint_has_one_node_and_with_one_any_number() -> None:
    alone = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: v1.29.0\n"

    assert sizes(objects(alone)) == [("kubeadm", 1, 2)]
    assert sizes(objects(alone + "controlPlaneEndpoint: lb.example.com:6443\n")) == []


def test_kops_counts_the_members_of_the_main_etcd_cluster() -> None:
    text = """\
    apiVersion: kops.k8s.io/v1alpha2
    kind: Cluster
    metadata: {name: prod.example.com}
    spec:
      etcdClusters:
      - name: main
        etcdMembers: [%s]
    """

    assert sizes(objects(text % "{name: a}")) == [("kops", 1, 7)]
    assert sizes(objects(text % "{name: a}, {name: b}, {name: c}")) == [("kops", 3, 7)]


def test_kops_instance_groups_count_where_no_cluster_is_beside_them() -> None:
    group = """\
    apiVersion: kops.k8s.io/v1alpha2
    kind: InstanceGroup
    metadata: {name: master-%s}
    spec: {role: Master, minSize: 1, maxSize: 1}
    ---
    """

    assert [size for _, size, _ in sizes(objects(dedent(group % "a") * 1))] == [1]
    assert [
        size for _, size, _ in sizes(objects(dedent(group % "a") + dedent(group % "b") + dedent(group % "c")))
    ] == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\n"
            "metadata: {name: a}\nspec: {replicas: 1}\n",
            [("Cluster API", 1, 4)],
            id="Cluster API",
        ),
        pytest.param(
            "apiVersion: k0sctl.k0sproject.io/v1beta1\nkind: Cluster\nmetadata: {name: a}\n"
            "spec: {hosts: [{role: controller}, {role: worker}]}\n",
            [("k0s", 1, 4)],
            id="k0s",
        ),
        pytest.param(
            "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a}\n",
            [("EKS", 3, 2)],
            id="a managed one",
        ),
    ],
)
def test_other_objects(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert sizes(objects(text)) == expected


def test_an_ini_inventory_counts_the_hosts_of_the_group() -> None:
    one = "[kube_control_plane]\nnode1 ansible_host=10.0.0.1\n\n[kube_node]\nnode2\nnode3\n"

    assert sizes(inventory(one)) == [("kubespray", 1, 1)]
    assert sizes(inventory(one.replace("node1 ", "node1\nnode4\n# node5\nnode6 "))) == [("kubespray", 3, 1)]
    assert sizes(inventory("[kube-master]\nmaster[01:03].example.com\n")) == [("kubespray", 3, 1)]


def test_a_yaml_inventory_counts_the_hosts_of_the_group() -> None:
    text = """\
    all:
      hosts: {node1: {}, node2: {}}
      children:
        kube_control_plane:
          hosts: {node1: null}
        kube_node:
          hosts: {node2: null}
    """

    assert sizes(inventory(text, "inventory/hosts.yaml")) == [("kubespray", 1, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "nodes:\n- {address: a, role: [controlplane, etcd]}\n- {address: b, role: [worker]}\n",
            [("RKE", 1, 2)],
            id="RKE",
        ),
        pytest.param(
            "clusterName: home\nnodes:\n- {hostname: a, controlPlane: true}\n- {hostname: b, controlPlane: false}\n",
            [("Talos", 1, 3)],
            id="Talos",
        ),
        pytest.param(
            "apiVersion: v1\nbaseDomain: example.com\ncontrolPlane: {name: master, replicas: 1}\n",
            [("OpenShift", 1, 3)],
            id="OpenShift",
        ),
    ],
)
def test_installer_files(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert sizes(inventory(text, "cluster.yml")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kops create cluster --name prod.example.com --zones a,b,c", [("kops", 1, 1)]),
        ("kops create cluster --name x --master-zones a,b,c", [("kops", 3, 1)]),
        ("kops create cluster --control-plane-count=3 --name x", [("kops", 3, 1)]),
        ("kops create cluster --master-count $MASTERS --name x", []),
        ("kubeadm init --pod-network-cidr=10.244.0.0/16", [("kubeadm", 1, 1)]),
        ("kubeadm init --control-plane-endpoint lb:6443 --upload-certs", []),
        ("kubeadm init --config kubeadm.yaml", []),
        ("gcloud container clusters create shop --zone europe-west1-b", [("GKE", 1, 1)]),
        ("gcloud container clusters create shop --region europe-west1", []),
        ("gcloud beta container clusters create shop --zone=europe-west1-b", [("GKE", 1, 1)]),
        ("gcloud container clusters create t --zone z\ngcloud container clusters delete t --zone z", []),
        ("docker swarm init --advertise-addr 10.0.0.1", [("Swarm", 1, 1)]),
        ("docker swarm init\ndocker swarm join-token -q manager", []),
        ("eksctl create cluster --name shop", [("EKS", 3, 1)]),
        ("eksctl create cluster --name shop\neksctl delete cluster --name shop", []),
        ("eksctl create cluster -f cluster.yaml", []),
    ],
)
def test_commands(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert sizes(script(text)) == expected


def test_the_name_of_a_cluster_may_state_its_environment() -> None:
    (cluster,) = script("kops create cluster --name dev.example.com").clusters

    assert cluster.environment.kind is EnvironmentKind.DEVELOPMENT
