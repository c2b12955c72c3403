"""Bake files (`docker buildx bake`) -> the builds they declare."""

from complexity_lint.parsers.bake.unit import evaluate

__all__ = ["evaluate"]
