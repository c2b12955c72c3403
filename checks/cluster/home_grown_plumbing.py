"""There is more plumbing run by hand than there are services to connect.

Discovery, coordination, proxies, secret stores and registries of one's own each need a quorum, backups, upgrades
and somebody who knows them at night. They were needed before platforms brought them along; for a few services they
are most of the work.

Let the platform do it: names of the cluster or of compose for discovery, the cloud's load balancer, registry and
secret manager. Keep a piece that does something the platform cannot.

It is fine where the plumbing is the product, and where many services share it.
"""

from collections.abc import Iterator

from complexity_lint import (
    Component,
    Finding,
    HostService,
    Level,
    Location,
    Ownership,
    Precision,
    Related,
    Role,
    System,
    check,
)

_PLUMBING = (Role.COORDINATION, Role.PROXY, Role.SECRET_STORE, Role.REGISTRY)
_BROUGHT_BY_CLUSTERS = frozenset(
    "cert-manager coredns kube-dns external-dns metallb istio envoy linkerd cilium calico flannel kong contour "
    "emissary pause kube-rbac-proxy oauth2-proxy pgbouncer cloud-sql-proxy".split()
)
"""Ingress controllers and what comes with a cluster or stands beside one workload; not counted."""

_TOOLS = {
    "registrator": "service discovery", "skydns": "service discovery", "confd": "configuration",
    "consul-template": "configuration", "fleet": "scheduling",
}  # fmt: skip


@check("home-grown-plumbing", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def home_grown_plumbing(system: System, *, min_kinds: int = 3) -> Iterator[Finding]:
    own = {
        component.built_by or component.name
        for component in system.components
        if component.ownership in (Ownership.FIRST_PARTY, Ownership.SIBLING) and _in_production(component)
    }
    kinds = _kinds(system)
    if not own or len(kinds) < min_kinds or len(kinds) <= len(own):
        return
    names = sorted(kinds)
    first = min(kinds.values(), key=lambda at: at.order)
    services = "1 service" if len(own) == 1 else f"{len(own)} services"
    yield Finding(
        at=first,
        message=f"{len(kinds)} pieces of plumbing are run for {services} of your own: {', '.join(names)}",
        related=tuple(Related(at, name) for name, at in sorted(kinds.items()) if at != first),
        entity="plumbing",
        evidence=" ".join(names),
    )


def _kinds(system: System) -> dict[str, Location]:
    """The kinds of plumbing that production runs, each at its first place; of several proxies, which are mostly
    there to choose from, the first.
    """
    found: dict[str, Location] = {}
    proxies = 0
    for component in system.components:
        if _is_plumbing(component) and component.software is not None:
            proxies += component.role is Role.PROXY
            if component.role is not Role.PROXY or proxies == 1:
                found.setdefault(component.software.title, component.descriptions[0].at)
    for service in system.host_services:
        if service.environment.is_production and _is_plumbing_of_hosts(service):
            found.setdefault(service.name, service.at)
    for use in system.tools:
        if use.tool in _TOOLS and use.environment.is_production:
            found.setdefault(use.tool, use.at)
    return found


def _is_plumbing(component: Component) -> bool:
    software = component.software
    if component.role not in _PLUMBING or software is None or not _in_production(component):
        return False
    ingress = "ingress" in software.id or any("ingress" in w.name for w in component.workloads)
    # A web server that carries pages or sits in one application's own pod is that application's.
    wrapped = component.role is Role.PROXY and bool(component.built_by)
    return software.id not in _BROUGHT_BY_CLUSTERS and not ingress and not wrapped


def _is_plumbing_of_hosts(service: HostService) -> bool:
    return service.role in _PLUMBING and service.software not in _BROUGHT_BY_CLUSTERS


def _in_production(component: Component) -> bool:
    return any(w.is_production for w in component.workloads)
