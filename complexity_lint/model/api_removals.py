"""Versions of the Kubernetes API that are deprecated or gone: read from `data/`, offline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict

CURRENT = (1, 37)
"""The release whose state the table has: what is deprecated later is not in it."""

Release = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ApiRemoval:
    """A kind in an API version that Kubernetes deprecated, and the release that no longer serves it.

    `removed` may lie ahead of CURRENT. `replacement` is the API version and kind to use instead, as two words; empty
    where there is none. `source` is where that is stated. `same_shape` says that an object is the same in the
    replacement, as long as it states the fields in `shape_needs`, whose defaults differ; that it is is told by the
    release notes or the field lists named in the table as `shape_source`.
    """

    api_version: str
    kind: str
    deprecated: Release
    removed: Release
    source: str
    replacement: str = ""
    same_shape: bool = False
    shape_needs: tuple[str, ...] = ()

    @property
    def is_removed(self) -> bool:
        """Whether a current cluster refuses it."""
        return self.removed <= CURRENT


class _Entry(TypedDict, total=False):
    api: str
    kind: str
    deprecated: str
    removed: str
    replacement: str
    source: str
    shape_source: str
    shape_needs: list[str]


def describe_api(api_version: str, kind: str) -> ApiRemoval | None:
    """What is known of the end of a kind in an API version (`extensions/v1beta1`); None for one that is served on."""
    return _removals().get((api_version, kind))


@cache
def _removals() -> Mapping[tuple[str, str], ApiRemoval]:
    text = files("complexity_lint.data").joinpath("api_removals.json").read_bytes()
    entries: list[_Entry] = json.loads(text)
    return {(entry["api"], entry["kind"]): _removal(entry) for entry in entries}


def _removal(entry: _Entry) -> ApiRemoval:
    return ApiRemoval(
        api_version=entry["api"],
        kind=entry["kind"],
        deprecated=_release(entry["deprecated"]),
        removed=_release(entry["removed"]),
        source=entry["source"],
        replacement=entry.get("replacement", ""),
        same_shape="shape_source" in entry,
        shape_needs=tuple(entry.get("shape_needs", ())),
    )


def _release(text: str) -> Release:
    major, _, minor = text.partition(".")
    return int(major), int(minor)
