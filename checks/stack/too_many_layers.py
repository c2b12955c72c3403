"""More deployment technologies are piled up than a team can know.

Each has a language, a version, a state and a way to fail of its own, and the seams between them belong to nobody.
A change passes through all of them; whoever is new learns all of them before the first deployment.

Ask of each layer what would be lost without it, and start with the one that only wraps another. A managed cluster
needs no installer, a chart needs no second templating, one pipeline can do what three scripts do.

It is fine for a platform team whose product this is; set the budget (`budget`) to what it can carry.
"""

from collections.abc import Iterator

from complexity_lint import (
    Finding,
    Layer,
    Level,
    Ownership,
    Precision,
    Related,
    System,
    ToolFacts,
    ToolUse,
    check,
    describe_tool,
)

_COUNTED = (
    Layer.PROVISIONING,
    Layer.CONFIGURATION,
    Layer.MACHINE_IMAGE,
    Layer.CLUSTER_INSTALLER,
    Layer.ORCHESTRATOR,
    Layer.PACKAGING,
    Layer.GITOPS,
    Layer.OPERATOR,
    Layer.MESH,
    Layer.MANAGEMENT,
    Layer.DEPLOY_SCRIPT,
    Layer.PLATFORM,
    Layer.SECRETS,
)
"""What stands between a commit and a running container; pipelines and image builds everybody needs."""

_ONE_AND_THE_SAME = {"opentofu": "terraform", "helm-2": "helm", "flux-1": "flux"}


@check("too-many-layers", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def too_many_layers(system: System, *, budget: int = 6) -> Iterator[Finding]:
    if not any(c.ownership in (Ownership.FIRST_PARTY, Ownership.SIBLING) for c in system.components):
        return  # nothing of one's own is deployed: a collection, or a platform
    uses: dict[str, tuple[ToolFacts, ToolUse]] = {}
    for use in system.tools:
        facts = describe_tool(use.tool)
        if facts is not None and facts.layer in _COUNTED and use.environment.is_production:
            # Orchestrators beside each other compete, which is another finding; they are one layer.
            orchestrates = facts.layer is Layer.ORCHESTRATOR
            name = "orchestrator" if orchestrates else _ONE_AND_THE_SAME.get(use.tool, use.tool)
            uses.setdefault(name, (facts, use))
    if len(uses) <= budget:
        return
    listed = list(uses.values())
    names = ", ".join(facts.title for facts, _ in listed)
    # The last in the list is the one beyond the budget that came with the fewest others.
    _, last = listed[-1]
    yield Finding(
        at=last.at,
        message=f"{len(listed)} deployment technologies on each other, the budget is {budget}: {names}",
        related=tuple(Related(use.at, f"{facts.title} ({facts.layer.value})") for facts, use in listed[:-1]),
        entity="layers",
        evidence=" ".join(sorted(uses)),
    )
