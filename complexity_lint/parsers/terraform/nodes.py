"""Evaluated values as YAML nodes with places, so that the readers of other formats can read them too."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from typing import Final

from complexity_lint.model.values import Unknown
from complexity_lint.parsers.terraform.configuration import EvaluatedBlock
from complexity_lint.parsers.terraform.values import Value, text_of
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Location, Source

_HOLE: Final = "${...}"
_LISTS: Final = {
    "container": "containers",
    "init_container": "initContainers",
    "env": "env",
    "env_from": "envFrom",
    "port": "ports",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
    "volume_claim_template": "volumeClaimTemplates",
    "toleration": "tolerations",
    "metric": "metrics",
    "rule": "rules",
    "path": "paths",
    "tls": "tls",
    "containers": "containers",
    "ports": "ports",
    "volumes": "volumes",
    "volume_mounts": "volumeMounts",
}
"""Blocks that stand for the items of a list, and what the Kubernetes API calls the list."""


def node_of(value: Value, at: Location) -> Node:
    """A value as a node; what is unknown is text with a hole in it, which no reader takes for known."""
    place = value.at or at
    data = value.data
    if isinstance(data, Unknown):
        if value.encoded is not None:
            return node_of(value.encoded, place)
        return Scalar(place, value.hint or _HOLE, plain=False, made_of=value.made_of)
    if data is None:
        return Scalar(place, "null")
    if isinstance(data, tuple):
        return Sequence(place, tuple(node_of(one, place) for one in data))
    if isinstance(data, MappingOf):
        entries = tuple(
            Entry(key, one.at or place, node_of(one, place)) for key, one in data.items() if not one.is_null
        )
        return Mapping(place, entries)
    return Scalar(place, text_of(value), plain=not isinstance(data, str), made_of=value.made_of)


def decoded(value: Value, at: Location) -> Node:
    """What a text of JSON or YAML stands for, its first document.

    What `jsonencode` made has the places of what was encoded, and a heredoc's lines are lines of the file; any other
    text stands where it is given as a whole.
    """
    place = value.at or at
    if value.encoded is not None:
        return node_of(value.encoded, place)
    text = value.data if isinstance(value.data, str) else value.hint
    nodes = load(Source(place.path, text)).nodes if text else ()
    above = _line_above(place, text)
    return placed(nodes[0], place, above) if nodes else Scalar(place, _HOLE, plain=False)


def _line_above(place: Location, text: str) -> int | None:
    """The line that a heredoc's text follows; None for a text that is no heredoc, or that what was put in made longer.
    A text in quotes never goes over a line's end.
    """
    if place.line is None or place.end_line is None or text.count("\n") != place.end_line - place.line - 1:
        return None
    return place.line


def placed(node: Node, at: Location, above: int | None = None) -> Node:
    """The node with all its places at one, or, for a text below the line `above` of its file, in their own lines."""
    own = at if above is None or node.at.line is None else Location(at.path, above + node.at.line)
    if isinstance(node, Mapping):
        return Mapping(own, tuple(_placed_entry(one, at, above) for one in node.entries))
    if isinstance(node, Sequence):
        return Sequence(own, tuple(placed(one, at, above) for one in node.items))
    return Scalar(own, node.text, node.plain)


def _placed_entry(entry: Entry, at: Location, above: int | None) -> Entry:
    own = at if above is None or entry.at.line is None else Location(at.path, above + entry.at.line)
    return Entry(entry.key, own, placed(entry.value, at, above))


def pod(blocks: MappingOf[str, tuple[EvaluatedBlock, ...]], at: Location) -> Mapping:
    """A pod specification put together from blocks, lists of them under the API's names."""
    lists = {
        name: tuple(Mapping(one.at, tuple(_entries(one))) for one in found) for name, found in blocks.items()
    }
    return Mapping(at, tuple(Entry(name, at, Sequence(at, items)) for name, items in lists.items()))


def api_object(api_version: str, kind: str, block: EvaluatedBlock) -> Mapping:
    """A resource of the kubernetes provider as the API object it makes."""
    at = block.at
    head = (
        Entry("apiVersion", at, Scalar(at, api_version)),
        Entry("kind", at, Scalar(at, kind)),
    )
    return Mapping(at, (*head, *_entries(block)))


def _entries(block: EvaluatedBlock) -> Iterator[Entry]:
    """Attributes and blocks under the API's own names."""
    for name, value in block.attributes.items():
        if value.is_null:
            continue
        place = value.at or block.at
        # labels and data have keys of the user's own, attributes that hold objects are such maps
        yield Entry(_camel(name), place, node_of(value, block.at))
    done: set[str] = set()
    for inner in block.blocks:
        if inner.type in done:
            continue
        done.add(inner.type)
        alike = [Mapping(one.at, tuple(_entries(one))) for one in block.blocks if one.type == inner.type]
        plural = _LISTS.get(inner.type)
        if plural is not None:
            yield Entry(plural, inner.at, Sequence(inner.at, tuple(alike)))
        else:
            yield Entry(_camel(inner.type), inner.at, alike[0])


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)
