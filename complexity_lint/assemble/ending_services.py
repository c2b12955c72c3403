"""Compose services that run a script of the repository to its end, and are done.

Compose has no word for them: what tells is that nothing starts them again, and what the script does.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from complexity_lint.assemble.starts import (
    by_base_name,
    copied_files,
    first_commands,
    is_shell,
    script_of,
    started,
)
from complexity_lint.model.commands import Command
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.knowledge import describe, describe_name
from complexity_lint.model.processes import SERVERS
from complexity_lint.model.roles import Role
from complexity_lint.model.workloads import Container, Controller, Workload
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.source import Location

_WORKS = frozenset(
    "awk base64 chmod chown cp createdb createuser curl dropdb gunzip gzip install jq ln mkdir mv openssl pg_ctl "
    "pg_dump pg_restore psql rm rmdir sed sha256sum tar tee touch unzip vacuumdb wget yq".split()
)
"""Programs that do something and are done (POSIX "Utilities", GNU coreutils; PostgreSQL's clients)."""
_ENDS = _WORKS | frozenset(
    ": [ [[ basename cat cd cut date declare df diff dirname du echo env exit export false find grep head hostname id "
    "let local ls md5sum mktemp od pg_isready printf pwd readonly return seq set shift shopt sleep sort stat tail test "
    "tr trap true typeset uname uniq unset wc whoami".split()
)
"""Those, and what only looks, says or decides something."""
_STAYS = re.compile(
    r"\bwhile\s+(?!\[|!|test\b|read\b|IFS=)|\bwhile\s+\[+\s*1\s*\]|\buntil\s+false\b|\bfor\s*\(\(\s*;"
    r"|\binfinity\b|\bs_server\b|(^|[;&|\s])(wait|exec)(\s|;|$)"
)
"""Text of scripts that do not end, or give way to something else."""
_RUNS_ANYTHING = re.compile(
    r"(python|java|php|ruby|perl|lua)[\d.]*|node(js)?|deno|bunx?|np[mx]|yarn|pnpm|bundle|r(ails|ake)|dotnet|go"
    r"|cargo|make|mvn|docker(-compose)?|.*(entrypoint|serve|daemon|worker|watch).*|.*d"
)
"""Names of programs that run what they are given, and of those that stay: a daemon's ends with a `d`."""
_STARTS = frozenset("serve server runserver start run worker up daemon listen watch".split())
_FUNCTION = re.compile(r"(?m)^\s*(?:function\s+)?([\w-]+)\s*\(\)")


def with_endings(
    workloads: Sequence[Workload],
    builds: Iterable[ImageBuild],
    paths: Sequence[str],
    text_of: Callable[[str], str | None],
) -> tuple[Workload, ...]:
    """The workloads, with `ends` set for services of compose that nothing starts again and whose script, which the
    image has from the repository, was read and ends.
    """
    by_path = {build.at.path: build for build in builds}
    watched = {(w.project, d.name) for w in workloads for d in w.dependencies if d.condition == "healthy"}
    found = []
    for workload in workloads:
        container = workload.main
        build = by_path.get(container.build.dockerfile or "") if container and container.build else None
        once = _is_started_once(workload) and (workload.project, workload.name) not in watched
        if container is not None and build is not None and once:
            script = _only_script(container, build, paths)
            text = text_of(script) if script else None
            if script and text and is_shell(script, text) and ends(text):
                workload = replace(workload, ends=True)
        found.append(workload)
    return tuple(found)


def _is_started_once(workload: Workload) -> bool:
    again = workload.restart not in ("", "no", "false") and not workload.restart.startswith("on-failure")
    served = any(container.ports for container in workload.containers)
    return workload.controller is Controller.COMPOSE and not again and not served


def _only_script(container: Container, build: ImageBuild, paths: Sequence[str]) -> str | None:
    """The repository's file that a container runs and nothing else: no entrypoint of the image comes before it."""
    starts = started(build)
    stated = build.shipped_stages[-1].entrypoint if build.shipped_stages else None
    if container.starts:
        first = list(container.starts)
        starts = tuple(start for start in starts if start is stated)
        if any(start.commands for start in starts):
            return None
    else:
        first = first_commands(starts)
    if len(first) != 1 or not _passes_on(build):
        return None
    return script_of(first[0], by_base_name(copied_files(build, paths)))


def _passes_on(build: ImageBuild) -> bool:
    """Whether nothing of the base image stands before what is started, or only an entrypoint that runs just that: an
    image of a language or a system has no other.
    """
    if any(stage.entrypoint is not None for stage in build.shipped_stages):
        return True
    base = describe(build.shipped_stages[-1].base) if build.shipped_stages else None
    return base is not None and (base.base or base.role is Role.RUNTIME)


def ends(text: str) -> bool:
    """Whether a shell script is known to end: all it runs are programs that end by what they are. Another program may
    stand among them where something is done after it.
    """
    plain = re.sub(r"(?m)(^|\s)#.*$", "", text)
    if _STAYS.search(plain):
        return False
    own = set(_FUNCTION.findall(plain))
    commands = [c for c in parse_shell(text, Location("", 1, 1)) if c.name not in own]
    last = max((index for index, c in enumerate(commands) if c.name in _WORKS and not c.in_loop), default=-1)
    return bool(commands) and all(
        _ends(command) or (index < last and _may_end(command)) for index, command in enumerate(commands)
    )


def _ends(command: Command) -> bool:
    follows = command.name == "tail" and any(re.match(r"-\w*[fF]|--follow", w) for w in command.arguments)
    return command.name in _ENDS and not command.background and not follows


def _may_end(command: Command) -> bool:
    """Whether a program is none that is known to stay, or that runs whatever it is given."""
    name = command.name
    plain = re.fullmatch(r"[a-z][\w-]*", command.words[0]) is not None and not command.background
    facts = describe_name(name) if plain else None
    stays = name in SERVERS or _RUNS_ANYTHING.fullmatch(name) or _STARTS & set(command.arguments)
    return plain and not stays and facts is None
