"""What the values say that a chart from elsewhere is given: the images it is told to run, the stores they switch on,
when it may restart machines.

The chart itself is not here, so only what the values spell out counts: an image by `repository` and `tag`, a store by
`enabled: true` under its name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.knowledge import describe_name
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.roles import Role
from complexity_lint.model.updates import AutoUpdate
from complexity_lint.model.values import Located
from complexity_lint.parsers.dependency_replicas import voters
from complexity_lint.parsers.yaml_nodes import Mapping

MAX_DEPTH = 10
MAX_STEPS = 20_000
"""Mappings that are looked at; aliases can make many out of few."""
_STORES = (Role.DATABASE, Role.SEARCH, Role.OBJECT_STORE)
_ADDRESSES = ("host", "hostname", "address", "url", "uri", "endpoint", "existingHost", "external")
"""Keys of a store that runs elsewhere."""

Named = tuple[tuple[str, ...], ImageReference]


def images_in(values: Mapping) -> Iterator[Named]:
    """The images that values name, with the keys that lead there; none below what is switched off."""
    waiting: list[tuple[tuple[str, ...], Mapping]] = [((), values)]
    steps = 0
    while waiting and steps < MAX_STEPS:
        path, node = waiting.pop()
        steps += 1
        found = image_at(node) if path and (path[-1] == "image" or path[-1].endswith("Image")) else None
        switch = node.scalar("enabled")
        if found is not None:
            yield path, found
        elif len(path) < MAX_DEPTH and (switch is None or switch.boolean is not False):
            inner = [((*path, e.key), e.value) for e in node.entries if isinstance(e.value, Mapping)]
            waiting += reversed(inner)


def image_at(node: Mapping) -> ImageReference | None:
    """The image of a mapping with `repository` and `tag`, with or without `registry`; None where it leaves one open,
    or has a digest.
    """
    repository, tag, digest, registry = (
        node.scalar(key) for key in ("repository", "tag", "digest", "registry")
    )
    if repository is None or tag is None or not repository.text or (digest is not None and digest.text):
        return None
    if any("{{" in one.text or "$" in one.text for one in (repository, tag)):
        return None
    before = f"{registry.text}/" if registry is not None and registry.text else ""
    reference = parse_image_reference(f"{before}{repository.text}:{tag.text}", repository.at)
    return replace(reference, tag_at=tag.at, name_at=repository.at)


def stores_in(values: Mapping, chart: ChartDependency) -> Iterator[ChartDependency]:
    """The stores that the values for a chart from elsewhere switch on inside it."""
    for entry in values.entries:
        node = entry.value
        switch = node.scalar("enabled") if isinstance(node, Mapping) else None
        facts = describe_name(entry.key)
        if switch is None or switch.boolean is not True or facts is None or facts.role not in _STORES:
            continue
        if not isinstance(node, Mapping) or any(node.scalar(key) is not None for key in _ADDRESSES):
            continue
        yield ChartDependency(
            at=entry.at,
            name=entry.key,
            project=chart.project,
            environment=chart.environment,
            enabled=Located(True, switch.at),
            within=chart.name,
        )


def with_given(chart: ChartDependency, values: Iterable[Mapping]) -> Iterator[ChartDependency]:
    """A chart with the images that the values name for it and its voting members, and the stores that they switch on
    inside it.
    """
    listed = tuple(values)
    images = tuple(image for one in listed for _, image in images_in(one))
    yield replace(chart, images=images, voters=voters(chart.name, listed))
    for one in listed:
        yield from stores_in(one, chart)


_WINDOW = ("startTime", "endTime", "rebootDays")
_ARGUMENTS = ("start-time", "end-time", "reboot-days")


def restarts_in(given: Sequence[Mapping], chart: ChartDependency) -> Iterator[AutoUpdate]:
    """That kured restarts machines as the values say, the first place of which tells it (kubereboot/charts, kured:
    `configuration`, `extraArgs`); nothing for other charts.
    """
    if chart.name != "kured" or not chart.is_deployed:
        return
    settings = [entry for one in given if (entry := one.entry("configuration")) is not None]
    windows = [one.scalar("configuration", key) for one in given for key in _WINDOW]
    windows += [one.scalar("extraArgs", key) for one in given for key in _ARGUMENTS]
    days = any(one.items("configuration", "rebootDays") for one in given)
    planned = days or any(found is not None and found.text for found in windows)
    at = settings[0].at if settings else chart.at
    yield AutoUpdate(at, "kured", "restarts of machines by kured", chart.environment, True, planned)
