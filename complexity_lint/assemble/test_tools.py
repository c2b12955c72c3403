"""Workloads of a cluster that serve nobody: shells to work in, and what makes load for tests."""

import re

from complexity_lint.model.commands import Command
from complexity_lint.model.workloads import Controller, Workload

_WAITING = frozenset("sleep tail trap wait true : echo exit set".split())
_LOADING = frozenset("wrk wrk2 locust k6 jmeter fortio hey vegeta siege artillery gatling".split())
"""Programs that make load; `ab`, `bench` and the like are too short to go by."""
_KNOWN = frozenset(("jmeter", "k6", "locust"))
_NAMED = re.compile(r"(?i)(^|[-_])load[-_]?(gen(erator)?|test(er|ing|s)?)([-_]|$)")


def is_for_tests(workload: Workload) -> bool:
    """Whether a workload of Kubernetes only waits for somebody to come in (`sleep 365d`), or loads others.

    A DaemonSet and a pod with init containers wait after their work is done.
    """
    if not workload.controller.is_kubernetes or workload.controller in _OTHERS:
        return False
    known = workload.software is not None and workload.software.id in _KNOWN
    return known or _NAMED.search(workload.name) is not None or _only_waits(workload) or _makes_load(workload)


_OTHERS = (Controller.DAEMON_SET, Controller.CUSTOM)


def _only_waits(workload: Workload) -> bool:
    """Whether all that it runs is sleep."""
    starts = [container.starts for container in workload.containers]
    waits = all(any(_waits(c) for c in commands) for commands in starts)
    return (
        bool(starts)
        and waits
        and all(command.name in _WAITING for commands in starts for command in commands)
        and not any(container.initial or container.ports for container in workload.containers)
    )


def _waits(command: Command) -> bool:
    return command.name == "sleep" or command.words[:3] == ("tail", "-f", "/dev/null")


def _makes_load(workload: Workload) -> bool:
    main = workload.main
    return main is not None and any(command.name in _LOADING for command in main.starts)
