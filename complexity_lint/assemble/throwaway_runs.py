"""Images that scripts build and run once over the sources: code generators and the like, which nobody deploys."""

import re
from collections.abc import Iterable

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Script

_HOLE = re.compile(r"\$\{?\w+\}?")
_ENGINES = ("docker", "podman", "nerdctl")


def thrown_away(scripts: Iterable[Script]) -> tuple[re.Pattern[str], ...]:
    """Patterns for the Dockerfiles of the images that a script builds and then runs with `--rm` and a mount.

    Variables of the script may stand for anything within one folder or name.
    """
    found: dict[str, re.Pattern[str]] = {}
    for script in scripts:
        run_once = {word for c in script.commands if _is_run_once(c) for word in c.words[2:]}
        for command in script.commands if run_once else ():
            if _verb(command) == "build" and run_once & set(command.values_of("-t", "--tag")):
                for path in command.values_of("-f", "--file"):
                    path = path.removeprefix("./")
                    parts = [re.escape(part) for part in _HOLE.split(path)]
                    found[path] = re.compile("[^/]+".join(parts))
    return tuple(found.values())


_WHOLE = re.compile(
    r"^(type=bind,(source|src)=)?[\"']?(\$\(pwd\)|`pwd`|\$\{?(PWD|CURDIR)\}?|\.)(/\.\.)*/?[\"']?[:,]"
)
"""A mount of the folder that a script is run in, or of one above it."""


def run_over_sources(scripts: Iterable[Script]) -> frozenset[str]:
    """The names of images that any script runs once, with `--rm` and a command, over the mounted sources."""
    return frozenset(
        word
        for script in scripts
        for command in script.commands
        if _is_run_once(command)
        and any(_WHOLE.match(one) for one in command.values_of("-v", "--volume", "--mount"))
        # the last word is an argument of the container, not its image
        for word in command.words[2:-1]
        if not word.startswith(("-", "$", "/", "."))
    )


def _is_run_once(command: Command) -> bool:
    mounts = command.values_of("-v", "--volume", "--mount")
    sources = any(re.match(r"(type=bind,(source|src)=)?[\"']?(\$\(pwd\)|\$\{?PWD\}?|\.)", m) for m in mounts)
    return _verb(command) == "run" and "--rm" in command.words and sources


def _verb(command: Command) -> str:
    words = [word for word in command.words[1:3] if word not in ("buildx", "image", "container")]
    return words[0] if command.name in _ENGINES and words else ""
