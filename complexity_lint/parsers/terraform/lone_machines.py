"""Machines that are written down one by one and set up where they are made."""

import re
from collections.abc import Iterator, Mapping

from complexity_lint.model.environments import TEST, Environment
from complexity_lint.model.updates import Machine
from complexity_lint.parsers.terraform.configuration import Configuration, Resource
from complexity_lint.parsers.terraform.knowledge import knowledge
from complexity_lint.parsers.terraform.reading import name_of
from complexity_lint.parsers.terraform.values import Value

_LOADING = r"k6|locust|jmeter|gatling|artillery|vegeta|fortio|wrk2?|siege|tsung"
_OF_LOAD = re.compile(rf"(?i)(?<![a-z0-9])({_LOADING}|load[-_]?(gen\w*|test\w*|runner))(?![a-z0-9])")
_STAYS = re.compile(r"\bdocker\b[^\n]*\b(run|up)\b|\bsystemctl\b|\bservice\s+\S+\s+(re)?start\b")
"""Words of what a machine keeps running."""
_LONGEST = 100_000


def lone_machines(configuration: Configuration, environment: Environment) -> Iterator[Machine]:
    """Machines that are written one by one and set up in place; what is repeated by a count is no individual."""
    for resource in configuration.resources_of(*knowledge().machines):
        if resource.key is not None or resource.uncertain:
            continue
        kinds = [one.labels[0] for one in resource.blocks_of("provisioner") if one.labels]
        given = [name for name in _TEXTS if resource.value(name)]
        setup = next(
            (kind for kind in kinds if kind in ("remote-exec", "file", "chef", "salt-masterless")), ""
        )
        if setup or given:
            name = name_of(resource, ("name", "hostname"))
            names = (name, resource.name, *_named(resource))
            texts = tuple(_texts(resource))
            whose = TEST if _makes_load(names, texts) else environment
            yield Machine(resource.at, name, whose, setup or given[0], (*names, *texts))


_TEXTS = ("user_data", "metadata_startup_script", "custom_data")


def _makes_load(names: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """Whether a machine is there to make load for tests: by what it is called, or because it gets nothing else."""
    if any(_OF_LOAD.search(name) for name in names):
        return True
    return any(_OF_LOAD.search(text) for text in texts) and not any(_STAYS.search(text) for text in texts)


def _named(resource: Resource) -> Iterator[str]:
    tags = resource.value("tags")
    if tags is not None:
        yield from _strings(tags)


def _texts(resource: Resource) -> Iterator[str]:
    for name in _TEXTS:
        value = resource.value(name)
        if value is not None:
            yield from _strings(value)
    for block in resource.blocks_of("provisioner"):
        inline = block.value("inline")
        if inline is not None:
            yield from _strings(inline)


def _strings(value: Value) -> Iterator[str]:
    data = value.data
    if isinstance(data, str):
        yield data[:_LONGEST]
    elif isinstance(data, tuple):
        for one in data:
            yield from _strings(one)
    elif isinstance(data, Mapping):
        for one in data.values():
            yield from _strings(one)
