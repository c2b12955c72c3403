"""Compose files that are given to a swarm, whose services are then the swarm's."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from complexity_lint.model.pipelines import Script
from complexity_lint.model.workloads import Controller, Workload

_STACK_NAME = re.compile(r"(?i)^(docker-)?stack([.-][\w.-]+)?\.ya?ml$|^[\w-]+[.-]stack\.ya?ml$")
"""How a file for `docker stack deploy` is usually called."""


def with_swarm(workloads: Sequence[Workload], scripts: Iterable[Script]) -> tuple[Workload, ...]:
    """The workloads, those of stack files kept by a swarm: files that `docker stack deploy -c` names, by script or
    pipeline, and files with the usual name.
    """
    named = {
        posixpath.basename(path)
        for script in scripts
        for command in script.commands
        if command.words[:3] in (("docker", "stack", "deploy"), ("docker", "stack", "up"))
        for path in command.values_of("-c", "--compose-file")
        if "$" not in path
    }
    return tuple(replace(w, controller=Controller.SWARM) if _is_of_stack(w, named) else w for w in workloads)


def _is_of_stack(workload: Workload, named: set[str]) -> bool:
    name = workload.project.rpartition("/")[2]
    return workload.controller is Controller.COMPOSE and (name in named or bool(_STACK_NAME.match(name)))
