"""The README says what is so."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "complexity_lint", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_options_that_are_named_exist() -> None:
    commands = re.findall(r"complexity-lint (check[^\n`]*)", README)
    named = {option for command in commands for option in re.findall(r"--[a-z-]+", command)}
    named |= set(re.findall(r"`(--[a-z-]+)", README))
    known = set(re.findall(r"--[a-z-]+", run("check", "--help")))

    assert named - known - {"--output-file"} == set()
    assert "--exit-zero" in named


def test_checks_that_are_named_exist() -> None:
    listed = run("checks")
    named = set(re.findall(r"ignore(?:-file)?\[([a-z-]+)\]", README)) | set(
        re.findall(r"^\w+\[([a-z-]+)\]", README, re.M)
    )

    assert named
    assert [name for name in named if f"  {name} " not in listed] == []


def test_output_that_is_shown_is_real() -> None:
    """Every line of a block marked as text is printed for the demo; `...` stands for lines left out."""
    blocks = re.findall(r"```text\n(.*?)```", README, re.S)
    printed = {
        line.rstrip()
        for style in ("full", "concise")
        for line in run("check", "fixtures/demo", "--output-format", style).splitlines()
    }
    shown = [line.rstrip() for block in blocks for line in block.splitlines()]

    assert [line for line in shown if line not in printed and line not in ("", "...")] == []


def test_its_two_commands_are_one_line_each() -> None:
    (demo,) = re.findall(r"^python3 .*fixtures/demo$", README, re.M)
    (tests,) = re.findall(r"^python3 .*bin/pytest$", README, re.M)

    assert "pip install" in demo
    assert "[test]" in tests
