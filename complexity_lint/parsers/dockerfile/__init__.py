"""Dockerfiles and .dockerignore files -> what they say."""

from complexity_lint.parsers.dockerfile.ignore import IgnoreRules, parse_ignore
from complexity_lint.parsers.dockerfile.stages import parse

__all__ = ["IgnoreRules", "parse", "parse_ignore"]
