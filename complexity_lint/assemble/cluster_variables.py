"""What Ansible's variables ask for of a cluster -> the clusters that have that version, and the networks they take.

`k3s_version` (k3s-io/k3s-ansible, `inventory-sample.yml`) and `rke2_version` (rancherfederal/rke2-ansible), in a role's
defaults and in the variables of groups. Where no inventory that is understood tells of such a cluster, they do: who
states the version installs it. `kube_version` and `kube_network_plugin` are kubespray's (docs of
kubernetes-sigs/kubespray, "Configurable parameters"); playbooks of one's own have a `kube_version` too, so it is only
taken for a cluster whose inventory tells of kubespray.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from complexity_lint.discovery.repository import Repository
from complexity_lint.grouping import VENDORED
from complexity_lint.model.clusters import Cluster
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.source import Location

_KUBESPRAY = "kubespray"
_NETWORKS = {"weave": "weave-net"}
"""Networks of kubespray's that are a technology of `data/tools.json`."""
_NETWORK = re.compile(r"(?m)^kube_network_plugin:[ \t]*[\"']?(?P<name>[a-z-]+)[\"']?[ \t]*(?:#.*)?$")
_OF_KUBESPRAY = re.compile(
    r"(?m)^(?P<key>kube_version):[ \t]*[\"']?(?P<version>v?1\.\d+\.\d+)[\"']?[ \t]*(?:#.*)?$"
)
_GROUP_VARIABLES = re.compile(r"(^|/)group_vars/([^/]+/)?[^/]+\.ya?ml$")
_PLACES = re.compile(r"(^|/)(group_vars|defaults|vars)/([^/]+/)?[^/]+\.ya?ml$")
_VERSION = re.compile(
    r"(?m)^(?P<key>k3s|rke2)_version:[ \t]*[\"']?(?P<version>v?1\.\d+\.\d+(?:[+-][\w.]+)?)[\"']?[ \t]*(?:#.*)?$"
)
_PLATFORMS = {"k3s": "k3s", "rke2": "RKE2"}


def with_stated_versions(clusters: Sequence[Cluster], repository: Repository) -> tuple[Cluster, ...]:
    """The clusters with the versions that variables ask for, and those that only the variables tell of."""
    found = list(clusters)
    for stated in _stated(repository):
        same = [n for n, one in enumerate(found) if one.platform.lower() == stated.platform.lower()]
        if not same:
            found.append(stated)
        for number in same:
            if found[number].version is None:
                found[number] = replace(found[number], version=stated.version)
    if any(one.platform == _KUBESPRAY for one in found):
        return tuple(_with_version_of_kubespray(found, repository))
    return tuple(found)


def stated_networks(repository: Repository) -> Iterator[ToolUse]:
    """The technologies that variables of kubespray choose for the network of the pods."""
    for path, text in _texts(repository, _GROUP_VARIABLES, "kube_network_plugin"):
        match = _NETWORK.search(text)
        if match is not None and match["name"] in _NETWORKS:
            environment = from_path(path) or PRODUCTION
            yield ToolUse(_at(path, text, match), _NETWORKS[match["name"]], Evidence.OBJECT, environment)


def _with_version_of_kubespray(clusters: Sequence[Cluster], repository: Repository) -> Iterator[Cluster]:
    """The clusters, those of kubespray with the version of the variables that lie beside their inventory."""
    stated: dict[str, Located[str | Unknown]] = {}
    for path, text in _texts(repository, _GROUP_VARIABLES, "kube_version"):
        match = _OF_KUBESPRAY.search(text)
        if match is not None:
            folder = path[: path.rindex("group_vars/")]
            stated.setdefault(folder, Located(match["version"], _at(path, text, match)))
    for cluster in clusters:
        if cluster.platform == _KUBESPRAY and cluster.version is None:
            folder, _, _ = cluster.at.path.rpartition("/")
            cluster = replace(cluster, version=stated.get(f"{folder}/" if folder else ""))
        yield cluster


def _texts(repository: Repository, places: re.Pattern[str], word: str) -> Iterator[tuple[str, str]]:
    for path in repository.paths:
        if places.search(path) and VENDORED.isdisjoint(path.split("/")):
            text = repository.text(path) or ""
            if word in text:
                yield path, text


def _at(path: str, text: str, match: re.Match[str]) -> Location:
    line = text.count("\n", 0, match.start()) + 1
    return Location(path, line, 1, line, len(match[0]) + 1)


def _stated(repository: Repository) -> Iterator[Cluster]:
    for path, text in _texts(repository, _PLACES, "_version"):
        match = _VERSION.search(text)
        if match is not None:
            at = _at(path, text, match)
            yield Cluster(
                at,
                "",
                _PLATFORMS[match["key"]],
                from_path(path) or UNSTATED,
                Located(UNKNOWN, at),
                "variables of Ansible",
                version=Located(match["version"], at),
            )
