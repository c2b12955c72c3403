"""The deployment stands on a tool that nobody looks after any more.

It still works, until the platform below it moves: then there is no fix, no security patch and nobody to ask, and the
move that could have been planned is made in a hurry. Each of these was the obvious choice of its year.

Plan the move to what its users went to, which the message names; most have a written path. Until then, pin what
works and write down that it is known.

It is fine for a system that is about to be switched off, and for an archive.
"""

from collections.abc import Iterator
from datetime import date

from complexity_lint import (
    EnvironmentKind,
    Evidence,
    Finding,
    Level,
    Location,
    Precision,
    Related,
    ScriptKind,
    System,
    ToolFacts,
    ToolUse,
    Workload,
    check,
    describe_tool,
)

_THROWN_AWAY = ("kind", "k3d", "minikube")
"""Clusters that a pipeline makes for its tests: what it installs there is gone an hour later."""


@check("abandoned-tooling", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def abandoned_tooling(system: System, *, today: str = "") -> Iterator[Finding]:
    day = date.fromisoformat(today) if today else date.today()
    uses: dict[str, list[ToolUse]] = {}
    trials = {use.at.path for use in system.tools if use.tool in _THROWN_AWAY} & _pipelines(system)
    own = {place for w in system.workloads if w.is_first_party for place in _places(w)}
    for use in system.tools:
        made_here = use.evidence is Evidence.IMAGE and use.at in own
        passing = use.environment.kind in (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)
        if not passing and not made_here and use.at.path not in trials:
            uses.setdefault(use.tool, []).append(use)
    for tool, listed in uses.items():
        facts = describe_tool(tool)
        if facts is not None and facts.ended and date.fromisoformat(facts.ended) <= day:
            yield _finding(facts, listed)


def _places(workload: Workload) -> Iterator[Location]:
    """Where the images of a workload are chosen."""
    for container in workload.containers:
        if container.image is not None:
            yield container.image.name_at or container.image.at


def _pipelines(system: System) -> set[str]:
    return {script.at.path for script in system.scripts if script.kind is ScriptKind.PIPELINE}


def _finding(facts: ToolFacts, uses: list[ToolUse]) -> Finding:
    first, *others = uses
    many = " and " in facts.title
    instead = f"; {'their' if many else 'its'} users moved to {facts.successor}" if facts.successor else ""
    return Finding(
        at=first.at,
        message=f"{facts.title} {'have' if many else 'has'} not been looked after since {facts.ended}{instead}",
        related=tuple(Related(use.at, f"{facts.title} is used here too") for use in others[:9]),
        entity=facts.id,
        evidence=facts.ended or "",
    )
