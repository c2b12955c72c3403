"""The hooks, run by pre-commit itself on a small repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "build", "*.egg-info", "__pycache__", ".*_cache", "node_modules"
)
COMPOSE = """services:
  web:
    image: nginx
    links:
      - db
  db:
    image: postgres:17.2
"""


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        command, cwd=folder, env={**known, **environment}, capture_output=True, text=True, check=False
    )


def commit_all(folder: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    for command in (["init", "-q", "-b", "trunk"], ["add", "--all"], [*who, "commit", "-q", "-m", "m"]):
        done = run(folder, "git", *command)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository with the tree as it is, committed or not: pre-commit takes nothing else."""
    copy = tmp_path_factory.mktemp("hooks") / "complexity-lint"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    commit_all(copy)
    return copy


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "compose.yaml").write_text(COMPOSE, "utf-8")
    commit_all(folder)
    return folder


def pre_commit(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-m", "pre_commit", *arguments, PRE_COMMIT_HOME=str(home))


def test_the_manifest_is_valid(hooks: Path, tmp_path: Path) -> None:
    done = pre_commit(hooks, tmp_path / "home", "validate-manifest", ".pre-commit-hooks.yaml")

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_lints_the_whole_repository(hooks: Path, repository: Path, tmp_path: Path) -> None:
    arguments = ("try-repo", str(hooks), "complexity-lint", "--all-files", "--verbose", "--color", "never")
    done = pre_commit(repository, tmp_path / "home", *arguments)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "exit code: 1" in done.stdout
    assert "warning[legacy-links]" in done.stdout
    assert "compose.yaml:5" in done.stdout or "compose.yaml:4" in done.stdout


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "api/Dockerfile.dev",
        "api.dockerfile",
        "Containerfile",
        "compose.yaml",
        "chart/templates/_helpers.tpl",
        "main.tf",
        "main.tf.json",
        "prod.tfvars",
        "Makefile",
        "Jenkinsfile",
        "scripts/deploy.sh",
        ".dockerignore",
        "supervisord.conf",
        "app/models.py",
        "prod.env",
    ],
)
def test_the_hook_runs_for_what_is_read(path: str) -> None:
    import re

    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    assert re.search(hook["files"], path)
    assert not re.search(hook["files"], "README.md")
