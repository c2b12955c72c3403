"""Questions to git that read and never run anything the repository names."""

import os
import subprocess
from pathlib import Path


def ask(folder: Path, *arguments: str) -> str | None:
    """What `git ARGUMENTS` prints in `folder`, without the line end; None when git has no answer or is not there."""
    # GIT_* of a surrounding hook would make git answer for another work tree.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        answer = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", *arguments],
            cwd=folder,
            env={**environment, "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return os.fsdecode(answer.stdout).rstrip("\n") if answer.returncode == 0 else None


def top_level(folder: Path) -> Path | None:
    """The top of the work tree that holds `folder`, or None outside of one."""
    answer = ask(folder, "rev-parse", "--show-toplevel")
    return Path(answer).resolve() if answer else None
