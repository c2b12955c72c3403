"""Workloads that serve nobody: runners of tests, shells to work in, and what makes load."""

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


_RUNNERS = frozenset(
    "pytest py.test tox nox behave jest vitest mocha cypress playwright rspec phpunit".split()
)
_TESTING = frozenset(
    (("go", "test"), ("cargo", "test"), ("mvn", "test"), ("dotnet", "test"), ("gradle", "test"))
)
_MANAGERS = frozenset("npm yarn pnpm bun".split())


def runs_tests(workload: Workload) -> bool:
    """Whether what it is told to run, in the end, is a runner of tests."""
    main = workload.main
    own = main is not None and (main.command is not None or main.arguments is not None)
    return main is not None and own and bool(main.starts) and _is_of_tests(main.starts[-1])


def _is_of_tests(command: Command) -> bool:
    words = [word for word in command.words if not word.startswith("-")]
    if command.name.startswith("python") and command.words[1:2] == ("-m",):
        return command.words[2:3] in (("pytest",), ("unittest",))
    if command.name in _MANAGERS:
        script = words[2] if words[1:2] == ["run"] and len(words) > 2 else " ".join(words[1:2])
        return script == "test" or script.startswith("test:")
    return command.name in _RUNNERS or tuple(words[:2]) in _TESTING


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
