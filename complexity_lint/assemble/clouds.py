"""The clouds that a repository deploys to: by what it writes down for them, or else by how its pipelines log in.

Terraform's providers are known by the first word of the types of their resources (registry.terraform.io).
"""

import re
from collections.abc import Iterable, Iterator

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.clouds import Cloud
from complexity_lint.model.clusters import Cluster
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import commands_anywhere

_PROVIDERS = {
    "aws": Cloud.AWS, "awscc": Cloud.AWS, "azurerm": Cloud.AZURE, "azapi": Cloud.AZURE, "google": Cloud.GOOGLE,
    "google-beta": Cloud.GOOGLE,
}  # fmt: skip
_RESOURCE = re.compile(
    r'(?m)^[ \t]*(?:resource|provider)[ \t]+"(aws|awscc|azurerm|azapi|google-beta|google)[_"]'
)
_PLATFORMS = (("EKS", Cloud.AWS), ("AKS", Cloud.AZURE), ("GKE", Cloud.GOOGLE))
_LOGINS = {
    ("aws", "eks"): Cloud.AWS, ("aws", "ecs"): Cloud.AWS, ("az", "aks"): Cloud.AZURE,
    ("az", "containerapp"): Cloud.AZURE, ("gcloud", "container"): Cloud.GOOGLE, ("gcloud", "run"): Cloud.GOOGLE,
}  # fmt: skip
"""Commands that reach what runs containers there, by their first words."""
_MOST_FILES = 2000


def find_clouds(
    repository: Repository, clusters: Iterable[Cluster], scripts: Iterable[Script]
) -> frozenset[Cloud]:
    """The clouds that the repository makes resources in; where it makes none, those whose clusters and container
    services its scripts reach.
    """
    made = frozenset((*_of_files(repository), *_of_clusters(clusters)))
    return made or frozenset(_of_scripts(scripts))


def _of_files(repository: Repository) -> Iterator[Cloud]:
    listed = [p for p in repository.paths if p.endswith((".tf", ".bicep")) and _is_for_production(p)]
    for path in listed[:_MOST_FILES]:
        if path.endswith(".bicep"):
            yield Cloud.AZURE
        else:
            yield from (_PROVIDERS[name] for name in set(_RESOURCE.findall(repository.text(path) or "")))


def _is_for_production(path: str) -> bool:
    stated = from_path(path)
    return (stated is None or stated.is_production) and "/.terraform/" not in f"/{path}"


def _of_clusters(clusters: Iterable[Cluster]) -> Iterator[Cloud]:
    for cluster in clusters:
        if cluster.environment.is_production:
            yield from (cloud for word, cloud in _PLATFORMS if word in cluster.platform.split())
            yield from (cloud for cloud in Cloud if cloud.value == cluster.cloud)


def _of_scripts(scripts: Iterable[Script]) -> Iterator[Cloud]:
    for script in scripts:
        for command in commands_anywhere(script) if script.environment.is_production else ():
            cloud = _LOGINS.get((command.name, command.arguments[0])) if command.arguments else None
            if cloud is not None:
                yield cloud
