"""The only reader: root -> the files of a repository, their kinds and environments."""

from complexity_lint.discovery.repository import Repository, read

__all__ = ["Repository", "read"]
