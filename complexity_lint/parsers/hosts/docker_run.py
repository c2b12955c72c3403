"""`docker run` command lines -> workloads (docs.docker.com/reference/cli/docker/container/run)."""

from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint.model.commands import Command
from complexity_lint.model.environments import Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.workloads import Container, Controller, Mount, MountKind, Port, Workload
from complexity_lint.parsers.shell import parse_exec
from complexity_lint.source import Location

_SWITCHES = frozenset(
    (
        "-d --detach -i --interactive -t --tty --rm --init --privileged --read-only -P --publish-all --no-healthcheck "
        "--oom-kill-disable --sig-proxy --disable-content-trust -q --quiet -rm -it -ti -dit -itd -td -id -di -dt "
        "--help --replace --no-hosts"
    ).split()
)
"""Options that take no value of their own."""
_ONCE = ("--rm", "-rm", "-it", "-ti", "-i", "--interactive")


@dataclass(frozen=True, slots=True)
class Run:
    """The words of a `docker run`, sorted: options by name, the image, and what follows it."""

    options: tuple[tuple[str, str], ...]
    image: str
    command: tuple[str, ...]

    def values(self, *names: str) -> list[str]:
        return [value for name, value in self.options if name in names]


def read_run(words: tuple[str, ...]) -> Run | None:
    """The `docker run` or `docker service create` that words are; None for any other command."""
    if not words or words[0].rpartition("/")[2] not in ("docker", "podman"):
        return None
    index = 2 if words[1:2] == ("run",) else 3
    if index == 3 and words[1:3] != ("service", "create"):
        return None
    options: list[tuple[str, str]] = []
    while index < len(words) and words[index].startswith("-"):
        word = words[index]
        name, given, value = word.partition("=")
        index += 1
        if given or name in _SWITCHES:
            options.append((name, value))
        elif not name.startswith("--") and len(name) > 2 and name[1] in "pvehlu" and not name[2:].isalpha():
            options.append((name[:2], name[2:]))
        elif index < len(words):
            options.append((name, words[index]))
            index += 1
    if index >= len(words):
        return None
    return Run(tuple(options), words[index], words[index + 1 :])


def workload_of(command: Command, name: str, project: str, environment: Environment) -> Workload | None:
    """What a `docker run` keeps running; None where it runs nothing known, or a command by hand."""
    run = read_run(command.words)
    if run is None or run.image.startswith(("$", "%", "{")):
        return None
    at = command.at
    named = next(iter(run.values("--name", "-name")), "")
    container = Container(
        at=at,
        name=named if named and "%" not in named and "$" not in named else name,
        image=parse_image_reference(run.image, at),
        starts=parse_exec(run.command, at),
        settings=tuple(_setting(text, at) for text in run.values("-e", "--env")),
        ports=tuple(_ports(run.values("-p", "--publish"), at)),
        mounts=tuple(_mounts(run.values("-v", "--volume"), at)),
    )
    return Workload(
        at=at,
        name=container.name,
        project=project,
        controller=Controller.CONTAINER_SERVICE,
        environment=environment,
        containers=(container,),
        controller_at=at,
    )


def runs_once(command: Command) -> bool:
    """Whether a `docker run` is a command of its own rather than something that goes on running."""
    run = read_run(command.words)
    return run is not None and bool(run.command) and any(name in _ONCE for name, _ in run.options)


def _setting(text: str, at: Location) -> Variable:
    name, given, value = text.partition("=")
    return Variable(at, name, value if given else None)


def _ports(given: list[str], at: Location) -> Iterator[Port]:
    for text in given:
        body, _, protocol = text.partition("/")
        *address, outer, inner = ["", *body.split(":")] if body.count(":") == 0 else body.split(":")
        number = int(inner) if inner.isdigit() else None
        host = int(outer) if outer.isdigit() else None
        if number is not None:
            yield Port(at, number, host, ":".join(address), protocol or "tcp")


def _mounts(given: list[str], at: Location) -> Iterator[Mount]:
    for text in given:
        source, separator, rest = text.partition(":")
        target, _, mode = rest.partition(":")
        if not separator:
            yield Mount(at, MountKind.ANONYMOUS, source.rstrip("/"))
        else:
            kind = MountKind.BIND if source.startswith(("/", ".", "~", "$")) else MountKind.VOLUME
            yield Mount(at, kind, target.rstrip("/"), source, "ro" in mode.split(","))
