"""Managed stores of a configuration."""

from collections.abc import Iterator

from complexity_lint.model.clusters import ManagedStore
from complexity_lint.model.environments import Environment
from complexity_lint.parsers.terraform.configuration import Configuration, Mode
from complexity_lint.parsers.terraform.knowledge import StoreFacts, knowledge
from complexity_lint.parsers.terraform.reading import Part, name_of, number_of, scalar_at, switched


def managed_stores(configuration: Configuration, environment: Environment) -> Iterator[ManagedStore]:
    """The stores a provider runs, one for each instance; replicas of another store are left out."""
    known = knowledge()
    for resource in configuration.resources:
        facts = known.stores.get(resource.type) if resource.mode is Mode.MANAGED else None
        if facts is not None:
            yield from _store(resource, facts, environment)
    for call in configuration.modules:
        facts = None if call.folder is not None else known.store_module(call.source)
        if facts is not None:
            yield from _store(call, facts, environment)


def _store(part: Part, facts: StoreFacts, environment: Environment) -> Iterator[ManagedStore]:
    if any(part.value(name) is not None for name in facts.unless):
        return
    found = scalar_at(part, facts.engine_attribute) if facts.engine_attribute else None
    engine = found.value if found is not None and isinstance(found.value, str) else facts.engine
    deciding = scalar_at(part, facts.role_attribute) if facts.role_attribute else None
    role = dict(facts.role_of).get(deciding.shown, facts.role) if deciding is not None else facts.role
    protection = facts.deletion_protection
    switch = scalar_at(part, protection.attribute, protection.default) if protection else None
    yield ManagedStore(
        part.at,
        name_of(part, facts.name),
        facts.service,
        engine,
        role,
        environment,
        number_of(part, facts.backup_days),
        None if switch is None else switched(switch),
        number_of(part, facts.nodes),
    )
