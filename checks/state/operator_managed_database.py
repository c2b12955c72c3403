"""A database is run by an operator in the cluster.

The operator takes over failover and backups, and is itself one more thing to run: its version must fit the cluster's
and the database's, its custom resources are an interface that moves, and when it stops somebody has to know what it
did. It moves the work of running a database, it does not take it away.

Use the provider's managed database where there is one. Where there is none, an operator is better than a StatefulSet
by hand; then practise a restore and an upgrade before they are needed.

It is fine where the team runs many databases of one kind, or where there is no managed one (on-premises).
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Controller,
    Finding,
    Level,
    Location,
    PlatformObject,
    Precision,
    System,
    Workload,
    check,
    fitting_services,
)

SUBSCRIBED = re.compile(
    r"(^|-)(postgres(ql)?|postgresql-operator|cloudnative-pg|mongodb(-\w+)*|mysql|mariadb|percona\w*|cockroach\w*|cassandra|"
    r"couchbase|elasticsearch|elastic-cloud-eck|eck|opensearch|redis|strimzi-kafka|amq-streams|kafka|etcd|crunchy|"
    r"tidb|yugabyte|clickhouse|scylla|influxdb|neo4j)(-operator|-kubernetes-operator|-kafka-operator|$)"
)

CLUSTER_OF_A_POOL = "strimzi.io/cluster"
"""The label by which a node pool of Strimzi is part of a Kafka cluster (strimzi.io/docs, "KafkaNodePool")."""


@check("operator-managed-database", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def operator_managed_database(system: System) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    names = {w.name for w in system.workloads if w.controller is Controller.CUSTOM}
    for workload in system.workloads:
        if workload.controller is Controller.CUSTOM and workload.role.keeps_state and workload.is_production:
            pool_of = dict(workload.labels).get(CLUSTER_OF_A_POOL, "")
            key = (pool_of or workload.name, workload.environment.name)
            if key not in told and not (pool_of and pool_of in names):
                told.add(key)
                yield _of_workload(workload, system)
    for one in system.objects:
        subscribed = one.kind == "Subscription" and one.api_version.startswith("operators.coreos.com/")
        written = one.kind == "Project" and one.api_version == "kubebuilder.io"
        is_for_store = one.environment.is_production and SUBSCRIBED.search(one.name.lower())
        if is_for_store and (subscribed or written):
            yield _of_subscription(one.at, one) if subscribed else _of_scaffold(one)


def _of_workload(workload: Workload, system: System) -> Finding:
    software = workload.software
    title = software.title if software else "a store"
    managed = next(iter(fitting_services(software.managed if software else (), system.clouds)), "")
    instead = f"; {managed} needs none" if managed else ""
    return Finding(
        at=workload.at,
        message=f"{workload.name} is {title} run by the {_operator(workload)}, which is yours to run too{instead}",
        entity=workload.name,
        evidence=workload.managed_by,
        environments=workload.environments,
    )


def _operator(workload: Workload) -> str:
    name = workload.managed_by or "operator"
    return name if "operator" in name.lower() else f"operator {name}"


def _of_scaffold(one: PlatformObject) -> Finding:
    return Finding(
        at=one.at,
        message=f"{one.name} is an operator for a store, written here: a second product beside the one it serves",
        entity=one.name,
        evidence="PROJECT",
        environments=one.environment.names,
    )


def _of_subscription(at: Location, one: PlatformObject) -> Finding:
    return Finding(
        at=at,
        message=f"the operator {one.name} is subscribed to: databases it makes are the cluster's to keep",
        entity=one.name,
        evidence="Subscription",
        environments=one.environment.names,
    )
