"""Modules with their versions, arguments that have ended, machines and who renews them."""

from complexity_lint.model.packages import PackageKind
from complexity_lint.model.values import Located, Unknown
from complexity_lint.parsers.terraform.unit import evaluate
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source


def parts(text: str) -> Parts:
    provider = 'provider "aws" {}\n'
    return evaluate(Unit(UnitKind.TERRAFORM, "", (Source("infra/main.tf", provider + text),)))


def number(value: Located[int | Unknown] | None) -> int | Unknown | None:
    return None if value is None else value.value


def test_a_registry_module_points_at_its_version() -> None:
    (package,) = parts(
        'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n  version = "~> 5.0"\n}\n'
    ).packages

    assert (package.kind, package.name, package.version) == (PackageKind.TERRAFORM_MODULE, "vpc", "~> 5.0")
    assert package.at.line == 4
    assert not package.by_reference


def test_a_git_source_has_its_reference_as_version() -> None:
    (package,) = parts(
        'module "a" {\n  source = "git::https://example.com/a.git//sub?ref=v1.2&depth=1"\n}\n'
    ).packages

    assert (package.version, package.by_reference) == ("v1.2", True)
    assert package.source == "git::https://example.com/a.git//sub"


def test_a_module_of_the_repository_is_a_file_reference() -> None:
    found = parts('module "a" {\n  source = "../modules/a"\n}\nmodule "b" {\n  source = "./b"\n}\n')

    assert not found.packages
    assert [one.path for one in found.file_references] == ["modules/a", "infra/b"]


def test_an_ended_argument_is_told_where_it_is_written() -> None:
    text = """
resource "google_container_cluster" "main" {
  name = "shop"
  zone = var.zone
}
variable "zone" {
  default = "a"
}
"""
    (use,) = parts(text).obsolete

    assert (use.name, use.owner, use.replacement) == (
        "`zone`",
        "google_container_cluster.main",
        "`location`",
    )
    assert use.at.line == 5
    assert not use.removed


def test_a_module_that_is_pinned_below_still_has_its_argument() -> None:
    def removed(version: str) -> bool:
        source = "terraform-aws-modules/eks/aws"
        body = f'source = "{source}"\n  version = "{version}"\n  worker_groups = []'
        text = f'module "eks" {{\n  {body}\n}}\n'
        (use,) = parts(text).obsolete
        return use.removed

    assert not removed("17.24.0")
    assert removed("20.8.5")


def test_sizes_of_node_groups() -> None:
    text = """
resource "azurerm_kubernetes_cluster" "main" {
  name = "shop"
  default_node_pool {
    node_count           = 7
    min_count            = 1
    max_count            = 9
    auto_scaling_enabled = false
  }
}
"""
    (group,) = parts(text).node_groups

    assert (number(group.size), group.minimum, group.maximum) == (7, None, None)


def test_upgrades_have_a_window_or_not() -> None:
    text = """
resource "google_container_cluster" "main" {
  name = "shop"
  release_channel { channel = "REGULAR" }
}
resource "google_container_node_pool" "main" {
  name = "main"
  management { auto_upgrade = true }
}
"""
    (update,) = parts(text).auto_updates

    assert (update.enabled, update.scheduled) == (True, True)


def test_machines_made_by_a_count_are_no_individuals() -> None:
    text = """
resource "aws_instance" "web" {
  count     = 3
  user_data = "#!/bin/sh"
}
resource "aws_instance" "db1" {
  user_data = "#!/bin/sh"
}
"""
    (machine,) = parts(text).machines

    assert (machine.name, machine.setup) == ("db1", "user_data")
