"""What a session does and refuses: a fix counts only when a second look agrees."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from complexity_lint import (
    AddKeys,
    AddLines,
    Finding,
    Fix,
    Level,
    Location,
    Replace,
    Safety,
    System,
    check,
    discovery,
)
from complexity_lint.check_definition import Check
from complexity_lint.edits import Edit
from complexity_lint.fixes.command import possible
from fixes.fix_cases import fixed

DOCKERFILE = "FROM debian:bookworm-slim\nRUN echo old\n"
WORD = Location("Dockerfile", 2, 10, 2, 13)


def asking(*edits: Edit, safety: Safety = Safety.SAFE, reveals: tuple[str, ...] = ()) -> Check:
    """A check that finds the word `old` in the Dockerfile and asks for these edits."""

    @check("old-word", Level.WARNING, since="0.1.0", fixes=Safety.SAFE)
    def old_word(system: System) -> Iterator[Finding]:
        for build in system.builds:
            for stage in build.dockerfile.stages:
                for step in stage.steps:
                    if "old" in getattr(step, "text", ""):
                        fix = Fix("say new", edits, safety, reveals)
                        yield Finding(step.at, "an old word", evidence="old", fix=fix)

    return old_word


@check("new-word", Level.WARNING, since="0.1.0")
def new_word(system: System) -> Iterator[Finding]:
    for build in system.builds:
        for stage in build.dockerfile.stages:
            for step in stage.steps:
                if "new" in getattr(step, "text", ""):
                    yield Finding(step.at, "a new word", evidence="new")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE, "utf-8")
    return tmp_path


def test_an_edit_is_made(root: Path) -> None:
    outcome = fixed(root, asking(Replace(WORD, "old", "new")))

    assert (root / "Dockerfile").read_text("utf-8") == DOCKERFILE.replace("old", "new")
    assert [d.check_id for d in outcome.fixed] == ["old-word"]
    assert outcome.refused == ()
    assert outcome.report.diagnostics == ()


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([Replace(WORD, "other", "new")], "something else is written there"),
        ([Replace(WORD, "old", "older")], "the finding stays"),
        ([Replace(Location("Dockerfile", 2), "old", "new")], "the place is not known exactly"),
        ([Replace(Location("Dockerfile", 9, 1, 9, 2), "o", "n")], "the file has no such line"),
        ([Replace(WORD, "old", "new"), Replace(WORD, "old", "new")], "two of its edits touch each other"),
        ([Replace(Location("nowhere", 1, 1, 1, 2), "o", "n")], "the file cannot be edited"),
        ([AddKeys(WORD, (("a", "b"),))], "no mapping is written there"),
        ([AddLines("../outside", ("a",))], "../outside is not the user's to edit"),
        ([AddLines("no/such/folder/file", ("a",))], "no/such/folder/file is not the user's to edit"),
        ([AddLines("vendor/file", ("a",))], "vendor/file is not the user's to edit"),
    ],
)
def test_an_edit_that_does_not_do_what_it_says_is_refused(root: Path, edits: list[Edit], reason: str) -> None:
    (root / "vendor").mkdir()

    outcome = fixed(root, asking(*edits))

    assert [why for _, why in outcome.refused] == [reason]
    assert (root / "Dockerfile").read_text("utf-8") == DOCKERFILE
    assert outcome.changed == {}


def test_a_fix_that_makes_another_check_find_something_is_refused(root: Path) -> None:
    outcome = fixed(root, asking(Replace(WORD, "old", "new")), new_word)

    assert [why for _, why in outcome.refused] == ["new-word would find something new"]
    assert (root / "Dockerfile").read_text("utf-8") == DOCKERFILE


def test_unless_it_says_that_it_writes_out_what_was_implied(root: Path) -> None:
    outcome = fixed(root, asking(Replace(WORD, "old", "new"), reveals=("new-word",)), new_word)

    assert [d.check_id for d in outcome.report.diagnostics] == ["new-word"]


def test_an_unsafe_fix_waits_until_it_is_asked_for(root: Path) -> None:
    unsafe = asking(Replace(WORD, "old", "new"), safety=Safety.UNSAFE)

    assert fixed(root, unsafe).changed == {}
    assert set(fixed(root, unsafe, unsafe=True).changed) == {"Dockerfile"}


def test_one_refused_fix_does_not_hold_back_the_others(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(DOCKERFILE, "utf-8")

    @check("old-word", Level.WARNING, since="0.1.0", fixes=Safety.SAFE)
    def old_word(system: System) -> Iterator[Finding]:
        for build in system.builds:
            step = build.dockerfile.stages[0].steps[0]
            if "old" in getattr(step, "text", ""):
                at = Location(build.at.path, 2, 10, 2, 13)
                new = "older" if build.at.path.startswith("b/") else "new"
                yield Finding(step.at, "an old word", fix=Fix("say new", (Replace(at, "old", new),)))

    outcome = fixed(tmp_path, old_word)

    assert sorted(outcome.changed) == ["a/Dockerfile", "c/Dockerfile"]
    assert [(d.finding.at.path, why) for d, why in outcome.refused] == [("b/Dockerfile", "the finding stays")]


def test_a_link_and_what_lies_behind_it_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "Dockerfile").write_text(DOCKERFILE, "utf-8")
    root = tmp_path / "repo"
    root.mkdir()
    (root / "Dockerfile").symlink_to(tmp_path / "elsewhere" / "Dockerfile")

    outcome = fixed(root, asking(Replace(WORD, "old", "new")))

    assert outcome.changed == {}
    assert (tmp_path / "elsewhere" / "Dockerfile").read_text("utf-8") == DOCKERFILE


@pytest.mark.parametrize("data", [DOCKERFILE.encode() + b"# caf\xe9\n", DOCKERFILE.encode("utf-16")])
def test_what_is_not_utf8_is_not_written(root: Path, data: bytes) -> None:
    (root / "Dockerfile").write_bytes(data)

    outcome = fixed(root, asking(Replace(WORD, "old", "new")))

    assert outcome.changed == {}
    assert (root / "Dockerfile").read_bytes() == data


def test_a_byte_order_mark_stays(root: Path) -> None:
    (root / "Dockerfile").write_bytes(b"\xef\xbb\xbf" + DOCKERFILE.encode())

    fixed(root, asking(Replace(WORD, "old", "new")))

    expected = b"\xef\xbb\xbf" + DOCKERFILE.replace("old", "new").encode()
    assert (root / "Dockerfile").read_bytes() == expected


def test_what_was_tried_and_refused_is_not_offered_again(root: Path) -> None:
    outcome = fixed(root, asking(Replace(WORD, "old", "older")))
    ((tried, _),) = outcome.refused
    repository = discovery.read(root)

    assert list(possible(repository, outcome.report, ())) == [tried.fingerprint]
    assert possible(repository, outcome.report, {tried.fingerprint}) == {}
