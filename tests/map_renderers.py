"""Mermaid and Graphviz, installed by npm where there is one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_DATA = Path(__file__).parent / "data" / "map_renderers"


def install(folder: Path) -> Path:
    """The script that renders, with its packages installed into `folder` unless they are there.

    Skips the test where they cannot be had; where `CI` is set that is a failure.
    """
    script = folder / "render.mjs"
    if not (folder / "node_modules").is_dir():
        npm = shutil.which("npm")
        if npm is None:
            _do_without("npm is needed to install Mermaid and Graphviz")
        for file in _DATA.iterdir():
            shutil.copy(file, folder)
        command = [str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            _do_without(f"npm could not install the renderers: {done.stderr.strip()[-300:]}")
    return script


def render(script: Path, kind: str, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The SVG of a map on standard output; a return code other than 0 where the renderer refuses it."""
    file = folder / f"map.{kind}"
    file.write_text(text, "utf-8")
    return subprocess.run(["node", script, kind, file], capture_output=True, text=True, check=False)


def _do_without(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
