"""Nothing asks a service of ours whether it works.

The platform sends it requests as soon as its process exists and keeps sending them when it hangs. A
deployment that starts broken counts as done, and the first to notice are the users.

Give it a readiness probe or a healthcheck that exercises what a request needs, cheaply. One is enough to
begin with.

It is fine for a worker without a port, whose queue shows when it stops; it is told as a note.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    SERVERS,
    Controller,
    Declaration,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    Stage,
    StepKind,
    System,
    Workload,
    check,
    leads_to,
)

WORKER = re.compile(r"(?i)worker|celery|sidekiq|beat|consumer|schedul|queue|cron|resque|huey|dramatiq")
"""What the program or script of something is called that takes its work from a queue or a clock."""


@check("missing-health-check", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def missing_health_check(system: System) -> Iterator[Finding]:
    checked = {build.at.path for build in system.builds if _image_checks(build.shipped_stages)}
    exposed = {build.at.path for build in system.builds if _listens(build)}
    for workload in system.workloads:
        if not _is_ours_and_long_running(workload) or _is_probed(workload):
            continue
        # An image whose Dockerfile is not known may bring a health check of its own.
        by_image = bool(workload.built_by) and workload.built_by not in checked
        if workload.controller.is_kubernetes or by_image or _is_switched_off(workload):
            says_so = workload.built_by in exposed and not _works_off(workload)
            serves = says_so or _serves(workload, system)
            yield _finding(workload, serves=serves)


def _is_ours_and_long_running(workload: Workload) -> bool:
    runs = not workload.runs_to_completion and workload.controller is not Controller.POD
    return workload.is_first_party and workload.is_production and runs


def _is_probed(workload: Workload) -> bool:
    return any(not health.disabled for container in workload.containers for health in container.health)


def _is_switched_off(workload: Workload) -> bool:
    """Whether the deployment switches off what the image brings."""
    return any(health.disabled for container in workload.containers for health in container.health)


def _image_checks(stages: tuple[Stage, ...]) -> bool:
    """Whether the image itself brings a health check; the nearest instruction decides."""
    for stage in stages:
        for step in reversed(stage.steps):
            if isinstance(step, Declaration) and step.kind is StepKind.HEALTHCHECK:
                return step.words[:1] != ("NONE",)
    return False


ANSWERING = SERVERS.keys() | {"thin", "nginx", "caddy", "http-server"}
"""Programs that do nothing but answer requests."""


def _listens(build: ImageBuild) -> bool:
    """Whether the image says that it listens, or starts a program that does nothing else."""
    stages = build.shipped_stages
    steps = (step for stage in stages for step in stage.steps)
    if any(isinstance(step, Declaration) and step.kind is StepKind.EXPOSE for step in steps):
        return True
    words = {word.rpartition("/")[2] for command in build.starts for word in command.words[:3]}
    # PHP's own image with the process manager starts it unless something else is asked for
    manages = bool(stages) and stages[-1].base.name == "php" and "fpm" in stages[-1].base.tag
    return bool(words & ANSWERING) or (manages and not build.starts)


def _works_off(workload: Workload) -> bool:
    """Whether a worker's command takes the place of the image's: what the image exposes is then not served."""
    commands = (command for container in workload.containers for command in container.starts[-1:])
    words = ([w for w in command.words if not w.startswith("-")][:3] for command in commands)
    return any(WORKER.search(word) and "uvicorn" not in word.lower() for few in words for word in few)


def _serves(workload: Workload, system: System) -> bool:
    if any(container.ports for container in workload.containers):
        return True
    return any(leads_to(one, workload) for one in system.exposures if not one.headless)


def _finding(workload: Workload, *, serves: bool) -> Finding:
    what = "readiness or liveness probe" if workload.controller.is_kubernetes else "healthcheck"
    end = "it gets requests whether it works or not" if serves else "a hang goes unnoticed"
    return Finding(
        at=_place(workload),
        message=f"{workload.name} has no {what}: {end}",
        entity=workload.name,
        evidence=workload.controller.value,
        environments=workload.environments,
        level=None if serves else Level.NOTE,
    )


def _place(workload: Workload) -> Location:
    """Where the check would be written: at the line that says there is none, at the container of a pod, at the
    service.
    """
    main = workload.main
    if main is None:
        return workload.at
    return main.unchecked_at or (main.at if workload.controller.is_kubernetes else workload.at)
