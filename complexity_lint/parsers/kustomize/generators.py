"""configMapGenerator and secretGenerator, and the suffix made of an object's content."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from complexity_lint.parsers.kustomize.editing import CannotApply, set_entry, set_path, text_scalar, texts_of
from complexity_lint.parsers.kustomize.identity import identity_of
from complexity_lint.parsers.kustomize.resources import Behavior, Resource, named
from complexity_lint.parsers.kustomize.values import Value, go_json, value_of
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Scalar
from complexity_lint.source import Location, Source

_LINE = 70
_SUFFIX_LETTERS = str.maketrans("013ae", "ghkmt")
_ENV_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")

ReadFile = Callable[[Scalar, str], Source]
"""Gives the file at a path that an item names; raises CannotApply where there is none."""


def generate(kind: str, arguments: Mapping, options: Mapping, read: ReadFile) -> Resource:
    """The object one entry of a generator makes.

    `options` are the kustomization's generatorOptions: the entry's own labels and annotations win, a true of
    either counts. Raises CannotApply for what kustomize refuses.
    """
    name = arguments.scalar("name")
    if name is None:
        raise CannotApply(f"a generated {kind} must have a name")
    node = _skeleton(kind, name, arguments)
    pairs = dict[str, Scalar]()
    for key, value in _pairs(arguments, read):
        if key in pairs:
            raise CannotApply(f"the key {key} is given twice")
        pairs[key] = value
    for key in sorted(pairs):
        value = pairs[key]
        if kind == "Secret":
            value = replace(value, text=_wrapped_base64(value.text.encode()))
        # What is no text cannot be told from its decoded form; that it is there can.
        field = "binaryData" if kind == "ConfigMap" and "\ufffd" in value.text else "data"
        node = set_path(node, (field, key), value)
    if kind == "Secret" and not pairs:
        node = set_entry(node, "data", Mapping(arguments.at))
    node, hashed = _with_options(node, arguments.mapping("options"), options)
    behavior = Behavior.of(arguments.text("behavior"))
    return Resource(node, identity_of(node), behavior=behavior, hashed=hashed)


def _skeleton(kind: str, name: Scalar, arguments: Mapping) -> Mapping:
    at = name.at
    metadata = [Entry("name", at, replace(name, plain=False))]
    namespace = arguments.scalar("namespace")
    if namespace is not None:
        metadata.append(Entry("namespace", namespace.at, namespace))
    entries = [
        Entry("apiVersion", at, text_scalar("v1", at)),
        Entry("kind", at, text_scalar(kind, at)),
        Entry("metadata", at, Mapping(at, tuple(metadata))),
    ]
    if kind == "Secret":
        stated = arguments.scalar("type")
        entries.append(
            Entry("type", at, text_scalar(stated.text if stated else "Opaque", stated.at if stated else at))
        )
    return Mapping(at, tuple(entries))


def _pairs(arguments: Mapping, read: ReadFile) -> Iterator[tuple[str, Scalar]]:
    env = arguments.scalar("env")
    for item in (*arguments.items("envs"), *((env,) if env else ())):
        if isinstance(item, Scalar):
            yield from _env_pairs(read(item, item.text))
    for item in arguments.items("literals"):
        if isinstance(item, Scalar):
            key, separator, value = item.text.partition("=")
            if not key or not separator:
                raise CannotApply(f"{item.text} is no key=value")
            yield key, text_scalar(_unquoted(value), item.at)
    for item in arguments.items("files"):
        if isinstance(item, Scalar):
            key, separator, path = item.text.partition("=")
            path = path if separator else key
            key = key if separator else path.rpartition("/")[2]
            source = read(item, path)
            yield key, text_scalar(source.text, item.at)


def _env_pairs(source: Source) -> Iterator[tuple[str, Scalar]]:
    for number, line in enumerate(source.text.split("\n"), start=1):
        stripped = line.removesuffix("\r").lstrip()
        if stripped and not stripped.startswith("#"):
            key, _, value = stripped.partition("=")
            if not _ENV_NAME.fullmatch(key):
                raise CannotApply(f"{source.path} line {number} has no valid name")
            yield key, text_scalar(value, Location(source.path, number))


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def _wrapped_base64(data: bytes) -> str:
    encoded = base64.b64encode(data).decode()
    if len(encoded) < _LINE:
        return encoded
    lines = [encoded[i : i + _LINE] for i in range(0, len(encoded), _LINE)]
    return "".join(f"{line}\n" for line in lines)


def _with_options(node: Mapping, own: Mapping, shared: Mapping) -> tuple[Mapping, bool]:
    for key in ("labels", "annotations"):
        for source in (own, shared):
            values = source.mapping(key)
            for entry in values.entries:
                if entry.key not in texts_of(node.get("metadata", key)) and isinstance(entry.value, Scalar):
                    node = set_path(node, ("metadata", key, entry.key), replace(entry.value, plain=False))
    if any(_is_true(source, "immutable") for source in (own, shared)):
        node = set_entry(node, "immutable", Scalar(node.at, "true"))
    return node, not any(_is_true(source, "disableNameSuffixHash") for source in (own, shared))


def _is_true(node: Mapping, key: str) -> bool:
    found = node.scalar(key)
    return bool(found and found.boolean)


def absorb(resources: list[Resource], made: Resource) -> list[Resource]:
    """The resources with a generated one added, or merged into or put in place of the one it is meant for."""
    matches = named(resources, made.identity)
    if not matches:
        if made.behavior is not Behavior.CREATE:
            raise CannotApply(f"there is no {made.identity} to {made.behavior.value}")
        return [*resources, made]
    if len(matches) > 1 or made.behavior is Behavior.CREATE:
        raise CannotApply(f"there is a {made.identity} already")
    index = matches[0]
    return [*resources[:index], _combined(resources[index], made), *resources[index + 1 :]]


def _combined(old: Resource, new: Resource) -> Resource:
    node = new.node
    for key in ("labels", "annotations"):
        for entry in old.node.mapping("metadata", key).entries:
            if node.get("metadata", key, entry.key) is None:
                node = set_path(node, ("metadata", key, entry.key), entry.value)
    node = set_path(
        node, ("metadata", "name"), old.node.scalar("metadata", "name") or text_scalar("", node.at)
    )
    namespace = old.node.scalar("metadata", "namespace")
    if namespace is not None:
        node = set_path(node, ("metadata", "namespace"), namespace)
    if new.behavior is Behavior.MERGE:
        for key in ("data", "binaryData"):
            merged = {e.key: e for e in (*old.node.mapping(key).entries, *node.mapping(key).entries)}
            if merged:
                node = set_entry(node, key, Mapping(node.at, tuple(merged.values())))
    return replace(
        old, node=node, identity=identity_of(node), behavior=old.behavior, hashed=old.hashed and new.hashed
    )


def content_suffix(node: Mapping) -> str:
    """The ten letters kustomize makes of a ConfigMap's or Secret's content (api/hasher)."""
    kind = node.text("kind")
    content: dict[str, Value] = {"kind": kind, "name": "", "data": _field(node, "data")}
    if kind == "Secret":
        content["type"] = _field(node, "type")
    extra = "stringData" if kind == "Secret" else "binaryData"
    found = node.get(extra)
    if isinstance(found, Mapping):
        content[extra] = value_of(found)
    digest = hashlib.sha256(go_json(content).encode()).hexdigest()
    return digest[:10].translate(_SUFFIX_LETTERS)


def _field(node: Mapping, key: str) -> Value:
    found = node.get(key)
    return "" if found is None else found.text if isinstance(found, Scalar) else value_of(found)
