"""Scaffolds of operators: the `PROJECT` file of kubebuilder and the Operator SDK (book.kubebuilder.io, "PROJECT")."""

from collections.abc import Iterator

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.workloads import PlatformObject
from complexity_lint.source import Source


def operator_scaffolds(repository: Repository) -> Iterator[PlatformObject]:
    """One object of the kind `Project` for each scaffold, by the name of its project."""
    for path in repository.paths:
        if path.rpartition("/")[2] != "PROJECT":
            continue
        # the YAML library is loaded only where there is such a file
        from complexity_lint.parsers.yaml_nodes import load

        for top in load(Source(path, repository.text(path) or "")).mappings():
            name = top.scalar("projectName") or top.scalar("repo")
            if name is not None and (top.get("layout") is not None or top.get("domain") is not None):
                yield PlatformObject(
                    name.at,
                    "kubebuilder.io",
                    "Project",
                    name.text.rpartition("/")[2],
                    path.rpartition("/")[0],
                    from_path(path) or PRODUCTION,
                )
