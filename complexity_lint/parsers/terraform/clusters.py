"""Clusters of a configuration whose resource type or module is known."""

import re
from collections.abc import Iterator

from complexity_lint.model.clusters import Cluster
from complexity_lint.model.environment_names import KIND_OF, words_of
from complexity_lint.model.environments import PRODUCTION, Environment, EnvironmentKind
from complexity_lint.model.values import UNKNOWN, Located, Unknown
from complexity_lint.parsers.terraform.configuration import Configuration, Mode, Resource
from complexity_lint.parsers.terraform.knowledge import ClusterFacts, ClusterRule, knowledge
from complexity_lint.parsers.terraform.reading import (
    Found,
    Part,
    found_scalar,
    name_of,
    scalar_at,
    values_at,
    whole,
)
from complexity_lint.parsers.terraform.values import Value


def known_clusters(configuration: Configuration, environment: Environment) -> Iterator[Cluster]:
    """Managed clusters, and those that known modules and providers make."""
    known = knowledge()
    for resource in configuration.resources:
        facts = known.clusters.get(resource.type) if resource.mode is Mode.MANAGED else None
        if facts is not None:
            yield _cluster(resource, facts, environment)
    for call in configuration.modules:
        facts = None if call.folder is not None else known.cluster_module(call.source)
        if facts is not None:
            yield _cluster(call, facts, environment)


def _cluster(part: Part, facts: ClusterFacts, environment: Environment) -> Cluster:
    size: Located[int | Unknown] = Located(UNKNOWN, part.at)
    basis = remedy = ""
    for rule in facts.rules:
        found = _applied(part, rule)
        if found is not None:
            size, shown = found
            if isinstance(size.value, int):
                basis, remedy = rule.basis.replace("{value}", shown), rule.remedy
            break
    name = name_of(part, facts.name)
    cloud = facts.cloud
    on_premises = cloud == "bare metal"
    return Cluster(
        part.at,
        name,
        facts.platform,
        _meant_for(part, environment),
        size,
        basis,
        remedy,
        facts.managed,
        "" if on_premises else cloud,
        on_premises,
        _version(part),
    )


_TRIALS = frozenset("test tests testing dev development sandbox ci e2e".split())


def _meant_for(part: Part, environment: Environment) -> Environment:
    """Whom the cluster is for: its description may say that it is for tests, where its path says nothing."""
    said = scalar_at(part, "description")
    if said is None or environment.name not in ("", PRODUCTION.name):
        return environment
    words = words_of(said.shown)
    other = next((word for word in words if word in _TRIALS), "")
    if not other or any(KIND_OF.get(word) is EnvironmentKind.PRODUCTION for word in words):
        return environment
    return Environment(KIND_OF[other], other)


_VERSIONS = (
    "kubernetes_version",
    "cluster_version",
    "min_master_version",
    "control_plane_version",
    "k8s_version",
)
"""Arguments of cluster resources and modules that hold the version of Kubernetes (registry.terraform.io)."""


def _version(part: Part) -> Located[str | Unknown] | None:
    # a module's `version` is its own
    names = ("version", *_VERSIONS) if isinstance(part, Resource) else _VERSIONS
    found = next((one for name in names if (one := scalar_at(part, name)) is not None), None)
    if found is None or not found.shown:
        return None
    return Located(found.shown if found.value is not UNKNOWN else UNKNOWN, found.at, found.origins)


def _applied(part: Part, rule: ClusterRule) -> tuple[Located[int | Unknown], str] | None:
    """The size a rule gives and the value for its basis, or None where the rule says nothing."""
    counted = _counted(part, rule)
    if counted is not None:
        return counted, str(counted.value) if isinstance(counted.value, int) else UNKNOWN.value
    if not rule.attribute:
        return (Located(rule.control_plane, part.at), "") if rule.control_plane else None
    found = scalar_at(part, rule.attribute, rule.default)
    if found is None:
        return None
    if found.value is UNKNOWN:
        return Located(UNKNOWN, found.at, found.origins), UNKNOWN.value
    if not _holds(found, rule):
        return None
    if rule.at_block:
        return Located(rule.control_plane, part.at), found.shown
    return Located(rule.control_plane, found.at, found.origins), found.shown


def _holds(found: Found, rule: ClusterRule) -> bool:
    if rule.matches:
        return re.fullmatch(rule.matches, found.shown) is not None
    return rule.equals is None or str(rule.equals).lower() == found.shown.lower()


def _counted(part: Part, rule: ClusterRule) -> Located[int | Unknown] | None:
    if rule.number:
        found = scalar_at(part, rule.number, rule.default)
        return None if found is None else whole(found)
    if rule.length:
        return _length(part, rule.length)
    if rule.sum:
        return _sum(part, values_at(part, rule.sum))
    return _matching_blocks(part, rule) if rule.blocks else None


def _length(part: Part, path: str) -> Located[int | Unknown] | None:
    values = values_at(part, path)
    if not values:
        return None
    data = values[0].data
    place = found_scalar(values[0], part.at)
    return Located(len(data) if isinstance(data, tuple) else UNKNOWN, place.at, place.origins)


def _sum(part: Part, values: list[Value]) -> Located[int | Unknown] | None:
    numbers = [whole(found_scalar(value, part.at)) for value in values]
    if not numbers:
        return None
    first = numbers[0]
    total = 0
    for number in numbers:
        if not isinstance(number.value, int):
            return Located(UNKNOWN, first.at, first.origins)
        total += number.value
    return Located(total, first.at, (*first.origins, *(one.at for one in numbers[1:])))


def _matching_blocks(part: Part, rule: ClusterRule) -> Located[int | Unknown] | None:
    from_blocks = values_at(part, f"{rule.blocks}.{rule.having}")
    if any(value.is_unknown for value in from_blocks):
        return Located(UNKNOWN, part.at)
    matching = [value for value in from_blocks if _has_word(value, rule.containing)]
    if not matching:
        return None
    places = [value.at or part.at for value in matching]
    return Located(len(matching), places[0], tuple(places[1:]))


def _has_word(value: Value, word: str) -> bool:
    items = value.data if isinstance(value.data, tuple) else (value,)
    return any(item.data == word for item in items)
