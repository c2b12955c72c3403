"""Several compose files -> one, by the Compose Specification's chapter "Merge"."""

from collections.abc import Callable

from complexity_lint.parsers.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence

REPLACED = frozenset({("command",), ("entrypoint",), ("healthcheck", "test")})
"""Keys of a service whose sequences the later file replaces; others are appended."""

KEYED_LISTS = frozenset({"environment", "labels", "build.args", "sysctls", "extra_hosts", "annotations"})
"""Keys of a service that may be lists of `NAME=value` and merge as mappings."""


def merge_files(base: Mapping, later: Mapping) -> Mapping:
    """Top-level mappings of two files -> the project they make together; the later one wins."""
    return _merge_mapping(base, later, ())


def _merge(base: Node, later: Node, path: tuple[str, ...]) -> Node:
    if isinstance(later, Scalar) and later.tag == "!reset":
        return Scalar(later.at, "null")
    if later.tag == "!override":
        return later
    service_path = path[2:] if path[:1] == ("services",) else ("",)
    if service_path in REPLACED:
        return later
    if ".".join(service_path) in KEYED_LISTS:
        base, later = _as_mapping(base), _as_mapping(later)
    elif service_path in (("depends_on",), ("networks",)):
        base, later = _as_names(base), _as_names(later)
    if isinstance(base, Mapping) and isinstance(later, Mapping):
        return _merge_mapping(base, later, path)
    if isinstance(base, Sequence) and isinstance(later, Sequence):
        return _merge_sequence(base, later, service_path)
    return later


def _merge_mapping(base: Mapping, later: Mapping, path: tuple[str, ...]) -> Mapping:
    found = {entry.key: entry for entry in base.entries}
    for entry in later.entries:
        old = found.get(entry.key)
        if old is None:
            found[entry.key] = entry
        else:
            merged = _merge(old.value, entry.value, (*path, entry.key))
            at = old.at if isinstance(merged, Mapping) else entry.at
            found[entry.key] = Entry(entry.key, at, merged)
    return Mapping(base.at, tuple(found.values()))


def _merge_sequence(base: Sequence, later: Sequence, path: tuple[str, ...]) -> Sequence:
    identity = _IDENTITY.get(path[0] if path else "", _text)
    kept: dict[str, Node] = {identity(item): item for item in base.items}
    for item in later.items:
        kept[identity(item)] = item
    return Sequence(base.at, tuple(kept.values()))


def _text(item: Node) -> str:
    return item.text if isinstance(item, Scalar) else repr(item)


def _volume_target(item: Node) -> str:
    if isinstance(item, Mapping):
        return item.text("target")
    parts = _text(item).split(":")
    return parts[1] if len(parts) > 1 else parts[0]


_IDENTITY: dict[str, Callable[[Node], str]] = {"volumes": _volume_target}


def _as_mapping(node: Node) -> Node:
    if not isinstance(node, Sequence):
        return node
    entries = []
    for item in node.items:
        if isinstance(item, Scalar):
            name, separator, value = item.text.partition("=")
            entries.append(Entry(name, item.at, Scalar(item.at, value if separator else "", bool(not separator))))
    return Mapping(node.at, tuple(entries))


def _as_names(node: Node) -> Node:
    if not isinstance(node, Sequence):
        return node
    entries = (Entry(i.text, i.at, Mapping(i.at)) for i in node.items if isinstance(i, Scalar))
    return Mapping(node.at, tuple(entries))
