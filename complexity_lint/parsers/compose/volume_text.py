"""The short form of a volume -> its long form (compose-go 2.16, format/volume.go)."""

import posixpath
from dataclasses import replace

from complexity_lint.parsers.compose.tree import Field, Leaf, Rejected, Table, leaf_like

_PROPAGATIONS = frozenset(("rprivate", "private", "rshared", "shared", "rslave", "slave"))


def clean(path: str) -> str:
    """A path as Go's path.Clean has it: no `.`, `..` and doubled slashes, and no slash at the end."""
    if not path:
        return "."
    cleaned = posixpath.normpath(path)
    return "/" + cleaned.lstrip("/") if cleaned.startswith("//") else cleaned


def sections(spec: str) -> list[str]:
    """The parts between the colons; one in `${...}` or behind a drive letter separates nothing."""
    parts: list[str] = []
    buffer = ""
    depth = 0
    for i, character in enumerate(spec):
        if character == "$" and spec[i + 1 : i + 2] == "{":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == ":" and not depth and not (len(buffer) == 1 and buffer.isalpha()):
            parts.append(buffer)
            buffer = ""
            continue
        buffer += character
    return [*parts, buffer]


def is_file_path(source: str) -> bool:
    """Whether a volume's source is a path of the machine rather than a volume's name."""
    drive = len(source) > 1 and source[0].isalpha() and source[1] == ":"
    return source.startswith((".", "/", "~", "\\\\")) or drive


def long_volume(spec: Leaf) -> Table:
    """`source:target:options` as a mapping. Raises Rejected for what docker compose refuses."""
    text = str(spec.value)
    if not text:
        raise Rejected(spec.at, "invalid empty volume spec")
    place = replace(spec, indent=0)
    if len(text.encode()) <= 2:
        return _table(place, {"type": "volume", "target": clean(text)})
    parts = sections(text)
    if "" in parts:
        raise Rejected(spec.at, f"invalid spec: {text}: empty section between colons")
    if len(parts) > 3:
        raise Rejected(spec.at, f"invalid spec: {text}: too many colons")
    source, target = (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])
    table = _table(place, {"type": "bind" if is_file_path(source) else "volume"})
    if source:
        table = table.put("source", leaf_like(place, source))
    table = table.put("target", leaf_like(place, clean(target)))
    return _with_options(table, parts[2].split(",") if len(parts) > 2 else [], place)


def _with_options(table: Table, options: list[str], place: Leaf) -> Table:
    bind = Table(place.at)
    volume = Table(place.at)
    read_only = False
    for option in options:
        if option in ("ro", "rw"):
            read_only = option == "ro"
        elif option == "nocopy":
            volume = volume.put("nocopy", leaf_like(place, True))
        elif option in _PROPAGATIONS:
            bind = bind.put("propagation", leaf_like(place, option))
        elif option in ("z", "Z"):
            bind = bind.put("selinux", leaf_like(place, option))
    if read_only:
        table = table.put("read_only", leaf_like(place, True))
    if table.text("type") == "bind":
        table = table.put("bind", bind.put("create_host_path", leaf_like(place, True)))
        return table.put("volume", volume) if volume.fields else table
    table = table.put("volume", volume)
    return table.put("bind", bind) if bind.fields else table


def _table(place: Leaf, values: dict[str, str]) -> Table:
    return Table(place.at, {key: Field(place.at, leaf_like(place, value)) for key, value in values.items()})
