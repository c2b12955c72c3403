"""The template of a package of checks, installed as its readers would do it, but offline and into a folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TEMPLATE = Path(__file__).parent.parent / "docs" / "plugin-template"
LEFT_OUT = shutil.ignore_patterns("build", "*.egg-info", "__pycache__", ".*_cache")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, so that building leaves nothing in the tree."""
    copy = tmp_path_factory.mktemp("template") / "acme"
    shutil.copytree(TEMPLATE, copy, ignore=LEFT_OUT)
    return copy


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which the package is installed."""
    target = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target)]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, str(source)], check=True, capture_output=True
    )
    return {**os.environ, "PYTHONPATH": str(target)}


def run(environment: dict[str, str], *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_its_check_is_listed_and_explained(installed: dict[str, str], tmp_path: Path) -> None:
    listed = run(installed, "complexity_lint", "checks", "--output-format", "json", folder=tmp_path)
    explained = run(installed, "complexity_lint", "explain", "foreign-registry", folder=tmp_path)

    entries = {entry["id"]: entry for entry in json.loads(listed.stdout)["checks"]}
    assert entries["foreign-registry"]["category"] == "plugin"
    assert entries["foreign-registry"]["options"] == [
        {"name": "mirror", "type": "str", "default": "registry.acme.example"}
    ]
    assert "stateful-set" in entries
    assert "An image is built on a base from somebody else's registry." in explained.stdout


def test_its_check_is_run(installed: dict[str, str], source: Path, tmp_path: Path) -> None:
    bad = shutil.copytree(source / "fixtures" / "foreign-registry" / "bad", tmp_path / "bad")
    arguments = ["check", "--select", "foreign-registry", "--output-format", "concise"]

    done = run(installed, "complexity_lint", *arguments, str(bad), folder=tmp_path)

    assert done.returncode == 1
    assert "bad/Dockerfile:2:6: warning[foreign-registry] golang:1.23 does not come from " in done.stdout


def test_its_own_tests_pass(installed: dict[str, str], source: Path) -> None:
    done = run(installed, "pytest", "-q", "-p", "no:cacheprovider", folder=source)

    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_its_code_is_typed(installed: dict[str, str], source: Path) -> None:
    pytest.importorskip("mypy", reason="mypy comes with the extra `dev`")
    # mypy does not follow the hook of an editable installation; our own code is checked elsewhere.
    environment = {**installed, "MYPYPATH": str(TEMPLATE.parent.parent)}
    done = run(environment, "mypy", "--follow-imports=silent", "acme_checks", folder=source)

    assert done.returncode == 0, done.stdout
