"""Which containers take a store's image only for its tools: to set the store up, to fill it, to back it up."""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from complexity_lint.assemble.contexts import files_behind
from complexity_lint.assemble.starts import copied_files, first_commands, started
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.commands import Command
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.roles import Role
from complexity_lint.model.store_clients import is_store_client
from complexity_lint.model.workloads import Container, MountKind, Workload
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.source import Location

_BESIDE = frozenset(
    (
        ". : [ [[ apk apt-get aws awk base64 basename break cat cd chgrp chmod chown continue cp crond cron curl cut "
        "date declare dirname echo env eval exit export expr false find gpg grep gsutil gunzip gzip head "
        "hostname id if jq kill let local ls mkdir mktemp mv nc openssl pip printf pwd rclone read "
        "return rm s3cmd sed seq set shift sleep sort source stat tail tar tee test touch tr trap true "
        "umask unset unzip wait wc wget which whoami xargs yq zip"
    ).split()
)
"""What shells bring and what clients are used together with: none of it serves data."""
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "busybox"})
_TASKS = re.compile(
    r"(?i)(^|[-_.])(init|initiali[sz]er?|setup|bootstrap|migrat(e|ion|ions|or)|seed(er)?|back-?ups?|dump|restore"
    r"|creat(e|or)|provision(er)?|import(er)?|load(er)?|topics|job|cli|client)($|[-_.\d])"
)
_SERVES = re.compile(
    r"(?i)docker-entrypoint|^\$|server|sqlservr|(^|/)(cassandra|clickhouse|cockroach|consul|couchbase|elasticsearch|etcd"
    r"|influxd|java|mariadbd|memcached|minio|mongod|mongos|mysqld|mysqld_safe|neo4j|opensearch|patroni|pg_ctl|postgres"
    r"|postmaster|rabbitmq|scylla|vault)($|-docker|-start|\.sh)"
)
"""What starts a store, or whatever the container is given."""
MAX_SCRIPTS = 4
"""How many scripts deep what starts is looked for."""


def settle(
    workloads: Iterable[Workload], builds: Iterable[ImageBuild], repository: Repository
) -> tuple[Workload, ...]:
    """The workloads, those that take a store's image for its tools with the role of a tool."""
    by_path = {build.at.path: build for build in builds}
    return tuple(
        replace(workload, role=Role.TOOL)
        if workload.role.keeps_state and _runs_clients(workload, by_path, repository)
        else workload
        for workload in workloads
    )


def _runs_clients(workload: Workload, builds: Mapping[str, ImageBuild], repository: Repository) -> bool:
    """Whether what the main container starts are clients of a store.

    What nobody can tell, a script from elsewhere or a program of one's own, counts as one where the workload's name
    is that of a task and nothing looks like a server.
    """
    container = workload.main
    build = builds.get(workload.built_by)
    commands = _started(container, build) if container else []
    if container is None or not commands or commands[0].name.startswith("-"):
        return False
    scripts = _scripts(workload, container, build, repository)
    expanded = [c for command in commands for c in _expanded(command, scripts, repository, 0)]
    rest = [c for c in expanded if not is_store_client(c) and not _is_beside(c)]
    if any(_SERVES.search(word) for c in rest for word in c.words[: 2 if c.name in _SHELLS else 1]):
        return False
    return not rest or _TASKS.search(workload.name) is not None or _waits_for_ever(expanded, rest)


_PREPARES = re.compile(r"(?i)conf|setup|init|apply|generate|update")


def _waits_for_ever(commands: Sequence[Command], rest: Sequence[Command]) -> bool:
    """Whether all that is left to do, after some preparing, is to sleep: such a container is there to be entered."""
    last = commands[-1]
    endless = last.name == "sleep" and re.fullmatch(r"infinity|inf|\d{6,}|\d+d", last.words[-1])
    return bool(endless) and all(_PREPARES.search(posixpath.basename(c.words[0])) for c in rest)


def _started(container: Container, build: ImageBuild | None) -> list[Command]:
    """What a container starts: what its description states, else what its image does."""
    if container.starts or build is None:
        return list(container.starts)
    return first_commands(started(build))


def _is_beside(command: Command) -> bool:
    return command.name in _BESIDE or (
        command.name in _SHELLS and all(word.startswith("-") for word in command.arguments)
    )


def _expanded(
    command: Command, scripts: Mapping[str, str], repository: Repository, depth: int
) -> list[Command]:
    """The commands of the script that a command runs, where it is one of the repository's; else the command."""
    words = [posixpath.basename(word) for word in command.words[:3] if not word.startswith("-")]
    path = next((scripts[word] for word in words if word in scripts), None)
    text = repository.text(path) if path and path.endswith((".sh", ".bash")) else None
    if path is None or text is None or depth >= MAX_SCRIPTS:
        return [command]
    inner = parse_shell(text, Location(path, 1, 1))
    return [c for one in inner for c in _expanded(one, scripts, repository, depth + 1)]


def _scripts(
    workload: Workload, container: Container, build: ImageBuild | None, repository: Repository
) -> dict[str, str]:
    """The repository's files that the container sees, by name."""
    found = {posixpath.basename(p): p for p in (copied_files(build, repository.paths) if build else ())}
    folder = posixpath.dirname(workload.project)
    for mount in container.mounts:
        if mount.kind is MountKind.BIND and not mount.source.startswith(("/", "~")):
            paths: Sequence[str] = list(files_behind(folder, mount.source, repository.paths))
            found |= {posixpath.basename(p): p for p in paths[:50]}
            if paths[:1] == [posixpath.normpath(posixpath.join(folder, mount.source))]:
                found[posixpath.basename(mount.target)] = paths[0]
    return found
