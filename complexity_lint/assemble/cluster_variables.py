"""Versions of k3s and RKE2 that Ansible's variables ask for -> the clusters that have them.

`k3s_version` (k3s-io/k3s-ansible, `inventory-sample.yml`) and `rke2_version` (rancherfederal/rke2-ansible), in a role's
defaults and in the variables of groups. Where no inventory that is understood tells of such a cluster, they do: who
states the version installs it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from complexity_lint.discovery.repository import Repository
from complexity_lint.grouping import VENDORED
from complexity_lint.model.clusters import Cluster
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import UNSTATED
from complexity_lint.model.values import UNKNOWN, Located
from complexity_lint.source import Location

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
    return tuple(found)


def _stated(repository: Repository) -> Iterator[Cluster]:
    for path in repository.paths:
        if not _PLACES.search(path) or not VENDORED.isdisjoint(path.split("/")):
            continue
        text = repository.text(path) or ""
        match = _VERSION.search(text) if "_version" in text else None
        if match is not None:
            line = text.count("\n", 0, match.start()) + 1
            at = Location(path, line, 1, line, len(match[0]) + 1)
            yield Cluster(
                at,
                "",
                _PLATFORMS[match["key"]],
                from_path(path) or UNSTATED,
                Located(UNKNOWN, at),
                "variables of Ansible",
                version=Located(match["version"], at),
            )
