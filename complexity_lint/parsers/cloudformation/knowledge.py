"""What resource types of CloudFormation and Azure create: read from `data/cloudformation.json` and
`data/azure_resources.json`, offline.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict

from complexity_lint.model.cloud import ServiceKind
from complexity_lint.model.roles import Role


@dataclass(frozen=True, slots=True)
class Setting:
    """How a number or switch is read: a property and its default; a switch may stand for two numbers."""

    property: str
    default: int | bool | str | None = None
    on: int | None = None
    off: int | None = None


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """A type that makes a store; of one with a property of `unless` another resource is the store.

    `snapshot` says that a last copy is made unless `DeletionPolicy` says otherwise.
    """

    service: str
    role: Role
    engine: Setting
    name: str
    version: str
    unless: tuple[str, ...]
    backup_days: Setting | None
    deletion_protection: Setting | None
    nodes: Setting | None
    snapshot: bool


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """A type that makes a cluster whose control plane the provider runs."""

    platform: str
    name: str
    control_plane: int
    basis: str


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A type that makes a registry, queue, broker, balancer or zone."""

    kind: ServiceKind
    service: str
    name: str
    engine: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the data file says, by type."""

    stores: Mapping[str, StoreFacts]
    clusters: Mapping[str, ClusterFacts]
    services: Mapping[str, ServiceFacts]


class _Setting(TypedDict, total=False):
    property: str
    switch: str
    default: int | bool | str
    on: int
    off: int


class _Entry(TypedDict, total=False):
    types: list[str]
    service: str
    role: str
    engine: str | _Setting
    version: str
    name: str
    unless: list[str]
    backup_days: _Setting
    deletion_protection: _Setting
    nodes: _Setting
    snapshot_by_default: bool
    platform: str
    control_plane: int
    basis: str
    kind: str
    source: str


@cache
def knowledge(name: str = "cloudformation") -> Knowledge:
    """A data file of this form, read once."""
    text = (files("complexity_lint") / "data" / f"{name}.json").read_text("utf-8")
    data: dict[str, list[_Entry]] = json.loads(text)
    return Knowledge(
        {kind: _store(entry) for entry in data["stores"] for kind in entry["types"]},
        {
            kind: ClusterFacts(entry["platform"], entry["name"], entry["control_plane"], entry["basis"])
            for entry in data["clusters"]
            for kind in entry["types"]
        },
        {kind: _service(entry) for entry in data["services"] for kind in entry["types"]},
    )


def _store(entry: _Entry) -> StoreFacts:
    engine = entry["engine"]
    return StoreFacts(
        service=entry["service"],
        role=Role(entry["role"]),
        engine=Setting("", engine) if isinstance(engine, str) else _required(engine),
        name=entry["name"],
        version=entry.get("version", ""),
        unless=tuple(entry.get("unless", ())),
        backup_days=_setting(entry.get("backup_days")),
        deletion_protection=_setting(entry.get("deletion_protection")),
        nodes=_setting(entry.get("nodes")),
        snapshot=entry.get("snapshot_by_default", False),
    )


def _service(entry: _Entry) -> ServiceFacts:
    engine = entry.get("engine", "")
    kind = ServiceKind(entry["kind"])
    return ServiceFacts(kind, entry["service"], entry["name"], engine if isinstance(engine, str) else "")


def _setting(given: _Setting | None) -> Setting | None:
    return None if given is None else _required(given)


def _required(given: _Setting) -> Setting:
    name = given.get("property") or given.get("switch", "")
    return Setting(name, given.get("default"), given.get("on"), given.get("off"))
