"""A pipeline builds images without a cache.

The runner is new each time, so every layer is built again for every commit: the time that a cache would save is paid
by everybody who waits for a review or a fix in production, every time.

Give the builder a cache that outlives the runner: `cache-from` and `cache-to` with `type=gha` or `type=registry`, the
platform's own layer cache, kaniko's `--cache=true`, or a remote builder that keeps its layers.

It is fine on runners of one's own whose Docker daemon stays, with remote builders, in a pipeline that only runs by the
calendar to bring in what is new, and where there is nothing to cache because the image only copies files.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint import (
    ActionUse,
    AddKeys,
    BuildTarget,
    Command,
    EnvironmentKind,
    Finding,
    Fix,
    ImageBuild,
    Job,
    Level,
    Location,
    Precision,
    Related,
    Run,
    RunnerKind,
    Safety,
    Script,
    ScriptKind,
    System,
    Variable,
    check,
)

EPHEMERAL_WHEN_UNKNOWN = ("Drone", "Woodpecker", "Jenkins")
"""Hosts whose agents are containers unless they say they are machines."""
KEEPS_LAYERS = re.compile(r"depot|namespace|nscloud|blacksmith|warp", re.IGNORECASE)
"""Runners that come with a builder whose layers stay, by their makers' pages."""
REMOTE_DRIVERS = ("remote", "cloud", "kubernetes")
LAYER_CACHE = re.compile(r"docker|buildx|buildkit|layer|/var/lib/containers|kaniko", re.IGNORECASE)
COMPOSE = (("docker", "compose"), ("docker-compose",))
HIDDEN = re.compile(r"(^|/)\.[^/]+/")
"""Folders of editors (`.devcontainer/`): nobody's pipeline builds what their compose files do."""
PLUGINS = ("plugins/docker", "plugins/ecr", "plugins/gcr", "plugins/acr", "docker-buildx")


@check("uncached-image-build", Level.WARNING, since="0.1.0", precision=Precision.HIGH, fixes=Safety.SAFE)
def uncached_image_build(system: System) -> Iterator[Finding]:
    nothing_to_cache = _places_of_plain_copies(system)
    # steps that several jobs share are told once
    told: set[tuple[str, int | None]] = set()
    for script in system.scripts:
        if not _is_run(script) or (script.system == "AWS CodeBuild" and _project_caches(system)):
            continue
        for job in script.jobs:
            if _starts_empty(job, script) and not _keeps_layers(job) and not _looks_for_news(job, script):
                for finding in _in_job(job, script, system, nothing_to_cache):
                    place = (finding.at.path, finding.at.line)
                    if place not in told:
                        told.add(place)
                        yield finding
    yield from _projects(system)


ROOT_ONLY = {"GitHub Actions": ".", "CircleCI": ".circleci/", "Travis CI": ".travis", "Azure Pipelines": ""}
"""Where a host looks for its file; one further down came with somebody else's project and is never run."""


def _is_run(script: Script) -> bool:
    start = ROOT_ONLY.get(script.system, "")
    own = (
        script.environment.kind is not EnvironmentKind.EXAMPLE
    )  # what others begin theirs with runs nowhere here
    return script.kind is ScriptKind.PIPELINE and own and script.at.path.startswith(start)


def _in_job(job: Job, script: Script, system: System, plain: set[Location]) -> Iterator[Finding]:
    made: set[tuple[str, str, str, str]] = set()
    for action in job.actions:
        how = _uncached_action(action, system)
        # a second step of the same job has the layers of the first
        again = action.name == "docker/build-push-action" and _built(action) in made
        if action.name == "docker/build-push-action":
            made.add(_built(action))
        if how and not again and action.at not in plain:
            fix = _cached(action, job, script, system)
            off = _switched_off(action)
            at, how = (
                (off.at, f"build-push-action has `{off.name}: {off.value}`") if off else (action.at, how)
            )
            yield replace(_finding(at, how, job, script, action.name), fix=fix)
    commands = [c for c in job.commands if _is_uncached(c, system) and c.at not in plain]
    if commands:
        first, *others = commands
        what = _shown(first)
        related = tuple(Related(c.at, "builds without a cache too") for c in others[:5])
        how = f"`{what}` takes no layers from an earlier build"
        at, machine = first.at, _docker_of_circleci(job)
        if machine is not None:
            at, how = machine, f"{how}: setup_remote_docker is without `docker_layer_caching`"
            related = (Related(first.at, "builds without a cache"), *related)
        yield _finding(at, how, job, script, what, related)


def _docker_of_circleci(job: Job) -> Location | None:
    """Where a job of CircleCI asks for the machine that builds, which has a switch for the layers' cache."""
    asked = next((action for action in job.actions if action.name == "setup_remote_docker"), None)
    switch = asked.input("docker_layer_caching") if asked else None
    return switch.at if switch else asked.at if asked else None


def _finding(
    at: Location, how: str, job: Job, script: Script, evidence: str, related: tuple[Related, ...] = ()
) -> Finding:
    return Finding(
        at,
        f"{how}, and the runner of {job.name} is new each time: everything is built again with every run",
        related=related,
        entity=f"{script.at.path} {job.name}",
        evidence=evidence,
    )


def _starts_empty(job: Job, script: Script) -> bool:
    if job.runner is RunnerKind.SELF_HOSTED:
        inside = job.image is not None and job.image.name in ("docker", "dind", "kaniko", "executor")
        return script.system == "Jenkins" and inside
    return job.runner is RunnerKind.HOSTED or script.system in EPHEMERAL_WHEN_UNKNOWN


SCANNERS = re.compile(r"(?i)\b(trivy|grype|snyk|anchore|clair|docker-scout)\b|(^|/)scan-action")


BY_THE_CALENDAR = frozenset(("schedule", "manual"))
"""Triggers of a pipeline that no commit starts: people only start by hand what the calendar starts otherwise."""


def _looks_for_news(job: Job, script: Script) -> bool:
    """Whether a job builds by the calendar to bring in newer packages, which a cache would keep out: because nothing
    else starts it, or only to scan what comes of them.
    """
    if "schedule" in script.triggers and set(script.triggers) <= BY_THE_CALENDAR:
        return True
    named = [*(action.name for action in job.actions), *(command.name for command in job.commands)]
    return "schedule" in script.triggers and not script.pushes and any(SCANNERS.search(one) for one in named)


def _keeps_layers(job: Job) -> bool:
    if any(KEEPS_LAYERS.search(label) for label in job.labels):
        return True
    if any(LAYER_CACHE.search(cache.value) for cache in job.caches):
        return True
    for action in job.actions:
        driver, endpoint = action.input("driver"), action.input("endpoint")
        if (
            action.name == "docker/setup-buildx-action"
            and driver is not None
            and driver.value in REMOTE_DRIVERS
        ):
            return True
        if action.name == "docker/setup-buildx-action" and endpoint is not None and endpoint.value:
            return True
        layers = action.input("docker_layer_caching")
        if (
            action.name == "setup_remote_docker"
            and layers is not None
            and layers.value not in (None, "false")
        ):
            return True
        if KEEPS_LAYERS.match(action.name) or "docker-layer-caching" in action.name:
            return True
    for command in job.commands:
        if command.words[:3] == ("docker", "buildx", "create") and set(command.values_of("--driver")) & set(
            REMOTE_DRIVERS
        ):
            return True
        if command.name == "depot" or any(name == "DOCKER_HOST" for name, _ in command.assignments):
            return True
    return False


def _uncached_action(action: ActionUse, system: System) -> str:
    """In which way an action builds an image without a cache, empty where it does not."""
    name = action.name.lower()
    given = {variable.name.lower().replace("_", "-") for variable in action.inputs if variable.value}
    if name == "docker/build-push-action":
        return "" if "cache-from" in given else "build-push-action has no `cache-from`"
    if name == "docker/bake-action":
        overrides = action.input("set")
        cached = overrides is not None and "cache-from" in (overrides.value or "")
        return "" if cached or _bake_caches(system.build_targets) else "bake-action has no `cache-from`"
    if name in PLUGINS or name.endswith(("/plugin-docker-buildx", "drone-docker")):
        return "" if given & {"cache-from", "use-cache"} else f"{action.name} has no `cache_from`"
    if name == "plugins/kaniko" or name.endswith("drone-kaniko"):
        return "" if given & {"cache", "enable-cache"} else f"{action.name} has no cache"
    if name == "docker" and action.version.startswith(("0", "1", "2")):
        return _azure_task(action)
    if name == "docker.build":
        arguments = " ".join(variable.value or "" for variable in action.inputs)
        return "" if "--cache-from" in arguments else "`docker.build` takes no layers from an earlier build"
    if name in ("circleci/docker/build", "circleci/docker/publish", "circleci/aws-ecr/build_and_push_image"):
        switches = {
            "cache-from",
            "remote-docker-layer-caching",
            "use-docker-layer-caching",
            "extra-build-args",
        }
        return "" if given & switches else f"{action.name} has no layer cache"
    return ""


def _switched_off(action: ActionUse) -> Variable | None:
    """The input of a build step that keeps every cache out, whatever else it is given."""
    switch = action.input("no-cache") if action.name.lower() == "docker/build-push-action" else None
    return switch if switch is not None and (switch.value or "").lower() == "true" else None


BUILDER = "docker/setup-buildx-action"
"""It makes a builder that can write a cache; Docker's own cannot (docs.docker.com, build/cache/backends/gha)."""
UNFIT = ("cache-to", "no-cache", "no-cache-filters", "builder", "call")


def _cached(action: ActionUse, job: Job, script: Script, system: System) -> Fix | None:
    """The cache of GitHub Actions for a build, where the builder can write it and the build has its own scope."""
    if action.name.lower() != "docker/build-push-action" or re.match(r"v?1(\.|$)", action.version):
        return None
    if (
        "schedule" in script.triggers
    ):  # then it is built anew to bring in what is new, which a cache would keep out
        return None
    before = job.actions[: job.actions.index(action)]
    builders = [one for one in before if one.name.lower() == BUILDER]
    platforms = action.input("platforms")
    if not builders or any(one.input("driver") for one in builders) or any(action.input(n) for n in UNFIT):
        return None
    if platforms is not None and "${{" in (platforms.value or ""):
        return None
    scope = _scope(action, system)
    if scope is None:
        return None
    part = f",scope={scope}" if scope else ""
    keys = (("cache-from", f"type=gha{part}"), ("cache-to", f"type=gha,mode=max{part}"))
    return Fix("keep the layers in the cache of GitHub Actions", (AddKeys(action.at, keys, under="with"),))


def _scope(action: ActionUse, system: System) -> str | None:
    """The name of a build's cache: empty where only one thing is built, since builds of one scope overwrite each
    other; None where no name can be made.
    """
    builds = {
        _built(one)
        for other in system.scripts
        for job in other.jobs
        for one in job.actions
        if one.name.lower() == "docker/build-push-action"
    }
    context, dockerfile, target, _ = _built(action)
    if len(builds) == 1 and "${{" not in "".join(_built(action)):
        return ""
    name = "-".join(part for part in (dockerfile or context or "root", target) if part)
    name = re.sub(r"^\./|/$", "", name) if name not in (".", "./") else "root"
    name = re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", r"${{ \1 }}", name)
    fits = re.fullmatch(r"([A-Za-z0-9_./-]|\$\{\{ (matrix|env|inputs)\.[\w.-]+ \}\})+", name)
    return name if fits and not _differs_otherwise(action, builds) else None


def _built(action: ActionUse) -> tuple[str, str, str, str]:
    """What one use of the action builds, as written."""
    values = [given.value or "" if given else "" for given in map(action.input, BUILT_BY)]
    return (values[0], values[1], values[2], values[3])


BUILT_BY = ("context", "file", "target", "build-args")


def _differs_otherwise(action: ActionUse, builds: set[tuple[str, str, str, str]]) -> bool:
    """Whether another build has the same name and other arguments: they would overwrite each other's cache."""
    own = _built(action)
    return any(other[:3] == own[:3] and other != own for other in builds)


def _azure_task(action: ActionUse) -> str:
    """Azure's `Docker` task (learn.microsoft.com, Docker@2)."""
    command = action.input("command")
    arguments = action.input("arguments")
    builds = command is None or command.value is None or "build" in command.value.lower()
    cached = arguments is not None and "--cache-from" in (arguments.value or "")
    return "" if cached or not builds else "the Docker task takes no layers from an earlier build"


def _bake_caches(targets: tuple[BuildTarget, ...]) -> bool:
    return any(target.cache_from for target in targets)


def _shown(command: Command) -> str:
    """A building command in short: `docker compose build` for `docker compose -f a.yml -f b.yml build`."""
    short = command.words[:3]
    verb = next((word for word in command.words if word in ("build", "bake", "up", "run")), "")
    if short[-1].startswith("-"):
        short = tuple(word for word in short if not word.startswith("-"))
        short += () if verb in short else (verb,)
    return " ".join(short)


def _is_uncached(command: Command, system: System) -> bool:
    words = command.words
    joined = " ".join(words)
    if "--cache-from" in joined or "--import-cache" in joined or "cache-from=" in joined:
        return False
    if command.name in ("docker", "docker-compose", "podman", "nerdctl") and {
        "--help",
        "--print",
        "--version",
    } & set(words):
        return False
    if _is_compose_build(command):
        requests = [
            c.build
            for w in system.workloads
            for c in w.containers
            if c.build and not HIDDEN.search(c.build.at.path)
        ]
        return bool(requests) and not any(request.cache_from for request in requests)
    if command.name in ("docker", "podman", "nerdctl"):
        rest = [word for word in words[1:] if not word.startswith("-")]
        if rest[:2] == ["buildx", "bake"]:
            return not _bake_caches(system.build_targets)
        builds = rest[:1] == ["build"] or rest[:2] in (
            ["buildx", "build"],
            ["image", "build"],
            ["builder", "build"],
        )
        return builds and not _is_remote(command)
    if command.name == "buildah":
        return words[1:2] in (("bud",), ("build",)) and "--layers" not in words
    if command.name == "executor" or joined.startswith("/kaniko/"):
        return not any(word in ("--cache", "--cache=true") for word in words)
    return False


def _is_compose_build(command: Command) -> bool:
    words = [word for word in command.words if not word.startswith("-")]
    for prefix in COMPOSE:
        if tuple(words[: len(prefix)]) == prefix:
            rest = words[len(prefix) :]
            if {"exec", "run"} & set(rest[: rest.index("build")] if "build" in rest else rest):
                return False  # what follows runs in a container
            return "build" in rest or ("up" in rest and "--build" in command.words)
    return False


def _is_remote(command: Command) -> bool:
    """Whether the build is done by a machine elsewhere, whose layers stay."""
    return any(word.startswith(("ssh://", "tcp://")) for word in command.words) or bool(
        command.values_of("-H", "--host")
    )


def _places_of_plain_copies(system: System) -> set[Location]:
    """Where builds are asked for that have nothing to cache: no stage of theirs runs anything that takes time."""
    return {at for build in system.builds if not _runs(build) for at in build.requested_at}


def _runs(build: ImageBuild) -> bool:
    runs = (step for stage in build.dockerfile.stages for step in stage.steps if isinstance(step, Run))
    return any(not run.commands or {c.name for c in run.commands} - INSTANT for run in runs)


INSTANT = frozenset(
    "mkdir chmod chown ln touch echo rm mv cp cd addgroup adduser groupadd useradd set true :".split()
)


def _project_caches(system: System) -> bool:
    """Whether the build projects of the repository speak for themselves: those that build images are told there."""
    return any(
        project.builds_images and project.builds_images.value is True for project in system.build_projects
    )


def _projects(system: System) -> Iterator[Finding]:
    for project in system.build_projects:
        builds = project.builds_images
        if builds is None or builds.value is not True or not project.environment.is_production:
            continue
        if project.cache is None or "LOCAL_DOCKER_LAYER_CACHE" not in project.cache.value:
            yield Finding(
                project.cache.at if project.cache else project.at,
                f"{project.name} builds images in {project.service} without a cache of Docker layers: everything is "
                "built again with every run",
                entity=project.name,
                evidence=project.service,
                environments=project.environment.names,
            )
