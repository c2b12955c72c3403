"""Kubernetes manifests -> workloads, exposures, claims and other objects."""

from complexity_lint.parsers.kubernetes.manifests import Context, evaluate, read_object

__all__ = ["Context", "evaluate", "read_object"]
