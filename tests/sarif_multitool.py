"""Microsoft's validator of SARIF files, installed by npm where there is one."""

import json
import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

_DATA = Path(__file__).parent / "data" / "multitool"
_PROGRAM = Path("node_modules", "@microsoft", "sarif-multitool-linux", "Sarif.Multitool")


def install(folder: Path) -> Path:
    """The program, installed into `folder` unless it is there.

    Skips the test where it cannot be had; where `CI` is set that is a failure, so that no run of the
    pipeline passes without it.
    """
    program = folder / _PROGRAM
    if not program.is_file():
        if platform.machine() != "x86_64" or platform.system() != "Linux":
            _do_without("sarif-multitool is there for Linux on x86-64 only")
        npm = shutil.which("npm")
        if npm is None:
            _do_without("npm is needed to install sarif-multitool")
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_DATA / name, folder)
        command = [str(npm), "ci", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if not program.is_file():
            _do_without(f"npm could not install sarif-multitool: {done.stderr.strip()[-300:]}")
    program.chmod(0o755)
    return program


def complaints(program: Path, log: str) -> list[tuple[str, str, list[str]]]:
    """Rule, level and arguments of everything the validator says about a SARIF log, notes included."""
    with tempfile.TemporaryDirectory() as temporary:
        file, answer = Path(temporary, "log.sarif"), Path(temporary, "answer.sarif")
        file.write_text(log, "utf-8")
        rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
        # It ends with 0 whatever it finds; without this variable it stops where no ICU is installed.
        done = subprocess.run(
            [program, "validate", file, "-c", _DATA / "strict.xml", *rules, "--quiet", "true", "-o", answer],
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.is_file(), done.stdout + done.stderr
        run = json.loads(answer.read_text("utf-8-sig"))["runs"][0]
    return [
        (result["ruleId"], result.get("level", "warning"), result["message"].get("arguments", []))
        for result in run.get("results", [])
    ]


def _do_without(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
