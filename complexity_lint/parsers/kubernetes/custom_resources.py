"""Custom resources of well-known operators: what the operator will run, or order from a provider."""

from collections.abc import Iterator

from complexity_lint.model.clusters import Ensemble, ManagedStore
from complexity_lint.model.environments import Environment
from complexity_lint.model.knowledge import OperatorFacts, describe_name
from complexity_lint.model.roles import Ownership
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.model.workloads import Controller, VolumeClaim, Workload
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location


def read_custom_resource(
    node: Mapping, facts: OperatorFacts, at: Location, project: str, environment: Environment
) -> Parts:
    """The store of a provider that a resource stands for, or else the workload its operator makes of it.

    `at` is the place of the resource's name. Such a workload has no containers: those are the operator's matter.
    """
    name = node.text("metadata", "name")
    replicas = _total(node, facts.replicas_path)
    if facts.managed_outside:
        store = ManagedStore(at, name, facts.operator, facts.title, facts.role, environment, nodes=replicas)
        return Parts(stores=(store,))
    kind, own = node.entry("kind"), node.mapping("metadata", "labels")
    workload = Workload(
        at=at,
        name=name,
        project=project,
        controller=Controller.CUSTOM,
        environment=environment,
        containers=(),
        namespace=node.text("metadata", "namespace"),
        labels=tuple((e.key, e.value.text) for e in own.entries if isinstance(e.value, Scalar)),
        replicas=replicas,
        claims=tuple(_claims(node, facts.storage_path, name)),
        controller_at=kind.value.at if kind else None,
        managed_by=facts.operator,
        backup=_backup(node),
        role=facts.role,
        ownership=Ownership.OFF_THE_SHELF,
        software=describe_name(facts.title.lower().replace(" ", "-")),
    )
    return Parts(workloads=(workload,), ensembles=tuple(_ensembles(node, facts, workload)))


def _backup(node: Mapping) -> Located[bool | Unknown] | None:
    """Whether the resource asks for copies: its spec has a section or switch named for backups that is not off.

    Known of CloudNativePG (`backup`), Zalando (`enableLogicalBackup`, `clone` apart), Percona (`backup.enabled`),
    Crunchy (`backups.pgbackrest`), MongoDB and MariaDB operators; others name it alike.
    """
    for entry in node.mapping("spec").entries:
        if "backup" not in entry.key.lower():
            continue
        switch = entry.value
        if isinstance(switch, Mapping):
            switch = switch.get("enabled") or switch
        on = switch.boolean is not False if isinstance(switch, Scalar) else bool(_inside(switch))
        return Located(on, switch.at if isinstance(switch, Scalar) else entry.at)
    return None


def _inside(node: Mapping | Sequence) -> tuple[object, ...]:
    return node.entries if isinstance(node, Mapping) else node.items


def scalars_at(node: Node, path: str) -> Iterator[Scalar]:
    """The scalars below keys joined by dots; a key with `[]` is a list, each item of which has what follows."""
    key, _, rest = path.partition(".")
    found = node.get(key.removesuffix("[]")) if isinstance(node, Mapping) else None
    if key.endswith("[]") and isinstance(found, Sequence):
        for item in found.items:
            yield from scalars_at(item, rest)
    elif found is not None and rest:
        yield from scalars_at(found, rest)
    elif isinstance(found, Scalar) and not found.is_null:
        yield found


def _total(node: Mapping, path: str) -> Located[int | Unknown] | None:
    """How many members a resource asks for; of several groups the sum, at the first group's place."""
    found = list(scalars_at(node, path)) if path else []
    if not found:
        return None
    numbers = [scalar.integer for scalar in found]
    known = [number for number in numbers if number is not None]
    return Located(sum(known) if len(known) == len(numbers) else UNKNOWN, found[0].at)


def _claims(node: Mapping, path: str, name: str) -> Iterator[VolumeClaim]:
    for scalar in scalars_at(node, path) if path else ():
        yield VolumeClaim(scalar.at, name, node.text("metadata", "namespace"))


def _ensembles(node: Mapping, facts: OperatorFacts, workload: Workload) -> Iterator[Ensemble]:
    """The group that votes; of several groups of members it is not known which do."""
    votes = facts.votes or facts.coordination
    single = len(list(scalars_at(node, facts.replicas_path))) == 1 if facts.replicas_path else False
    if not votes or not single or workload.replicas is None or not _takes_part(node, facts):
        return
    yield Ensemble(
        at=workload.replicas.at,
        name=workload.name,
        software=facts.title,
        environment=workload.environment,
        members=workload.replicas,
        coordination=facts.coordination,
    )


def _takes_part(node: Mapping, facts: OperatorFacts) -> bool:
    """Of the node pools of Kafka only the controllers vote."""
    if facts.kind != "KafkaNodePool":
        return True
    roles = [item.text for item in node.items("spec", "roles") if isinstance(item, Scalar)]
    return "controller" in roles
