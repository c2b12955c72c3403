"""One or two small services are spread over several clusters or regions.

Several clusters mean several of everything: upgrades, certificates, dashboards, and data that must agree across an
ocean. The outage they guard against is rarer than the outages they cause, as long as nobody knows yet
whether the product is wanted at all.

One region with a managed, multi-zone database survives the failure of a data centre and can be carried by one person.
Keep backups in a second region; add the rest when an hour of downtime has a price.

It is fine where law or latency asks for several regions, and where what is here is only a part of a larger whole.
"""

from collections import defaultdict
from collections.abc import Iterator

from complexity_lint import (
    Cluster,
    Finding,
    Level,
    Ownership,
    Precision,
    Related,
    System,
    check,
)

_MACHINERY = {"karmada": "Karmada", "kubefed": "KubeFed"}
"""Technologies that are for several clusters."""


@check("high-availability-before-fit", Level.NOTE, since="0.1.0", precision=Precision.MEDIUM)
def high_availability_before_fit(system: System, *, max_services: int = 2) -> Iterator[Finding]:
    own = {
        c.built_by or c.name
        for c in system.components
        if c.ownership in (Ownership.FIRST_PARTY, Ownership.SIBLING)
        and any(w.is_production for w in c.workloads)
    }
    if not own or len(own) > max_services:
        return
    services = "1 service" if len(own) == 1 else f"{len(own)} services"
    several = list(_several(system))
    for clusters in several:
        first, *others = clusters
        yield Finding(
            at=others[-1].at,
            message=f"{len(clusters)} clusters for {services}: one, over several zones, would be enough",
            related=tuple(Related(c.at, f"cluster {c.name}") for c in (first, *others[:-1])),
            entity="clusters",
            evidence=" ".join(sorted(c.name for c in clusters)),
            environments=first.environment.names,
        )
    for use in system.tools:
        if use.tool in _MACHINERY and use.environment.is_production:
            message = f"{_MACHINERY[use.tool]} joins several clusters for {services}: one would be enough"
            yield Finding(use.at, message, entity="clusters", evidence=use.tool)
            break
    if not several:
        yield from _over_regions(system, services)


def _over_regions(system: System, services: str) -> Iterator[Finding]:
    """One finding for all that is spread over regions: each part makes sense with the others only."""
    spreads = [one for one in system.region_spreads if one.environment.is_production]
    if spreads:
        first, *more = spreads
        yield Finding(
            at=first.at,
            message=f"{first.what}: {services} in several regions, where one over several zones would be enough",
            related=(
                *(Related(place, "the same in another region") for place in first.places),
                *(Related(one.at, one.what) for one in more if one.at != first.at),
            ),
            entity="regions",
            evidence=" ".join(sorted({one.what for one in spreads})),
            environments=first.environment.names,
        )


def _several(system: System) -> Iterator[list[Cluster]]:
    """Clusters of one production environment, by different names, where there are several."""
    found: dict[str, dict[str, Cluster]] = defaultdict(dict)
    for cluster in system.clusters:
        if cluster.environment.is_production and cluster.name:
            found[cluster.environment.name].setdefault(cluster.name, cluster)
    for named in found.values():
        if len(named) > 1:
            yield sorted(named.values(), key=lambda cluster: cluster.at.order)
