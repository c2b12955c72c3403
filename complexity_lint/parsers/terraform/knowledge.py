"""What well-known resource types and modules create: read from `data/terraform.json`, offline.

Each entry of the file names the page that says so.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from complexity_lint.model.cloud import ServiceKind
from complexity_lint.model.roles import Role

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ClusterRule:
    """One way to tell the size of a control plane; the first rule that applies decides.

    `attribute` is compared (`matches` the whole text, `equals`, or is merely set), `number` is the size
    itself, `length` and `sum` count a list or add up numbers, `blocks` counts the nested blocks whose
    attribute `having` holds the word `containing`. `default` is the provider's own. `at_block` says that the block
    itself is where a user would change it: an argument is missing there.
    """

    attribute: str = ""
    matches: str = ""
    equals: Scalar = None
    number: str = ""
    length: str = ""
    sum: str = ""
    blocks: str = ""
    having: str = ""
    containing: str = ""
    default: Scalar = None
    control_plane: int = 0
    basis: str = ""
    remedy: str = ""
    at_block: bool = False


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """A resource type or module that makes a cluster."""

    platform: str
    managed: bool
    name: tuple[str, ...]
    rules: tuple[ClusterRule, ...]
    source: str
    cloud: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """How a number or switch is read: an attribute, a constant, or a switch that stands for numbers."""

    attribute: str = ""
    default: Scalar = None
    fixed: int | None = None
    on: int | None = None
    off: int | None = None
    days: str = ""
    choices: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """A resource type or module that makes a store the provider runs; `more_nodes` are the attributes that count
    nodes of other kinds beside `nodes`.
    """

    service: str
    role: Role
    role_of: tuple[tuple[str, Role], ...]
    role_attribute: str
    engine: str
    engine_attribute: str
    name: tuple[str, ...]
    unless: tuple[str, ...]
    backup_days: Amount | None
    deletion_protection: Amount | None
    nodes: Amount | None
    source: str
    skip_final_snapshot: Amount | None = None
    more_nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A resource type that makes a registry, queue, broker, balancer or zone."""

    kind: ServiceKind
    service: str
    name: tuple[str, ...]
    engine_attribute: str


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """A resource type that makes copies on a schedule; `everything` is False where it copies disks only."""

    service: str
    everything: bool


@dataclass(frozen=True, slots=True)
class Cloud:
    """Whose machines a resource type's prefix stands for; `on_premises` that they are one's own."""

    prefix: str
    name: str
    on_premises: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the data file says."""

    clusters: Mapping[str, ClusterFacts]
    cluster_modules: tuple[tuple[re.Pattern[str], ClusterFacts], ...]
    stores: Mapping[str, StoreFacts]
    store_modules: tuple[tuple[re.Pattern[str], StoreFacts], ...]
    machines: frozenset[str]
    services: Mapping[str, ServiceFacts]
    backups: Mapping[str, BackupFacts]
    backup_modules: tuple[re.Pattern[str], ...]
    clouds: tuple[Cloud, ...]

    def cloud_of(self, kind: str) -> Cloud | None:
        """Whose machines a resource type makes."""
        return next((cloud for cloud in self.clouds if kind.startswith(cloud.prefix)), None)

    def is_backup_module(self, source: str) -> bool:
        """Whether a module from elsewhere makes copies on a schedule."""
        return any(pattern.fullmatch(_plain_source(source)) for pattern in self.backup_modules)

    def cluster_module(self, source: str) -> ClusterFacts | None:
        """What a module source makes, if it makes a cluster."""
        plain = _plain_source(source)
        return next((facts for pattern, facts in self.cluster_modules if pattern.fullmatch(plain)), None)

    def store_module(self, source: str) -> StoreFacts | None:
        """What a module source makes, if it makes a store."""
        plain = _plain_source(source)
        return next((facts for pattern, facts in self.store_modules if pattern.fullmatch(plain)), None)


def _plain_source(source: str) -> str:
    """A module source without its revision and the registry's or getter's prefix."""
    plain = source.partition("?")[0].removeprefix("git::")
    return plain.removeprefix("registry.terraform.io/").removeprefix("tfr:///")


@cache
def knowledge() -> Knowledge:
    """The data file, read once."""
    text = files("complexity_lint.data").joinpath("terraform.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    clusters = [(entry, _cluster(entry)) for entry in data["clusters"]]
    stores = [(entry, _store(entry)) for entry in data["stores"]]
    return Knowledge(
        {kind: facts for entry, facts in clusters for kind in entry.get("types", ())},
        tuple((re.compile(entry["module"]), facts) for entry, facts in clusters if "module" in entry),
        {kind: facts for entry, facts in stores for kind in entry.get("types", ())},
        tuple((re.compile(entry["module"]), facts) for entry, facts in stores if "module" in entry),
        frozenset(data["machines"]),
        {kind: _service(entry) for entry in data["services"] for kind in entry["types"]},
        {kind: _backup(entry) for entry in data["backups"] for kind in entry.get("types", ())},
        tuple(re.compile(entry["module"]) for entry in data["backups"] if "module" in entry),
        tuple(Cloud(one["prefix"], one["name"], one.get("on_premises", False)) for one in data["clouds"]),
    )


def _service(entry: Mapping[str, Any]) -> ServiceFacts:
    kind = ServiceKind(entry["kind"])
    return ServiceFacts(kind, entry["service"], tuple(entry["name"]), entry.get("engine", ""))


def _backup(entry: Mapping[str, Any]) -> BackupFacts:
    return BackupFacts(entry["service"], entry.get("everything", True))


def _cluster(entry: Mapping[str, Any]) -> ClusterFacts:
    rules = tuple(_rule(rule) for rule in entry["rules"])
    cloud = entry.get("cloud", "")
    return ClusterFacts(
        entry["platform"], entry["managed"], tuple(entry["name"]), rules, entry["source"], cloud
    )


def _rule(rule: Mapping[str, Any]) -> ClusterRule:
    known = {("having" if key == "with" else key): value for key, value in rule.items() if key != "set"}
    return ClusterRule(**known)


def _store(entry: Mapping[str, Any]) -> StoreFacts:
    role, engine = entry["role"], entry["engine"]
    if isinstance(role, str):
        role = {"attribute": "", "of": {}, "else": role}
    if isinstance(engine, str):
        engine = {"attribute": "", "default": engine}
    return StoreFacts(
        entry["service"],
        Role(role["else"]),
        tuple((word, Role(name)) for word, name in role["of"].items()),
        role["attribute"],
        str(engine.get("default", "")),
        engine["attribute"],
        tuple(entry["name"]),
        tuple(entry.get("unless", ())),
        _amount(entry.get("backup_days")),
        _amount(entry.get("deletion_protection")),
        _amount(entry.get("nodes")),
        entry["source"],
        _amount(entry.get("skip_final_snapshot")),
        tuple(entry.get("more_nodes", ())),
    )


def _amount(entry: Mapping[str, Any] | None) -> Amount | None:
    if entry is None:
        return None
    attribute = entry.get("attribute") or entry.get("switch") or entry.get("choose") or ""
    return Amount(
        attribute,
        entry.get("default"),
        entry.get("fixed"),
        entry.get("on"),
        entry.get("off"),
        entry.get("days", ""),
        tuple(entry.get("of", {}).items()),
    )
