"""Services that scripts create in a swarm by `docker service create` -> workloads.

The command is their only description, as a compose file would be (docs.docker.com, "docker service create").
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from complexity_lint.assemble.working_folders import named_file
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.commands import Command
from complexity_lint.model.images import Variable
from complexity_lint.model.pipelines import Script
from complexity_lint.model.ran_commands import lasting_commands
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.hosts.docker_run import docker_words, read_run, workload_of
from complexity_lint.source import Location

PROJECT = "swarm"
"""What is created in a swarm runs in it together, whichever script creates it."""


def created_services(
    scripts: Iterable[Script], known: Sequence[Workload], repository: Repository
) -> tuple[Workload, ...]:
    """One workload for each named service that a script creates, unless a description has that name.

    What does not stay is left out.
    """
    names = {workload.name for workload in known}
    found: dict[tuple[str, str], Workload] = {}
    for script in scripts:
        for command in lasting_commands(script):
            workload = _created(command, script, repository)
            if workload is not None and workload.name not in names:
                found.setdefault((workload.name, script.environment.name), workload)
    return tuple(found.values())


def _created(command: Command, script: Script, repository: Repository) -> Workload | None:
    run = read_run(docker_words(command))
    if run is None or "service" not in command.words or not run.values("--name"):
        return None
    workload = workload_of(command, "", PROJECT, script.environment)
    if workload is None or not workload.name:
        return None
    read = [
        setting
        for path in run.values("--env-file")
        for setting in _settings(path, script.at.path, repository)
    ]
    (container,) = workload.containers
    stated = {setting.name for setting in container.settings}
    settings = (*(setting for setting in read if setting.name not in stated), *container.settings)
    return replace(workload, format="script", containers=(replace(container, settings=settings),))


def _settings(path: str, script: str, repository: Repository) -> Iterator[Variable]:
    """The settings of a file that a script names, seen from its folder or else from the root."""
    file = named_file(path, script, repository.paths) if "$" not in path else ""
    text = repository.text(file) if file else None
    if text is None:
        return
    # the compose reader is loaded only where there is an environment file
    from complexity_lint.parsers.compose.dotenv import read_environment_file
    from complexity_lint.parsers.compose.template import Variables

    for setting in read_environment_file(text, Variables()).settings:
        if setting.value is not None and setting.known:
            yield Variable(Location(file, setting.line), setting.name, setting.value)
