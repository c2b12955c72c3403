"""Several services run one and the same image.

They are called services, but they are one application started several times: they are built, versioned and broken
together, and every one of them carries the code and the dependencies of all. The network between them costs what
microservices cost and buys none of their independence.

Run the application as what it is, one service with its workers, or give each part its own image with its own code.

It is fine for the classic roles of one application: web, worker, scheduler, migration; and for several
replicas of one service.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from complexity_lint import EnvironmentKind, Finding, Level, Precision, Related, System, Workload, check

CLASSIC = re.compile(
    r"(?i)work(er|ers)?\b|sched|beat|cron|celery|queue|consumer|migrat|init\b|setup|flower|job|task|seed|sidekiq|resque|cli\b|shell"
    r"|periodic|ticker|clock|async|background|batch|dispatch|monitor|listener|poller|subscriber|trigger|test|install|bootstrap|backup"
)
"""Names of what an application runs beside its server; any number of these is one application."""

NAMED = 6
"""So many names fit into a message; the others are among the related places."""

_NUMBER = re.compile(r"[-_.]?\d+(?=[-_.]|$)")


@check("shared-monolith-image", Level.WARNING, since="0.1.0", precision=Precision.MEDIUM)
def shared_monolith_image(system: System, *, min_services: int = 3) -> Iterator[Finding]:
    grouped: dict[tuple[object, ...], list[Workload]] = defaultdict(list)
    for workload in system.workloads:
        identity = _image_of(workload)
        if identity and workload.is_first_party and _speaks(workload):
            grouped[(*workload.group, identity)].append(workload)
    for members in grouped.values():
        servers = _distinct(members)
        if len(servers) >= min_services:
            yield _finding(servers)


def _speaks(workload: Workload) -> bool:
    kind = workload.environment.kind
    return kind not in (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST) and not workload.runs_to_completion


def _image_of(workload: Workload) -> str:
    container = workload.main
    if container is None:
        return ""
    if container.image is not None:
        return container.image.text
    if container.build is not None and container.build.dockerfile is not None:
        # The same Dockerfile with other arguments or another context makes another image.
        arguments = sorted(f"{a.name}={a.value}" for a in container.build.arguments)
        return " ".join(
            (container.build.dockerfile, container.build.context or "", container.build.target, *arguments)
        )
    return ""


def _distinct(members: list[Workload]) -> list[Workload]:
    """The members that are servers of their own: no classic roles, and replicas written out count once."""
    found: dict[object, Workload] = {}
    for workload in members:
        container = workload.main
        words = tuple(w for c in container.starts for w in c.words) if container else ()
        if not CLASSIC.search(workload.name) and not any(CLASSIC.search(word) for word in words):
            numbered = _NUMBER.search(workload.name)
            # members of a cluster are each told of the others, so their commands and settings differ
            key = _NUMBER.sub("", workload.name) if numbered else _way_it_is_started(workload, words)
            found.setdefault(key, workload)
    return list(found.values())


def _way_it_is_started(workload: Workload, words: tuple[str, ...]) -> object:
    """What tells a service from another of the same image: nothing, for a Pod and a Deployment of one and the same."""
    container = workload.main
    if container is None or not workload.controller.is_kubernetes:
        return workload.name, words
    settings = frozenset((one.name, one.value) for one in container.settings)
    sources = frozenset((one.kind, one.name, one.key) for one in container.taken)
    mounts = frozenset((one.source, one.target) for one in container.mounts)
    return words, settings, sources, mounts


def _finding(servers: list[Workload]) -> Finding:
    first, *others = servers
    container = first.main
    image = container.build.dockerfile if container and container.build else _image_of(first)
    names = ", ".join(workload.name for workload in servers[:NAMED])
    if len(servers) > NAMED:
        names += f" and {len(servers) - NAMED} more"
    return Finding(
        at=first.at,
        message=f"{len(servers)} services run the same image ({image}) and differ only in how it is started: {names}",
        related=tuple(Related(workload.at, f"{workload.name} runs it too") for workload in others),
        entity=first.project,
        evidence=str(image),
        environments=first.environments,
    )
