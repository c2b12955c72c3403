"""Which stores a backup copies: by the tools it runs and by the stores it is named after."""

import re
from collections.abc import Iterable

EVERYTHING = "*"
"""Stands for a tool that copies files or volumes, whatever wrote them, and for a backup that does not say of what."""

_TOOLS: tuple[tuple[str, str], ...] = (
    (r"pg_dump(?:all)?|pg_basebackup|pgbackrest|barman|wal-e", "postgresql"),
    (r"mysqldump|mariadb-dump|mydumper|xtrabackup|mariabackup", "mysql"),
    (r"mongodump", "mongodb"),
    (r"neo4j-admin", "neo4j"),
    (r"influxd? backup", "influxdb"),
    (r"cockroach dump", "cockroachdb"),
    (
        r"restic|borg(?:matic)?|duplicity|velero|kopia|litestream|wal-g|create-db-snapshot"
        r"|create-db-cluster-snapshot|sql backups create|sql export",
        EVERYTHING,
    ),
)
"""Programs that copy data, and the kind of store that each of them can read, by their own documentation."""
_RUN = tuple((re.compile(rf"\b(?:{tools})\b"), engine) for tools, engine in _TOOLS)
_NAMED = (
    (re.compile(r"(?i)(?<![a-z])(?:postgres(?:ql)?|pgsql|psql|pg)(?![a-z])"), "postgresql"),
    (re.compile(r"(?i)(?<![a-z])(?:mysql|mariadb)(?![a-z])"), "mysql"),
    (re.compile(r"(?i)(?<![a-z])mongo(?:db)?(?![a-z])"), "mongodb"),
)
_FAMILIES = {
    "postgresql": (
        "citus cloudnative-pg-postgres crunchy-postgres greenplum pgvector postgis sameersbn-postgresql spilo "
        "supabase-postgres timescaledb yugabytedb"
    ).split(),
    "mysql": "mariadb mariadb-galera percona-server percona-xtradb-cluster singlestore tidb vitess".split(),
    "mongodb": ["documentdb", "ferretdb"],
}
"""Software that the dump program of another reads."""
_OF = {software: engine for engine, listed in _FAMILIES.items() for software in listed}


def dumped_by(text: str) -> frozenset[str]:
    """The kinds of stores that the programs in a text can copy, EVERYTHING for one that copies files; empty where
    it runs none.
    """
    return frozenset(engine for tools, engine in _RUN if tools.search(text))


def stores_named(text: str) -> frozenset[str]:
    """The kinds of stores that a name speaks of: PostgreSQL for `pg-backup-s3`."""
    return frozenset(engine for words, engine in _NAMED if words.search(text))


def is_dumped(software: str, dumped: Iterable[str]) -> bool:
    """Whether a store of that id (images.json; empty where it is not known) is among what is copied."""
    copied = frozenset(dumped)
    return bool(copied) and (not software or EVERYTHING in copied or _OF.get(software, software) in copied)
