"""Two tools own the same layer.

Each setting now has two homes, and which of them wins depends on who ran last. What one tool made the other undoes;
a change is only done when it is made in both.

Choose one for each job and move the rest over. One tool on top of another is something else: a kustomization that
inflates a chart, or a post-renderer, is a single chain.

It is fine while moving from one to the other, and for software that leaves the choice to those who deploy it.
"""

from collections.abc import Iterator

from complexity_lint import (
    Cluster,
    Component,
    Evidence,
    Finding,
    Layer,
    Level,
    Location,
    Ownership,
    Precision,
    Related,
    ScriptKind,
    System,
    check,
    deploying_tool,
    describe_tool,
)

_PROVISIONERS = {".tf": "Terraform", ".tf.json": "Terraform", ".bicep": "Bicep"}
"""Tools that provision, by the end of their files' names."""
_FORMATS = {"chart": "Helm", "kustomization": "kustomize", "manifest": "plain manifests"}


@check("competing-config-tools", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def competing_config_tools(system: System, *, min_services: int = 2) -> Iterator[Finding]:
    applications: dict[str, list[Component]] = {}
    for component in system.components:
        if len(_formats(component)) > 1:
            applications.setdefault(component.application, []).append(component)
    own = sum(c.ownership is Ownership.FIRST_PARTY and bool(c.workloads) for c in system.components)
    for components in applications.values():
        is_all = own == 1 and components[0].ownership is Ownership.FIRST_PARTY
        if len(components) >= min_services or is_all:
            yield _of_manifests(components)
    yield from _of_clusters(system)
    yield from _of_machines(system)
    yield from _of_pipelines(system)


MOST_HOMES = 4
"""More folders than this that describe one service show ways to do it: nobody runs them all."""


def _formats(component: Component) -> dict[str, Location]:
    """The tools that describe a component for a production cluster, each at its first place."""
    found: dict[str, Location] = {}
    homes: set[str] = set()
    for workload in component.workloads:
        name = _FORMATS.get(workload.format)
        if name is not None and workload.is_production:
            found.setdefault(name, workload.at)
            homes.add(workload.at.path.rpartition("/")[0])
    return found if len(homes) <= MOST_HOMES else {}


def _count(components: list[Component]) -> str:
    return f"{len(components)} services are" if len(components) > 1 else "the one service here is"


def _of_manifests(components: list[Component]) -> Finding:
    names = sorted({name for component in components for name in _formats(component)})
    places = _formats(components[0])
    last = max(places, key=lambda name: places[name].order)
    shown = ", ".join(c.name for c in components[:5]) + (" ..." if len(components) > 5 else "")
    return Finding(
        at=places[last],
        message=f"{_count(components)} described by {' and by '.join(names)}: {shown}",
        related=tuple(
            Related(at, f"{components[0].name} by {name}") for name, at in places.items() if name != last
        ),
        entity=components[0].application,
        evidence=" ".join(names),
    )


def _of_clusters(system: System) -> Iterator[Finding]:
    """One managed cluster of a platform by each of two provisioning tools: the same one, described twice."""
    made: dict[str, dict[str, list[Cluster]]] = {}
    for cluster in system.clusters:
        tool = next((tool for end, tool in _PROVISIONERS.items() if cluster.at.path.endswith(end)), None)
        if tool is not None and cluster.managed and cluster.environment.is_production:
            made.setdefault(cluster.platform, {}).setdefault(tool, []).append(cluster)
    for platform, tools in made.items():
        if len(tools) > 1 and all(len(clusters) == 1 for clusters in tools.values()):
            places = {tool: clusters[0].at for tool, clusters in tools.items()}
            last = max(places, key=lambda tool: places[tool].order)
            names = sorted(places)
            yield Finding(
                at=places[last],
                message=f"the {platform} cluster is described by {' and by '.join(names)}",
                related=tuple(Related(places[name], name) for name in names if name != last),
                entity=platform,
                evidence=" ".join(names),
            )


def _of_machines(system: System) -> Iterator[Finding]:
    """Two tools that configure the same machines, each with files of its own."""
    tools: dict[str, Location] = {}
    for use in system.tools:
        facts = describe_tool(use.tool)
        owns = facts is not None and facts.layer is Layer.CONFIGURATION
        shown = use.evidence is Evidence.FILE and use.environment.is_production
        if owns and shown and use.tool in ("ansible", "chef", "puppet", "salt"):
            tools.setdefault(use.tool, use.at)
    if len(tools) > 1:
        names = sorted(tools)
        last = max(names, key=lambda name: tools[name].order)
        yield Finding(
            at=tools[last],
            message=f"machines are configured by {' and by '.join(name.capitalize() for name in names)}",
            related=tuple(Related(tools[name], name.capitalize()) for name in names if name != last),
            entity="machines",
            evidence=" ".join(names),
        )


def _of_pipelines(system: System) -> Iterator[Finding]:
    """Two pipeline systems that both deploy: both make what workloads run on, or both change what runs there."""
    layers: dict[bool, dict[str, Location]] = {}
    for script in system.scripts:
        if script.kind is ScriptKind.PIPELINE and script.environment.is_production:
            for command in script.commands:
                tool = deploying_tool(command)
                if tool in _APPLYING:
                    layers.setdefault(tool in _BELOW, {}).setdefault(script.system, command.at)
    deploys: dict[str, Location] = next((found for found in layers.values() if len(found) > 1), {})
    if deploys:
        names = sorted(deploys)
        last = max(names, key=lambda name: deploys[name].order)
        yield Finding(
            at=deploys[last],
            message=f"pipelines of {' and of '.join(names)} both deploy; whichever ran last wins",
            related=tuple(Related(deploys[name], f"{name} deploys") for name in names if name != last),
            entity="pipelines",
            evidence=" ".join(names),
        )


_APPLYING = (
    "kubectl",
    "oc",
    "helm",
    "helmfile",
    "terraform",
    "tofu",
    "docker stack",
    "ansible",
    "skaffold",
    "aws",
    "gcloud",
)
"""Tools whose commands in a pipeline change what runs."""
_BELOW = ("terraform", "tofu")
"""Those of them that make what the others deploy to: one pipeline for the cluster, another for what it runs."""
