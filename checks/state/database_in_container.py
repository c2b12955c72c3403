"""A production database runs in a container.

The container is the easy part. Backups that restore, upgrades between major versions, failover and tuned
storage are what a database costs, and here they are the team's own work, by hand, on a platform that was made
to throw containers away.

Use the provider's managed database: it does these for less than an hour of anybody's month. Where there is no
provider, run it on a machine of its own and treat that machine as what it is.

It is fine for development and tests, where a container is the best database there is, and in production when
losing the data or a day of it is acceptable.
"""

from collections.abc import Iterator

from complexity_lint import (
    ChartDependency,
    Controller,
    Finding,
    Level,
    Precision,
    Related,
    Role,
    System,
    Workload,
    check,
    describe_name,
    fitting_services,
)


@check("database-in-container", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def database_in_container(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        if (
            workload.role is Role.DATABASE
            and workload.is_production
            and not workload.runs_to_completion
            # what an operator runs is operator-managed-database's to tell
            and workload.controller is not Controller.CUSTOM
        ):
            yield _of_workload(workload, system)
    for dependency in system.dependencies:
        # A chart kept here is rendered, and told by its workloads.
        if dependency.is_deployed and dependency.role is Role.DATABASE and not dependency.local:
            yield _of_dependency(dependency, system)


def _of_workload(workload: Workload, system: System) -> Finding:
    software = workload.software
    title = software.title if software else "a database"
    how = f"as a {workload.controller.value} in production"
    return Finding(
        at=workload.switch_at or workload.at,
        message=f"{workload.name} runs {title} {how}{_instead(software.managed if software else (), system)}",
        related=(Related(workload.at, "what it brings"),) if workload.switch_at else (),
        entity=workload.name,
        evidence=software.id if software else "database",
        environments=workload.environments,
    )


def _of_dependency(dependency: ChartDependency, system: System) -> Finding:
    facts = describe_name(dependency.name)
    title = facts.title if facts else dependency.name
    instead = _instead(facts.managed if facts else (), system)
    return Finding(
        at=dependency.enabled.at if dependency.enabled else dependency.at,
        message=f"the chart {dependency.name} brings {title} along as a container{instead}",
        entity=dependency.name,
        evidence=dependency.name,
        environments=dependency.environment.names,
    )


def _instead(managed: tuple[str, ...], system: System) -> str:
    managed = fitting_services(managed, system.clouds)
    return f"; {' or '.join(managed[:2])} would back it up, patch it and fail it over" if managed else ""
