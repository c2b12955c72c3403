"""A whole distribution is deployed under a single program.

A static binary, a jar or a folder of web pages needs next to nothing around it. What a distribution or a JDK adds is
pulled by every node, reported by every scanner and has to be kept up to date, and nothing of it is used.

Put a static binary on `scratch` or a distroless image, a jar on a JRE (`eclipse-temurin:21-jre`), static files on the
web server's own slim image or, better, into an object store.

It is fine where the program needs the distribution's libraries (a Go binary built with cgo) or its tools, and where
all images of a company share the base anyway.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Command,
    Copy,
    Finding,
    ImageBuild,
    ImageReference,
    Level,
    Location,
    Precision,
    Run,
    System,
    builder_commands,
    carried_installations,
    check,
    image_words,
    stage_copies,
)

DISTRIBUTIONS = frozenset(
    "ubuntu debian centos fedora rockylinux almalinux oraclelinux amazonlinux opensuse leap buildpack-deps ubi8 ubi9 "
    "ubi10 ubi archlinux photon".split()
)
SLIM = re.compile(r"slim|minimal|micro|distroless|busybox|jre|alpine")
JDKS = frozenset(
    (
        "openjdk eclipse-temurin amazoncorretto zulu-openjdk zulu-openjdk-alpine zulu-openjdk-debian "
        "liberica-openjdk liberica-openjdk-alpine liberica-openjdk-alpine-musl liberica-openjdk-debian "
        "liberica-openjdk-rocky sapmachine temurin ibmjava"
    ).split()
)
HARMLESS = frozenset(
    "ca-certificates tzdata curl wget bash openssl gnupg locales dumb-init tini nginx apache2 httpd lighttpd "
    "nginx-light nginx-full openjdk default-jre default-jdk apt-transport-https procps "
    "shadow-utils shadow adduser".split()
)
JAVA_PACKAGE = re.compile(
    r"^(openjdk-\d+-(jre|jdk)(-headless)?|java-[\d.]+-(openjdk|amazon-corretto)(-headless|-devel)?|"
    r"default-(jre|jdk)(-headless)?)$"
)
WEB_SERVERS = frozenset({"nginx", "apache2", "apache2ctl", "httpd", "lighttpd"})
CGO_SIGNS = re.compile(r"(^|-)lib[\w.+-]*-dev$|^(gcc|g\+\+|build-base|build-essential)$")
CALLED_SO = frozenset("build builder ci base dev test tests toolchain sdk workspace".split())


@check("fat-base-image", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def fat_base_image(system: System) -> Iterator[Finding]:
    seen: set[Location] = set()
    for build in system.builds:
        stages = build.shipped_stages
        if not build.is_deployed or not stages or stages[-1].at in seen or image_words(build) & CALLED_SO:
            continue
        base = stages[-1].base
        told = _told(build, base)
        if told:
            seen.add(stages[-1].at)
            yield Finding(base.at, told, entity=build.at.path, evidence=base.text)


def _told(build: ImageBuild, base: ImageReference) -> str:
    jar = _jar(build)
    if base.name in JDKS:
        slim = "jre" in base.name or any(word in base.tag for word in ("jre", "headless"))
        # Corretto has a JRE for some versions only
        elsewhere = ", that of eclipse-temurin for one," if base.name == "amazoncorretto" else ""
        if jar and not slim:
            return f"{base.text} is a JDK under {jar}: a JRE of the same version{elsewhere} runs it"
        return ""
    if base.name not in DISTRIBUTIONS or SLIM.search(base.tag) or SLIM.search(base.repository):
        return ""
    if not _needs_little(build):
        return ""
    if jar:
        return f"{base.text} is a whole distribution under {jar}: a JRE image runs it"
    binary = _static_binary(build)
    if binary:
        what = f"{binary}, which is linked statically"
        return f"{base.text} is a whole distribution under {what}: `scratch` or distroless runs it"
    if _only_files(build):
        return f"{base.text} is a whole distribution under static files: the web server's own slim image serves them"
    return ""


def _needs_little(build: ImageBuild) -> bool:
    """Whether nothing is installed in the final image but what the program's kind needs anyway."""
    names = {name for one in carried_installations(build) for name in one.names}
    return all(name in HARMLESS or JAVA_PACKAGE.match(name) for name in names)


def _jar(build: ImageBuild) -> str:
    for command in build.starts:
        if command.name == "java" and "-jar" in command.words:
            jars = [word for word in command.words if word.endswith(".jar")]
            return jars[-1].rpartition("/")[2] if jars else "a jar"
    return ""


def _static_binary(build: ImageBuild) -> str:
    """The binary that the image starts, when another stage builds it in a way that links it statically."""
    stages = build.dockerfile.stages
    # a binary that a script starts may be one of many things the image runs
    started = {c.name for c in build.starts} if len(build.starts) <= 2 else set()
    for copy in stage_copies(build):
        if copy.from_stage is None or not 0 <= copy.from_stage < len(stages):
            continue
        names = {part.rstrip("/").rpartition("/")[2] for part in (*copy.sources, copy.destination)}
        if names & started and _is_static(build, copy):
            return min(names & started)
    return ""


def _is_static(build: ImageBuild, copy: Copy) -> bool:
    stage = build.dockerfile.stages[copy.from_stage or 0]
    index: int | None = copy.from_stage
    text, bases = "", []
    while index is not None:
        stage = build.dockerfile.stages[index]
        text += "".join(step.text for step in stage.steps if isinstance(step, Run))
        text += "".join(
            f" {v.name}={v.value} "
            for step in stage.steps
            if not isinstance(step, Copy | Run)
            for v in step.variables
        )
        bases.append(stage.base)
        index = stage.base_stage
    if re.search(r"CGO_ENABLED=[\"']?1", text) or any(_wants_libraries(c) for c in builder_commands(build)):
        return False
    if re.search(r"CGO_ENABLED=[\"']?0|-linux-musl|-extldflags[ =]+.{0,3}-static", text):
        return True
    # golang's Alpine images have no C compiler, without which go builds with cgo switched off (go.dev/doc/go1.20)
    return any(base.name == "golang" and "alpine" in base.tag for base in bases)


def _wants_libraries(command: Command) -> bool:
    return command.name in ("apt-get", "apt", "apk", "dnf", "yum") and any(
        CGO_SIGNS.match(w) for w in command.words
    )


def _only_files(build: ImageBuild) -> bool:
    """Whether what is started is a web server from the distribution, over files that are copied in."""
    copied = [
        copy
        for copy in stage_copies(build)
        if re.search(r"/(www|html|htdocs|public|static)\b", copy.destination)
    ]
    names = {command.name for command in build.starts}
    return bool(copied) and bool(names) and names <= WEB_SERVERS | {"nginx"}
