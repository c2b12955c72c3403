"""By which keys the lists of built-in kinds merge: facts of the Kubernetes API, from `data/merge_keys.json`."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the Kubernetes API, as far as lists that merge are below it."""

    name: str


@dataclass(frozen=True, slots=True)
class MergingList:
    """A list whose items merge by the values of `keys`; without keys, a list of scalars that is a set."""

    item: Type | None
    keys: tuple[str, ...]


class _Schema(TypedDict):
    kinds: dict[str, str]
    types: dict[str, dict[str, str | list[str]]]


@cache
def _schema() -> _Schema:
    schema: _Schema = json.loads(files("complexity_lint.data").joinpath("merge_keys.json").read_bytes())
    return schema


def type_of(api_version: str, kind: str) -> Type | None:
    """The type of a built-in kind."""
    name = _schema()["kinds"].get(f"{api_version} {kind}")
    return Type(name) if name else None


def field_of(owner: Type | None, key: str) -> Type | MergingList | None:
    """What a type's field holds, None where nothing below it merges."""
    if owner is None:
        return None
    found = _schema()["types"].get(owner.name, {}).get(key)
    if found is None:
        return None
    if isinstance(found, str):
        return Type(found)
    return MergingList(Type(found[0]) if found[0] else None, tuple(found[1:]))
