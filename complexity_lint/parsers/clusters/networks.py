"""The network of a cluster's pods, where its definition chooses one by name."""

from collections.abc import Iterable, Iterator

from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.parsers.yaml_nodes import Mapping

_NETWORKS = {"weave": "weave-net"}
"""Keys of kops's `spec.networking` (kops.sigs.k8s.io, "Networking") that name a technology of `data/tools.json`."""


def networks_of_objects(nodes: Iterable[Mapping], environment: Environment) -> Iterator[ToolUse]:
    """The networks that clusters of kops ask for."""
    settled = PRODUCTION if environment == UNSTATED else environment
    for node in nodes:
        if node.text("kind") == "Cluster" and node.text("apiVersion").startswith(("kops.k8s.io/", "kops/")):
            for entry in node.mapping("spec", "networking").entries:
                if entry.key in _NETWORKS:
                    yield ToolUse(entry.at, _NETWORKS[entry.key], Evidence.OBJECT, settled)
