"""Compose files that are given to a swarm, whose services are then the swarm's."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import commands_anywhere
from complexity_lint.model.workloads import Controller, Workload

_STACK_NAME = re.compile(
    r"(?i)^(docker-)?stack([.-][\w.-]+)?\.ya?ml$|^[\w-]+[.-]stack\.ya?ml$"
    r"|^(docker-)?compose[.-]swarm([.-][\w.-]+)?\.ya?ml$"
)
"""How a file for `docker stack deploy` is usually called."""
_SWARM_FOLDER = re.compile(r"(?i)(^|/)(docker-)?swarm$")


def with_swarm(workloads: Sequence[Workload], scripts: Iterable[Script]) -> tuple[Workload, ...]:
    """The workloads, those of stack files kept by a swarm: files that `docker stack deploy -c` names, by script or
    pipeline, and files with the usual name.
    """
    given = [
        (command.at.path.rpartition("/")[0], path)
        for script in scripts
        for command in commands_anywhere(script)
        if command.words[:3] in (("docker", "stack", "deploy"), ("docker", "stack", "up"))
        for path in command.values_of("-c", "--compose-file")
        if "$" not in path
    ]
    projects = {w.project for w in workloads if w.controller is Controller.COMPOSE}
    named = {project for folder, path in given for project in _meant(folder, path, projects)}
    return tuple(replace(w, controller=Controller.SWARM) if _is_of_stack(w, named) else w for w in workloads)


def _meant(folder: str, path: str, projects: set[str]) -> set[str]:
    """The compose files that a script in a folder may mean: as seen from there or from the root, else, since nobody
    knows where it is started, all of that name.
    """
    seen = {posixpath.normpath(posixpath.join(folder, path)), posixpath.normpath(path)}
    name = posixpath.basename(path)
    return seen & projects or {one for one in projects if posixpath.basename(one) == name}


def _is_of_stack(workload: Workload, named: set[str]) -> bool:
    name = workload.project.rpartition("/")[2]
    folder = workload.project.rpartition("/")[0]
    usual = _STACK_NAME.match(name) or _SWARM_FOLDER.search(folder)
    is_named = workload.project in named or usual is not None
    return workload.controller is Controller.COMPOSE and is_named
