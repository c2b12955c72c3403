"""Groups of an Ansible inventory, and the etcd that kubespray makes of one of them.

kubespray runs a member of etcd on each host of the group `etcd` (docs of kubernetes-sigs/kubespray, "Inventory"). Other
playbooks have groups of that name too, so it counts only beside a group of kubespray's control plane.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complexity_lint.model.clusters import Ensemble
from complexity_lint.model.environments import Environment
from complexity_lint.model.values import Located
from complexity_lint.parsers.yaml_nodes import Mapping as Table
from complexity_lint.source import Location, Source

KUBESPRAY_GROUPS = ("kube_control_plane", "kube-master", "kube_master")
"""Names of the group of control-plane nodes in kubespray's inventories, the older ones last."""

_ETCD = "etcd"
_RANGE = re.compile(r"\[(\d+):(\d+)\]")
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Group:
    """A group of machines at its name: the patterns of its own hosts, and the groups that it holds."""

    at: Location
    hosts: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


def hosts_in(pattern: str) -> int:
    """How many hosts a name stands for: `node[01:03]` is three."""
    match = _RANGE.search(pattern)
    return max(int(match[2]) - int(match[1]) + 1, 1) if match else 1


def groups_of_yaml(top: Table) -> dict[str, Group]:
    """The groups of an inventory in YAML, those inside other groups too."""
    found: dict[str, Group] = {}
    _collect(top, found, 0)
    return found


def _collect(node: Table, found: dict[str, Group], depth: int) -> None:
    for entry in node.entries if depth < _MAX_DEPTH else ():
        before = found.get(entry.key, Group(entry.at))
        if not isinstance(entry.value, Table):
            found.setdefault(entry.key, before)
            continue
        hosts, children = entry.value.mapping("hosts"), entry.value.mapping("children")
        named = hosts.entries or children.entries
        found[entry.key] = Group(
            entry.at if named else before.at,
            (*before.hosts, *(one.key for one in hosts.entries)),
            (*before.children, *(one.key for one in children.entries)),
        )
        _collect(children, found, depth + 1)


def groups_of_ini(source: Source) -> dict[str, Group]:
    """The groups of an inventory in Ansible's INI format."""
    found: dict[str, Group] = {}
    section = kind = ""
    for number, line in enumerate(source.text.splitlines(), start=1):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            section, _, kind = text[1:-1].partition(":")
            at = Location(source.path, number, 1, number, len(line) + 1)
            if kind in ("", "children"):
                found.setdefault(section, Group(at))
        elif text and text[0] not in "#;" and section in found:
            name, group = text.split()[0], found[section]
            if kind == "":
                found[section] = Group(group.at, (*group.hosts, name), group.children)
            elif kind == "children":
                found[section] = Group(group.at, group.hosts, (*group.children, name))
    return found


def etcd_of_kubespray(groups: Mapping[str, Group], environment: Environment) -> Iterator[Ensemble]:
    """The members of etcd in an inventory of kubespray."""
    group = groups.get(_ETCD)
    if group is None or not any(name in groups for name in KUBESPRAY_GROUPS):
        return
    count = sum(hosts_in(pattern) for pattern in _hosts_of(_ETCD, groups, frozenset()))
    if count:
        yield Ensemble(group.at, _ETCD, _ETCD, environment, Located(count, group.at), coordination=True)


def _hosts_of(name: str, groups: Mapping[str, Group], above: frozenset[str]) -> set[str]:
    group = groups.get(name)
    if group is None or name in above:
        return set()
    found = set(group.hosts)
    for child in group.children:
        found |= _hosts_of(child, groups, above | {name})
    return found
