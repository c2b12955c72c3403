"""Evaluated configurations yield clusters, stores and ensembles, each at the place a user would edit."""

from collections.abc import Mapping

import pytest

from complexity_lint.model.clusters import Cluster
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.roles import Role
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.terraform import parts
from complexity_lint.parsers.terraform.configuration import Configuration
from complexity_lint.parsers.terraform.evaluation import evaluate
from complexity_lint.parsers.terraform.knowledge import knowledge
from complexity_lint.source import Source


def evaluated(files: str | Mapping[str, str]) -> Configuration:
    """The configuration at the root; a lone text is main.tf."""
    texts = {"main.tf": files} if isinstance(files, str) else files
    return evaluate({path: Source(path, text) for path, text in texts.items()}, "")


def only_cluster(files: str | Mapping[str, str]) -> Cluster:
    """The one cluster of a configuration."""
    (found,) = parts.clusters(evaluated(files), PRODUCTION)
    return found


def place(located: Located[int | Unknown] | Located[bool | Unknown] | None) -> tuple[object, str, int | None]:
    """What is known and where it is set."""
    assert located is not None
    return located.value, located.at.path, located.at.line


@pytest.mark.parametrize(
    ("text", "size", "line"),
    [
        ('resource "google_container_cluster" "c" {\n  location = "europe-west1-b"\n}', 1, 2),
        ('resource "google_container_cluster" "c" {\n  location = "europe-west1"\n}', 3, 2),
        ('resource "google_container_cluster" "c" {\n  zone = "us-east1-c"\n}', 1, 2),
        ('resource "google_container_cluster" "c" {\n  enable_autopilot = true\n  zone = "x"\n}', 3, 2),
        (
            'resource "google_container_cluster" "c" {\n  location = var.where\n}\nvariable "where" {}',
            None,
            4,
        ),
        ('resource "azurerm_kubernetes_cluster" "c" {\n  name = "n"\n}', 1, 1),
        ('resource "azurerm_kubernetes_cluster" "c" {\n  name = "n"\n  sku_tier = "Standard"\n}', 3, 3),
        ('resource "aws_eks_cluster" "c" {\n  name = "n"\n}', 3, 1),
        ('resource "digitalocean_kubernetes_cluster" "c" {\n  ha = false\n}', 1, 2),
        ('resource "digitalocean_kubernetes_cluster" "c" {\n  version = "1.35.2-do.0"\n}', 1, 1),
        ('resource "digitalocean_kubernetes_cluster" "c" {\n  ha = true\n}', 3, 2),
        ('resource "scaleway_k8s_cluster" "c" {\n  type = "kapsule-dedicated-8"\n}', 3, 2),
        ('resource "scaleway_k8s_cluster" "c" {\n  type = "kapsule"\n}', 1, 2),
        (
            'resource "linode_lke_cluster" "c" {\n  control_plane {\n    high_availability = true\n  }\n}',
            3,
            3,
        ),
        ('resource "linode_lke_cluster" "c" {\n  label = "x"\n}', 1, 1),
        (
            'module "c" {\n  source = "git::https://github.com/poseidon/typhoon//aws/fedora-coreos/kubernetes'
            '?ref=v1.31.0"\n  controller_count = 1\n}',
            1,
            3,
        ),
        (
            'module "c" {\n  source = "git::https://github.com/poseidon/typhoon//bare-metal/flatcar-linux/'
            'kubernetes?ref=v1"\n  controllers = [{ name = "a" }, { name = "b" }, { name = "c" }]\n}',
            3,
            3,
        ),
        (
            'module "c" {\n  source = "kube-hetzner/kube-hetzner/hcloud"\n'
            "  control_plane_nodepools = [\n    { count = 1 },\n    { count = 2 },\n  ]\n}",
            3,
            4,
        ),
        ('module "c" {\n  source = "Azure/aks/azurerm"\n  sku_tier = "Free"\n}', 1, 3),
        (
            'module "c" {\n  source = "terraform-google-modules/kubernetes-engine/google'
            '//modules/private-cluster"\n  regional = false\n}',
            1,
            3,
        ),
        (
            'resource "rke_cluster" "c" {\n  nodes {\n    role = ["controlplane", "etcd"]\n  }\n'
            '  nodes {\n    role = ["worker"]\n  }\n}',
            1,
            3,
        ),
        (
            'resource "kops_instance_group" "a" {\n  cluster_name = "c"\n  role = "Master"\n'
            "  min_size = 1\n}\n"
            'resource "kops_instance_group" "b" {\n  cluster_name = "c"\n  role = "Node"\n'
            "  min_size = 5\n}\n",
            1,
            4,
        ),
        ('resource "aws_instance" "k8s_master" {\n  count = 1\n}', 1, 2),
        ('resource "aws_instance" "k8s_master" {\n  ami = "x"\n}', 1, 1),
        (
            'resource "hcloud_server" "master1" {\n  user_data = "kubeadm init"\n}\n'
            'resource "hcloud_server" "master2" {\n  user_data = "kubeadm join"\n}\n',
            2,
            1,
        ),
        ('resource "hcloud_server" "box" {\n  user_data = "curl x | sh -s - && k3s server"\n}', 1, 1),
        ('resource "hcloud_server" "control_plane" {\n  for_each = toset(["a", "b", "c"])\n}', 3, 2),
    ],
)
def test_control_plane(text: str, size: int | None, line: int) -> None:
    """The size of the control plane, at the line that decides it."""
    cluster = only_cluster(text)

    assert place(cluster.control_plane) == (UNKNOWN if size is None else size, "main.tf", line)


def test_master_count_through_module_and_tfvars() -> None:
    """The number of masters is set in the variable file, the machines are three places further."""
    cluster = only_cluster(
        {
            "main.tf": 'variable "masters" {}\nmodule "k" {\n  source = "./k"\n  masters = var.masters\n}\n',
            "prod.auto.tfvars": "masters = 1\n",
            "k/main.tf": 'variable "masters" {}\nresource "aws_instance" "kube_master" {\n'
            "  count = var.masters\n}\n",
        }
    )

    assert place(cluster.control_plane) == (1, "prod.auto.tfvars", 1)
    assert [(one.path, one.line) for one in cluster.control_plane.origins] == [
        ("main.tf", 4),
        ("k/main.tf", 3),
        ("k/main.tf", 2),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_instance" "jenkins_master" {}',
        'resource "aws_instance" "spark-master" {\n  count = 1\n}',
        'resource "aws_instance" "master" {\n  user_data = "apt install mysql"\n}',
        'resource "aws_instance" "k8s_worker" {\n  count = 3\n}',
        'resource "aws_instance" "k8s_master" {\n  count = 0\n}',
        'data "google_container_cluster" "c" {\n  location = "europe-west1-b"\n}',
    ],
)
def test_no_control_plane(text: str) -> None:
    """Other masters, workers, and clusters that are only looked up."""
    assert parts.clusters(evaluated(text), PRODUCTION) == ()


def test_database_with_defaults() -> None:
    """What is not written has the provider's default, at the resource itself."""
    (store,) = parts.stores(
        evaluated('resource "aws_db_instance" "d" {\n  engine = "postgres"\n  identifier = "orders"\n}\n'),
        PRODUCTION,
    )

    assert (store.name, store.service, store.engine, store.role) == (
        "orders",
        "Amazon RDS",
        "postgres",
        Role.DATABASE,
    )
    assert place(store.backup_days) == (0, "main.tf", 1)
    assert place(store.deletion_protection) == (False, "main.tf", 1)


def test_database_through_a_module() -> None:
    """Each instance of a module is a store of its own, with its own settings."""
    configuration = evaluated(
        {
            "main.tf": 'module "db" {\n  for_each = { a = 7, b = 0 }\n  source = "./db"\n'
            "  days = each.value\n}\n",
            "db/main.tf": 'variable "days" {}\nresource "aws_db_instance" "d" {\n'
            "  backup_retention_period = var.days\n}\n",
        }
    )
    found = parts.stores(configuration, PRODUCTION)

    assert [place(store.backup_days) for store in found] == [(7, "main.tf", 2), (0, "main.tf", 2)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ('resource "google_sql_database_instance" "d" {\n  settings {\n  }\n}', 0),
        (
            'resource "google_sql_database_instance" "d" {\n  settings {\n    backup_configuration {\n'
            "      enabled = true\n    }\n  }\n}",
            7,
        ),
        ('resource "aws_dynamodb_table" "d" {\n  point_in_time_recovery {\n    enabled = true\n  }\n}', 35),
        ('resource "aws_rds_cluster" "d" {\n}', 1),
        ('resource "azurerm_postgresql_flexible_server" "d" {\n  backup_retention_days = 14\n}', 14),
        ('resource "digitalocean_database_cluster" "d" {\n  engine = "pg"\n}', 7),
        ('resource "scaleway_rdb_instance" "d" {\n  disable_backup = true\n}', 0),
        ('resource "aws_db_instance" "d" {\n  backup_retention_period = var.x\n}\nvariable "x" {}', UNKNOWN),
    ],
)
def test_backups(text: str, days: object) -> None:
    """How long backups are kept, in each provider's words."""
    (store,) = parts.stores(evaluated(text), PRODUCTION)

    assert store.backup_days is not None
    assert store.backup_days.value == days


def test_replicas_are_no_stores_of_record() -> None:
    """A read replica belongs to the store it copies."""
    text = 'resource "aws_db_instance" "r" {\n  replicate_source_db = "x"\n}\n'

    assert parts.stores(evaluated(text), PRODUCTION) == ()


def test_ensembles() -> None:
    """etcd machines, and servers that expect a number of others in their start-up file."""
    configuration = evaluated(
        {
            "main.tf": 'resource "aws_instance" "etcd" {\n  count = 2\n}\n'
            'resource "aws_instance" "consul" {\n  count = 1\n'
            '  user_data = templatefile("consul.tpl", { n = 1 })\n}\n',
            "consul.tpl": "bootstrap_expect = ${n}\nserver = true # consul\n",
        }
    )
    found = parts.ensembles(configuration, PRODUCTION)

    assert [(one.software, place(one.members)) for one in found] == [
        ("etcd", (2, "main.tf", 2)),
        ("Consul", (1, "main.tf", 6)),
    ]


def test_every_claim_names_its_source() -> None:
    """The data file has a page for each entry, and knows what it is asked to know."""
    known = knowledge()
    pages = [
        *(facts.source for facts in known.clusters.values()),
        *(facts.source for facts in known.stores.values()),
        *(facts.source for _, facts in known.cluster_modules),
        *(facts.source for _, facts in known.store_modules),
    ]

    assert all(page.startswith("https://") for page in pages)
    assert len(pages) >= 60
