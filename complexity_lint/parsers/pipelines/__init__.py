"""Pipelines -> their commands and the images they push."""

from complexity_lint.parsers.pipelines.files import evaluate

__all__ = ["evaluate"]
