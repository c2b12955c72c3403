"""Which files a repository holds, and that nothing is read from outside of it."""

import os
import subprocess
from pathlib import Path

import pytest

from complexity_lint.discovery import Repository, read
from complexity_lint.discovery.repository import MAX_BYTES, decode


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x\n")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def test_in_a_work_tree_tracked_and_untracked_files_are_listed_and_ignored_ones_are_not(
    tmp_path: Path,
) -> None:
    git(tmp_path, "init")
    write(tmp_path, "tracked.yaml", "new.yaml", "ignored.log", "build/out.yaml")
    (tmp_path / ".gitignore").write_text("*.log\nbuild/\n")
    git(tmp_path, "add", "tracked.yaml", ".gitignore")

    assert read(tmp_path).paths == (".gitignore", "new.yaml", "tracked.yaml")


def test_a_file_that_is_tracked_and_deleted_is_not_listed(tmp_path: Path) -> None:
    git(tmp_path, "init")
    write(tmp_path, "gone.yaml", "kept.yaml")
    git(tmp_path, "add", ".")
    (tmp_path / "gone.yaml").unlink()

    assert read(tmp_path).paths == ("kept.yaml",)


def test_a_folder_of_a_work_tree_is_a_root_of_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init")
    write(tmp_path, "top.yaml", "deploy/inner.yaml")

    assert read(tmp_path / "deploy").paths == ("inner.yaml",)


def test_the_surrounding_hook_does_not_decide_which_work_tree_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, wanted = tmp_path / "other", tmp_path / "wanted"
    for root in (other, wanted):
        root.mkdir()
        git(root, "init")
        write(root, f"{root.name}.yaml")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))

    assert read(wanted).paths == ("wanted.yaml",)


def test_a_repository_cannot_make_the_listing_run_a_program(tmp_path: Path) -> None:
    git(tmp_path, "init")
    write(tmp_path, "a.yaml")
    hook = tmp_path.parent / f"{tmp_path.name}-hook.sh"
    hook.write_text(f"#!/bin/sh\ntouch {hook}.ran\n")
    hook.chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(hook))

    read(tmp_path)

    assert not Path(f"{hook}.ran").exists()


def test_outside_git_nested_ignore_files_are_honoured(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.yaml",
        "a.log",
        "sub/b.log",
        "sub/keep.log",
        "sub/deep/c.log",
        "out/x.yaml",
        "sub/out.yaml",
    )
    (tmp_path / ".gitignore").write_text("*.log\n/out/\n")
    (tmp_path / "sub/.gitignore").write_text("!keep.log\n")

    assert read(tmp_path).paths == (".gitignore", "a.yaml", "sub/.gitignore", "sub/keep.log", "sub/out.yaml")


def test_links_are_resolved_and_those_that_lead_out_are_never_opened(tmp_path: Path) -> None:
    root, secret = tmp_path / "root", tmp_path / "secret.yaml"
    secret.write_text("password: x\n")
    write(root, "real.yaml", "folder/inner.yaml")
    os.symlink("real.yaml", root / "alias.yaml")
    os.symlink(secret, root / "out.yaml")
    os.symlink(tmp_path, root / "up")
    os.symlink("loop", root / "loop")

    repository = read(root)

    assert repository.paths == ("folder/inner.yaml", "real.yaml")
    assert repository.links == {"alias.yaml": "real.yaml"}
    assert repository.outside == ("out.yaml", "up")
    assert repository.read("alias.yaml") == b"x\n"
    assert repository.read("out.yaml") is None
    assert repository.read("up/secret.yaml") is None
    assert repository.read("../secret.yaml") is None


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"x" * (MAX_BYTES + 1))

    assert Repository(tmp_path, ("large.yaml",)).read("large.yaml") is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"\xef\xbb\xbfa: 1\n", "a: 1\n", id="byte order mark"),
        pytest.param("a: ü\n".encode("utf-16"), "a: ü\n", id="UTF-16"),
        pytest.param(b"a: \xff\n", "a: \ufffd\n", id="not UTF-8"),
    ],
)
def test_bytes_are_decoded(data: bytes, text: str) -> None:
    assert decode(data) == text
