"""Units -> parts. A pure function of a unit's files: it can run in another process or come from a cache."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from complexity_lint.parsers.unit import Parts, Unit, UnitKind

READERS = {
    UnitKind.DOCKERFILE: "dockerfile.unit",
    UnitKind.COMPOSE: "compose",
    UnitKind.MANIFESTS: "kubernetes",
    UnitKind.KUSTOMIZATION: "kustomize",
    UnitKind.CHART: "charts",
    UnitKind.TERRAFORM: "terraform.unit",
    UnitKind.PIPELINE: "pipelines",
    UnitKind.SCRIPT: "scripts",
    UnitKind.CLUSTER: "clusters.inventories",
    UnitKind.PROCESS_LIST: "process_lists",
    UnitKind.TASK_DEFINITION: "task_definitions",
    UnitKind.NOMAD: "nomad",
    UnitKind.BAKE: "bake",
    UnitKind.CLOUDFORMATION: "cloudformation",
    UnitKind.UNIT_FILE: "hosts.unit_files",
    UnitKind.CLOUD_CONFIG: "hosts.cloud_config",
    UnitKind.ANSIBLE: "hosts.ansible",
    UnitKind.MARATHON: "hosts.marathon",
    UnitKind.CLOUD_FOUNDRY: "hosts.cloud_foundry",
    UnitKind.RECIPE: "hosts.recipes",
    UnitKind.AZURE: "azure_resources",
}
"""The module below `parsers` whose `evaluate` reads units of a kind."""


def evaluate(unit: Unit) -> Parts:
    """The parts of one unit.

    The reader of its kind is loaded, with the libraries it needs, when the first such unit comes: a repository without
    Terraform never loads tree-sitter.
    """
    reader = import_module(f"complexity_lint.parsers.{READERS[unit.kind]}")
    read: Callable[[Unit], Parts] = reader.evaluate
    parts = read(unit)
    described = tuple(replace(w, format=FORMATS.get(unit.kind, "")) for w in parts.workloads)
    return replace(parts, workloads=described)


FORMATS = {
    UnitKind.COMPOSE: "compose",
    UnitKind.MANIFESTS: "manifest",
    UnitKind.KUSTOMIZATION: "kustomization",
    UnitKind.CHART: "chart",
    UnitKind.TERRAFORM: "Terraform",
    UnitKind.TASK_DEFINITION: "ECS task definition",
    UnitKind.NOMAD: "Nomad job",
    UnitKind.CLOUDFORMATION: "CloudFormation template",
    UnitKind.UNIT_FILE: "systemd unit",
    UnitKind.CLOUD_CONFIG: "cloud-config",
    UnitKind.ANSIBLE: "Ansible task",
    UnitKind.MARATHON: "Marathon application",
    UnitKind.CLOUD_FOUNDRY: "Cloud Foundry manifest",
    UnitKind.AZURE: "Azure template",
}
"""How the kind of file that describes a workload is called."""
