"""Configurations of Nomad and Consul servers: how many of them the first election waits for."""

from collections.abc import Iterator

from complexity_lint.model.clusters import Cluster, Ensemble
from complexity_lint.model.environments import Environment
from complexity_lint.model.values import Located
from complexity_lint.parsers.terraform.hcl import parse_hcl
from complexity_lint.parsers.terraform.syntax import Attribute, Body, Literal
from complexity_lint.parsers.yaml_nodes import Mapping, load
from complexity_lint.source import Location, Source


def expected_servers(source: Source) -> Iterator[tuple[str, Located[int]]]:
    """The software and the number of servers that a configuration names with `bootstrap_expect`."""
    if source.name.endswith(".json"):
        for top in load(source).mappings():
            yield from _of_json(top)
        return
    body = parse_hcl(source).body
    for block in body.blocks:
        if block.type == "server" and _is_true(_attribute(block.body, "enabled")):
            yield from _counted("Nomad", _attribute(block.body, "bootstrap_expect"))
    if _is_true(_attribute(body, "server")):
        yield from _counted("Consul", _attribute(body, "bootstrap_expect"))


def _of_json(top: Mapping) -> Iterator[tuple[str, Located[int]]]:
    for software, holder in (("Nomad", top.mapping("server")), ("Consul", top)):
        count = holder.scalar("bootstrap_expect")
        if count is not None and count.integer is not None:
            yield software, Located(count.integer, count.at)


def _attribute(body: Body, name: str) -> Attribute | None:
    return next((a for a in body.attributes if a.name == name), None)


def _is_true(attribute: Attribute | None) -> bool:
    return attribute is not None and isinstance(attribute.value, Literal) and attribute.value.value is True


def _counted(software: str, attribute: Attribute | None) -> Iterator[tuple[str, Located[int]]]:
    value = attribute.value.value if attribute and isinstance(attribute.value, Literal) else None
    if attribute is not None and value is not None and not isinstance(value, (bool, str)):
        yield software, Located(int(value), attribute.at)


def read(source: Source, environment: Environment) -> tuple[list[Cluster], list[Ensemble]]:
    """The cluster of servers that a configuration belongs to, and the group that votes in it."""
    clusters: list[Cluster] = []
    ensembles: list[Ensemble] = []
    for software, members in expected_servers(source):
        at: Location = members.at
        basis = f"bootstrap_expect is {members.value}"
        clusters.append(Cluster(at, "", software, environment, members, basis, "three servers"))
        ensembles.append(
            Ensemble(at, f"the {software} server", software, environment, members, coordination=True)
        )
    return clusters, ensembles
