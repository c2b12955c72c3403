"""Which machine docker is told to work on (docs.docker.com, "Use the Docker CLI", "Docker contexts")."""

import re
from collections.abc import Iterable, Mapping, Sequence

_HOST = ("-H", "--host")
_CONTEXT = ("-c", "--context")
_LOCAL = frozenset("default desktop-linux desktop-windows rootless colima orbstack".split())
"""Contexts of the machine at hand, as Docker, Docker Desktop and their like call them."""
_OVER_SSH = re.compile(r"^ssh://")


def told_of_another_machine(
    words: Sequence[str], assignments: Iterable[tuple[str, str]], values: Mapping[str, str]
) -> tuple[tuple[str, ...], bool]:
    """The words of a command of docker without those options of its own that name another machine, and whether it
    works on one: by such an option, or by a variable of its own or of the text before it (`values`).
    """
    if not words or words[0].rpartition("/")[2] not in ("docker", "docker-compose"):
        return tuple(words), False
    rest, host, context = _cut(words)
    known = {**values, **dict(assignments)}
    if not host and not context:
        host, context = known.get("DOCKER_HOST", ""), known.get("DOCKER_CONTEXT", "")
    there = bool(_OVER_SSH.match(host)) or bool(context and context not in _LOCAL)
    return (rest if there else tuple(words)), there


def _cut(words: Sequence[str]) -> tuple[tuple[str, ...], str, str]:
    """The words without the options before the sub-command that choose the machine, and what those are given."""
    kept, host, context = [words[0]], "", ""
    index = 1
    while index < len(words) and words[index][:1] == "-":
        name, equals, value = words[index].partition("=")
        if name in (*_HOST, *_CONTEXT):
            value = value if equals else words[index + 1] if index + 1 < len(words) else ""
            host, context = (value, context) if name in _HOST else (host, value)
            index += 1 if equals else 2
        else:
            kept.append(words[index])
            index += 1
    return (*kept, *words[index:]), host, context
