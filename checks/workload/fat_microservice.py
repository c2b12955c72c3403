"""What is called a microservice carries a whole application.

It was cut off by a container, not by its code: the image holds everything, every change touches it, and it is
deployed, scaled and restarted as one lump, with the network calls of microservices on top.

Keep it as one honest application, which is simpler to run, or move the code of each service into a folder of
its own with its own dependencies, and copy only that into its image.

It is fine for a repository that is openly one monolith, and for shared libraries of ordinary size.
"""

import re
from collections.abc import Iterator
from statistics import median

from complexity_lint import Finding, Level, Payload, Precision, Related, System, check

PAGES = re.compile(r"(?i)(^|[-_.])(front-?end|client|ui|spa|web-?app|webui|www)$")


@check("fat-microservice", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def fat_microservice(
    system: System,
    *,
    max_lines: int = 10_000,
    times_median: int = 5,
    min_usual_lines: int = 100,
    times_reached: int = 3,
    min_carried_lines: int = 2_000,
    max_routes: int = 40,
    max_models: int = 20,
    max_django_apps: int = 6,
) -> Iterator[Finding]:
    payloads = _of_services(system)
    if sum(not _is_of_pages(payload) for payload in payloads) < 2:
        return  # one application, with or without its pages
    told: list[tuple[str | None, object, object]] = []
    for payload in payloads:
        carried = {d.folder for d in payload.deployables}
        siblings = [p.own_lines for p in payloads if p is not payload and p.own_lines]
        usual = median(siblings) if siblings else 0
        python = payload.python
        reached = python.reached_lines if python else None
        if len(carried) > 1 or carried & _homes_of_others(payload, payloads):
            yield _carries_others(payload)
        elif reached and payload.lines > min_carried_lines and payload.lines > times_reached * reached:
            yield _finding(
                payload,
                f"carries {payload.lines} lines of code, of which its entry point reaches {reached}",
                "reach",
            )
        # Siblings with next to no code of their own are compiled elsewhere: nothing to compare with.
        elif (
            usual >= min_usual_lines
            and payload.own_lines > max_lines
            and payload.own_lines > times_median * usual
            and not _runs_as_several(payload, system)
        ):
            times = f"{payload.own_lines / usual:.0f} times as many as the other services here"
            message = f"has {payload.own_lines} lines of code, {times}"
            yield _finding(payload, message, "lines")
        elif python is not None:
            counts = (
                ("routes", len(python.routes), max_routes),
                ("models", len(python.models), max_models),
                ("Django apps", len(python.django_apps), max_django_apps),
            )
            many = [f"{number} {name}" for name, number, most in counts if number > most]
            # several images may hold one application: its web server's, its worker's
            held = (payload.context, python.routes, python.models)
            if many and held not in told:
                told.append(held)
                yield _finding(payload, f"does the work of many services: {' and '.join(many)}", "work")


def _of_services(system: System) -> list[Payload]:
    """The payloads of images that run as services of our own, one for each Dockerfile; several Dockerfiles that start
    the same code by the same command make one service.
    """
    starts = {build.at.path: tuple(command.words for command in build.starts) for build in system.builds}
    found: dict[object, Payload] = {}
    for payload in {payload.build: payload for payload in system.payloads}.values():
        command = starts.get(payload.build)
        found.setdefault((payload.context, command) if command else payload.build, payload)
    return list(found.values())


def _is_of_pages(payload: Payload) -> bool:
    """Whether an image lies in a folder called like the pages of an application, which are no service beside it."""
    folders = payload.build.split("/")[:-1]
    return bool(folders) and PAGES.search(folders[-1]) is not None


def _homes_of_others(payload: Payload, payloads: list[Payload]) -> set[str]:
    """The folders that hold another service's Dockerfile and not this one's."""
    homes = {p.build.rpartition("/")[0] for p in payloads if p is not payload}
    return homes - {payload.build.rpartition("/")[0], ""}


def _runs_as_several(payload: Payload, system: System) -> bool:
    """Whether an image is started as three services or more: its code is theirs together, which is another check's."""
    return len({w.name for w in system.workloads if w.built_by == payload.build}) > 2


def _carries_others(payload: Payload) -> Finding:
    home = payload.build.rpartition("/")[0]
    others = [d for d in payload.deployables if d.folder != home] or payload.deployables
    names = sorted({d.folder or "the root" for d in others})
    listed = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    related = tuple(Related(d.at, d.reason) for d in others)
    several = "other services" if len(others) < len(payload.deployables) else "deployables"
    what = f"{len(names)} {several}: {listed}" if len(names) > 1 else f"another service, {listed}"
    message = f"the image carries the code of {what}"
    return Finding(payload.at, message, related, payload.build, " ".join(names))


def _finding(payload: Payload, what: str, evidence: str) -> Finding:
    return Finding(payload.at, f"this service {what}", (), payload.build, evidence)
