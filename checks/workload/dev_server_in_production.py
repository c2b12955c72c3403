"""Production runs a development server.

It serves one request after another, shows its stack traces and settings to whoever causes an error, watches files that
never change and says on its own first line that it is not for production. `python app.py` starts one too where the
script ends in Flask's `app.run()`.

Start the application with a server that is made for it: gunicorn or uvicorn without `--reload`, `node server.js`, a
build of the front end behind nginx, `puma`, `php-fpm`.

It is fine in development, where it is what one wants.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from complexity_lint import (
    Command,
    Container,
    Declaration,
    Finding,
    ImageBuild,
    Level,
    Location,
    MountKind,
    Precision,
    Related,
    System,
    Workload,
    check,
)

PACKAGE_SCRIPTS = frozenset({"dev", "start:dev", "develop", "watch", "serve:dev", "dev:server", "start-dev"})
MANAGERS = frozenset({"npm", "yarn", "pnpm", "bun"})
SERVING_SCRIPTS = PACKAGE_SCRIPTS | {"serve"}
"""Scripts that are for development by their name; `serve` where what it runs says so too."""
WATCHERS = frozenset(
    "nodemon ts-node-dev tsnd webpack-dev-server watchmedo air reflex cargo-watch entr".split()
)
CODE_HOMES = re.compile(
    r"/app|/code|/src|/srv|/workspace|/usr/src/app|/var/www(/html)?|/usr/share/nginx/html|/opt/app"
)
DEVELOPMENT_SCRIPT = re.compile(r"(?i)(^|/)(dev[-_]?server|server[-_.]dev|webpack-dev-server)(\.[cm]?js)?$")
OWN_SOURCES = re.compile(r"\.?/?(src|app)?/?")


@dataclass(frozen=True, slots=True)
class _Server:
    """A development server: where it is started, what it is, and where the one is that a script starts."""

    at: Location
    what: str
    called: Location | None = None


@check("dev-server-in-production", Level.ERROR, since="0.1.0", precision=Precision.HIGH)
def dev_server_in_production(system: System) -> Iterator[Finding]:
    builds = {(build.at.path, build.target): build for build in system.builds}
    of_scripts = {server.started_at: server.at for server in system.development_servers}
    seen: set[Location] = set()
    for workload in system.workloads:
        if not workload.is_production:
            continue
        known = workload.software is not None and not workload.is_first_party
        if known:
            yield from _of_others(workload, seen)
        for container in workload.containers if not known else ():
            target = container.build.target if container.build else ""
            build = builds.get((workload.built_by, target)) if container is workload.main else None
            found = _started(container, build, of_scripts) or _mounted(container)
            # several deployments of one image are served by the same line
            if found is not None and not container.initial and found.at not in seen:
                seen.add(found.at)
                yield _finding(workload, found)


MODES = {"keycloak": "start-dev", "vault": "-dev", "consul": "-dev"}
"""What programs of others are told to start in their modes for development (keycloak.org, "Configuring Keycloak";
developer.hashicorp.com, "Dev server mode", "consul agent").
"""


def _of_others(workload: Workload, seen: set[Location]) -> Iterator[Finding]:
    """A program of others that is told to start as its makers do it for trying it out."""
    software, container = workload.software, workload.main
    mode = MODES.get(software.id, "") if software is not None else ""
    if software is None or container is None or not mode:
        return
    for command in container.starts:
        at = next((word.at for word in container.words if word.value == mode), command.at)
        if mode in command.words and at not in seen:
            seen.add(at)
            yield _finding(workload, _Server(at, f"`{mode}` of {software.title}"))


def _started(
    container: Container, build: ImageBuild | None, of_scripts: Mapping[Location, Location]
) -> _Server | None:
    """The development server that a container starts: what the deployment says, or else what the image does."""
    own = container.command is not None or container.arguments is not None
    modes = {s.name: s.value or "" for s in container.settings}
    of_image = {} if build is None else _variables(build)
    commands: Sequence[Command] = container.starts if own else build.starts if build else ()
    for command in commands:
        what = _server(command, {**of_image, **modes})
        if not what and command.at in of_scripts:
            what = f"the `run()` of its framework in {of_scripts[command.at].path}"
        if what:
            caller = _calling(command, commands)
            if caller is not None:
                return _Server(caller.at, what, command.at)
            return _Server(command.at, what, of_scripts.get(command.at))
    return None


def _calling(command: Command, commands: Sequence[Command]) -> Command | None:
    """What runs a script of `package.json` whose name says what it is for: that line is to be changed, and not the
    script, which development has its use for.
    """
    if not command.at.path.endswith("package.json"):
        return None
    return next((one for one in commands if _package_script(one) in SERVING_SCRIPTS), None)


def _package_script(command: Command) -> str:
    """The script of `package.json` that a command runs, empty for none."""
    words = [word for word in command.arguments if not word.startswith("-")]
    if command.name not in MANAGERS or not words:
        return ""
    return words[1] if words[0] in ("run", "run-script") and len(words) > 1 else words[0]


def _variables(build: ImageBuild) -> dict[str, str]:
    found: dict[str, str] = {}
    for stage in reversed(build.shipped_stages):
        for step in stage.steps:
            if isinstance(step, Declaration):
                found |= {v.name: v.value or "" for v in step.variables}
    return found


def _server(command: Command, modes: dict[str, str]) -> str:
    """The development server a command starts, as it is called; empty for all others."""
    words = [word for word in command.arguments if not word.startswith("-")]
    name, first = command.name, words[0] if words else ""
    if "runserver" in command.words and (name.startswith("python") or name in ("manage.py", "django-admin")):
        return "Django's runserver"
    if (name == "flask" or command.words[1:3] == ("-m", "flask")) and "run" in words:
        return "flask run"
    if name in MANAGERS:
        script = _package_script(command)
        return f"{name} run {script}" if script in PACKAGE_SCRIPTS else ""
    if name in WATCHERS:
        return name
    if name in ("npx", "pnpx", "bunx") and first in WATCHERS:
        return f"{name} {first}"
    if name in ("uvicorn", "gunicorn", "hypercorn", "daphne") and "--reload" in command.arguments:
        return f"{name} --reload"
    return _front_end(name, first, words) or _other(name, words, command, modes)


def _front_end(name: str, first: str, words: list[str]) -> str:
    if name in ("npx", "pnpx") and words:
        return _front_end(words[0], words[1] if len(words) > 1 else "", words[1:])
    if (name, first) in (("react-scripts", "start"), ("vue-cli-service", "serve"), ("gatsby", "develop")):
        return f"{name} {first}"
    if (name, first) in (
        ("next", "dev"),
        ("nuxt", "dev"),
        ("ng", "serve"),
        ("webpack", "serve"),
        ("remix", "dev"),
    ):
        return f"{name} {first}"
    if name == "vite" and first in ("", "dev", "serve"):
        return "vite"
    return ""


def _other(name: str, words: list[str], command: Command, modes: dict[str, str]) -> str:
    if name in ("rails", "bin/rails") and words[:1] and words[0] in ("s", "server"):
        mode = modes.get("RAILS_ENV") or modes.get("RACK_ENV") or _given(command, "-e", "--environment")
        return "rails server in development" if mode == "development" else ""
    if name == "php" and (words[:2] == ["artisan", "serve"] or "-S" in command.arguments):
        return "PHP's built-in server"
    if name == "dotnet" and words[:1] == ["watch"]:
        return "dotnet watch"
    if name == "node" and "--watch" in command.arguments:
        return "node --watch"
    if name == "node" and words and DEVELOPMENT_SCRIPT.search(words[0]):
        return words[0]
    return ""


def _given(command: Command, *names: str) -> str:
    return next(iter(command.values_of(*names)), "")


def _mounted(container: Container) -> _Server | None:
    """Sources of the repository mounted over those that the image was built with."""
    for mount in container.mounts if container.build is not None else ():
        is_home = CODE_HOMES.fullmatch(mount.target.rstrip("/"))
        context = container.build.context if container.build else None
        own = OWN_SOURCES.fullmatch(mount.source) or (context and mount.source.strip("./") == context)
        if mount.kind is MountKind.BIND and is_home and own and mount.source.startswith("."):
            return _Server(mount.at, f"the sources in {mount.source} over its image")
    return None


def _finding(workload: Workload, found: _Server) -> Finding:
    what = found.what
    how = f"mounts {what}" if what.startswith("the sources") else f"is served by {what}"
    end = (
        "what was built is not what runs"
        if what.startswith("the sources")
        else "that is made for development"
    )
    return Finding(
        at=found.at,
        message=f"{workload.name} {how} in production: {end}",
        entity=workload.name,
        evidence=what,
        environments=workload.environments,
        related=() if found.called is None else (Related(found.called, "the server that the script starts"),),
    )
