"""CloudFormation, SAM and serverless.yml -> parts, by the types of resources (AWS's template reference)."""

import json
from importlib.resources import files
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlparse

import pytest

from complexity_lint.discovery.repository import read as read_repository
from complexity_lint.engine import read_parts
from complexity_lint.model.cloud import ServiceKind
from complexity_lint.model.roles import Role
from complexity_lint.model.values import UNKNOWN
from complexity_lint.parsers import cloudformation
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source


def parts(text: str, path: str = "infra/template.yaml") -> Parts:
    return cloudformation.evaluate(Unit(UnitKind.CLOUDFORMATION, path, (Source(path, dedent(text)),)))


def test_every_type_has_its_page() -> None:
    data = json.loads((files("complexity_lint") / "data" / "cloudformation.json").read_text("utf-8"))

    for entry in (entry for listed in data.values() for entry in listed):
        assert urlparse(entry["source"]).netloc == "docs.aws.amazon.com", entry
        assert all(kind.startswith("AWS::") for kind in entry["types"])


STORES = """\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Days: {Type: Number, Default: 14}
  Engine: {Type: String}
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Retain
    Properties:
      Engine: postgres
      EngineVersion: '17.2'
      BackupRetentionPeriod: !Ref Days
      DeletionProtection: true
  Other:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Delete
    Properties: {Engine: !Ref Engine, DBInstanceIdentifier: !Sub '${AWS::StackName}-other'}
  Replica:
    Type: AWS::RDS::DBInstance
    Properties: {SourceDBInstanceIdentifier: !Ref Database}
  Cache:
    Type: AWS::ElastiCache::CacheCluster
    Properties: {Engine: redis, NumCacheNodes: 1, ClusterName: shop}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
"""


def test_stores() -> None:
    database, other, cache, table = parts(STORES).stores

    assert (database.name, database.engine, database.role, database.at.line) == (
        "Database",
        "postgres",
        Role.DATABASE,
        6,
    )
    assert database.backup_days is not None
    assert (database.backup_days.value, database.backup_days.at.line) == (14, 12)
    assert database.deletion_protection is not None and database.deletion_protection.value is True
    assert database.prevent_destroy is not None and (database.prevent_destroy.at.line) == 8
    assert database.version is not None and database.version.value == "17.2"
    assert (other.name, other.engine) == ("Other", "")
    assert other.backup_days is not None and other.backup_days.value == 1
    assert other.skip_final_snapshot is not None and other.skip_final_snapshot.value is True
    assert (cache.name, cache.role) == ("shop", Role.CACHE)
    assert cache.nodes is not None and cache.nodes.value == 1
    assert table.backup_days is not None and table.backup_days.value == 35


def test_json_with_long_functions() -> None:
    found = parts(
        json.dumps(
            {
                "Parameters": {"Name": {"Default": "shop"}},
                "Resources": {
                    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Name"}}},
                    "Topic": {
                        "Type": "AWS::SNS::Topic",
                        "Properties": {"TopicName": {"Fn::Join": ["-", [{"Ref": "Name"}, "events"]]}},
                    },
                    "Registry": {
                        "Type": "AWS::ECR::Repository",
                        "Properties": {"RepositoryName": {"Fn::ImportValue": "x"}},
                    },
                },
            },
            indent=1,
        ),
        "infra/stack.json",
    )

    assert [(s.name, s.kind) for s in found.services] == [
        ("shop", ServiceKind.QUEUE),
        ("shop-events", ServiceKind.TOPIC),
        ("Registry", ServiceKind.REGISTRY),
    ]


def test_a_task_definition_is_a_workload_for_each_container() -> None:
    found = parts(
        """\
        Parameters: {Tag: {Type: String, Default: '1.2'}}
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Volumes: [{Name: data, EFSVolumeConfiguration: {FilesystemId: fs-1}}]
              ContainerDefinitions:
                - Name: web
                  Image: !Sub 'shop/web:${Tag}'
                  PortMappings: [{ContainerPort: 8080}]
                  Environment: [{Name: DB_HOST, Value: !GetAtt Database.Endpoint.Address}]
                  MountPoints: [{SourceVolume: data, ContainerPath: /data}]
                - !If [Traced, {Name: tracer, Image: 'amazon/aws-xray-daemon'}, !Ref AWS::NoValue]
        """
    )
    web, tracer = found.workloads
    (container,) = web.containers

    assert container.image is not None and container.image.text == "shop/web:1.2"
    assert [(s.name, s.value) for s in container.settings] == [("DB_HOST", "${Database.Endpoint.Address}")]
    assert [(m.target, m.kind.value) for m in container.mounts] == [("/data", "volume")]
    assert [port.container for port in container.ports] == [8080]
    assert tracer.name == "tracer"


def test_functions_of_sam() -> None:
    found = parts(
        """\
        Transform: AWS::Serverless-2016-10-31
        Globals: {Function: {Runtime: java21, MemorySize: 512}}
        Resources:
          Api:
            Type: AWS::Serverless::Function
            Properties:
              Events: {Get: {Type: Api, Properties: {Path: /, Method: get}}}
          Nightly:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Events: {Cron: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}
              SnapStart: {ApplyOn: PublishedVersions}
        """
    )
    api, nightly = found.functions

    assert api.runtime is not None and api.runtime.value == "java21"
    assert api.memory is not None and api.memory.value == 512
    assert api.endpoint is not None and api.endpoint.line == 7
    assert api.warm is not None and api.warm.value is False
    assert nightly.runtime is not None and nightly.runtime.value == "python3.13"
    assert nightly.endpoint is None
    assert nightly.warm is not None and nightly.warm.value is True
    assert [use.tool for use in found.tools] == ["sam"]


def test_functions_of_cloudformation() -> None:
    found = parts(
        """\
        Resources:
          Handler:
            Type: AWS::Lambda::Function
            Properties: {Runtime: !Ref Runtime, Code: {S3Bucket: x}}
          Allowed:
            Type: AWS::Lambda::Permission
            Properties: {FunctionName: !GetAtt Handler.Arn, Principal: apigateway.amazonaws.com}
          Live:
            Type: AWS::Lambda::Alias
            Properties: {FunctionName: !Ref Handler, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}}
          Build:
            Type: AWS::CodeBuild::Project
            Properties:
              Environment: {PrivilegedMode: true}
              Cache: {Type: LOCAL, Modes: [LOCAL_SOURCE_CACHE]}
          Kubernetes: {Type: 'AWS::EKS::Cluster', Properties: {Name: shop, Version: '1.33'}}
        """
    )
    (handler,) = found.functions
    (project,) = found.build_projects
    (cluster,) = found.clusters

    assert handler.runtime is not None and handler.runtime.value is UNKNOWN
    assert handler.warm is not None and handler.warm.value is True
    assert project.builds_images is not None and project.builds_images.value is True
    assert project.cache is not None and project.cache.value == ("LOCAL", "LOCAL_SOURCE_CACHE")
    assert (cluster.platform, cluster.name, cluster.managed, cluster.control_plane.value) == (
        "EKS",
        "shop",
        True,
        3,
    )


def test_serverless() -> None:
    found = parts(
        """\
        service: shop
        provider: {name: aws, runtime: nodejs22.x, memorySize: 256}
        functions:
          api: {handler: api.main, events: [{httpApi: '*'}]}
          worker: {image: 'registry.example.org/worker:1', memorySize: 2048, events: [{sqs: x}]}
        resources:
          Resources:
            Orders: {Type: 'AWS::DynamoDB::Table', Properties: {TableName: '${self:service}-orders'}}
        """,
        "serverless.yml",
    )
    api, worker = found.functions

    assert (api.runtime and api.runtime.value, api.memory and api.memory.value) == ("nodejs22.x", 256)
    assert (api.endpoint is not None, worker.endpoint) == (True, None)
    assert worker.image is not None and worker.image.value == "registry.example.org/worker:1"
    assert [(s.name, s.service) for s in found.stores] == [("Orders", "Amazon DynamoDB")]
    assert [use.tool for use in found.tools] == ["serverless-framework"]


@pytest.mark.parametrize(
    "text",
    [
        "Resources: [",
        "Resources: {A: 1, B: {Type: [x]}}",
        "Resources: {A: {Type: 'AWS::RDS::DBInstance'}}",
        "[]",
        "x",
    ],
)
def test_odd_templates_do_no_harm(text: str) -> None:
    parts(text)


def test_templates_are_told_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "db.template").write_text(STORES)
    (tmp_path / "other.yaml").write_text("Resources: [a]\nType: x\n")
    found, coverage = read_parts(read_repository(tmp_path))

    assert len(found.stores) == 4
    assert [file.path for file in coverage.files] == ["db.template"]
