"""YAML text to values as helm reads it: go-yaml v2, then through JSON (sigs.k8s.io/yaml v1.6).

Every number becomes a float64 and every key a string; merge keys apply where they stand. The events come from
libyaml, which go-yaml is a port of.
"""

from __future__ import annotations

import math
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from complexity_lint.parsers.gotemplate import numbers_text
from complexity_lint.parsers.gotemplate.errors import FunctionError
from complexity_lint.parsers.gotemplate.gofmt import show
from complexity_lint.parsers.gotemplate.goquote import quote
from complexity_lint.parsers.gotemplate.json_text import json_number
from complexity_lint.parsers.gotemplate.provenance import Number, Read, Unknown, tracked, value_origin
from complexity_lint.parsers.gotemplate.values import Tree, TreeList, Value
from complexity_lint.parsers.gotemplate.yaml_scalars import resolve

MAX_NODES = 1_000_000
MAX_DEPTH = 200
_LOADER: type = getattr(yaml, "CLoader", yaml.Loader)

_STRING_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where a values key or item stands: 1-based line and column."""

    line: int
    column: int


@dataclass(slots=True)
class Places:
    """The places of all keys and items of a document, by path."""

    at: dict[Read, KeyPlace] = field(default_factory=dict)


def from_yaml(text: str) -> Value:
    """The value of one document; FunctionError worded as go-yaml does, as far as libyaml's wording goes."""
    documents = _documents(text, None, only_first=True)
    return documents[0] if documents else None


def read_documents(text: str, places: Places | None) -> list[Value]:
    """The values of all documents; notes where keys stand when asked (of the last document that has them)."""
    return _documents(text, places, only_first=False)


def _documents(text: str, places: Places | None, only_first: bool) -> list[Value]:
    builder = _Builder(places)
    try:
        return builder.documents(_events(str(text)), only_first)
    except yaml.MarkedYAMLError as error:
        raise FunctionError(_message(error)) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise FunctionError(f"error converting YAML to JSON: yaml: {error}") from None
    except RecursionError:
        raise FunctionError("error converting YAML to JSON: yaml: exceeded max depth") from None


def _events(text: str) -> Iterator[yaml.Event]:
    """libyaml's events; `yaml.parse` would ask twice for each."""
    loader = _LOADER(text)
    try:
        # the loader's own None ends the stream
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


def _message(error: yaml.MarkedYAMLError) -> str:
    """The error as go-yaml words it: no line for the first one, scanner errors counted one further."""
    problem, context = error.problem_mark, error.context_mark
    line = context.line if context is not None else 0
    if problem is not None and problem.line:
        line = problem.line + isinstance(error, yaml.scanner.ScannerError)
    where = f"line {line}: " if line else ""
    return f"error converting YAML to JSON: yaml: {where}{error.problem or error.context}"


class _Merge:
    """The mark of a `<<` key."""


_MERGE = _Merge()


class _Builder:
    """The anchors and node count of one document."""

    def __init__(self, places: Places | None) -> None:
        self._places = places
        self._anchors: dict[str, Value] = {}
        self._count = 0

    def documents(self, events: Iterator[yaml.Event], only_first: bool) -> list[Value]:
        """The documents, or the first of them."""
        found: list[Value] = []
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                found.append(self._node(next(events), events, (), 0))
                next(events, None)  # the document's end, or what is wrong there
                if only_first:
                    break
        return found

    def _spend(self, count: int) -> None:
        self._count += count
        if self._count > MAX_NODES:
            raise FunctionError("error converting YAML to JSON: yaml: document contains excessive aliasing")

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: Read, depth: int) -> Value:
        self._count += 1
        if isinstance(event, yaml.ScalarEvent):
            value = scalar_value(event)
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(events, path, depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(events, path, depth)
        else:
            assert isinstance(event, yaml.AliasEvent)  # nothing else starts a node
            return self._alias(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _alias(self, event: yaml.AliasEvent) -> Value:
        name = event.anchor
        if name not in self._anchors:
            raise FunctionError(f"error converting YAML to JSON: yaml: unknown anchor '{name}' referenced")
        return self._copied(self._anchors[name])

    def _copied(self, value: Value) -> Value:
        self._spend(1)
        if isinstance(value, dict):
            return {key: self._copied(item) for key, item in value.items()}
        return [self._copied(item) for item in value] if isinstance(value, list) else value

    def _mapping(self, events: Iterator[yaml.Event], path: Read, depth: int) -> Value:
        _check_depth(depth)
        made: dict[str, Value] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return made
            key = self._key(event, events, depth)
            if isinstance(key, _Merge):
                merge_in(made, self._node(next(events), events, path, depth + 1))
                continue
            here = (*path, key)
            if self._places is not None:
                self._places.at[here] = _place(event)
            made[key] = self._node(next(events), events, here, depth + 1)
        return made

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> str | _Merge:
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            return _MERGE
        value = self._node(event, events, (), depth + 1)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return json_number(value) if value.is_integer() else numbers_text.general(value)
        if isinstance(value, str):
            return value
        if value is None:
            value = self._node(next(events), events, (), depth + 1)
            shown = quote(value) if isinstance(value, str) else show(value)
            raise FunctionError(
                "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), "
                f"key: <nil>, value: {shown}"
            )
        raise FunctionError("error converting YAML to JSON: yaml: invalid map key")

    def _sequence(self, events: Iterator[yaml.Event], path: Read, depth: int) -> Value:
        _check_depth(depth)
        made: list[Value] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return made
            here = (*path, len(made))
            if self._places is not None:
                self._places.at[here] = _place(event)
            made.append(self._node(event, events, here, depth + 1))
        return made


def _place(event: yaml.Event) -> KeyPlace:
    mark = event.start_mark
    assert mark is not None  # the loader marks every event
    return KeyPlace(mark.line + 1, mark.column + 1)


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FunctionError("error converting YAML to JSON: yaml: exceeded max depth")


def merge_in(target: dict[str, Value], source: Value) -> None:
    """`<<`: the entries of a map, or of several with the earlier ones winning among themselves."""
    if isinstance(source, dict):
        target.update(source)
    elif isinstance(source, list) and all(isinstance(item, dict) for item in source):
        for item in reversed(source):
            if isinstance(item, dict):
                target.update(item)
    else:
        raise FunctionError(
            "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value"
        )


def scalar_value(event: yaml.ScalarEvent) -> Value:
    """The JSON value of a scalar."""
    text: str = event.value
    tag = event.tag
    if tag in (None, "!") and not event.implicit[0]:
        return text
    if tag is None or tag.startswith("tag:yaml.org,2002:"):
        return _tagged(text, tag)
    return text


def _tagged(text: str, tag: str | None) -> Value:
    if tag == _STRING_TAG:
        return text
    if tag == "tag:yaml.org,2002:binary":
        return b64decode(text).decode("utf-8", "replace")
    value = resolve(text)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if not math.isfinite(value):
        raise FunctionError(
            f"error converting YAML to JSON: json: unsupported value: {numbers_text.special(float(value))}"
        )
    return float(value)


def with_paths(value: Value, path: Read, root: tuple[object, ...] = ()) -> Value:
    """A value tree that knows its key paths: dicts and lists become Tree and TreeList, strings and numbers
    carry their path as an origin. `root` is put before each path (the chart's place among its parents)."""
    full = (*root, *path)
    if isinstance(value, dict):
        tree = Tree()
        tree.path = full
        for key, item in value.items():
            tree[key] = with_paths(item, (*path, key), root)
        return tree
    if isinstance(value, list):
        items = TreeList(with_paths(item, (*path, number), root) for number, item in enumerate(value))
        items.path = full
        return items
    if isinstance(value, str):
        return tracked(value, value_origin(full)) if value and not isinstance(value, Unknown) else value
    if isinstance(value, float):
        number = Number(value)
        number.origin = value_origin(full)
        return number
    return value
