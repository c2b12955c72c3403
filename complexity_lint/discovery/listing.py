"""Which files a root holds: asked of git, or by a walk that honours `.gitignore`."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MAX_FILES = 500_000
"""A walk ends here; no repository that people deploy from holds more."""


def list_files(root: Path) -> list[str]:
    """Paths of the files below `root`, relative to it, with `/`; links are listed, never followed."""
    listed = _from_git(root)
    return list(_walk(root)) if listed is None else listed


def _from_git(root: Path) -> list[str] | None:
    """What git lists, or None when there is no git, no work tree, or git will not answer for it."""
    # A repository's own configuration could name a program to run (core.fsmonitor): it is switched off.
    # GIT_* of a surrounding hook would make git answer for another work tree.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "ls-files", "-z"]
    try:
        answer = subprocess.run(
            [*command, "--cached", "--others", "--exclude-standard"],
            cwd=root,
            env={**environment, "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    if answer.returncode != 0:
        return None
    names = {os.fsdecode(name) for name in answer.stdout.split(b"\0") if name}
    return sorted(name for name in names if _is_text(name))


def _is_text(name: str) -> bool:
    # A name that is no valid UTF-8 cannot be written into a report.
    return name.isprintable() or name.encode("utf-8", "surrogateescape").decode("utf-8", "ignore") == name


def _walk(root: Path) -> Iterator[str]:
    count = 0
    rules: dict[str, list[tuple[str, GitIgnoreSpec]]] = {"": []}
    for folder, folders, files in os.walk(root):
        relative = Path(folder).relative_to(root).as_posix()
        relative = "" if relative == "." else relative
        active = rules.pop(relative, [])
        if ".gitignore" in files:
            active = [*active, (relative, _ignore_spec(Path(folder, ".gitignore")))]
        kept = []
        for name in sorted(folders):
            path = f"{relative}/{name}" if relative else name
            if name == ".git":
                continue
            if os.path.islink(os.path.join(folder, name)):
                files.append(name)
            elif not _ignored(path + "/", active):
                kept.append(name)
                rules[path] = active
        folders[:] = kept
        for name in files:
            path = f"{relative}/{name}" if relative else name
            if _is_text(path) and not _ignored(path, active):
                yield path
                count += 1
                if count >= MAX_FILES:
                    return


def _ignore_spec(path: Path) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # only roots outside git need it

    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    kept = []
    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:  # git skips a pattern it cannot read
            continue
        kept.append(line)
    return GitIgnoreSpec.from_lines(kept)


def _ignored(path: str, rules: "list[tuple[str, GitIgnoreSpec]]") -> bool:
    # The deepest .gitignore that has an opinion decides (gitignore(5), "PATTERN FORMAT").
    for folder, spec in reversed(rules):
        verdict = spec.check_file(path[len(folder) + 1 :] if folder else path).include
        if verdict is not None:
            return verdict
    return False
