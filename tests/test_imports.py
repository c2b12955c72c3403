"""What gets loaded: nobody waits for libraries that no file needs."""

import json
import subprocess
import sys
from pathlib import Path

HEAVY = {"libcst", "ruamel", "tree_sitter", "tree_sitter_hcl"}
_SCRIPT = """
import json, sys
from complexity_lint.__main__ import run
code = run(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump([code, sorted(sys.modules)], file)
"""


def modules_after(tmp_path: Path, *arguments: str) -> set[str]:
    """The names of all modules that a run loaded, which must not be one that failed."""
    answer = tmp_path / "modules.json"
    command = [sys.executable, "-c", _SCRIPT, str(answer), *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.is_file(), done.stderr
    code, names = json.loads(answer.read_text("utf-8"))
    assert code in (0, 1), done.stderr
    return set(names)


def test_a_lone_dockerfile_needs_no_other_formats_library(tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "Dockerfile").write_text(
        "FROM python:3.13.1\nCOPY . .\nRUN pip install x\n", "utf-8"
    )
    names = modules_after(tmp_path, "check", str(tmp_path / "repo"))

    assert "complexity_lint.parsers.dockerfile" in names
    assert {name.partition(".")[0] for name in names} & HEAVY == set()


def test_the_version_needs_no_engine(tmp_path: Path) -> None:
    names = modules_after(tmp_path, "--version")
    engine = {"engine", "model", "parsers", "check", "registry", "discovery", "assemble"}

    assert {
        name for name in names if name.startswith("complexity_lint.") and name.split(".")[1] in engine
    } == set()
    assert {name.partition(".")[0] for name in names} & {"yaml", "dockerfile_parse", *HEAVY} == set()
