"""Which well-known thing a name stands for: the rules, kept apart from the facts.

In a compound English name the last word says what a thing is: `orders-postgres` is a PostgreSQL,
`postgres-exporter` is an exporter. So a compound is known by its last word, once words that only say
which one (`ha`, `alpine`, `16`) are dropped - and only if no word before it makes it a thing that merely
deals with what it names (`wait-for-postgres`, `php-mysql`). A last word that is on no list leaves the
name unknown: a role that is wrong costs more than one that is missing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class NameKind(Enum):
    """How far a listed name reaches."""

    IMAGE = "an image of one publisher, as docker names it; `publisher/*` is its other images"
    NAME = "the last segment of a repository, whoever publishes it"
    WORD = "the last word of a compound name"
    HEAD = "the last word of a compound name that holds a WORD"
    CHART = "a chart"


@dataclass(frozen=True, slots=True)
class Matcher:
    """Names of one kind that stand for the entry `id`; `state` says that it keeps data."""

    id: str
    kind: NameKind
    names: Sequence[str]
    state: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The entry found; `exact` where publisher and name are those of the well-known image."""

    id: str
    exact: bool


_HUB = frozenset(
    {"", "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "mirror.gcr.io"}
)
_MIRROR_FOLDERS = frozenset(
    {"library", "docker", "dockerhub", "docker-hub", "docker.io", "docker_hub", "docker-proxy", "hub"}
)
"""Folders under which a mirror keeps Docker Hub's images; `library` is where Docker Hub keeps its own."""

_QUALIFIERS_TEXT = """
    ha cluster clustered replica replicas replicaset set master slave primary secondary standby
    leader follower single standalone server node instance db database storage store cache queue
    broker session sessions search main core alpine debian ubuntu centos rhel ubi fedora slim
    bullseye bookworm buster stretch trixie jammy focal noble bionic xenial photon wolfi rocky rockylinux
    almalinux oraclelinux amazonlinux azurelinux mariner opensuse leap distroless chiseled busybox amd64 arm64 arm64v8
    arm32v7 arm armhf x86 x64 64 docker image container custom customized own official oss ee ce
    community enterprise free pro local dev development prod production staging test testing ssl tls
    fips pg repmgr patroni pgvector postgis timescale timescaledb kraft raft sharded shard extended
    ext latest stable k8s kubernetes unprivileged rootless nonroot persistent stateful management
    mgmt wal2json partman cron pgcron pgcrypto utf8 v 0
"""
_QUALIFIERS = frozenset(_QUALIFIERS_TEXT.split())
"""Words after a name that only say which one of its kind."""

_ABOUT_TEXT = """
    wait for to from with and without into via per not no backup backups restore dump migrate
    migration migrations migrator init initdb initializer seed seeder seeding setup provision
    provisioner import importer export exporter exporters loader connector connect connectors client
    cli driver adapter plugin extension operator controller sidecar proxy ping check checker probe
    healthcheck monitor watch watcher sync syncer replicator cdc stream streamer producer consumer
    listener publisher subscriber benchmark bench stress example examples sample demo fake mock stub
    embedded php phpfpm fpm python py node nodejs npm java jdk jre jvm kotlin scala go golang ruby
    rails django flask fastapi laravel symfony spring springboot boot dotnet aspnet csharp rust
    elixir phoenix perl lua express nest nestjs react vue angular frontend ui web-ui typescript
    javascript js ts zabbix supertokens debezium airbyte fluentd logstash telegraf tap target source
    sink etl job worker
"""
_ABOUT = frozenset(_ABOUT_TEXT.split())
"""Words before a name that make the compound something which deals with it."""

_FIRST_PARTY_PREFIXES = frozenset({"svc", "service", "ms", "microservice", "lib", "ee"})
"""First words by which teams name their own services: `svc-orders-kafka` reads from Kafka."""

_SPLIT = re.compile(r"[-_.]+")
_VERSION = re.compile(r"v?\d+[\d.]*|\d+(?:rc|beta|alpha)\d*|[0-9a-f]{7,40}")
_TRAILING_DIGITS = re.compile(r"(?<=[a-z])\d+$")


class NameMatcher:
    """Looks names up; built once from all rows."""

    __slots__ = ("_bases", "_by_kind", "_states")

    def __init__(self, rows: Iterable[Matcher], bases: frozenset[str]) -> None:
        self._by_kind: dict[NameKind, dict[str, str]] = {kind: {} for kind in NameKind}
        self._states: set[str] = set()
        self._bases = bases
        for row in rows:
            self._by_kind[row.kind].update(dict.fromkeys(row.names, row.id))
            if row.state:
                self._states.add(row.id)

    def image(self, registry: str, repository: str) -> Match | None:
        """The entry an image stands for; `registry` is empty where none is written."""
        path = repository.lower()
        exact = self._published(registry.lower(), path)
        if exact is not None:
            return Match(exact, exact=True)
        publisher, _, name = path.rpartition("/")
        found = (
            self._by_kind[NameKind.NAME].get(name)
            or self._by_kind[NameKind.IMAGE].get(f"{publisher.rpartition('/')[2]}/*")
            or self._compound(name)
        )
        return None if found is None else Match(found, exact=False)

    def name(self, name: str) -> str | None:
        """The entry a bare name stands for: of a chart, a dependency, a component."""
        lower = name.strip().lower()
        for kind in (NameKind.CHART, NameKind.NAME):
            if lower in self._by_kind[kind]:
                return self._by_kind[kind][lower]
        return self._compound(lower)

    def _published(self, registry: str, path: str) -> str | None:
        images = self._by_kind[NameKind.IMAGE]
        segments = path.split("/")
        while len(segments) > 1 and segments[0] in _MIRROR_FOLDERS and "/".join(segments) not in images:
            segments = segments[1:]
            registry = ""
        if len(segments) == 1:
            return self._official(registry, segments[0])
        if segments[-2] == "library":
            return images.get(segments[-1])
        full = "/".join(segments)
        return images.get(f"{registry}/{full}") or images.get(full) or images.get("/".join(segments[-2:]))

    def _official(self, registry: str, name: str) -> str | None:
        """An image without publisher: Docker Hub's own, elsewhere only what can be nothing but a copy of it."""
        images = self._by_kind[NameKind.IMAGE]
        qualified = images.get(f"{registry}/{name}")
        if qualified is not None:
            return qualified
        found = images.get(name)
        if found is None or registry in _HUB:
            return found
        distinctive = self._by_kind[NameKind.NAME].get(name) == found
        return found if distinctive or found in self._bases else None

    def _compound(self, name: str) -> str | None:
        words = [word for word in _SPLIT.split(name) if word]
        if len(words) < 2 and not _TRAILING_DIGITS.search(name):
            return None
        known = self._by_kind[NameKind.WORD]
        while words and _bare(words[-1]) not in known and _is_qualifier(words[-1]):
            words.pop()
        if not words:
            return None
        *before, last = words
        head = self._by_kind[NameKind.HEAD].get(last)
        if head is not None:
            about = any(_bare(word) in known for word in before)
            return head if about and not _is_first_party(before) else None
        found = known.get(_bare(last)) or known.get(last)
        if found is None or any(word in _ABOUT for word in before) or _is_first_party(before):
            return None
        return found if self._is_only_store(found, before) else None

    def _is_only_store(self, found: str, before: Sequence[str]) -> bool:
        """Whether no other store is named beside a store: `mysql-redis` may be either, or a bridge."""
        if found not in self._states:
            return True
        known = self._by_kind[NameKind.WORD]
        others = {known.get(_bare(word)) for word in before} & self._states
        return not (others - {found})


def _is_first_party(before: Sequence[str]) -> bool:
    return any(word in _FIRST_PARTY_PREFIXES for word in before[:2]) and before[-1] not in ("svc", "service")


def _is_qualifier(word: str) -> bool:
    return word in _QUALIFIERS or _VERSION.fullmatch(word) is not None or _bare(word) in _QUALIFIERS


def _bare(word: str) -> str:
    """The word without a version stuck to its end: `postgres` for `postgres16`."""
    return _TRAILING_DIGITS.sub("", word)
