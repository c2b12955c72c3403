"""What the knowledge files hold, and which names they are found by."""

from urllib.parse import urlparse

import pytest

from complexity_lint.model.knowledge import (
    ImageFacts,
    describe,
    describe_custom_resource,
    describe_name,
    known_images,
)
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.roles import Role
from complexity_lint.source import Location

AT = Location("compose.yaml", 1)


def facts(image: str) -> ImageFacts | None:
    return describe(parse_image_reference(image, AT))


def test_every_entry_says_what_it_is_and_where_that_is_written() -> None:
    entries = known_images()

    assert len(entries) >= 220
    for entry in entries:
        page = urlparse(entry.source)
        assert page.scheme in ("http", "https") and page.netloc, entry.id
        assert entry.title, entry.id
        assert entry.role is not Role.UNKNOWN, entry.id


def test_only_what_votes_is_for_coordination_proper() -> None:
    for entry in known_images():
        assert entry.votes or not entry.coordination, entry.id


def test_bases_are_runtimes() -> None:
    assert {entry.role for entry in known_images() if entry.base} == {Role.RUNTIME}


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        # stores, as their publishers name them
        ("postgres:16", "postgresql"),
        ("docker.io/library/postgres:16-alpine", "postgresql"),
        ("index.docker.io/postgres", "postgresql"),
        ("bitnami/postgresql:16.2.0", "postgresql"),
        ("bitnamilegacy/postgresql:16", "postgresql"),
        ("public.ecr.aws/docker/library/postgres:15", "postgresql"),
        ("mirror.gcr.io/library/mysql:8", "mysql"),
        ("registry.example.org/dockerhub/library/redis:7", "redis"),
        ("registry.example.org/postgres:16", "postgresql"),
        ("postgis/postgis:16-3.4", "postgis"),
        ("timescale/timescaledb:latest-pg16", "timescaledb"),
        ("ghcr.io/cloudnative-pg/postgresql:16.3", "cloudnative-pg-postgres"),
        ("mysql/mysql-server", "mysql"),
        ("mariadb:11.4", "mariadb"),
        ("percona/percona-xtradb-cluster:8.0", "percona-xtradb-cluster"),
        ("mongo:7", "mongodb"),
        ("mongodb/mongodb-community-server:7.0-ubi8", "mongodb"),
        ("couchdb:3", "couchdb"),
        ("cassandra:4.1", "cassandra"),
        ("scylladb/scylla:5.4", "scylladb"),
        ("cockroachdb/cockroach:v23.2.0", "cockroachdb"),
        ("clickhouse/clickhouse-server:24.3", "clickhouse"),
        ("mcr.microsoft.com/mssql/server:2022-latest", "mssql"),
        ("gvenzl/oracle-xe:21-slim", "oracle"),
        ("container-registry.oracle.com/database/free:latest", "oracle"),
        ("neo4j:5.19", "neo4j"),
        ("influxdb:2.7", "influxdb"),
        ("redis:7.2-alpine", "redis"),
        ("redis/redis-stack-server:7.2.0-v9", "redis"),
        ("bitnami/redis-sentinel:7.2", "redis-sentinel"),
        ("grokzen/redis-cluster:6.2.14", "redis-cluster"),
        ("valkey/valkey:8", "valkey"),
        ("memcached:1.6", "memcached"),
        ("confluentinc/cp-kafka:7.6.1", "kafka"),
        ("apache/kafka:3.8.0", "kafka"),
        ("quay.io/strimzi/kafka:0.40.0-kafka-3.7.0", "kafka"),
        ("rabbitmq:3.13-management-alpine", "rabbitmq"),
        ("nats:2.10", "nats"),
        ("eclipse-mosquitto:2", "mosquitto"),
        ("docker.elastic.co/elasticsearch/elasticsearch:8.13.4", "elasticsearch"),
        ("opensearchproject/opensearch:2.14.0", "opensearch"),
        ("solr:9", "solr"),
        ("quay.io/coreos/etcd:v3.5.13", "etcd"),
        ("zookeeper:3.9", "zookeeper"),
        ("confluentinc/cp-zookeeper:7.6.1", "zookeeper"),
        ("hashicorp/consul:1.18", "consul"),
        ("minio/minio:RELEASE.2024-05-10T01-41-38Z", "minio"),
        ("quay.io/minio/minio", "minio"),
        ("qdrant/qdrant:v1.9.2", "qdrant"),
        # the rest of a stack
        ("nginx:1.27", "nginx"),
        ("nginxinc/nginx-unprivileged:1.27", "nginx"),
        ("traefik:v3.0", "traefik"),
        ("haproxytech/haproxy-alpine:2.9", "haproxy"),
        ("edoburu/pgbouncer:1.22.1", "pgbouncer"),
        ("registry.k8s.io/ingress-nginx/controller:v1.10.1", "ingress-nginx"),
        ("prom/prometheus:v2.52.0", "prometheus"),
        ("quay.io/prometheus/node-exporter:v1.8.0", "node-exporter"),
        ("grafana/grafana:11.0.0", "grafana"),
        ("jaegertracing/all-in-one:1.57", "jaeger"),
        ("otel/opentelemetry-collector-contrib:0.100.0", "otel-collector"),
        ("jenkins/jenkins:lts", "jenkins"),
        ("gitlab/gitlab-runner:v17.0.0", "gitlab-runner"),
        ("registry:2", "registry"),
        ("hashicorp/vault:1.16", "vault"),
        ("quay.io/keycloak/keycloak:24.0", "keycloak"),
        ("axllent/mailpit", "mailpit"),
        ("dpage/pgadmin4:8.6", "pgadmin"),
        ("prodrigestivill/postgres-backup-local:16", "postgres-backup-local"),
        ("apache/airflow:2.9.1", "airflow"),
        ("containrrr/watchtower", "watchtower"),
        ("python:3.12-slim", "python"),
        ("registry.example.org/python:3.12", "python"),
        ("node:20-alpine", "node"),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", "dotnet"),
        ("gcr.io/distroless/cc-debian13", "distroless"),
        ("public.ecr.aws/lambda/python:3.12", "lambda"),
        ("busybox:1.36", "busybox"),
        ("curlimages/curl:8.7.1", "curl"),
        ("gotenberg/gotenberg:8", "gotenberg"),
        # someone's own build of a well-known thing, known by its name
        ("org-mysql", "mysql"),
        ("my-postgres:latest", "postgresql"),
        ("ghcr.io/x/postgres-ha:16", "postgresql"),
        ("acme/orders-postgres", "postgresql"),
        ("acme/orders-service-postgres", "postgresql"),
        ("acme/postgres16", "postgresql"),
        ("centos/mysql-57-centos7", "mysql"),
        ("registry.redhat.io/rhel9/postgresql-15", "postgresql"),
        ("acme/mysql8", "mysql"),
        ("acme/custom-redis-alpine", "redis"),
        ("acme/valkey-photon:dev", "valkey"),
        ("acme/postgres-rockylinux9", "postgresql"),
        ("acme/redis-queue", "redis"),
        ("acme/elasticsearch-7.17", "elasticsearch"),
        ("acme/shop_mongodb", "mongodb"),
        ("acme/kafka-broker", "kafka"),
        ("acme/kafka-zookeeper", "zookeeper"),
        ("zulip/zulip-postgresql:14", "postgresql"),
        ("acme/wordpress-mysql", "mysql"),
        ("acme/edge-haproxy", "haproxy"),
        # things that deal with a store are not the store
        ("prometheuscommunity/postgres-exporter", "postgres-exporter"),
        ("acme/elasticsearch-exporter", "metrics-exporter"),
        ("kbudde/rabbitmq-exporter", "metrics-exporter"),
        ("acme/mysql-backup", "mysql-backup"),
        ("acme/orders-postgres-backup", "store-backup"),
        ("rediscommander/redis-commander", "redis-commander"),
        ("provectuslabs/kafka-ui", "kafka-ui"),
        ("acme/redis-ui", "store-admin"),
        ("mongo-express:1.0", "mongo-express"),
        ("phpmyadmin/phpmyadmin", "phpmyadmin"),
        ("confluentinc/cp-schema-registry:7.6.1", "schema-registry"),
        ("confluentinc/cp-kafka-connect:7.6.1", "kafka-connect"),
        ("zabbix/zabbix-server-mysql", "zabbix"),
        ("registry.k8s.io/pause:3.9", "pause"),
        ("quay.io/calico/node:v3.27.3", "calico"),
    ],
)
def test_is_known(image: str, expected: str) -> None:
    found = facts(image)

    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(
    "image",
    [
        "acme/mongodb-operator",
        "acme/mysql-operator-photon",
        "acme/postgres-backup-controller-photon",
        "acme/mysql-client",
        "acme/postgres-init",
        "acme/postgres-migrations",
        "acme/db-migrations",
        "acme/php-mysql",
        "acme/node-mongo",
        "acme/python-redis",
        "acme/wait-for-postgres",
        "acme/mysql-to-kafka",
        "acme/mysql-redis",
        "acme/kafka-consumer",
        "acme/redis-worker",
        "acme/postgres-api",
        "acme/kafka-stream-processor",
        "acme/svc-bie-kafka",
        "acme/etl-kafka",
        "acme/debezium-connector-postgres",
        "acme/test-mysql-dump-loader",
        "acme/registry",
        "acme/service-registry",
        "registry.example.org/registry",
        "acme/node",
        "acme/hydra",
        "acme/temporal",
        "acme/admin",
        "acme/user-backup",
        "acme/report-exporter",
        "acme/api-gateway",
        "acme/mypostgres",
        "acme/kubenginx",
        "acme/storefront",
        "acme/search",
        "acme/cache",
        "acme/db",
        "web",
        "builder",
        "${IMAGE}",
        "registry.example.org/${NAME}:1",
        "",
    ],
)
def test_is_not_taken_for_something_known(image: str) -> None:
    assert facts(image) is None


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("postgres:17.2", ("/var/lib/postgresql/data",)),
        ("postgres:18", ("/var/lib/postgresql",)),
        ("postgres:18.1-alpine3.22", ("/var/lib/postgresql",)),
        ("postgres", ("/var/lib/postgresql",)),
        ("postgres:latest", ("/var/lib/postgresql",)),
        ("postgres:${PG}", ("/var/lib/postgresql/data", "/var/lib/postgresql")),
        ("pgvector/pgvector:pg17", ("/var/lib/postgresql/data",)),
        ("timescale/timescaledb:2.17.2-pg16", ("/var/lib/postgresql/data",)),
        ("bitnami/postgresql:18", ("/bitnami/postgresql", "/bitnami/postgresql/data")),
        ("registry.redhat.io/rhel9/postgresql-15", ()),
        ("bitnami/redis:7.2", ("/bitnami/redis/data",)),
        ("mysql:8.4", ("/var/lib/mysql",)),
        ("influxdb:1.8", ("/var/lib/influxdb",)),
        ("influxdb:2.7-alpine", ("/var/lib/influxdb2",)),
        ("influxdb:3-core", ("/var/lib/influxdb3",)),
        ("confluentinc/cp-zookeeper:7.6.1", ("/var/lib/zookeeper/data",)),
        ("acme/orders-postgres:16", ()),
    ],
)
def test_data_folders_follow_publisher_and_version(image: str, expected: tuple[str, ...]) -> None:
    found = facts(image)

    assert found is not None
    assert found.data_paths == expected


def test_a_lookalike_is_said_to_be_one() -> None:
    real, lookalike = facts("postgres:16"), facts("acme/my-postgres:16")

    assert real is not None and real.exact
    assert lookalike is not None and not lookalike.exact


@pytest.mark.parametrize(
    ("image", "votes", "coordination"),
    [
        ("etcd", True, True),
        ("zookeeper", True, True),
        ("hashicorp/consul", True, True),
        ("rabbitmq", True, False),
        ("mongo", True, False),
        ("bitnami/redis-sentinel", True, False),
        ("elasticsearch", True, False),
        ("redis", False, False),
        ("postgres", False, False),
    ],
)
def test_who_votes(image: str, votes: bool, coordination: bool) -> None:
    found = facts(image)

    assert found is not None
    assert (found.votes, found.coordination) == (votes, coordination)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgresql", "postgresql"),
        ("postgresql-ha", "postgresql"),
        ("redis-ha", "redis"),
        ("redis-cluster", "redis-cluster"),
        ("rabbitmq-ha", "rabbitmq"),
        ("mongodb-replicaset", "mongodb"),
        ("kube-prometheus-stack", "prometheus"),
        ("prometheus-node-exporter", "node-exporter"),
        ("prometheus-postgres-exporter", "metrics-exporter"),
        ("ingress-nginx", "ingress-nginx"),
        ("user-mongodb", "mongodb"),
        ("common", None),
        ("etcd-operator", None),
        ("frontend", None),
    ],
)
def test_names_of_charts(name: str, expected: str | None) -> None:
    found = describe_name(name)

    assert (found.id if found else None) == expected


def test_custom_resources() -> None:
    cluster = describe_custom_resource("postgresql.cnpg.io/v1", "Cluster")
    managed = describe_custom_resource("rds.services.k8s.aws/v1alpha1", "DBInstance")

    assert cluster is not None and cluster.role is Role.DATABASE
    assert cluster.replicas_path == "spec.instances"
    assert not cluster.managed_outside
    assert managed is not None and managed.managed_outside
    assert describe_custom_resource("cluster.x-k8s.io/v1beta1", "Cluster") is None
