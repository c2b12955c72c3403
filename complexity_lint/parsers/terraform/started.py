"""Containers that Terraform starts on machines: `remote-exec` provisioners and start-up texts -> scripts.

developer.hashicorp.com, "remote-exec Provisioner": `inline` is a list of commands. Only what runs containers is kept,
which no other description has.
"""

from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.model.environments import Environment
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.parsers.hosts.docker_run import read_run
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.parsers.terraform.configuration import Configuration, Resource
from complexity_lint.parsers.terraform.values import Value, elements
from complexity_lint.source import Location

_STARTUP = ("user_data", "metadata_startup_script", "custom_data")


def started_containers(configuration: Configuration, environment: Environment) -> tuple[Script, ...]:
    """One script for each file whose resources run containers on machines."""
    found: dict[str, dict[tuple[Location, tuple[str, ...]], Command]] = {}
    for resource in configuration.resources:
        for command in _commands(resource):
            if read_run(command.words) is not None:
                # instances of one resource run the same
                found.setdefault(command.at.path, {})[command.at, command.words] = command
    return tuple(
        Script(
            Location(path), ScriptKind.SHELL, "Terraform", tuple(commands.values()), environment=environment
        )
        for path, commands in found.items()
    )


def _commands(resource: Resource) -> Iterator[Command]:
    for block in resource.blocks_of("provisioner"):
        inline = block.value("inline")
        if block.labels[:1] == ("remote-exec",) and inline is not None:
            for _, line in elements(inline):
                yield from _of_text(line, resource.at)
    for name in _STARTUP:
        text = resource.value(name)
        if text is not None:
            yield from _of_text(text, resource.at)


def _of_text(text: Value, otherwise: Location) -> Iterator[Command]:
    """The commands of a text, all at the place where the text begins: it may be put together of several."""
    if isinstance(text.data, str) and ("docker" in text.data or "podman" in text.data):
        at = text.at or otherwise
        yield from (replace(command, at=at) for command in parse_shell(text.data, at))
