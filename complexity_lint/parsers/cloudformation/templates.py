"""Templates -> stores, clusters, functions, services and workloads."""

from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.cloud import BuildProject, CloudService
from complexity_lint.model.clusters import Cluster, ManagedStore
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.retention import BackupPlan
from complexity_lint.model.tools import Evidence, ToolUse
from complexity_lint.model.values import Located
from complexity_lint.model.workloads import HealthCheck, Workload
from complexity_lint.parsers.cloudformation.functions import function, functions_of_serverless
from complexity_lint.parsers.cloudformation.intrinsics import Values, parameters_of, resolved
from complexity_lint.parsers.cloudformation.knowledge import Setting, StoreFacts, knowledge
from complexity_lint.parsers.cloudformation.resources import Resource
from complexity_lint.parsers.task_definitions import workloads_of_task
from complexity_lint.parsers.templates import TEMPLATE_REASON, is_template
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Source

MAX_RESOURCES = 2000
_FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")


def evaluate(unit: Unit) -> Parts:
    """The parts of a unit's templates."""
    return join(
        _template(source, from_path(source.path) or unit.environment or UNSTATED) for source in unit.sources
    )


def _template(source: Source, environment: Environment) -> Parts:
    documents = load(source)
    if documents.problem and is_template(source.text):
        return Parts(coverage=(FileCoverage(source.path, "skipped", TEMPLATE_REASON),))
    coverage = FileCoverage(source.path, "partly" if documents.problem else "evaluated")
    problems = (documents.problem,) if documents.problem else ()
    top = next(documents.mappings(), None)
    if top is None:
        return Parts(coverage=(coverage,), problems=problems)
    found = [Parts(coverage=(coverage,), problems=problems, tools=tuple(_tools(top, environment)))]
    if top.get("functions") is not None or top.get("service") is not None:
        found.append(Parts(functions=tuple(functions_of_serverless(top, environment))))
        inner = top.get("resources")
        listed = inner.items if isinstance(inner, Sequence) else (inner,)
        found += [parts_of(item, environment, source) for item in listed if isinstance(item, Mapping)]
    else:
        found.append(parts_of(top, environment, source))
    return join(found)


def _tools(top: Mapping, environment: Environment) -> Iterator[ToolUse]:
    settled = PRODUCTION if environment == UNSTATED else environment
    entry = top.entry("Resources") or top.entry("service") or top.entry("functions")
    if entry is not None:
        transform = [entry.value] if (entry := top.entry("Transform")) else []
        sam = any("AWS::Serverless" in text for text in _texts(transform))
        serverless = top.get("Resources") is None
        tool = "serverless-framework" if serverless else "sam" if sam else "cloudformation"
        at = next((e.at for e in top.entries if e.key in ("Resources", "service", "functions")), top.at)
        yield ToolUse(at, tool, Evidence.FILE, settled)


def _texts(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        yield from (
            i.text for i in (node.items if isinstance(node, Sequence) else (node,)) if isinstance(i, Scalar)
        )


def parts_of(top: Mapping, environment: Environment, source: Source) -> Parts:
    """What the resources of a template make."""
    values = parameters_of(top)
    resources = list(_resources(top, values))[:MAX_RESOURCES]
    usual = resolved(top.mapping("Globals", "Function"), values)
    known = knowledge()
    stores = ((r, known.stores.get(r.type)) for r in resources)
    return Parts(
        stores=tuple(s for r, facts in stores if facts for s in _store(r, facts, environment)),
        clusters=tuple(_clusters(resources, environment)),
        services=tuple(_services(resources, environment)),
        functions=tuple(
            function(r, resources, usual if isinstance(usual, Mapping) else Mapping(top.at), environment)
            for r in resources
            if r.type in _FUNCTIONS
        ),
        build_projects=tuple(_projects(resources, environment)),
        backup_plans=tuple(
            BackupPlan(r.at, r.id, "AWS Backup", environment)
            for r in resources
            if r.type == "AWS::Backup::BackupPlan"
        ),
        workloads=tuple(_workloads(resources, environment, source)),
    )


def _resources(top: Mapping, values: Values) -> Iterator[Resource]:
    for entry in top.mapping("Resources").entries:
        body = entry.value
        if isinstance(body, Mapping) and body.text("Type"):
            properties = resolved(body.mapping("Properties"), values)
            policy = body.scalar("DeletionPolicy")
            given = properties if isinstance(properties, Mapping) else Mapping(entry.at)
            yield Resource(entry.key, entry.at, body.text("Type"), given, policy)


def _store(resource: Resource, facts: StoreFacts, environment: Environment) -> Iterator[ManagedStore]:
    """A store. `DeletionPolicy: Retain` keeps it when the stack goes; without one RDS makes a last snapshot."""
    if any(resource.properties.get(name) is not None for name in facts.unless):
        return
    engine = resource.scalar(facts.engine.property) if facts.engine.property else None
    usual = facts.engine.default if isinstance(facts.engine.default, str) else ""
    policy = resource.policy
    kept = policy is not None and policy.text.startswith("Retain")
    snapshot = policy.text == "Snapshot" if policy else facts.snapshot
    at = policy.at if policy else resource.at
    yield ManagedStore(
        at=resource.at,
        name=resource.name(facts.name),
        service=facts.service,
        engine=engine.text if engine is not None and "${" not in engine.text else usual,
        role=facts.role,
        environment=environment,
        backup_days=resource.number(facts.backup_days),
        deletion_protection=resource.switch(facts.deletion_protection),
        nodes=resource.number(facts.nodes),
        prevent_destroy=Located(True, at) if kept else None,
        skip_final_snapshot=Located(not snapshot, at) if facts.snapshot and not kept else None,
        guardable=True,
        version=resource.text(facts.version) if facts.version else None,
    )


def _clusters(resources: list[Resource], environment: Environment) -> Iterator[Cluster]:
    known = knowledge().clusters
    for resource in resources:
        facts = known.get(resource.type)
        if facts is not None:
            yield Cluster(
                at=resource.at,
                name=resource.name(facts.name),
                platform=facts.platform,
                environment=environment,
                control_plane=Located(facts.control_plane, resource.at),
                basis=facts.basis,
                managed=True,
                version=resource.text("Version"),
            )


def _services(resources: list[Resource], environment: Environment) -> Iterator[CloudService]:
    known = knowledge().services
    for resource in resources:
        facts = known.get(resource.type)
        if facts is not None:
            engine = resource.scalar(facts.engine) if facts.engine else None
            name = resource.name(facts.name)
            text = engine.text if engine else ""
            yield CloudService(resource.at, name, facts.kind, facts.service, environment, text)


def _projects(resources: list[Resource], environment: Environment) -> Iterator[BuildProject]:
    for resource in resources:
        if resource.type == "AWS::CodeBuild::Project":
            kind = resource.scalar("Cache.Type")
            modes = [m.text for m in resource.properties.items("Cache", "Modes") if isinstance(m, Scalar)]
            cached = kind is not None and kind.text != "NO_CACHE"
            image = resource.scalar("Environment.Image")
            yield BuildProject(
                at=resource.at,
                name=resource.name("Name"),
                service="AWS CodeBuild",
                environment=environment,
                builds_images=resource.switch(Setting("Environment.PrivilegedMode", False)),
                cache=Located((kind.text, *modes), kind.at) if kind is not None and cached else None,
                image=parse_image_reference(image.text, image.at) if image is not None else None,
            )


def _workloads(resources: list[Resource], environment: Environment, source: Source) -> Iterator[Workload]:
    """The containers of ECS task definitions; CloudFormation writes the API's keys with a capital."""
    for resource in resources:
        if resource.type == "AWS::ECS::TaskDefinition":
            task = _lowered(resource.properties)
            if isinstance(task, Mapping):
                for workload in workloads_of_task(task, source.path, environment):
                    asked = tuple(_target_groups(workload.name, resources))
                    containers = (replace(c, health=(*c.health, *asked)) for c in workload.containers)
                    yield replace(workload, containers=tuple(containers))


def _target_groups(container: str, resources: list[Resource]) -> Iterator[HealthCheck]:
    """The target groups that ask a container: ECS replaces tasks that fail the checks of theirs
    (docs.aws.amazon.com/AmazonECS, "Service load balancing").
    """
    for resource in resources:
        if resource.type == "AWS::ECS::Service":
            for item in resource.properties.items("LoadBalancers"):
                if isinstance(item, Mapping) and item.text("ContainerName") == container:
                    yield HealthCheck(item.at, "target group")


def _lowered(node: Node) -> Node:
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_lowered(item) for item in node.items))
    if isinstance(node, Mapping):
        entries = (Entry(_key(e.key), e.at, _lowered(e.value)) for e in node.entries)
        return replace(node, entries=tuple(entries))
    return node


def _key(key: str) -> str:
    return "efsVolumeConfiguration" if key == "EFSVolumeConfiguration" else key[:1].lower() + key[1:]
