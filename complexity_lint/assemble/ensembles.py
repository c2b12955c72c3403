"""Workloads that vote -> the groups they form."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.clusters import Cluster, Ensemble
from complexity_lint.model.commands import Command
from complexity_lint.model.knowledge import ImageFacts, describe_name
from complexity_lint.model.roles import Role
from complexity_lint.model.values import UNKNOWN, Located
from complexity_lint.model.workloads import Controller, Workload

_INITIAL_MEMBERS = (
    "ETCD_INITIAL_CLUSTER",
    "ZOO_SERVERS",
    "KAFKA_CONTROLLER_QUORUM_VOTERS",
    "KAFKA_CFG_CONTROLLER_QUORUM_VOTERS",
)
_COOKIE = "RABBITMQ_ERLANG_COOKIE"
_CLUSTER_SETTINGS = (
    "MONGO_REPLICA_SET", "MONGODB_REPLICA_SET_MODE", _COOKIE, "RABBITMQ_CLUSTER_NODE_NAME",
    "cluster.initial_master_nodes", "discovery.seed_hosts", "CLUSTER_INITIAL_MASTER_NODES",
)  # fmt: skip


_OF_SENTINEL = ("redis", "valkey", "keydb")
"""Stores that do not vote themselves; their sentinels do."""


def find_ensembles(workloads: Iterable[Workload]) -> tuple[Ensemble, ...]:
    """The voting groups among workloads: replicas of one, or several that run the same software in one project."""
    grouped: dict[tuple[str, str, str, str], list[tuple[Workload, ImageFacts]]] = defaultdict(list)
    for workload in workloads:
        facts = _voting(workload)
        if facts is not None:
            grouped[(*workload.group, workload.namespace, facts.id)].append((workload, facts))
    return tuple(ensemble for members in grouped.values() for ensemble in _ensembles(members))


_OF_CONTROLLERS = frozenset({"kafka"})
"""Stores whose voting members do nothing else."""


def ensembles_of_charts(dependencies: Iterable[ChartDependency]) -> Iterator[Ensemble]:
    """What charts from elsewhere bring along that votes, where the values say with how many members: coordination
    services, and stores whose members elect among themselves.
    """
    for dependency in dependencies:
        facts = describe_name(dependency.name)
        if facts is None:
            continue
        number = dependency.voters or (dependency.replicas if facts.coordination else None)
        if number is None:
            continue
        if dependency.is_deployed and not dependency.local:
            yield Ensemble(
                at=number.at,
                name=f"the {facts.title} of the chart {dependency.name}",
                software=facts.title,
                environment=dependency.environment,
                members=Located(number.value, number.at),
                coordination=facts.coordination or facts.id in _OF_CONTROLLERS,
            )


def find_clusters(workloads: Iterable[Workload]) -> Iterator[Cluster]:
    """Clusters whose masters are containers: Mesos masters that are told how many of them make a majority."""
    for workload in workloads:
        container = workload.main
        for variable in container.settings if container else ():
            if variable.name == "MESOS_QUORUM" and variable.value == "1":
                yield Cluster(
                    at=variable.at,
                    name=workload.name,
                    platform="Mesos",
                    environment=workload.environment,
                    control_plane=Located(1, variable.at),
                    basis="MESOS_QUORUM is 1",
                    remedy="three masters and a quorum of two",
                )


def each_once(ensembles: Sequence[Ensemble]) -> Iterator[Ensemble]:
    """The ensembles, without those of machines that start with a server's configuration kept beside them: that
    configuration states the number, and the machines are its members.
    """
    configurations = [n for n, one in enumerate(ensembles) if _is_of_configuration(one)]
    kept: dict[int, Ensemble] = dict(enumerate(ensembles))
    for number, one in enumerate(ensembles):
        if number in configurations or not one.at.path.endswith((".tf", ".tf.json")):
            continue
        folder = one.at.path.rpartition("/")[0]
        same = next((c for c in configurations if _is_same(kept[c], one, folder)), None)
        if same is not None:
            kept[same] = replace(kept[same], places=(*kept[same].places, one.at))
            del kept[number]
    yield from kept.values()


def _is_of_configuration(one: Ensemble) -> bool:
    path = one.at.path
    return path.endswith((".hcl", ".json")) and not path.endswith(".tf.json")


def _is_same(configuration: Ensemble, machines: Ensemble, folder: str) -> bool:
    stated = (configuration.software, configuration.members.value)
    inside = not folder or configuration.at.path.startswith(f"{folder}/")
    return inside and stated == (machines.software, machines.members.value)


def _voting(workload: Workload) -> ImageFacts | None:
    facts = workload.software
    if facts is None or workload.runs_to_completion or workload.role is Role.TOOL:
        return None
    if not facts.votes and facts.id not in _OF_SENTINEL:
        return None
    return facts if _takes_part(workload, facts) else None


def _takes_part(workload: Workload, facts: ImageFacts) -> bool:
    """Whether a workload is a voter: agents, development modes and single-node modes are not."""
    container = workload.main
    if container is None:
        return False
    words = [w for c in container.starts for w in c.words]
    settings = {v.name: v.value or "" for v in container.settings}
    if facts.id in ("consul", "nomad"):
        return "-server" in words and "-dev" not in words
    if facts.id in _OF_SENTINEL:
        return any("sentinel" in w for w in words) or "sentinel" in workload.name
    if facts.id == "kafka":
        roles = settings.get("KAFKA_PROCESS_ROLES", "") + settings.get("KAFKA_CFG_PROCESS_ROLES", "")
        return "controller" in roles
    if facts.id in ("elasticsearch", "opensearch"):
        other = settings.get("NODE_MASTER") == "false" or settings.get("node.master") == "false"
        other = other or any(word in workload.name for word in ("data", "client", "ingest", "coordinating"))
        roles = settings.get("node.roles", "master")
        return settings.get("discovery.type") != "single-node" and "master" in roles and not other
    return True


def _ensembles(members: list[tuple[Workload, ImageFacts]]) -> Iterator[Ensemble]:
    first, facts = members[0]
    if first.controller is Controller.COMPOSE and len(members) > 1:
        places = tuple(workload.at for workload, _ in members)
        last = members[-1][0]
        yield Ensemble(
            at=last.at,
            name=facts.title,
            software=facts.title,
            environment=first.environment,
            members=Located(len(members), last.at),
            coordination=_coordinates(facts),
            places=places,
            clustered=_coordinates(facts) or _form_one([w for w, _ in members]),
        )
        return
    for workload, _ in members:
        yield _of_one(workload, facts)


def _coordinates(facts: ImageFacts) -> bool:
    """Whether agreeing is all that the voters are for; of Kafka only the KRaft controllers are taken for voters."""
    return facts.coordination or facts.id == "kafka"


def _of_one(workload: Workload, facts: ImageFacts) -> Ensemble:
    replicas = workload.replicas
    stated = _stated_members(workload)
    if replicas is None:
        at = workload.controller_at or workload.at
        replicas = Located(UNKNOWN if workload.controller is Controller.DAEMON_SET else 1, at)
    if stated is not None and replicas.value == 1 and stated.value > 1:
        replicas = stated  # members started one by one, each told of the others
    return Ensemble(
        at=replicas.at,
        name=workload.name,
        software=facts.title,
        environment=workload.environment,
        members=replicas,
        coordination=_coordinates(facts),
        clustered=_coordinates(facts) or _clustered(workload),
    )


def _stated_members(workload: Workload) -> Located[int] | None:
    """The number of members that a setting or an option names: `ETCD_INITIAL_CLUSTER=a=...,b=...`,
    `-bootstrap-expect=3`.
    """
    container = workload.main
    for variable in container.settings if container else ():
        if variable.name in _INITIAL_MEMBERS and variable.value and "$" not in variable.value:
            return Located(len(variable.value.replace(" ", ",").strip(",").split(",")), variable.at)
    for command in container.starts if container else ():
        found = _expected(command)
        if found is not None:
            return Located(found, command.at)
    return None


def _expected(command: Command) -> int | None:
    for word in command.words:
        name, _, value = word.lstrip("-").partition("=")
        if name in ("bootstrap-expect", "bootstrap_expect") and value.isdigit():
            return int(value)
        if name == "initial-cluster" and value and "$" not in value:
            return len(value.split(","))
    return None


def _form_one(members: list[Workload]) -> bool:
    """Whether services of a compose project are set up as one group.

    A shared cookie lets brokers talk to each other and makes no cluster of those that are named after what they carry
    (`orders-queue`, `mail-queue`); of `rabbit1` and `rabbit2` it does.
    """
    cookies = [w for w in members if w.main and any(v.name == _COOKIE for v in w.main.settings)]
    if cookies and not any(_clustered(w, but=_COOKIE) for w in members):
        return len({_RANK.sub("", w.name) for w in members}) == 1
    return any(_clustered(w) for w in members)


_RANK = re.compile(
    r"(?i)\d+|[-_.]?(master|main|primary|leader|slave|secondary|follower|replica|peer|node|[a-c])$|[-_.]"
)
"""What the members of one group are told apart by: a number, a letter or a rank."""


def _clustered(workload: Workload, *, but: str = "") -> bool:
    """Whether several members of a store that may also run alone are set up to form one group."""
    container = workload.main
    if container is None:
        return False
    names = {v.name for v in container.settings} - {but}
    if any(name in _CLUSTER_SETTINGS or "QUORUM_VOTERS" in name for name in names):
        return True
    words = [w for c in container.starts for w in c.words]
    if any(w.startswith("--replSet") or "sentinel" in w for w in words):
        return True
    return workload.controller is Controller.STATEFUL_SET
