"""Bicep and Azure Resource Manager templates -> stores, clusters, services and container workloads, by type."""

import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.cloud import CloudService
from complexity_lint.model.clusters import Cluster, ManagedStore
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.model.workloads import Container, Controller, Workload
from complexity_lint.parsers.bicep_syntax import declared, modules_used
from complexity_lint.parsers.cloudformation.knowledge import Knowledge, knowledge
from complexity_lint.parsers.cloudformation.resources import Resource
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.templates import TEMPLATE_REASON, is_template
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar, load
from complexity_lint.source import Location, Source

MAX_DEPTH = 10
_APPS = ("microsoft.app/containerapps", "microsoft.containerinstance/containergroups")


def evaluate(unit: Unit) -> Parts:
    """The parts of a unit's templates."""
    return join(_file(source) for source in unit.sources)


def _file(source: Source) -> Parts:
    environment = from_path(source.path)
    stated = environment or UNSTATED
    problems: tuple[SyntaxProblem, ...] = ()
    modules: list[Resource] = []
    if source.name.endswith(".bicep"):
        tool = "bicep"
        resources = [Resource(d.symbol, d.at, d.type, d.body) for d in declared(source)]
        modules = list(_of_modules(source))
    else:
        documents = load(source)
        if documents.problem and (is_template(source.text) or "{%" in source.text):
            return Parts(coverage=(FileCoverage(source.path, "skipped", TEMPLATE_REASON),))
        tool = "azure-resource-manager"
        problems = (documents.problem,) if documents.problem else ()
        resources = [r for top in documents.mappings() for r in _of_json(top, "", 0)]
    known = _by_lower_case()
    use = ToolUse(Location(source.path), tool, Evidence.FILE, environment or PRODUCTION)
    clusters = [c for r in resources for c in _clusters(r, known, stated, "sku.tier", "Free")]
    clusters += [c for r in modules for c in _clusters(r, known, stated, "skuTier", "Standard")]
    made = (*resources, *modules)
    return Parts(
        stores=tuple(s for r in made for s in _stores(r, known, stated)),
        clusters=tuple(clusters),
        services=tuple(s for r in made for s in _services(r, known, stated)),
        workloads=tuple(w for r in resources for w in _workloads(r, source.path, stated)),
        tools=(use,),
        problems=problems,
        coverage=(FileCoverage(source.path, "partly" if problems else "evaluated"),),
    )


_VERIFIED = re.compile(r"br(?:/public|:mcr\.microsoft\.com/bicep)[:/]avm/res/(.+)")
_MODULES = {
    "container-service/managed-cluster": "Microsoft.ContainerService/managedClusters",
    "container-registry/registry": "Microsoft.ContainerRegistry/registries",
    "document-db/database-account": "Microsoft.DocumentDB/databaseAccounts",
    "db-for-postgre-sql/flexible-server": "Microsoft.DBforPostgreSQL/flexibleServers",
    "db-for-my-sql/flexible-server": "Microsoft.DBforMySQL/flexibleServers",
    "sql/managed-instance": "Microsoft.Sql/managedInstances",
    "cache/redis": "Microsoft.Cache/redis",
    "search/search-service": "Microsoft.Search/searchServices",
    "storage/storage-account": "Microsoft.Storage/storageAccounts",
    "service-bus/namespace": "Microsoft.ServiceBus/namespaces",
}
"""What the verified modules of Azure make (azure.github.io/Azure-Verified-Modules, "Bicep Resource Modules")."""


def _of_modules(source: Source) -> Iterator[Resource]:
    """What the verified modules that a Bicep file uses make, with their parameters for properties."""
    for module in modules_used(source):
        verified = _VERIFIED.match(module.type)
        kind = _MODULES.get(verified[1]) if verified else None
        if kind is not None:
            yield Resource(module.symbol, module.at, kind, module.body.mapping("params"))


def _of_json(top: Mapping, above: str, depth: int) -> Iterator[Resource]:
    """The resources of an ARM template, nested ones with the type of the outer before their own."""
    for item in top.items("resources") if depth < MAX_DEPTH else ():
        kind = item.scalar("type") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and kind is not None:
            full = f"{above}/{kind.text}" if above and not kind.text.startswith("Microsoft.") else kind.text
            yield Resource(full.rpartition("/")[2], kind.at, full, item)
            yield from _of_json(item, full, depth + 1)


def _by_lower_case() -> Knowledge:
    """Azure's types do not mind the case."""
    found = knowledge("azure_resources")
    return Knowledge(
        {kind.lower(): facts for kind, facts in found.stores.items()},
        {kind.lower(): facts for kind, facts in found.clusters.items()},
        {kind.lower(): facts for kind, facts in found.services.items()},
    )


def _name(resource: Resource) -> str:
    found = resource.scalar("name")
    written = found.text if found is not None else ""
    return resource.id if not written or "${" in written or written.startswith("[") else written


def _stores(resource: Resource, known: Knowledge, environment: Environment) -> Iterator[ManagedStore]:
    facts = known.stores.get(resource.type.lower())
    if facts is None or _name(resource).endswith("/master"):
        return
    engine = resource.scalar(facts.engine.property) if facts.engine.property else None
    usual = facts.engine.default if isinstance(facts.engine.default, str) else ""
    yield ManagedStore(
        at=resource.at,
        name=_name(resource),
        service=facts.service,
        engine=engine.text if engine is not None and "${" not in engine.text else usual,
        role=facts.role,
        environment=environment,
        backup_days=resource.number(facts.backup_days),
        version=resource.text(facts.version) if facts.version else None,
    )


def _clusters(
    resource: Resource, known: Knowledge, environment: Environment, where: str, usual: str
) -> Iterator[Cluster]:
    """AKS promises an uptime of the control plane in the tiers above `Free`. `where` is the property that says which,
    `usual` what counts where it does not.
    """
    facts = known.clusters.get(resource.type.lower())
    if facts is None:
        return
    tier = resource.scalar(where)
    text = tier.text if tier is not None else usual
    free = text.lower() == "free"
    unknown = "${" in text or text.startswith("[")
    count: int | Unknown = UNKNOWN if unknown else 1 if free else facts.control_plane
    yield Cluster(
        at=resource.at,
        name=_name(resource),
        platform=facts.platform,
        environment=environment,
        control_plane=Located(count, tier.at if tier else resource.at),
        basis=f"{where} {text}",
        remedy=f'set {where} to "Standard"' if free else "",
        managed=True,
        version=resource.text("properties.kubernetesVersion"),
    )


def _services(resource: Resource, known: Knowledge, environment: Environment) -> Iterator[CloudService]:
    facts = known.services.get(resource.type.lower())
    if facts is not None:
        yield CloudService(resource.at, _name(resource), facts.kind, facts.service, environment)


def _image(node: Scalar) -> ImageReference:
    """An image, with the place of a parameter's or variable's text that is its tag."""
    reference = parse_image_reference(node.text, node.at)
    tags = (at for text, at in node.made_of if text and text in (reference.tag, reference.text))
    return replace(reference, tag_at=next(tags, None))


def _workloads(resource: Resource, project: str, environment: Environment) -> Iterator[Workload]:
    """The containers of Container Apps and Container Instances."""
    if resource.type.lower() not in _APPS:
        return
    listed = resource.properties.items("properties", "template", "containers")
    listed = listed or resource.properties.items("properties", "containers")
    for item in listed:
        inner = (
            item.mapping("properties") if isinstance(item, Mapping) and item.get("image") is None else item
        )
        image = inner.scalar("image") if isinstance(inner, Mapping) else None
        if not isinstance(inner, Mapping) or not isinstance(item, Mapping) or image is None:
            continue
        container = Container(
            at=image.at,
            name=item.text("name") or resource.id,
            image=_image(image),
            settings=tuple(
                Variable(v.at, v.text("name"), v.text("value") or None)
                for v in inner.items("env") or inner.items("environmentVariables")
                if isinstance(v, Mapping)
            ),
        )
        yield Workload(
            at=resource.at,
            name=_name(resource),
            project=project,
            controller=Controller.CONTAINER_SERVICE,
            environment=environment,
            containers=(container,),
            controller_at=resource.at,
        )
