"""What messages say that differs from case to case."""

from pathlib import Path

import pytest

from complexity_lint import docs, testing

FIXTURES = Path(__file__).parent.parent / "fixtures"
CHECKS = {check.id: check for check in docs.checks_of(docs.OUR_PACKAGE)}


@pytest.mark.parametrize(
    ("check", "case", "words"),
    [
        (
            "stateful-set",
            "watched-by-sentinels",
            "upgrades are yours to see to; here there is something for failover",
        ),
        (
            "stateful-set",
            "replicas-with-fixed-roles",
            "ledger keeps the data of PostgreSQL: upgrades, failover, restore are yours to see to",
        ),
        (
            "stateful-set",
            "replicas-that-elect",
            "ledger keeps the data of PostgreSQL: upgrades, restore are yours to see to; here there is something for "
            "failover",
        ),
        (
            "stateful-set",
            "replicas-that-elect",
            "visits keeps the data of Apache Cassandra: upgrades, restore are yours to see to; here there is something "
            "for failover",
        ),
        ("stateful-set", "cache-is-a-note", "upgrades, failover are yours to see to"),
        (
            "stateful-set",
            "gateway-to-an-object-store",
            "keeps a copy of what its object store has: upgrades, failover are yours to see to",
        ),
        (
            "stateful-set",
            "cache-of-ones-own-build",
            "keeps the data of Valkey: upgrades, failover are yours to see to",
        ),
        (
            "stateful-set",
            "backup-of-another-store",
            "ledger keeps the data of PostgreSQL: upgrades, failover are yours to see to; here there is something for "
            "restore",
        ),
        (
            "stateful-set",
            "backup-of-another-store",
            "visits keeps the data of ClickHouse: upgrades, failover, restore are yours to see to",
        ),
        (
            "database-in-container",
            "cluster-of-azure",
            "ledger runs PostgreSQL as a StatefulSet in production; Azure Database for PostgreSQL would back it up",
        ),
        (
            "database-in-container",
            "bad",
            "Amazon RDS for PostgreSQL or Google Cloud SQL for PostgreSQL would back it up",
        ),
        (
            "pet-workload",
            "machines-that-keep-data",
            "a managed service, or an image and a volume that outlives the machine, keeps what broker holds, a group "
            "of one image could replace the others",
        ),
        ("pet-workload", "machines-one-by-one", "a group of one image could replace any of them"),
        (
            "data-deleted-with-claim",
            "pipeline-on-its-own-machine",
            "this deployment deletes the volumes of db: ",
        ),
        (
            "multi-process-container",
            "programs-of-several-processes",
            "keeps 4 processes running in one container: web, mailer (3)",
        ),
    ],
)
def test_message(check: str, case: str, words: str) -> None:
    with testing.prepared(FIXTURES / check / case) as prepared:
        report = testing.linted(prepared.root, CHECKS[check])

    assert any(words in one.finding.message for one in report.diagnostics)
