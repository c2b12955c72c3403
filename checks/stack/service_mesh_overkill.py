"""A service mesh is run for a handful of services.

It puts a proxy beside every container and a control plane above all of them: memory, latency, certificates,
upgrades in step with the cluster's, and a second place to look at when a request fails. What it gives -
encryption, retries, metrics between services - grows with the number of services; its price does not shrink.

For a few services, let the ingress terminate TLS, set timeouts and retries in the client library, and read the
metrics that the services export themselves.

It is fine where encryption between all services is demanded, and on a shared cluster where others pay for it.
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
    ToolUse,
    check,
    describe_tool,
)


@check("service-mesh-overkill", Level.NOTE, since="0.1.0", precision=Precision.MEDIUM)
def service_mesh_overkill(system: System, *, minimum: int = 5) -> Iterator[Finding]:
    own = {
        c.built_by or c.name
        for c in system.components
        if c.ownership in (Ownership.FIRST_PARTY, Ownership.SIBLING)
        and any(w.is_production and w.controller.is_kubernetes for w in c.workloads)
    }
    if not own or len(own) >= minimum:
        return
    meshes: dict[str, list[ToolUse]] = {}
    for use in system.tools:
        facts = describe_tool(use.tool)
        if facts is not None and facts.layer is Layer.MESH and use.environment.is_production:
            meshes.setdefault(facts.title, []).append(use)
    services = "1 service" if len(own) == 1 else f"{len(own)} services"
    for title, (first, *others) in meshes.items():
        yield Finding(
            at=first.at,
            message=f"{title} connects {services} of your own; below {minimum} it costs more than it gives",
            related=tuple(Related(use.at, f"{title} here too") for use in others[:9]),
            entity=title,
            evidence=str(len(own)),
        )
