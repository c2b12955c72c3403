"""Fingerprints: ours, and the one GitHub matches alerts by."""

from dataclasses import replace

import pytest
from sample_reports import STATEFUL, UNPINNED, diagnostic

from complexity_lint import fingerprints
from complexity_lint.source import Location


def test_neither_line_nor_wording_matters() -> None:
    one = diagnostic(UNPINNED, Location("x", 1, 2), "a word", entity="e", evidence="v")
    other = diagnostic(UNPINNED, Location("x", 9), "another", entity="e", evidence="v")

    (first,), (second,) = fingerprints.apply([one]), fingerprints.apply([other])

    assert first.fingerprint == second.fingerprint


def test_check_path_entity_and_evidence_matter() -> None:
    at = Location("x", 1)
    found = [
        diagnostic(UNPINNED, at, "m", entity="e", evidence="v"),
        diagnostic(STATEFUL, at, "m", entity="e", evidence="v"),
        diagnostic(UNPINNED, Location("y", 1), "m", entity="e", evidence="v"),
        diagnostic(UNPINNED, at, "m", entity="f", evidence="v"),
        diagnostic(UNPINNED, at, "m", entity="e", evidence="w"),
        diagnostic(UNPINNED, at, "m", entity="ev", evidence=""),
    ]

    assert len({d.fingerprint for d in fingerprints.apply(found)}) == len(found)


def test_equal_findings_are_counted() -> None:
    found = [diagnostic(UNPINNED, Location("x", line), "m") for line in (1, 2, 3)]
    prints = [d.fingerprint for d in fingerprints.apply(found)]

    assert [p.rpartition(":")[2] for p in prints] == ["1", "2", "3"]
    assert len({p.rpartition(":")[0] for p in prints}) == 1


def test_nothing_else_changes() -> None:
    found = diagnostic(UNPINNED, Location("x\udcff", 1), "m", suppressed="r")

    assert replace(fingerprints.apply([found])[0], fingerprint="") == found


ENDED = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


# Expected values: the vectors of github/codeql-action src/fingerprints.test.ts (commit 06fb4821bc50).
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            [
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", ENDED),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", ENDED),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", ENDED),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", ENDED),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_line_hashes(text: str, hashes: list[str]) -> None:
    assert list(fingerprints.line_hashes(text.encode()).values()) == hashes


def test_line_ends_and_spaces_do_not_change_a_hash() -> None:
    expected = fingerprints.line_hashes(b"a b\nc\n")

    assert fingerprints.line_hashes(b"ab\r\n\tc\r\n") == expected
    assert fingerprints.line_hashes(b"a\tb\rc\r") == expected
    assert list(expected) == [1, 2, 3]
