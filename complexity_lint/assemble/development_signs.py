"""What shows that a compose file is for development: what it mounts, starts, publishes and stands in for."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from complexity_lint.model.environment_names import from_path, words_of
from complexity_lint.model.environments import EnvironmentKind
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import Container, MountKind, Workload

_DEVELOPMENT_COMMANDS = frozenset(
    "nodemon webpack-dev-server vite webpack ts-node-dev air reflex runserver watchmedo entr".split()
)


def development_sign(listed: Sequence[Workload], *, brought_up: bool = False) -> str:
    """What in a compose file says, in words, that it is for development; empty where nothing does.

    Of a file that a pipeline brings up (`brought_up`) only what nobody does on a server: there a proxy of the machine
    stands in front of ports on loopback, and stores have a file of their own.
    """
    lasting = () if brought_up else _signs_of_a_lone_file(listed)
    return next(chain(lasting, _signs(listed)), "")


def _signs_of_a_lone_file(listed: Sequence[Workload]) -> Iterator[str]:
    if _only_stores(listed):
        yield "it has stores and their tools alone"
    if _only_on_loopback(listed):
        yield "it publishes its ports on loopback alone"


def _signs(listed: Sequence[Workload]) -> Iterator[str]:
    if _is_a_choice_of_stores(listed):
        yield f"it has more than {MOST_ENGINES} kinds of databases, to choose from"
    for workload in listed:
        if _mounts_sources(workload):
            yield f"{workload.name} has its sources mounted over its image"
        if _is_on_a_laptop(workload):
            yield f"{workload.name} mounts a folder that only a developer's machine has"
        if any(_is_built_for_development(one) for one in workload.containers):
            yield f"{workload.name} is built for development"
        if any(_is_in_development_mode(one) for one in workload.containers):
            yield f"{workload.name} is told to run as in development"
        if any(_starts_for_development(one) for one in workload.containers):
            yield f"{workload.name} is started as one works on it"
    if not _runs_what_is_published(listed):
        yield from (f"{w.name} stands in for a service of production" for w in listed if _stands_in(w))


def _runs_what_is_published(listed: Sequence[Workload]) -> bool:
    """Whether a file builds nothing and runs the published images of one's own software: that is how it is handed to
    those who run it, also where a mail catcher holds the place of their mail server.
    """
    ours = (Ownership.FIRST_PARTY, Ownership.SIBLING)
    builds = any(c.build is not None for w in listed for c in w.containers)
    return not builds and sum(w.ownership in ours for w in listed) >= _SEVERAL


_SEVERAL = 2


MOST_ENGINES = 5
"""No application needs more kinds of databases than this; more are there to choose or to test from."""


def _is_a_choice_of_stores(listed: Sequence[Workload]) -> bool:
    engines = {w.software.id for w in listed if w.software and w.role is Role.DATABASE}
    return len(engines) > MOST_ENGINES


def _stands_in(workload: Workload) -> bool:
    """Whether it only pretends to be the service that production uses."""
    return workload.software is not None and workload.software.stands_in


def _only_stores(listed: Sequence[Workload]) -> bool:
    """A compose file of stores and their tools alone is what an application is developed against."""
    tools = (Role.ADMIN, Role.MAIL, Role.TOOL)
    return all(w.role.keeps_state or w.role in tools for w in listed)


def _only_on_loopback(listed: Sequence[Workload]) -> bool:
    published = [p for w in listed for c in w.containers for p in c.ports if p.host is not None]
    return bool(published) and all(p.host_address in ("127.0.0.1", "localhost", "::1") for p in published)


def _mounts_sources(workload: Workload) -> bool:
    """Whether a built image has its own sources mounted over it."""
    for container in workload.containers:
        if container.build is None or container.build.context is None:
            continue
        for mount in container.mounts:
            source = mount.source.rstrip("/")
            if mount.kind is MountKind.BIND and not mount.read_only and not _SERVED.search(mount.target):
                if source in _source_folders(container.build.context):
                    return True
                above = _meant(source, workload) if source.startswith("..") else None
                if above is not None and above == container.build.context:
                    return True
                if above == "" and _CODE_HOMES.fullmatch(mount.target):
                    return True  # all of the repository, from a folder of its own for docker
                if source.startswith("./") and _CODE_HOMES.fullmatch(mount.target):
                    return not _NO_CODE.search(source)
    return False


_LAPTOP = re.compile(r"(?i)^(/Users/\w|[a-z]:[\\/]|\$\{?GOPATH\b)")
"""Home folders of macOS, drives of Windows, and the folder that Go's sources used to lie in."""


def _is_on_a_laptop(workload: Workload) -> bool:
    """Whether it mounts a folder that only a developer's machine has."""
    mounts = (mount for container in workload.containers for mount in container.mounts)
    return any(_LAPTOP.match(mount.source) for mount in mounts)


def changes_for_development(workload: Workload) -> bool:
    """Whether a compose service has sources mounted over its image, or starts it as one works on it."""
    return _mounts_sources(workload) or any(_starts_for_development(c) for c in workload.containers)


def _meant(source: str, workload: Workload) -> str:
    """The folder of the repository that a relative path of a compose file means; the root is the empty one."""
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(workload.project), source))
    return "" if folder == "." else folder


_CODE_HOMES = re.compile(r"/app|/code|/src|/srv|/workspace|/usr/src/app|/var/www(/[\w.-]+)?")
_SERVED = re.compile(r"(?i)/(static|media|assets|uploads?|backups?)$")
"""Where files lie that are handed out or kept: what is mounted there is not run."""
_NO_CODE = re.compile(r"(?i)data|upload|storage|logs?$|conf|media|backup|cert|static|public|secret|html")
"""Names of folders that are mounted in production too."""


def _source_folders(context: str) -> set[str]:
    inner = f"./{context}" if context else "."
    return {".", "./src", "./app", inner, context, f"{inner}/src", f"{inner}/app", "$PWD", "${PWD}", "./"}


_MODES = frozenset("ASPNETCORE_ENVIRONMENT DOTNET_ENVIRONMENT NODE_ENV FLASK_ENV APP_ENV GO_ENV".split())
"""What frameworks take their mode from. Not Rails, whose server in development is told as what it is."""
_DEVELOPMENT_VALUES = frozenset("development dev local".split())


def _is_in_development_mode(container: Container) -> bool:
    """Whether what is built here is told, in so many words, to run as in development."""
    told = {(v.value or "").lower() for v in container.settings if v.name in _MODES}
    return container.build is not None and bool(told & _DEVELOPMENT_VALUES)


_TRIALS = frozenset("local dev development e2e test".split())


def _is_built_for_development(container: Container) -> bool:
    """Whether the Dockerfile, the stage or the name of what is built here says so: `Dockerfile.dev`, `shop-local`."""
    if container.build is None:
        return False
    stated = from_path((container.build.dockerfile or "").rpartition("/")[2])
    if (stated is not None and stated.kind in _NOT_FOR_USE) or container.build.target.lower() in _TRIALS:
        return True
    image = container.image
    return image is not None and (words_of(image.name)[-1:] or [""])[0] in _TRIALS


_NOT_FOR_USE = (EnvironmentKind.DEVELOPMENT, EnvironmentKind.TEST)


def _starts_for_development(container: Container) -> bool:
    arguments = container.build.arguments if container.build else ()
    names = [v.name for v in (*container.settings, *arguments)] + [m.source for m in container.mounts]
    if any("xdebug" in name.lower() for name in names):
        return True
    for command in container.starts:
        words = set(command.words)
        if command.name in _DEVELOPMENT_COMMANDS or words & {"--reload", "runserver", "nodemon"}:
            return True
        if command.name in ("npm", "yarn", "pnpm") and words & {
            "dev",
            "start:dev",
            "watch",
            "develop",
            "serve:dev",
        }:
            return True
        if "flask" in command.words[:3] and "run" in words:
            return True
    return False
