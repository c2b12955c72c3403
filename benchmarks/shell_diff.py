"""Compare our shell commands with those shfmt finds: `shell_diff.py DIR...`.

shfmt (PyPI `shfmt-py`, mvdan/sh) prints a script's syntax tree as JSON. For every *.sh and
*.bash file it accepts, the place of every simple command, and how many words it has, are
compared. Commands behind wrappers and `sh -c` are left out, since ours stand where the inner
command is and shfmt does not look into quotes. Lists what differs and prints the counts and the
time ours took.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from complexity_lint.parsers.shell import parse_shell
from complexity_lint.parsers.shell.wrappers import SHELLS, WRAPPERS
from complexity_lint.source import Location

Spot = tuple[int, int]
_CLAUSES = ("DeclClause", "LetClause")
_UNWRAPPED = WRAPPERS.keys() | SHELLS | {"su"}


@dataclass(frozen=True)
class Comparison:
    """The counts for one script and a line for each difference."""

    commands: int
    differences: tuple[str, ...]
    seconds: float


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """All nodes of shfmt's tree, which is nested JSON."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def their_commands(script: bytes) -> dict[Spot, int] | None:
    """Place and number of words of each command shfmt finds, 0 for unknown; None when it refuses."""
    done = subprocess.run(["shfmt", "--to-json"], input=script, capture_output=True, check=False)
    if done.returncode:
        return None
    lines = script.split(b"\n")
    found: dict[Spot, int] = {}
    for node in nodes(json.loads(done.stdout)):
        if node.get("Type") == "CallExpr" and node.get("Args"):
            at, count = node["Args"][0]["Pos"], len(node["Args"])
        elif node.get("Type") in _CLAUSES:
            at, count = node["Pos"], 0
        else:
            continue
        before = lines[at["Line"] - 1][: at["Col"] - 1].decode("utf-8", "replace")
        found[at["Line"], len(before) + 1] = count
    return found


def compare(script: bytes) -> Comparison | None:
    """The comparison for one script; None for one that shfmt or UTF-8 refuses."""
    theirs = their_commands(script)
    try:
        text = script.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if theirs is None:
        return None
    start = time.perf_counter()
    commands = parse_shell(text, Location("", 1, 1))
    seconds = time.perf_counter() - start
    ours = {(found.at.line or 0, found.at.column or 0): found for found in commands}
    lines = text.split("\n")
    differences: list[str] = []
    for (line, column), count in theirs.items():
        found = ours.get((line, column))
        written = lines[line - 1][column - 1 :]
        first = (written.split() or [""])[0].rpartition("/")[2]
        if found is None and first not in _UNWRAPPED:
            differences.append(f"{line}:{column}: missing {written[:60]!r}")
        elif found and count and not found.wrapper and len(found.words) != count:
            differences.append(f"{line}:{column}: {len(found.words)} words, shfmt has {count}")
    for spot, found in ours.items():
        if spot not in theirs and not found.wrapper and found.words[0] != "[[":
            differences.append(f"{spot[0]}:{spot[1]}: extra {found.words[:3]}")
    return Comparison(len(theirs), tuple(differences), seconds)


def scripts(folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        for top, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if name != ".git")
            paths = (Path(top, name) for name in sorted(names) if name.endswith((".sh", ".bash")))
            yield from (path for path in paths if path.is_file() and not path.is_symlink())


def main(folders: list[str]) -> int:
    files = refused = commands = differences = size = 0
    seconds = 0.0
    for path in scripts(folders):
        script = path.read_bytes()
        comparison = compare(script)
        if comparison is None:
            refused += 1
            continue
        files += 1
        size += len(script)
        commands += comparison.commands
        seconds += comparison.seconds
        differences += len(comparison.differences)
        for line in comparison.differences:
            print(f"{path}:{line}")
    print(f"{files} scripts ({refused} refused by shfmt), {commands} commands, {differences} differences")
    print(f"{size / 1e6:.2f} MB in {seconds:.2f} s")
    return 1 if differences else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: shell_diff.py DIR...")
    sys.exit(main(sys.argv[1:]))
