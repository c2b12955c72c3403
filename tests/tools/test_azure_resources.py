"""Bicep and ARM templates -> parts, by type (learn.microsoft.com/azure/templates)."""

import json
from importlib.resources import files
from textwrap import dedent

import pytest

from complexity_lint.model.cloud import ServiceKind
from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers import azure_resources
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source


def parts(text: str, path: str = "infra/main.bicep") -> Parts:
    return azure_resources.evaluate(Unit(UnitKind.AZURE, path, (Source(path, dedent(text)),)))


def test_every_type_has_its_page() -> None:
    data = json.loads((files("complexity_lint") / "data" / "azure_resources.json").read_text("utf-8"))

    for entry in (entry for listed in data.values() for entry in listed):
        assert entry["source"].startswith("https://learn.microsoft.com/"), entry
        assert all(kind.startswith("Microsoft.") for kind in entry["types"])


BICEP = """\
param location string = resourceGroup().location
param name string = 'shop'
var days = 21

// the store
resource db 'Microsoft.DBforPostgreSQL/flexibleServers@2023-06-01' = {
  name: '${name}-db'
  location: location
  sku: { name: 'Standard_B1ms', tier: 'Burstable' }
  properties: {
    version: '16'
    backup: {
      backupRetentionDays: 14
    }
    tags: [for x in y: { a: x }]
  }
}

resource old 'Microsoft.Cache/redis@2023-08-01' existing = {
  name: 'old'
}

resource aks 'Microsoft.ContainerService/managedClusters@2024-02-01' = if (wanted) {
  name: name
  properties: { kubernetesVersion: '1.30' }
}

resource registry 'microsoft.containerregistry/registries@2023-07-01' = {
  name: 'x${uniqueString(resourceGroup().id)}'
}

resource web 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'web'
  properties: {
    template: {
      containers: [
        {
          name: 'web'
          image: 'shop/web:1'
          env: [
            { name: 'DB', value: db.properties.fullyQualifiedDomainName }
          ]
        }
      ]
    }
  }
}
"""


def test_bicep() -> None:
    found = parts(BICEP)
    (db,) = found.stores
    (cluster,) = found.clusters
    (registry,) = found.services
    (web,) = found.workloads
    (container,) = web.containers

    assert (db.name, db.engine, db.at.line) == ("shop-db", "postgresql", 6)
    assert db.backup_days is not None and (db.backup_days.value, db.backup_days.at.line) == (14, 13)
    assert db.version is not None and db.version.value == "16"
    assert (cluster.name, cluster.platform, cluster.control_plane.value) == ("shop", "AKS", 1)
    assert cluster.version is not None and cluster.version.value == "1.30"
    assert (registry.name, registry.kind) == ("registry", ServiceKind.REGISTRY)
    assert (web.name, container.image and container.image.text) == ("web", "shop/web:1")
    assert [(s.name, s.value) for s in container.settings] == [
        ("DB", "${db.properties.fullyQualifiedDomainName}")
    ]
    assert [t.tool for t in found.tools] == ["bicep"]


@pytest.mark.parametrize(
    ("sku", "expected"),
    [("", 1), ("sku: { tier: 'Free' }", 1), ("sku: { tier: 'Standard' }", 3), ("sku: { tier: t }", UNKNOWN)],
)
def test_the_tier_decides_about_the_control_plane(sku: str, expected: object) -> None:
    text = (
        f"resource a 'Microsoft.ContainerService/managedClusters@2024-02-01' = {{\n  name: 'a'\n  {sku}\n}}\n"
    )

    assert parts(text).clusters[0].control_plane.value == expected


def test_arm_with_nested_resources() -> None:
    found = parts(
        json.dumps(
            {
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "resources": [
                    {
                        "type": "Microsoft.ServiceBus/namespaces",
                        "name": "[parameters('x')]",
                        "resources": [{"type": "queues", "name": "orders"}],
                    }
                ],
            },
            indent=1,
        ),
        "azuredeploy.json",
    )

    assert [(s.name, s.kind) for s in found.services] == [
        ("namespaces", ServiceKind.BROKER),
        ("orders", ServiceKind.QUEUE),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "resource a 'x@1' = {",
        "resource a 'x@1' = [for i in x: {\n name: 'a'\n}]",
        "resource a 'x@1' =",
        "{{{[[[",
        "'''",
    ],
)
def test_odd_files_do_no_harm(text: str) -> None:
    parts(text)


MODULES = """\
module cluster 'br/public:avm/res/container-service/managed-cluster:0.9.0' = {
  name: 'clusterDeployment'
  params: {
    name: 'shop'
    primaryAgentPoolProfiles: [ { count: 3, name: 'system' } ]
  }
}

module small 'br:mcr.microsoft.com/bicep/avm/res/container-service/managed-cluster:0.9.0' = if (wanted) {
  params: {
    name: 'try'
    skuTier: 'Free'
  }
}

module documents 'br/public:avm/res/document-db/database-account:0.15.0' = {
  params: { name: 'documents' }
}

module own 'modules/cluster.bicep' = {
  params: { name: 'own' }
}

module theirs 'br:acme.azurecr.io/bicep/container-service/managed-cluster:1.0' = {
  params: { name: 'theirs' }
}
"""


def test_the_verified_modules_make_what_they_are_called_after() -> None:
    found = parts(MODULES)

    assert [(c.name, c.control_plane.value, c.at.line) for c in found.clusters] == [
        ("shop", 3, 1),
        ("try", 1, 9),
    ]
    assert [(s.name, s.service) for s in found.stores] == [("documents", "Azure Cosmos DB")]
