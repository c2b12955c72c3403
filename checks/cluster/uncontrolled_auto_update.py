"""Machines or images are renewed when nobody expects it - or never.

A new version arrives at three in the morning, with nobody awake who knows that it came. Switched off with nothing in
its place it is worse: the version stays until its support ends, and then everything is urgent.

Say when: a maintenance window, a release channel, a pull request from Renovate or Dependabot that a person merges.

It is fine for security updates that restart nothing, and where an upgrade is somebody's planned work.
"""

from collections.abc import Iterable, Iterator

from complexity_lint import (
    AutoUpdate,
    Container,
    Controller,
    Finding,
    ImageRewrites,
    Level,
    Location,
    Precision,
    Steadiness,
    System,
    Workload,
    check,
    stands_for_another,
)

UPDATERS = {"watchtower": "Watchtower", "keel": "Keel", "ouroboros": "Ouroboros"}
PUBLISHERS = ("containrrr", "v2tec", "nickfedor", "keelhq", "pyouroboros", "beatkind", "watchtower")
QUIET = ("--monitor-only", "WATCHTOWER_MONITOR_ONLY")
SCHEDULED = ("--schedule", "-s", "WATCHTOWER_SCHEDULE", "CRON")


@check("uncontrolled-auto-update", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def uncontrolled_auto_update(system: System) -> Iterator[Finding]:
    for update in system.auto_updates:
        if update.environment.is_production and not update.scheduled:
            yield _of_update(update)
    rewrites = ImageRewrites(system)
    told: set[Location] = set()
    for workload in system.workloads:
        for container in _each_image_once(workload) if workload.is_production else ():
            for finding in _of_container(workload, container, rewrites):
                # a tag or a pull policy that many take is one line to edit
                if finding.at not in told:
                    told.add(finding.at)
                    yield finding


def _each_image_once(workload: Workload) -> Iterable[Container]:
    """The containers of a workload whose images no other one before them runs; what prepares it comes last."""
    found: dict[str, Container] = {}
    for container in sorted(workload.containers, key=lambda one: one.initial):
        found.setdefault(container.image.text if container.image else "", container)
    return found.values()


def _of_update(update: AutoUpdate) -> Finding:
    end = "are switched off with nothing in their place: say who does them, and when"
    if update.enabled:
        end = f"come at any time: {_instead(update.subject)}"
    return Finding(
        at=update.at,
        message=f"{update.subject} {end}",
        entity=update.name,
        evidence=update.subject,
        environments=update.environment.names,
    )


def _instead(subject: str) -> str:
    if "image" in subject:
        return "name a version, which somebody raises"
    return (
        f"set {'a window' if 'restarts' in subject else 'a maintenance window or a release channel'} for them"
    )


def _of_container(workload: Workload, container: Container, rewrites: ImageRewrites) -> Iterator[Finding]:
    image = container.image
    if image is None:
        return
    updater = UPDATERS.get(image.name)
    if updater is not None and any(publisher in image.repository for publisher in PUBLISHERS):
        if not _says(container, QUIET):
            yield _finding(
                workload,
                workload.at,
                f"{updater} replaces what runs in production by whatever was pushed last",
                Level.NOTE if _says(container, SCHEDULED) else None,
            )
    elif image.name == "kured" and workload.controller is Controller.DAEMON_SET:
        if not _says(container, ("--start-time", "--reboot-days", "--end-time")):
            yield _finding(
                workload,
                container.more_arguments_at or workload.at,
                "kured restarts machines at any time: give it --start-time and --end-time",
                None,
            )
    elif workload.controller is Controller.JOB:
        return  # each run is somebody's, nothing that runs on is renewed
    elif stands_for_another(image, workload) or rewrites.covers(workload, container, image):
        return  # another image than the one that is named runs
    elif image.steadiness is Steadiness.FLOATING and container.pull_policy.lower() in (
        "always",
        "daily",
        "weekly",
    ):
        message = f"{image.text} is pulled anew at every start, so a restart of {workload.name} is an update"
        yield _finding(workload, image.tag_at or image.at, message, None)


def _says(container: Container, names: tuple[str, ...]) -> bool:
    """Whether an option or a setting of that name is given."""
    words = [*(container.command or ()), *(container.arguments or ())]
    options = any(word == name or word.startswith(f"{name}=") for word in words for name in names)
    return options or any(
        setting.name in names and setting.value != "false" for setting in container.settings
    )


def _finding(workload: Workload, at: Location, message: str, level: Level | None) -> Finding:
    return Finding(
        at=at,
        message=message,
        entity=workload.name,
        evidence=workload.name,
        environments=workload.environments,
        level=level,
    )
