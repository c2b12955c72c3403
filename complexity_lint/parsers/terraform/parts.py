"""A configuration's facts for the model: clusters, managed stores, groups that vote, workloads."""

from complexity_lint.model.clusters import Cluster, Ensemble, ManagedStore
from complexity_lint.model.environments import Environment
from complexity_lint.parsers.terraform.clusters import known_clusters
from complexity_lint.parsers.terraform.configuration import Configuration
from complexity_lint.parsers.terraform.machines import machine_clusters, machine_ensembles
from complexity_lint.parsers.terraform.services import service_parts
from complexity_lint.parsers.terraform.stores import managed_stores
from complexity_lint.parsers.terraform.workloads import workload_parts
from complexity_lint.parsers.unit import Parts


def clusters(configuration: Configuration, environment: Environment) -> tuple[Cluster, ...]:
    """Every cluster the configuration creates, in order of place."""
    found = [*known_clusters(configuration, environment), *machine_clusters(configuration, environment)]
    return tuple(sorted(found, key=lambda one: (one.at.order, one.name)))


def stores(configuration: Configuration, environment: Environment) -> tuple[ManagedStore, ...]:
    """Every store a provider runs, in order of place."""
    return tuple(sorted(managed_stores(configuration, environment), key=lambda one: (one.at.order, one.name)))


def ensembles(configuration: Configuration, environment: Environment) -> tuple[Ensemble, ...]:
    """Every group that decides by majority, in order of place."""
    return tuple(
        sorted(machine_ensembles(configuration, environment), key=lambda one: (one.at.order, one.name))
    )


def workloads(configuration: Configuration, environment: Environment) -> Parts:
    """What the configuration deploys to run: containers, API objects of a cluster, chart releases."""
    return workload_parts(configuration, environment)


def services(configuration: Configuration, environment: Environment) -> Parts:
    """What else a provider runs for it: functions, registries, queues, build projects, copies."""
    return service_parts(configuration, environment)
