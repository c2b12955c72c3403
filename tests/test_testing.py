"""Cases: marks, the files EXPECT and SETUP, and what is wrong with them."""

from pathlib import Path

import pytest

from complexity_lint.testing import BrokenCase, Mark, prepared, without_marks


def write(folder: Path, name: str, data: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def test_marks_are_removed_and_point_at_the_next_line(tmp_path: Path) -> None:
    write(tmp_path, "a/x.yaml", b"a: 1\n  # expect: one\n# expect: two\nb: 2\r\n// expect: one\nc: 3")
    with prepared(tmp_path) as case:
        text = (case.root / "a/x.yaml").read_bytes()

    assert text == b"a: 1\nb: 2\r\nc: 3"
    assert case.expected == {
        Mark("a/x.yaml", 2, "one"),
        Mark("a/x.yaml", 2, "two"),
        Mark("a/x.yaml", 3, "one"),
    }
    assert not case.root.exists()
    assert b"expect" in (tmp_path / "a/x.yaml").read_bytes()


def test_a_mark_stands_alone_on_its_line() -> None:
    text = b"a: 1 # expect: one\n# we expect: one\n"

    assert without_marks(text) == text


def test_files_as_a_whole_are_listed(tmp_path: Path) -> None:
    write(tmp_path, "EXPECT", b"# comment\nx: y.yaml: one\n\ndeploy/z: two\nz:12: two\n")
    with prepared(tmp_path) as case:
        names = [path.name for path in case.root.iterdir()]

    assert case.expected == {Mark("x: y.yaml", 0, "one"), Mark("deploy/z", 0, "two"), Mark("z", 12, "two")}
    assert names == []


def test_what_git_would_not_keep_is_set_up(tmp_path: Path) -> None:
    write(tmp_path, "SETUP", b"mkdir .git/objects\nfile node_modules/x.js 100\n")
    with prepared(tmp_path) as case:
        assert (case.root / ".git/objects").is_dir()
        assert (case.root / "node_modules/x.js").stat().st_size == 100
        assert not (case.root / "SETUP").exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x", b"a\n# expect: one\n", "nothing follows"),
        ("EXPECT", b"just words\n", "neither"),
        ("SETUP", b"touch x\n", "neither"),
        ("SETUP", b"file x many\n", "neither"),
        ("SETUP", b"file ../x 1\n", "leads out"),
    ],
)
def test_a_case_that_is_written_wrong_is_told(tmp_path: Path, name: str, text: bytes, words: str) -> None:
    write(tmp_path, name, text)
    with pytest.raises(BrokenCase, match=words), prepared(tmp_path):
        pass
