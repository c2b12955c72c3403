"""Writing files and showing what would be written."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from complexity_lint import discovery, fixes


def test_the_mode_stays_and_nothing_is_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "build.sh"
    file.write_bytes(b"old\n")
    file.chmod(0o750)

    fixes.write(discovery.read(tmp_path), {"build.sh": b"new\n"}, {"build.sh": b"old\n"})

    assert file.read_bytes() == b"new\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o750
    assert os.listdir(tmp_path) == ["build.sh"]


def test_a_new_file_has_the_mode_that_files_get(tmp_path: Path) -> None:
    (tmp_path / "ordinary").write_bytes(b"")

    fixes.write(discovery.read(tmp_path), {".dockerignore": b".git\n"}, {".dockerignore": None})

    made, ordinary = (tmp_path / ".dockerignore"), (tmp_path / "ordinary")
    assert made.read_bytes() == b".git\n"
    assert stat.S_IMODE(made.stat().st_mode) == stat.S_IMODE(ordinary.stat().st_mode)


def test_a_file_that_somebody_saved_meanwhile_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(b"saved\n")

    with pytest.raises(fixes.Unwritable, match="Dockerfile is not what it was"):
        fixes.write(discovery.read(tmp_path), {"Dockerfile": b"new\n"}, {"Dockerfile": b"old\n"})

    assert file.read_bytes() == b"saved\n"


def test_a_file_that_became_a_link_is_not_written(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    root.mkdir()
    (root / "Dockerfile").write_bytes(b"old\n")
    repository = discovery.read(root)
    (tmp_path / "target").write_bytes(b"old\n")
    (root / "Dockerfile").unlink()
    (root / "Dockerfile").symlink_to(tmp_path / "target")

    with pytest.raises(fixes.Unwritable):
        fixes.write(repository, {"Dockerfile": b"new\n"}, {"Dockerfile": b"old\n"})

    assert (tmp_path / "target").read_bytes() == b"old\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"old\n")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(fixes.Unwritable, match="cannot write Dockerfile"):
            fixes.write(discovery.read(tmp_path), {"Dockerfile": b"new\n"}, {"Dockerfile": b"old\n"})
    finally:
        tmp_path.chmod(0o700)


CHANGES = {
    "a/Dockerfile": (b"FROM a\nRUN b\n", b"FROM a\nRUN c\n"),
    "crlf": (b"one\r\ntwo\r\n", b"one\r\n2\r\n"),
    "new": (None, b"line\n"),
    "no-end": (b"one\ntwo", b"one\n2"),
    "page": (b"one\x0cmore\ntwo\n", b"one\x0cmore\n2\n"),
}


def test_the_diff_is_one_that_git_applies(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    for path, (old, _) in CHANGES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if old is not None:
            (root / path).write_bytes(old)
    text = fixes.diff(discovery.read(root), {path: new for path, (_, new) in CHANGES.items()})

    subprocess.run(["git", "apply", "-"], cwd=root, input=text.encode(), check=True)

    assert {path: (root / path).read_bytes() for path in CHANGES} == {
        p: new for p, (_, new) in CHANGES.items()
    }
