"""What the command line is made of: targets, selections, outputs, colour, provenance."""

import subprocess
from pathlib import Path

import pytest
from sample_reports import STATEFUL, UNPINNED

from complexity_lint.color import wants_color
from complexity_lint.outputs import Output, parse_pair
from complexity_lint.provenance import provenance, web_address
from complexity_lint.selection import UnknownName, choose, find, names
from complexity_lint.targets import OutsideRoot, Target, target


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two parts, no git, and the current folder above it."""
    root = tmp_path / "repo"
    for path in ("api/Dockerfile", "deploy/compose.yaml", "main.tf"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    monkeypatch.chdir(tmp_path)
    return root


def test_a_folder_is_the_root(tree: Path) -> None:
    assert target([tree / "api"]) == Target(tree / "api")


def test_nothing_means_the_current_folder(tree: Path) -> None:
    assert target([]) == Target(tree.parent)


def test_files_narrow_what_the_work_tree_around_them_shows(tree: Path) -> None:
    git(tree, "init", "-q")
    found = target([tree / "api" / "Dockerfile"])

    assert found == Target(tree, ("api/Dockerfile",))
    assert found.shows("api/Dockerfile")
    assert not found.shows("api/Dockerfile.dev")


def test_several_folders_narrow_too(tree: Path) -> None:
    git(tree, "init", "-q")
    found = target([tree / "api", tree / "deploy"])

    assert found == Target(tree, ("api", "deploy"))
    assert found.shows("deploy/compose.yaml")
    assert not found.shows("main.tf")


def test_files_outside_git_are_seen_from_the_current_folder(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert target([tree / "main.tf"]) == Target(tree.parent, ("repo/main.tf",))
    monkeypatch.chdir(tree / "api")
    assert target([tree / "main.tf"]) == Target(tree, ("main.tf",))


def test_a_root_that_is_named_wins(tree: Path) -> None:
    assert target([tree / "api" / "Dockerfile"], tree) == Target(tree, ("api/Dockerfile",))
    assert target([tree], tree) == Target(tree)
    with pytest.raises(OutsideRoot, match="lies outside of the root"):
        target([tree / "main.tf"], tree / "api")


def test_names_are_separated_by_commas_and_repetition() -> None:
    assert names(["a, b", "c", ""]) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("selected", "ignored", "everything", "ids"),
    [
        ((), (), True, ["unpinned-base-image", "stateful-set", "off"]),
        ((), (), False, ["unpinned-base-image", "stateful-set"]),
        (("state",), (), False, ["stateful-set"]),
        (("state",), (), True, ["stateful-set", "off"]),
        (("off",), (), False, ["off"]),
        (("state", "image"), ("stateful-set",), False, ["unpinned-base-image"]),
        ((), ("state",), True, ["unpinned-base-image"]),
    ],
)
def test_selection(
    selected: tuple[str, ...], ignored: tuple[str, ...], everything: bool, ids: list[str]
) -> None:
    from dataclasses import replace

    checks = (UNPINNED, STATEFUL, replace(STATEFUL, id="off", default=False))

    assert [check.id for check in choose(checks, selected, ignored, everything)] == ids


def test_an_unknown_name_comes_with_near_ones() -> None:
    with pytest.raises(UnknownName, match="'stateful'; did you mean stateful-set"):
        choose([UNPINNED, STATEFUL], ["stateful"], [], False)
    with pytest.raises(UnknownName, match="'unpined-base-image'; did you mean unpinned-base-image"):
        find([UNPINNED, STATEFUL], "unpined-base-image")


def test_an_output_is_a_format_and_a_file() -> None:
    assert parse_pair("text=a=b.txt") == Output("full", "a=b.txt")
    for wrong in ("sarif", "sarif=", "yaml=x"):
        with pytest.raises(ValueError, match="is not FORMAT=FILE"):
            parse_pair(wrong)


@pytest.mark.parametrize(
    ("flag", "environment", "terminal", "wanted"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_colour(flag: str, environment: dict[str, str], terminal: bool, wanted: bool) -> None:
    assert wants_color(flag, environment, terminal) is wanted


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:org/repo.git", "https://github.com/org/repo"),
        ("host:path/repo", "https://host/path/repo"),
        ("https://user:secret@example.com/org/repo.git", "https://example.com/org/repo"),
        ("https://token@example.com:8443/org/repo", "https://example.com:8443/org/repo"),
        ("ssh://git@example.com:2222/org/repo.git/", "https://example.com/org/repo"),
        ("git://example.com/repo.git", "https://example.com/repo"),
        ("http://intern/repo", "http://intern/repo"),
        ("/srv/git/repo.git", None),
        ("../repo", None),
        ("file:///srv/repo", None),
        ("https://[bad/repo", None),
        ("", None),
    ],
)
def test_web_addresses_hold_no_credentials(remote: str, address: str | None) -> None:
    assert web_address(remote) == address


def test_provenance_is_asked_of_git(tree: Path) -> None:
    assert provenance(tree) is None
    git(tree, "init", "-q", "-b", "trunk")
    git(tree, "remote", "add", "origin", "git@example.com:org/shop.git")
    git(tree, "add", ".")
    git(tree, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "m")
    found = provenance(tree / "api")

    assert found is not None
    assert (found.repository_uri, found.branch, found.folder) == (
        "https://example.com/org/shop",
        "trunk",
        "api",
    )
    assert found.revision_id is not None
    assert len(found.revision_id) == 40
