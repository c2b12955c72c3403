"""What configurations deploy to run, read as the formats they stand for."""

from collections.abc import Mapping

import pytest

from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.values import UNKNOWN
from complexity_lint.model.workloads import Controller, MountKind, Workload
from complexity_lint.parsers.terraform import parts
from complexity_lint.parsers.terraform.evaluation import evaluate
from complexity_lint.parsers.unit import Parts
from complexity_lint.source import Source


def deployed(files: str | Mapping[str, str]) -> Parts:
    """The workload parts of a configuration; a lone text is main.tf."""
    texts = {"main.tf": files} if isinstance(files, str) else files
    sources = {path: Source(path, text) for path, text in texts.items()}
    return parts.workloads(evaluate(sources, ""), PRODUCTION)


def only(files: str | Mapping[str, str]) -> Workload:
    """The one workload."""
    (found,) = deployed(files).workloads
    return found


TASK = """variable "tag" {}
resource "aws_ecs_task_definition" "db" {
  family = "db"
  container_definitions = jsonencode([
    {
      name  = "postgres"
      image = "docker.io/library/postgres:${var.tag}"
      portMappings = [{ containerPort = 5432 }]
      mountPoints = [{ sourceVolume = "data", containerPath = "/var/lib/postgresql/data" }]
      environment = [{ name = "PGDATA", value = "/x" }]
    },
  ])
  volume {
    name = "data"
    efs_volume_configuration {
      file_system_id = "fs-1"
    }
  }
}
resource "aws_ecs_service" "db" {
  desired_count = 2
}
"""


def test_ecs_task_with_an_unknown_tag() -> None:
    """What is encoded keeps its places, and an unknown tag does not hide the rest of the image's name."""
    workload = only(TASK)
    (container,) = workload.containers

    assert (workload.name, workload.controller) == ("postgres", Controller.CONTAINER_SERVICE)
    assert container.image is not None
    assert (container.image.name, container.image.partial, container.image.at.line) == ("postgres", True, 7)
    assert [(mount.kind, mount.target) for mount in container.mounts] == [
        (MountKind.VOLUME, "/var/lib/postgresql/data")
    ]
    assert [(one.name, one.value) for one in container.settings] == [("PGDATA", "/x")]
    assert workload.replicas is not None
    assert (workload.replicas.value, workload.replicas.at.line) == (2, 21)


@pytest.mark.parametrize("image", ["nginx:1.25", "${var.repository}/nginx:1.25"])
def test_ecs_task_as_text(image: str) -> None:
    """A heredoc is read too, each thing at its own line, holes included."""
    workload = only(
        'variable "repository" {}\nresource "aws_ecs_task_definition" "t" {\n'
        "  container_definitions = <<EOF\n"
        f'[{{"name": "web", "image": "{image}"}}]\nEOF\n}}\n'
    )
    (container,) = workload.containers

    assert container.image is not None
    assert (container.image.name, container.image.tag, container.image.at.line) == ("nginx", "1.25", 4)


def test_ecs_task_as_text_that_grew() -> None:
    """Where a value of several lines is put in, the text stands where it begins: its lines are not the file's."""
    workload = only(
        'resource "aws_ecs_task_definition" "t" {\n'
        "  container_definitions = <<EOF\n"
        '[{"note": "${join("\\n", ["a", "b"])}", "name": "web",\n  "image": "nginx:1.25"}]\nEOF\n}\n'
    )

    assert workload.containers[0].image is not None
    assert workload.containers[0].image.at.line == 2


def test_azure_app_services() -> None:
    """Web apps that run a container, of either generation of the provider; one that runs code deploys none."""
    found = deployed(
        """resource "azurerm_linux_web_app" "shop" {
  name = "shop-web"
  site_config {
    application_stack {
      docker_image_name   = "acme/shop:1.2"
      docker_registry_url = "https://registry.example.com"
    }
  }
  app_settings = {
    WEBSITES_PORT = "8080"
    MODE          = "full"
  }
}
resource "azurerm_app_service" "old" {
  name = "old"
  site_config {
    linux_fx_version = "DOCKER|acme/old:3"
  }
}
resource "azurerm_linux_web_app" "code" {
  name = "code"
  site_config {
    application_stack {
      node_version = "24-lts"
    }
  }
}
"""
    ).workloads

    assert [(w.name, w.controller) for w in found] == [
        ("shop-web", Controller.CONTAINER_SERVICE),
        ("old", Controller.CONTAINER_SERVICE),
    ]
    images = [w.containers[0].image for w in found]
    assert [(i.text, i.at.line) for i in images if i] == [
        ("registry.example.com/acme/shop:1.2", 5),
        ("acme/old:3", 17),
    ]
    assert [v.name for v in found[0].containers[0].settings] == ["MODE", "WEBSITES_PORT"]
    assert [p.container for p in found[0].containers[0].ports] == [8080]


def test_kubernetes_provider() -> None:
    """Resources of the kubernetes provider read as the API objects they make."""
    workload = only(
        """resource "kubernetes_stateful_set_v1" "db" {
  metadata {
    name = "db"
    labels = { app = "db" }
  }
  spec {
    replicas = 3
    template {
      metadata {
        labels = { app_name = "db" }
      }
      spec {
        container {
          name  = "mysql"
          image = "mysql:8"
          env {
            name  = "A"
            value = "b"
          }
          port {
            container_port = 3306
          }
          volume_mount {
            name       = "data"
            mount_path = "/var/lib/mysql"
          }
          liveness_probe {
            tcp_socket {
              port = 3306
            }
          }
        }
      }
    }
    volume_claim_template {
      metadata {
        name = "data"
      }
      spec {
        access_modes = ["ReadWriteOnce"]
      }
    }
  }
}
"""
    )
    (container,) = workload.containers

    assert (workload.name, workload.controller) == ("db", Controller.STATEFUL_SET)
    assert workload.labels == (("app_name", "db"),)
    assert workload.replicas is not None
    assert (workload.replicas.value, workload.replicas.at.line) == (3, 7)
    assert [mount.kind for mount in container.mounts] == [MountKind.CLAIM_TEMPLATE]
    assert [port.container for port in container.ports] == [3306]
    assert [one.kind for one in container.health] == ["liveness"]


def test_manifests_as_objects_and_text() -> None:
    """`kubernetes_manifest` and `kubectl_manifest` hold API objects."""
    found = deployed(
        'resource "kubernetes_manifest" "m" {\n  manifest = {\n    apiVersion = "apps/v1"\n'
        '    kind = "Deployment"\n    metadata = { name = "a" }\n    spec = { template = { spec = {\n'
        '      containers = [{ name = "a", image = "a:1" }]\n    } } }\n  }\n}\n'
        'resource "kubectl_manifest" "k" {\n  yaml_body = <<-YAML\n    apiVersion: apps/v1\n'
        "    kind: Deployment\n    metadata: {name: b}\n"
        "    spec: {template: {spec: {containers: [{name: b, image: b:1}]}}}\n  YAML\n}\n"
    )

    assert [(one.name, one.at.line) for one in found.workloads] == [("a", 5), ("b", 15)]


def test_docker_container() -> None:
    """The docker provider's containers, with what they mount and publish."""
    workload = only(
        'resource "docker_container" "db" {\n  name = "db"\n  image = "postgres:16"\n  env = ["A=b"]\n'
        "  ports {\n    internal = 5432\n    external = 15432\n  }\n"
        '  volumes {\n    container_path = "/data"\n    volume_name = "v"\n  }\n}\n'
    )
    (container,) = workload.containers

    assert [(one.container, one.host) for one in container.ports] == [(5432, 15432)]
    assert [(one.kind, one.target, one.source) for one in container.mounts] == [
        (MountKind.VOLUME, "/data", "v")
    ]
    assert [(one.name, one.value) for one in container.settings] == [("A", "b")]


def test_docker_image() -> None:
    """A container of the docker provider runs what an image resource names, pulled or built."""
    pulled = only(
        'resource "docker_image" "db" {\n  name = "postgres:16"\n}\n'
        'resource "docker_container" "db" {\n  name = "db"\n  image = docker_image.db.image_id\n}\n'
    )
    built = only(
        'resource "docker_image" "web" {\n  name = "web:latest"\n  build {\n'
        '    context = "${path.module}/web"\n  }\n}\n'
        'resource "docker_container" "web" {\n  name = "web"\n  image = docker_image.web.latest\n}\n'
    )

    assert [c.image.text for c in pulled.containers if c.image] == ["postgres:16"]
    assert pulled.containers[0].build is None
    assert [(c.build.context, c.build.dockerfile) for c in built.containers if c.build] == [
        ("web", "web/Dockerfile")
    ]


@pytest.mark.parametrize(
    "text",
    [
        'resource "google_cloud_run_service" "s" {\n  name = "s"\n  template {\n    spec {\n'
        '      containers {\n        image = "gcr.io/p/app:1"\n      }\n    }\n  }\n}\n',
        'resource "google_cloud_run_v2_service" "s" {\n  name = "s"\n  template {\n'
        '    containers {\n      image = "gcr.io/p/app:1"\n    }\n  }\n}\n',
        'resource "azurerm_container_app" "s" {\n  template {\n    container {\n      name = "s"\n'
        '      image = "gcr.io/p/app:1"\n    }\n  }\n}\n',
        'resource "azurerm_container_group" "s" {\n  container {\n    name = "s"\n'
        '    image = "gcr.io/p/app:1"\n  }\n}\n',
    ],
)
def test_container_services(text: str) -> None:
    """Containers of the clouds' own services."""
    workload = only(text)

    assert workload.name == "s"
    assert workload.main is not None
    assert workload.main.image is not None
    assert workload.main.image.name == "app"


def test_chart_releases() -> None:
    """A release names the chart, where it comes from and its version."""
    (chart,) = deployed(
        'resource "helm_release" "db" {\n  chart = "postgresql"\n  version = "12.1.0"\n'
        '  repository = "https://charts.bitnami.com/bitnami"\n}\n'
    ).dependencies

    assert (chart.name, chart.version, chart.at.line) == ("postgresql", "12.1.0", 2)
    assert chart.repository == "https://charts.bitnami.com/bitnami"


def test_unknown_numbers_stay_unknown() -> None:
    """A replica count nobody can know is not a number."""
    workload = only(
        'variable "n" {}\nresource "kubernetes_deployment" "d" {\n  metadata {\n    name = "d"\n  }\n'
        "  spec {\n    replicas = var.n\n    template {\n      spec {\n        container {\n"
        '          image = "x:1"\n        }\n      }\n    }\n  }\n}\n'
    )

    assert workload.replicas is not None
    assert workload.replicas.value is UNKNOWN


MODULE = """module "ecs" {
  source = "terraform-aws-modules/ecs/aws"
  services = {
    shop = {
      desired_count = 3
      cpu    = 256
      memory = 512
      container_definitions = {
        web = {
          image         = "shop/web:1.0"
          port_mappings = [{ container_port = 8000, host_port = 8000 }]
          environment   = [{ name = "MODE", value = "live" }]
        }
        cron = {
          image       = "shop/cron:1.0"
          healthCheck = { command = ["CMD", "true"] }
        }
      }
      load_balancer = { web = { container_name = "web", container_port = 8000 } }
    }
  }
}
module "mail" {
  source = "terraform-aws-modules/ecs/aws//modules/service"
  name   = "mail"
  container_definitions = { mail = { image = "shop/mail:1.0" } }
}
module "other" {
  source   = "acme/ecs/aws"
  services = { x = { container_definitions = { x = { image = "x" } } } }
}
"""


def test_the_services_of_the_registrys_module_for_ecs() -> None:
    """Its arguments as its documentation has them (registry.terraform.io, terraform-aws-modules/ecs, version 6)."""
    cron, web, mail = deployed(MODULE).workloads
    assert [one.name for one in (web, cron, mail)] == ["web", "cron", "mail"]
    assert {one.controller for one in (web, cron, mail)} == {Controller.CONTAINER_SERVICE}
    assert web.replicas is not None and web.replicas.value == 3
    assert web.at.line == 9
    container = web.containers[0]
    assert container.image is not None and container.image.at.line == 10
    assert [port.container for port in container.ports] == [8000]
    assert [(one.name, one.value) for one in container.settings] == [("MODE", "live")]
    assert [one.kind for one in container.health] == ["target group"]
    assert [one.kind for one in cron.containers[0].health] == ["healthcheck"]
    assert container.resources is not None and container.resources.limits == ("cpu", "memory")
    # the module asks for a size of its own
    assert mail.containers[0].resources is None
