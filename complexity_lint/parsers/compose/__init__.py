"""Compose files -> workloads."""

from complexity_lint.parsers.compose.project import evaluate

__all__ = ["evaluate"]
