"""Evaluating a unit is a pure function: it could run in another process or come from a cache."""

import pickle
from pathlib import Path

import pytest

from complexity_lint.discovery import read
from complexity_lint.evaluate import READERS, evaluate
from complexity_lint.grouping import group
from complexity_lint.parsers.unit import Unit, UnitKind
from complexity_lint.source import Source

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = (
    "demo",
    "database-in-container/job-of-nomad",
    "database-in-container/task-of-ecs",
    "image-not-in-registry/kustomize-rewrites-the-name",
    "single-master-cluster/kubespray-ini",
    "single-master-cluster/swarm-of-one-manager",
    "stateful-set/third-party-chart",
)
BAKE = Source("docker-bake.hcl", 'target "web" {\n  context = "web"\n  tags = ["acme/web:1"]\n}\n')
SMALL = {
    UnitKind.CLOUDFORMATION: Source(
        "template.yaml",
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n",
    ),
    UnitKind.AZURE: Source(
        "main.bicep",
        "resource c 'Microsoft.ContainerService/managedClusters@2024-02-01' = {\n  name: 'c'\n}\n",
    ),
    UnitKind.CLOUD_CONFIG: Source("user-data", "#cloud-config\npackages: [nginx]\n"),
    UnitKind.RECIPE: Source("cookbooks/web/recipes/default.rb", "package 'nginx'\n"),
    UnitKind.UNIT_FILE: Source(
        "web.service", "[Service]\nExecStart=/usr/bin/docker run --name web nginx:1.27\n"
    ),
    UnitKind.ANSIBLE: Source(
        "site.yml", "- hosts: db\n  tasks:\n    - package: {name: postgresql, state: present}\n"
    ),
    UnitKind.MARATHON: Source(
        "web.json", '{"id": "/web", "container": {"type": "DOCKER", "docker": {"image": "nginx:1.27"}}}'
    ),
    UnitKind.CLOUD_FOUNDRY: Source("manifest.yml", "applications:\n  - name: web\n    instances: 2\n"),
}
UNITS = [
    *(Unit(kind, source.path, (source,)) for kind, source in SMALL.items()),
    *(unit for case in CASES for unit in group(read(FIXTURES / case)).units),
    Unit(UnitKind.BAKE, BAKE.path, (BAKE,)),
]


def test_every_kind_has_a_reader_and_is_tried_here() -> None:
    assert set(READERS) == set(UnitKind)
    assert set(UnitKind) - {unit.kind for unit in UNITS} == set()


@pytest.mark.parametrize(
    ("kind", "source"), SMALL.items(), ids=lambda value: str(getattr(value, "path", value))
)
def test_each_of_the_small_files_says_something(kind: UnitKind, source: Source) -> None:
    parts = evaluate(Unit(kind, source.path, (source,)))

    assert (
        parts.workloads
        or parts.stores
        or parts.clusters
        or parts.host_services
        or parts.services
        or parts.tools
    )


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.kind.value}: {unit.name}")
def test_units_and_their_parts_can_be_sent_to_another_process(unit: Unit) -> None:
    sent = pickle.loads(pickle.dumps(unit))
    parts = evaluate(unit)

    assert sent == unit
    assert pickle.loads(pickle.dumps(parts)) == parts
    assert evaluate(sent) == parts
