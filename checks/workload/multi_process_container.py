"""One container runs several daemons.

The platform watches one process and restarts one process: when the other dies, the container stays up and
half of it is gone. Their logs mix, they scale together, and a new version of one restarts the other.

Give each its own container: in the same pod or compose project where they belong together. A reverse proxy,
cron and a worker are separate workloads everywhere but on a single virtual machine.

It is fine for workers that one server starts itself (gunicorn, uwsgi, php-fpm), for an init such as tini, for what
an entrypoint starts only where it is given an option, and for an appliance that is meant to be the whole machine in a
box.
"""

from collections.abc import Iterator, Sequence

from complexity_lint import (
    SERVERS,
    Command,
    EnvironmentKind,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    Related,
    System,
    Workload,
    check,
    is_store_client,
)

HARMLESS = frozenset(
    (
        "sleep echo printf wait kill trap cat tail curl wget true test [ touch mkdir chown chmod cp "
        "[[ id env mv rm ln find grep sed awk break continue return exit : local declare unset shift "
        "getopts set eval nc netstat ss read "
        "export set cd date logger jq tee rsync wc head sort cut tr"
    ).split()
)
"""Programs that end by themselves or serve nobody."""

SELF_DAEMONS = {
    "cron": ("-f",),
    "crond": ("-f", "-n"),
    "rsyslogd": ("-n",),
    "syslogd": ("-n",),
    "sshd": ("-D",),
    "dockerd": ("",),
    "memcached": (),
    "fail2ban-server": ("-f",),
    "dbus-daemon": ("--nofork",),
}
"""Daemons that go to the background unless one of these options keeps them in front."""

DAEMON_OPTIONS = {
    "php-fpm": ("-D", "--daemonize"),
    "redis-server": ("--daemonize",),
    "mongod": ("--fork",),
    "memcached": ("-d",),
}
ENDINGS = frozenset({"kill", "shutdown", "stop", "pkill", "killall"})


@check("multi-process-container", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def multi_process_container(system: System) -> Iterator[Finding]:
    seen: set[Location] = set()
    for build in system.builds:
        if not _is_shown_only(build) and build.at not in seen:
            seen.add(build.at)
            yield from _of_build(build)
    for workload in system.workloads:
        yield from _of_workload(workload)


def _is_shown_only(build: ImageBuild) -> bool:
    """Whether an image is an example's or a test's."""
    quiet = (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)
    return bool(build.environments) and all(e.kind in quiet for e in build.environments)


def _place(build: ImageBuild) -> Location | None:
    """The instruction that starts it all: the one that names the supervisor, else the first that starts anything."""
    starts = [s for stage in build.shipped_stages for s in (stage.entrypoint, stage.command) if s and s.words]
    supervisor = build.supervised[0].supervisor if build.supervised else ""
    naming = [s for s in starts if supervisor and any(supervisor in word for word in s.words)]
    return next((s.at for s in (*naming, *starts)), None)


def _of_build(build: ImageBuild) -> Iterator[Finding]:
    at = _place(build)
    kept = [process for process in build.supervised if not process.one_shot]
    counts = {process.name: process.count for process in kept}
    if len(counts) > 1:
        related = tuple(Related(p.at, f"process {p.name}") for p in kept)
        named = _listed([f"{name} ({count})" if count > 1 else name for name, count in counts.items()])
        message = (
            f"{kept[0].supervisor} keeps {sum(counts.values())} processes running in one container: {named}"
        )
        yield Finding(at or kept[0].at, message, related, build.at.path, " ".join(sorted(counts)))
        return
    daemons = daemons_of(build.starts)
    if len(daemons) > 1:
        yield _finding(at or build.at, daemons, build.at.path, ())


def _of_workload(workload: Workload) -> Iterator[Finding]:
    if workload.environment.kind.value in ("example", "test") or workload.runs_to_completion:
        return
    for container in workload.containers:
        daemons = daemons_of(container.starts) if not container.initial else {}
        if len(daemons) > 1:
            at = next(iter(daemons.values())).at
            yield _finding(at, daemons, workload.name, workload.environments)


def _finding(
    at: Location, daemons: dict[str, Command], entity: str, environments: tuple[str, ...]
) -> Finding:
    names = list(daemons)
    related = tuple(Related(command.at, f"starts {name}") for name, command in daemons.items())
    message = f"one container starts {len(names)} daemons: {_listed(names)}"
    return Finding(at, message, related, entity, " ".join(sorted(names)), environments)


def _listed(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def daemons_of(commands: Sequence[Command]) -> dict[str, Command]:
    """The daemons that commands leave running, by name; a server that is started to be set up and stopped
    again is not one.
    """
    commands = [command for command in commands if not command.by_option]
    if not commands:
        return {}
    stops = any(c.name in ENDINGS or ENDINGS & set(c.words[1:3]) for c in commands)
    found: dict[str, Command] = {}
    for name, command in _kept_running([c for c in commands if not c.captured], stops):
        found.setdefault(name, command)
    last = _foreground(commands, max((commands.index(c) for c in found.values()), default=0))
    if found and last is not None:
        _add_beside(found, last)
    return found


def _kept_running(commands: Sequence[Command], stops: bool) -> Iterator[tuple[str, Command]]:
    """The daemons by name; of the commands that go to the background together only the last one, which they
    are there for.
    """
    jobs: dict[Location, tuple[str, Command]] = {}
    for command in commands:
        name = _daemon(command, stops)
        if name and command.job is not None:
            jobs[command.job] = (name, command)
        elif name:
            yield name, command
    yield from jobs.values()


def _add_beside(found: dict[str, Command], last: Command) -> None:
    """Add what stays in front; two processes of one program are told apart by their first argument."""
    name = _program(last)
    first = found.get(name)
    if first is not None and first.words[:1] == last.words[:1] and first.words[:2] != last.words[:2]:
        found[" ".join(first.words[:2])] = found.pop(name)
        name = " ".join(last.words[:2])
    found[name] = last


def _foreground(commands: Sequence[Command], after: int) -> Command | None:
    """What stays in front: the first command after the daemons that the shell gives way to, else the last one. Where
    that only waits for what runs behind it, a server before it, which never lets it come to that.
    """
    for command in commands[after + 1 :]:
        if "exec" in command.wrapper.split() and command.words and not _only_waits(command):
            return command
    read = {command.at.path.rpartition("/")[2] for command in commands}
    # what came before the daemons has ended, or they would never have been started
    for index in range(len(commands) - 1, after, -1):
        command = commands[index]
        if _only_waits(command):
            return next(filter(_is_server, commands[after + 1 : index]), None)
        if command.captured or command.name in read or " " in "".join(command.words[:1]):
            continue  # what a value is made by, the script that all of this was read in, what is no program's name
        ends = command.name in HARMLESS | ENDINGS or is_store_client(command)
        if command.words and not command.background and not ends:
            return None if _started_service(command) else command
    return None


def _is_server(command: Command) -> bool:
    away = SERVERS.get(command.name)
    return away is not None and not command.background and not set(away) & set(command.words)


def _only_waits(command: Command) -> bool:
    words = command.words
    return (
        command.name == "wait"
        or (command.name == "tail" and "-f" in words)
        or words[:2] == ("sleep", "infinity")
    )


def _daemon(command: Command, stops: bool) -> str:
    service = _started_service(command)
    if service:
        return service
    name = command.name
    if "_" in name or is_store_client(command):
        return ""  # a function of the script; what it runs is read where it is written
    if command.background and command.in_loop and name not in HARMLESS:
        given = command.words[0].startswith("$")
        return _program(command) if given else f"a loop of {_program(command)}"
    if command.background:
        return "" if name in HARMLESS or not name or (stops and not command.in_loop) else _program(command)
    if name in SELF_DAEMONS and not set(SELF_DAEMONS[name]) & set(command.words) and SELF_DAEMONS[name]:
        return name
    return name if set(DAEMON_OPTIONS.get(name, ())) & set(command.words) else ""


def _started_service(command: Command) -> str:
    """`service x start` and `/etc/init.d/x start`: x."""
    words = command.words
    if command.name == "service" and len(words) > 2 and words[2] in ("start", "restart"):
        return "apache2" if words[1] == "httpd" else words[1]
    if words and words[0].startswith("/etc/init.d/") and words[1:2] in (("start",), ("restart",)):
        return command.name
    return ""


def _program(command: Command) -> str:
    """A command's name for people: for an interpreter, the script it runs."""
    if command.words[0].startswith("$"):
        return "the command it is given"
    if command.name.startswith(("apache2", "apachectl", "httpd")):
        return "apache2"
    if command.name in (
        "python",
        "python3",
        "node",
        "java",
        "ruby",
        "php",
        "sh",
        "bash",
        "npm",
        "yarn",
        "bundle",
    ):
        rest = [word for word in command.words[1:] if not word.startswith("-")]
        return f"{command.name} {rest[0]}" if rest else command.name
    return command.name
