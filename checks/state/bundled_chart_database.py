"""An application's chart brings a database along by default.

Whoever installs the application gets a database with it: without backups, of the version that the chart's author
chose, tied to the release of the application. An upgrade of one is an upgrade of both, and `helm uninstall` takes the
data with it.

Keep the dependency for development and switch it off by default (`postgresql.enabled: false`); production gets the
address of a managed database as a value.

It is fine where the values for production switch it off, and where the chart is made for trying things out.
"""

from collections.abc import Iterator

from complexity_lint import (
    ChartDependency,
    Finding,
    Level,
    Precision,
    Related,
    Role,
    System,
    check,
    describe_name,
    fitting_services,
)


@check("bundled-chart-database", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def bundled_chart_database(system: System) -> Iterator[Finding]:
    told: set[object] = set()
    for dependency in system.dependencies:
        bundled = dependency.role in (Role.DATABASE, Role.SEARCH, Role.OBJECT_STORE)
        # What Terraform or a helmfile releases stands on its own, and goes with no application.
        stands_alone = dependency.installed_by or _is_of_itself(dependency)
        # One switch may bring the same chart several times under other names.
        facts = describe_name(dependency.name)
        switch = (
            dependency.enabled.at if dependency.enabled else dependency.at,
            facts.title if facts else dependency.name,
        )
        if bundled and dependency.is_deployed and not stands_alone and switch not in told:
            told.add(switch)
            yield _finding(dependency, system)


def _is_of_itself(dependency: ChartDependency) -> bool:
    """Whether the chart that asks for a store is there for that store, by its name: `rook-ceph` has
    `rook-ceph-cluster`.
    """
    own = dependency.project.rpartition("/")[2]
    asking, asked = describe_name(own), describe_name(dependency.name)
    same = asking is not None and asked is not None and asking.id == asked.id
    return not dependency.within and (dependency.name == own or same)


def _finding(dependency: ChartDependency, system: System) -> Finding:
    facts = describe_name(dependency.name)
    title = facts.title if facts else dependency.name
    chart = dependency.asked_by or dependency.project.rpartition("/")[2] or "the chart"
    managed = next(iter(fitting_services(facts.managed if facts else (), system.clouds)), "a managed store")
    if dependency.within:
        chart, how = f"the values for {dependency.within}", f"switch on {title} inside it"
    elif dependency.enabled is not None:
        how = f"switches on {title} by default"
    else:
        usual = (facts.id if facts else "", title.lower())
        named = "" if dependency.name.lower() in usual else f" as {dependency.name}"
        how = f"always installs {title}{named}, no value switches it off"
    return Finding(
        at=dependency.enabled.at if dependency.enabled else dependency.at,
        message=f"{chart} {how}: it lives and dies with the release; take the address of {managed} as a value",
        related=(Related(dependency.at, "the dependency"),)
        if dependency.enabled and not dependency.within
        else (),
        entity=dependency.name,
        evidence=chart,
        environments=dependency.environment.names,
    )
