"""A container installs or compiles every time it starts.

What belongs into the build happens at each start: slowly, against a registry that may be down just when the container
has to come back, and with whatever versions are current that minute. Two replicas of one image run different code.

Install and compile in the Dockerfile, and let the container start the program. Plugins belong into an image of your own
`FROM` the off-the-shelf one.

It is fine for development, and for what has to happen at deployment: database migrations, collecting static files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from complexity_lint import (
    Command,
    Container,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    Related,
    System,
    Variable,
    Workload,
    check,
    installation,
)

PLUGIN_SETTINGS = re.compile(
    r"^(GF_INSTALL_PLUGINS|GF_PLUGINS_PREINSTALL(_SYNC)?|_PIP_ADDITIONAL_REQUIREMENTS|EXTRA_PIP_PACKAGES|PIP_PACKAGES|"
    r"EXTRA_CONDA_PACKAGES|EXTRA_APT_PACKAGES|ES_PLUGINS|ELASTICSEARCH_PLUGINS|RABBITMQ_PLUGINS_TO_INSTALL|"
    r"NEO4J_PLUGINS|NEO4JLABS_PLUGINS|KONG_INSTALL_PLUGINS|JENKINS_PLUGINS|CONNECT_PLUGINS|MOODLE_PLUGINS|"
    r"WORDPRESS_PLUGINS|GRAFANA_PLUGINS|INSTALL_PLUGINS|DOCKER_MODS|NPM_INSTALL|VAULT_PLUGINS|N8N_CUSTOM_NODES)$"
)
"""Switches of published images that make them install at start, from the images' own documentation."""

WORK: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("npm",), ("install", "ci", "i", "clean-install"), "installs packages"),
    (("yarn",), ("install", ""), "installs packages"),
    (("pnpm", "bun"), ("install", "i"), "installs packages"),
    (
        ("pnpm", "yarn"),
        ("dlx",),
        "downloads packages",
    ),  # pnpm.io/cli/dlx: without installing them in the project
    (
        ("npm", "yarn", "pnpm", "bun"),
        ("run build", "build", "run build:prod", "run compile"),
        "builds a front end",
    ),
    (("bundle",), ("install",), "installs packages"),
    (
        ("bundle", "rails", "rake"),
        ("exec rails assets:precompile", "assets:precompile", "exec rake assets:precompile"),
        "builds a front end",
    ),
    (("composer", "composer.phar"), ("install", "update", "require"), "installs packages"),
    (("poetry", "pipenv", "pdm"), ("install", "sync"), "installs packages"),
    (("uv",), ("sync", "pip install"), "installs packages"),
    (("go",), ("run", "build", "install", "get"), "compiles"),
    (("cargo",), ("run", "build", "install"), "compiles"),
    (("mvn", "mvnw"), ("spring-boot:run", "package", "install", "compile", "jetty:run", "clean"), "compiles"),
    (("gradle", "gradlew"), ("bootRun", "build", "run", "assemble"), "compiles"),
    (("dotnet",), ("run", "watch", "build", "restore", "publish"), "compiles"),
    (("mix",), ("deps.get", "compile"), "compiles"),
    (("sbt",), ("run", "compile"), "compiles"),
    (("webpack", "tsc", "vite", "ng"), ("build", "-p", "--mode production"), "builds a front end"),
    (
        (
            "elasticsearch-plugin",
            "opensearch-plugin",
            "logstash-plugin",
            "kibana-plugin",
            "confluent-hub",
            "grafana-cli",
            "jenkins-plugin-cli",
            "install-plugins.sh",
        ),
        ("install", "plugins install", ""),
        "installs plugins",
    ),
    (
        ("kc.sh",),
        ("build",),
        "builds itself anew",
    ),  # keycloak.org/server/containers: that makes an optimized image
    (("rustc", "javac", "make", "gcc", "g++"), ("",), "compiles"),
)


@check("work-at-container-start", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def work_at_container_start(system: System) -> Iterator[Finding]:
    told: set[tuple[Location, tuple[str, ...]]] = set()  # a script that several workloads run is written once
    for workload in system.workloads:
        if workload.is_production:
            for container in workload.containers:
                for finding in _of_container(workload, container):
                    if (finding.at, finding.environments) not in told:
                        told.add((finding.at, finding.environments))
                        yield finding
    seen: set[Location] = set()
    for build in system.builds:
        if build.is_deployed:
            yield from _of_build(build, seen)


def _of_container(workload: Workload, container: Container) -> Iterator[Finding]:
    found = _first(container.starts)
    if found:
        command, what = found
        finding = _finding(command, what, workload.name, workload.environments)
        yield replace(finding, related=_template(workload, container, command))
    for setting in container.settings:
        if PLUGIN_SETTINGS.match(setting.name) and _is_set(setting):
            yield Finding(
                setting.at,
                f"{setting.name} makes {workload.name} download and install at every start",
                entity=workload.name,
                evidence=setting.name,
                environments=workload.environments,
            )


def _template(workload: Workload, container: Container, command: Command) -> tuple[Related, ...]:
    """The template that prints a command from its chart's values."""
    printed = command.at.path.endswith((".yaml", ".yml")) and command.at.path != container.at.path
    return (Related(container.at, "the template"),) if workload.format == "chart" and printed else ()


def _is_set(setting: Variable) -> bool:
    return bool(setting.value and setting.value.strip() not in ("[]", "false", "0", "''", '""'))


def _of_build(build: ImageBuild, seen: set[Location]) -> Iterator[Finding]:
    found = _first(build.starts)
    if found and found[0].at not in seen:
        seen.add(found[0].at)
        folder = build.at.path.rpartition("/")[0].rpartition("/")[2]
        yield _finding(
            found[0], found[1], build.references[0].name if build.references else folder or "the image", ()
        )


def _finding(command: Command, what: str, name: str, environments: tuple[str, ...]) -> Finding:
    shown = " ".join(command.words[:4])
    message = f"{name} {what} at every start (`{shown}`): that belongs into the image's build"
    return Finding(command.at, message, entity=name, evidence=shown, environments=environments)


def _first(commands: Sequence[Command]) -> tuple[Command, str] | None:
    for command in commands:
        what = _work(command)
        if what:
            return command, what
    return None


def _work(command: Command) -> str:
    """What a command does that belongs into a build, in words; empty for what may happen at a start."""
    if installation(command):
        return "installs packages"
    words = [word for word in command.arguments if not word.startswith("-")]
    name = re.sub(r"^pip[\d.]+$", "pip", command.name)
    if (name == "pip" and words[:1] == ["install"]) or command.words[1:4] == ("-m", "pip", "install"):
        return "installs packages"
    first, both = " ".join(words[:1]), " ".join(words[:2])
    for programs, verbs, what in WORK:
        if (
            name in programs
            and (first in verbs or both in verbs)
            and not {"--version", "--help", "-v"} & set(command.words)
        ):
            return what
    return ""
