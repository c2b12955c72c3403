"""A data store that is made for many machines runs on one.

Kafka, Cassandra, Elasticsearch and their like pay for scale with moving parts: partitions, rebalancing, quorums,
garbage collectors. On one node there is all of the cost and none of the scale, and not even availability.

Take what one node carries: PostgreSQL also queues, searches and keeps documents; Redis streams; a managed queue.

It is fine in development, where it stands for a real cluster, and where a product that is run needs just this store.
"""

from collections.abc import Iterator

from complexity_lint import (
    ChartDependency,
    Finding,
    ImageFacts,
    Level,
    Location,
    ManagedStore,
    Precision,
    Role,
    System,
    Workload,
    check,
    describe_name,
)

MADE_FOR_MANY = {
    "kafka": "PostgreSQL, Redis streams or a managed queue",
    "redpanda": "PostgreSQL, Redis streams or a managed queue",
    "pulsar": "PostgreSQL, Redis streams or a managed queue",
    "cassandra": "PostgreSQL",
    "scylladb": "PostgreSQL",
    "hbase": "PostgreSQL",
    "hadoop": "object storage and PostgreSQL or DuckDB",
    "spark": "PostgreSQL or DuckDB",
    "flink": "a worker",
    "trino": "PostgreSQL or DuckDB",
    "presto": "PostgreSQL or DuckDB",
    "druid": "PostgreSQL",
    "elasticsearch": "the full-text search of PostgreSQL, or a service for logs,",
    "opensearch": "the full-text search of PostgreSQL, or a service for logs,",
    "cockroachdb": "PostgreSQL",
    "tidb": "MySQL",
    "yugabytedb": "PostgreSQL",
    "clickhouse": "PostgreSQL or DuckDB",
    "ceph": "object storage",
    "vitess": "MySQL",
}
"""Ids of stores, and what carries the same on one machine."""

ENGINES = ("kafka", "cassandra", "elasticsearch", "opensearch", "hadoop", "spark", "emr", "msk", "dataproc")


@check("hyperscale-datastore", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def hyperscale_datastore(system: System) -> Iterator[Finding]:
    yield from _workloads(system)
    for dependency in system.dependencies:
        facts = describe_name(dependency.name)
        number = dependency.replicas
        if dependency.is_deployed and facts and facts.id in MADE_FOR_MANY and number and number.value == 1:
            yield _chart(dependency, facts, number.at)
    seen: set[tuple[Location, str]] = set()  # a module that several configurations call is written once
    for store in system.stores:
        large = any(engine in f"{store.engine} {store.service}".lower() for engine in ENGINES)
        if large and store.environment.is_production and store.nodes is not None and store.nodes.value == 1:
            key = (store.nodes.at, store.environment.name)
            if key not in seen:
                seen.add(key)
                yield _managed(store, store.nodes.at)


def _workloads(system: System) -> Iterator[Finding]:
    members: dict[tuple[str, str, str], list[Workload]] = {}
    for workload in system.workloads:
        software = workload.software
        runs = not workload.runs_to_completion and workload.role is not Role.TOOL
        theirs = runs and workload.is_production and not workload.is_first_party
        if software and software.id in MADE_FOR_MANY and theirs:
            members.setdefault((*workload.group, software.id), []).append(workload)
    for (_, _, kind), listed in members.items():
        if len(listed) == 1 and _nodes(listed[0]) == 1:
            yield _single(listed[0], kind)


def _nodes(workload: Workload) -> int | None:
    """How many there are; None where that is not known."""
    if workload.replicas is None:
        return 1 if workload.controller.value != "DaemonSet" else None
    return workload.replicas.value if isinstance(workload.replicas.value, int) else None


def _single(workload: Workload, kind: str) -> Finding:
    title = workload.software.title if workload.software else kind
    at = workload.replicas.at if workload.replicas else workload.at
    return Finding(
        at=at,
        message=f"{workload.name} is {title}, made for many machines, on one: {MADE_FOR_MANY[kind]} carries "
        "that much with fewer parts",
        entity=workload.name,
        evidence=kind,
        environments=workload.environments,
    )


def _chart(dependency: ChartDependency, facts: ImageFacts, at: Location) -> Finding:
    return Finding(
        at=at,
        message=f"the chart {dependency.name} brings {facts.title}, made for many machines, on one: "
        f"{MADE_FOR_MANY[facts.id]} carries that much with fewer parts",
        entity=dependency.name,
        evidence=facts.id,
        environments=dependency.environment.names,
    )


def _managed(store: ManagedStore, at: Location) -> Finding:
    return Finding(
        at=at,
        message=f"{store.name} is {store.service} with one node: all of the cost of a cluster and none of its "
        "availability",
        entity=store.name,
        evidence=store.service,
        environments=store.environment.names,
    )
