"""What a configuration spreads over regions: a module called once for each, and services that join regions.

Resource types of provider hashicorp/aws v6. A region is the module's own argument, or that of the provider which is
handed to it (developer.hashicorp.com/terraform, "The module block", `providers`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from complexity_lint.model.environment_names import from_word
from complexity_lint.model.environments import Environment
from complexity_lint.model.regions import RegionSpread
from complexity_lint.model.roles import Role
from complexity_lint.parsers.terraform.clusters import known_clusters
from complexity_lint.parsers.terraform.configuration import Configuration, ModuleCall
from complexity_lint.parsers.terraform.stacks import inside_of
from complexity_lint.parsers.terraform.stores import managed_stores
from complexity_lint.parsers.terraform.workloads import workload_parts

_JOINING = {
    "aws_rds_global_cluster": "an Aurora global cluster",
    "aws_docdb_global_cluster": "a DocumentDB global cluster",
    "aws_neptune_global_cluster": "a Neptune global cluster",
    "aws_elasticache_global_replication_group": "a global datastore of ElastiCache",
}
_ENDPOINTS = "aws_globalaccelerator_endpoint_group"
"""One for each region that a Global Accelerator sends requests to."""
_PROVIDERS = ("aws", "google")
_REGION_ARGUMENTS = ("region", "aws_region", "gcp_region", "location")


def region_spreads(configuration: Configuration, environment: Environment) -> Iterator[RegionSpread]:
    """The machinery for several regions, modules first."""
    yield from _modules(configuration, environment)
    for resource in configuration.resources_of(*_JOINING):
        yield RegionSpread(resource.at, _JOINING[resource.type], environment)
    groups = list(configuration.resources_of(_ENDPOINTS))
    if len(groups) > 1:
        what = f"a Global Accelerator with {len(groups)} endpoint groups"
        yield RegionSpread(groups[-1].at, what, environment, tuple(one.at for one in groups[:-1]))


def _modules(configuration: Configuration, environment: Environment) -> Iterator[RegionSpread]:
    regions = _regions_of_providers(configuration)
    calls: dict[tuple[str, str], list[ModuleCall]] = defaultdict(list)
    for call in configuration.modules:
        if from_word(call.name) is None:  # one for each environment is another matter
            calls[call.module, call.source].append(call)
    for (_, source), made in calls.items():
        by_region: dict[str, ModuleCall] = {}
        for call in made:
            region = _region(call, regions)
            if region:
                by_region.setdefault(region, call)
        if len(by_region) > 1 and all(_runs(one, configuration, environment) for one in by_region.values()):
            *others, last = by_region.values()
            name = source.partition("?")[0].rstrip("/").rpartition("/")[2]
            what = f"the module {name}, called for {' and '.join(by_region)}"
            yield RegionSpread(last.at, what, environment, tuple(one.at for one in others))


def _regions_of_providers(configuration: Configuration) -> Mapping[str, str]:
    """The region of each provider by its alias, that of the default one under its own name."""
    found: dict[str, str] = {}
    for block in configuration.providers:
        alias, region = block.value("alias"), block.value("region")
        name = str(alias.data) if alias is not None else block.labels[0] if block.labels else ""
        if region is not None and isinstance(region.data, str):
            found[name] = region.data
    return found


def _region(call: ModuleCall, regions: Mapping[str, str]) -> str:
    """The region that a call is for; empty where that is not known."""
    for name in _REGION_ARGUMENTS:
        given = call.value(name)
        if given is not None:
            return given.data if isinstance(given.data, str) else ""
    aliases = [name for name in call.providers if name not in _PROVIDERS]
    if aliases:
        return regions.get(aliases[0], "") if len(aliases) == 1 else ""
    return next((regions[name] for name in _PROVIDERS if name in regions), "")


def _runs(call: ModuleCall, configuration: Configuration, environment: Environment) -> bool:
    """Whether a module runs something or has a database, so that a second region is a second everything; buckets in
    another region are what copies are kept in.
    """
    inside = inside_of(call, configuration)
    return (
        bool(workload_parts(inside, environment).workloads)
        or any(True for _ in known_clusters(inside, environment))
        or any(one.role is Role.DATABASE for one in managed_stores(inside, environment))
    )
