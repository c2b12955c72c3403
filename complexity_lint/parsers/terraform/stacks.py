"""Stacks a configuration makes once for each item of a collection: repeated modules and stores."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from complexity_lint.model.environments import Environment
from complexity_lint.model.repetition import RepeatedStack
from complexity_lint.model.values import Located
from complexity_lint.parsers.terraform.clusters import known_clusters
from complexity_lint.parsers.terraform.configuration import Configuration, Mode, ModuleCall
from complexity_lint.parsers.terraform.knowledge import knowledge
from complexity_lint.parsers.terraform.reading import Part, found_scalar
from complexity_lint.parsers.terraform.stores import managed_stores


def repeated_stacks(configuration: Configuration, environment: Environment) -> Iterator[RepeatedStack]:
    """Each module call or resource with `count` or `for_each` that makes a store of record or a cluster."""
    stacks: dict[tuple[str, str, bool], list[Part]] = defaultdict(list)
    for call in configuration.modules:
        stacks[call.module, call.name, True].append(call)
    for resource in configuration.resources:
        known = resource.type in knowledge().stores or resource.type in knowledge().clusters
        if known and resource.mode is Mode.MANAGED:
            stacks[resource.module, f"{resource.type}.{resource.name}", False].append(resource)
    for (_, name, is_module), instances in stacks.items():
        if instances[0].repeat is not None:
            holds = _holds(instances[0], configuration, environment)
            if holds:
                yield _stack(name, instances, holds, environment, whole=is_module)


def copied_stacks(configuration: Configuration, environment: Environment) -> Iterator[RepeatedStack]:
    """Each module that is called several times under different names and makes a store of record or a cluster."""
    calls: dict[tuple[str, str], dict[str, ModuleCall]] = defaultdict(dict)
    for call in configuration.modules:
        if call.repeat is None:
            calls[call.module, call.source].setdefault(call.name, call)
    for (_, source), by_name in calls.items():
        first, *others = by_name.values()
        holds = _holds(first, configuration, environment) if others else ()
        if holds:
            name = source.partition("?")[0].rstrip("/").rpartition("/")[2]
            over = Located(tuple(by_name), first.at, tuple(one.at for one in others))
            yield RepeatedStack(first.at, name, environment, over, (name, *by_name), holds)


def _stack(
    name: str, instances: Sequence[Part], holds: tuple[str, ...], environment: Environment, *, whole: bool
) -> RepeatedStack:
    first = instances[0]
    assert first.repeat is not None  # asked before
    place = found_scalar(first.repeat, first.at)
    keys = () if any(one.uncertain for one in instances) else tuple(str(one.key) for one in instances)
    over = Located(keys, place.at, tuple(dict.fromkeys((*place.origins, first.at))))
    return RepeatedStack(first.at, name, environment, over, first.repeat_names, holds, whole, first.repeat_at)


def _holds(part: Part, configuration: Configuration, environment: Environment) -> tuple[str, ...]:
    """What one instance makes, from its own resources and those of the modules inside it."""
    inside = inside_of(part, configuration)
    stores = [one.service for one in managed_stores(inside, environment) if one.role.keeps_records]
    clusters = [f"{one.platform} cluster" for one in known_clusters(inside, environment)]
    return tuple(dict.fromkeys([*stores, *clusters]))


def inside_of(part: Part, configuration: Configuration) -> Configuration:
    """A resource or a module's instance as a configuration of its own."""
    if not isinstance(part, ModuleCall):
        return Configuration("", (), (part,), (), (), (), ())
    prefix = f"{part.address}."
    resources = tuple(one for one in configuration.resources if one.address.startswith(prefix))
    calls = tuple(
        one for one in configuration.modules if one.address == part.address or one.address.startswith(prefix)
    )
    return Configuration("", (), resources, calls, (), (), ())
