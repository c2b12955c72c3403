"""`docker run` command lines -> workloads (docs.docker.com/reference/cli/docker/container/run)."""

from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint.model.commands import Command
from complexity_lint.model.environments import Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.model.workloads import (
    Container,
    Controller,
    HealthCheck,
    Mount,
    MountKind,
    Port,
    Workload,
)
from complexity_lint.parsers.shell import parse_exec
from complexity_lint.source import Location

_SWITCHES = frozenset(
    (
        "-d --detach -i --interactive -t --tty --rm --init --privileged --read-only -P --publish-all --no-healthcheck "
        "--oom-kill-disable --sig-proxy --disable-content-trust -q --quiet -rm -it -ti -dit -itd -td -id -di -dt "
        "--help --replace --no-hosts --with-registry-auth --no-resolve-image"
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


def docker_words(command: Command) -> tuple[str, ...]:
    """The docker command in what is run on another machine: `docker-machine ssh m docker run ...`."""
    words = command.words
    if command.name in ("ssh", "docker-machine") and "docker" in words[1:]:
        return words[words.index("docker", 1) :]
    return words


def workload_of(command: Command, name: str, project: str, environment: Environment) -> Workload | None:
    """What a `docker run` or `docker service create` keeps running; None where it runs nothing known, or a command
    by hand.
    """
    words = docker_words(command)
    run = read_run(words)
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
        mounts=(*_mounts(run.values("-v", "--volume"), at), *_long_mounts(run.values("--mount"), at)),
        health=tuple(_health(run, at)),
    )
    count = next(iter(run.values("--replicas")), "")
    return Workload(
        at=at,
        name=container.name,
        project=project,
        controller=Controller.SWARM if words[1:2] == ("service",) else Controller.CONTAINER_SERVICE,
        environment=environment,
        containers=(container,),
        replicas=Located(int(count), at) if count.isdigit() else None,
        controller_at=at,
    )


def runs_once(command: Command) -> bool:
    """Whether a `docker run` is a command of its own rather than something that goes on running."""
    run = read_run(command.words)
    return run is not None and bool(run.command) and any(name in _ONCE for name, _ in run.options)


def _setting(text: str, at: Location) -> Variable:
    name, given, value = text.partition("=")
    return Variable(at, name, value if given else None)


def _health(run: Run, at: Location) -> Iterator[HealthCheck]:
    if run.values("--health-cmd"):
        yield HealthCheck(at, "healthcheck")
    elif run.values("--no-healthcheck"):
        yield HealthCheck(at, "healthcheck", disabled=True)


def _pairs(text: str) -> dict[str, str]:
    """The long form of an option, `published=80,target=8080`; a word without a value is a switch that is on."""
    parts = (part.partition("=") for part in text.split(","))
    return {name.strip().lower(): value if given else "true" for name, given, value in parts}


def _ports(given: list[str], at: Location) -> Iterator[Port]:
    for text in given:
        if "target=" in text:
            stated = _pairs(text)
            inside, outside = stated["target"], stated.get("published", "")
            if inside.isdigit():
                yield Port(
                    at,
                    int(inside),
                    int(outside) if outside.isdigit() else None,
                    protocol=stated.get("protocol", "tcp"),
                )
            continue
        body, _, protocol = text.partition("/")
        *address, outer, inner = ["", *body.split(":")] if body.count(":") == 0 else body.split(":")
        number = int(inner) if inner.isdigit() else None
        host = int(outer) if outer.isdigit() else None
        if number is not None:
            yield Port(at, number, host, ":".join(address), protocol or "tcp")


def _long_mounts(given: list[str], at: Location) -> Iterator[Mount]:
    """`--mount type=volume,source=rows,target=/data` (docs.docker.com, "docker service create", `--mount`)."""
    kinds = {"bind": MountKind.BIND, "tmpfs": MountKind.EPHEMERAL}
    for text in given:
        stated = _pairs(text)
        target = next((stated[key] for key in ("target", "dst", "destination") if key in stated), "")
        source = stated.get("source") or stated.get("src") or ""
        unnamed = MountKind.VOLUME if source else MountKind.ANONYMOUS
        read_only = stated.get("readonly", stated.get("ro", "false")) == "true"
        if target:
            kind = kinds.get(stated.get("type", "volume"), unnamed)
            yield Mount(at, kind, target.rstrip("/"), source, read_only)


def _mounts(given: list[str], at: Location) -> Iterator[Mount]:
    for text in given:
        source, separator, rest = text.partition(":")
        target, _, mode = rest.partition(":")
        if not separator:
            yield Mount(at, MountKind.ANONYMOUS, source.rstrip("/"))
        else:
            kind = MountKind.BIND if source.startswith(("/", ".", "~", "$")) else MountKind.VOLUME
            yield Mount(at, kind, target.rstrip("/"), source, "ro" in mode.split(","))
