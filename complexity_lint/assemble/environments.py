"""Environments of workloads that state none: decided by what else the repository deploys (catalogue, Rulings)."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import DEVELOPMENT, PRODUCTION, UNSTATED, Environment
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import Controller, MountKind, Workload

_DEVELOPMENT_WORDS = re.compile(r"(?i)\b(local(ly)?|dev|develop(ment)?|testing|hacking)\b")
_DEVELOPMENT_COMMANDS = frozenset(
    "nodemon webpack-dev-server vite webpack ts-node-dev air reflex runserver watchmedo entr".split()
)


def settle(workloads: Sequence[Workload], head_of: Callable[[str], str]) -> tuple[Workload, ...]:
    """The workloads, each with an environment.

    `head_of` gives the leading comment lines of a file. A compose project that states no environment is production only when
    nothing else in the repository deploys and nothing in it speaks of development.
    """
    projects: dict[str, list[Workload]] = defaultdict(list)
    for workload in workloads:
        projects[workload.project].append(workload)
    decided = {
        project: _of_project(project, listed, workloads, head_of(project))
        for project, listed in projects.items()
        if any(w.environment == UNSTATED for w in listed)
    }
    return tuple(
        replace(w, environment=decided[w.project]) if w.environment == UNSTATED else w for w in workloads
    )


def _of_project(project: str, listed: Sequence[Workload], everything: Sequence[Workload], head: str) -> Environment:
    if any(w.controller is not Controller.COMPOSE for w in listed):
        return DEVELOPMENT if _has_production_sibling(project, everything) else PRODUCTION
    if _DEVELOPMENT_WORDS.search(head) or _looks_like_development(listed):
        return DEVELOPMENT
    if any(_deploys(other, project) for other in everything):
        return DEVELOPMENT
    return PRODUCTION


def _has_production_sibling(project: str, everything: Sequence[Workload]) -> bool:
    """Whether the folder beside this one is the production twin (`k8s/base` or `k8s/common` beside `k8s/production`)."""
    parent = project.rpartition("/")[0]
    return bool(parent) and any(
        w.project != project
        and w.project.rpartition("/")[0] == parent
        and (stated := from_path(w.project.rpartition("/")[2])) is not None
        and stated.is_production
        for w in everything
    )


def _deploys(other: Workload, project: str) -> bool:
    """Whether a workload of another project deploys, so that a compose file that states nothing is its development twin."""
    if other.project == project or other.ownership is Ownership.OFF_THE_SHELF:
        return False
    if other.controller is Controller.COMPOSE:
        same_place = other.project.rpartition("/")[0] == project.rpartition("/")[0]
        return same_place and other.environment.is_production and other.environment != UNSTATED
    return other.environment.is_production


def _looks_like_development(listed: Sequence[Workload]) -> bool:
    return (
        _only_stores(listed)
        or _only_on_loopback(listed)
        or any(_mounts_sources(w) or _runs_for_development(w) for w in listed)
    )


def _only_stores(listed: Sequence[Workload]) -> bool:
    """A compose file of stores and their tools alone is what an application is developed against."""
    tools = (Role.ADMIN, Role.MAIL)
    return all(w.role.keeps_state or w.role in tools for w in listed)


def _only_on_loopback(listed: Sequence[Workload]) -> bool:
    published = [p for w in listed for c in w.containers for p in c.ports if p.host is not None]
    return bool(published) and all(p.host_address in ("127.0.0.1", "localhost", "::1") for p in published)


def _mounts_sources(workload: Workload) -> bool:
    """Whether a built image has its own sources mounted over it."""
    for container in workload.containers:
        if container.build is None or container.build.context is None:
            continue
        for mount in container.mounts:
            source = mount.source.rstrip("/")
            if mount.kind is MountKind.BIND and not mount.read_only and source in _source_folders(container.build.context):
                return True
    return False


def _source_folders(context: str) -> set[str]:
    inner = f"./{context}" if context else "."
    return {".", "./src", "./app", inner, context, f"{inner}/src", f"{inner}/app", "$PWD", "${PWD}", "./"}


def _runs_for_development(workload: Workload) -> bool:
    for container in workload.containers:
        for command in container.starts:
            words = set(command.words)
            if command.name in _DEVELOPMENT_COMMANDS or words & {"--reload", "runserver", "nodemon"}:
                return True
            if command.name in ("npm", "yarn", "pnpm") and words & {"dev", "start:dev", "watch", "develop", "serve:dev"}:
                return True
            if "flask" in command.words[:3] and "run" in words:
                return True
    return False
