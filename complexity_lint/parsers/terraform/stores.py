"""Managed stores of a configuration."""

from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.clusters import ManagedStore
from complexity_lint.model.environments import Environment
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.terraform.configuration import Configuration, Mode, Resource
from complexity_lint.parsers.terraform.knowledge import Amount, StoreFacts, knowledge
from complexity_lint.parsers.terraform.reading import Part, name_of, number_of, scalar_at, switched, whole


def managed_stores(configuration: Configuration, environment: Environment) -> Iterator[ManagedStore]:
    """The stores a provider runs, one for each instance; replicas of another store are left out."""
    known = knowledge()
    for resource in configuration.resources:
        facts = known.stores.get(resource.type) if resource.mode is Mode.MANAGED else None
        if facts is not None:
            locked = _lock(resource, configuration)
            yield from _store(resource, facts, environment, locked)
    for call in configuration.modules:
        facts = None if call.folder is not None else known.store_module(call.source)
        if facts is not None:
            yield from _store(call, facts, environment)


def _lock(resource: Resource, configuration: Configuration) -> Located[bool | Unknown] | None:
    """Terraform's `prevent_destroy`, or a lock of Azure's beside the resource: what it is for is computed."""
    guard = scalar_at(resource, "lifecycle.prevent_destroy")
    if guard is not None or not resource.type.startswith("azurerm_"):
        return None if guard is None else switched(guard)
    locks = configuration.resources_of("azurerm_management_lock")
    return next((Located(True, one.at) for one in locks), None)


def _store(
    part: Part,
    facts: StoreFacts,
    environment: Environment,
    guard: Located[bool | Unknown] | None = None,
) -> Iterator[ManagedStore]:
    if any(part.value(name) is not None for name in facts.unless):
        return
    found = scalar_at(part, facts.engine_attribute) if facts.engine_attribute else None
    engine = found.value if found is not None and isinstance(found.value, str) else facts.engine
    deciding = scalar_at(part, facts.role_attribute) if facts.role_attribute else None
    role = dict(facts.role_of).get(deciding.shown, facts.role) if deciding is not None else facts.role
    yield ManagedStore(
        part.at,
        name_of(part, facts.name),
        facts.service,
        engine,
        role,
        environment,
        number_of(part, facts.backup_days),
        _switch(part, facts.deletion_protection),
        _nodes(part, facts),
        guard,
        _switch(part, facts.skip_final_snapshot),
        isinstance(part, Resource),
        _version(part),
        facts.deletion_protection.attribute if facts.deletion_protection else "",
    )


def _nodes(part: Part, facts: StoreFacts) -> Located[int | Unknown] | None:
    """How many nodes there are of all kinds, at the place that says how many keep data."""
    nodes = number_of(part, facts.nodes)
    if nodes is None:
        return None
    found = [one for name in facts.more_nodes if (one := scalar_at(part, name)) is not None]
    numbers = [nodes.value, *(whole(one).value for one in found)]
    known = [number for number in numbers if isinstance(number, int)]
    return replace(nodes, value=sum(known) if len(known) == len(numbers) else UNKNOWN)


def _version(part: Part) -> Located[str | Unknown] | None:
    """The version of the engine: `engine_version`, or `version` of a resource (a module's `version` is its own)."""
    of_resource = ("engine_version", "elasticsearch_version", "version")
    names = of_resource if isinstance(part, Resource) else ("engine_version",)
    found = next((one for name in names if (one := scalar_at(part, name)) is not None), None)
    if found is None or not found.shown:
        return None
    return Located(found.shown if found.value is not UNKNOWN else UNKNOWN, found.at, found.origins)


def _switch(part: Part, amount: Amount | None) -> Located[bool | Unknown] | None:
    found = scalar_at(part, amount.attribute, amount.default) if amount else None
    return None if found is None else switched(found)
