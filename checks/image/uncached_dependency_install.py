"""A heavy dependency install starts from nothing at every build.

Maven, Gradle, Cargo, Go and machine-learning wheels download and compile for minutes. With the sources copied before
it and no cache sources, that time is paid for every change of a line, by everybody and by every pipeline.

Install in a layer that depends on the manifests alone (`COPY go.mod go.sum ./` and `go mod download`,
`mvn dependency:go-offline`, `cargo chef`), or keep the packages in a cache mount
(`RUN --mount=type=cache,target=/root/.m2`): BuildKit, the builder of every current Docker, has it without a
`# syntax` line.

It is fine for images that are built once in a while, where a remote builder keeps its caches, where the project
names no package or the compiler is told to download nothing (`--no-restore`, `--offline`), and where the cache folder
comes from a stage of its own.
"""

from collections.abc import Iterator, Mapping

from complexity_lint import (
    Command,
    Copy,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    Related,
    Run,
    System,
    caches_brought,
    check,
    heavy_wheels,
    is_offline,
    is_used_up,
    maven_goal,
    names_no_package,
    stages_below,
)

FETCHES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "mvn": (("package", "install", "compile", "verify", "deploy"), "maven", "/root/.m2"),
    "gradle": (
        ("build", "assemble", "bootJar", "installDist", "shadowJar", "jar", "war", "bootWar"),
        "gradle",
        "/root/.gradle",
    ),
    "cargo": (("build", "install", "rustc"), "cargo", "/usr/local/cargo/registry"),
    "go": (("build", "install"), "go", "/go/pkg/mod"),
    "dotnet": (("build", "publish", "pack"), "dotnet", "/root/.nuget/packages"),
    "sbt": (("assembly", "compile", "package", "stage", "dist"), "sbt", "/root/.ivy2"),
    "stack": (("build", "install"), "stack", "/root/.stack"),
    "cabal": (("build", "install", "v2-build", "v2-install"), "cabal", "/root/.cabal"),
}
"""Compilers' front ends, the commands of theirs that also download dependencies, and where they keep them."""

DEPENDENCY_ONLY: dict[str, tuple[str, ...]] = {
    "maven": (
        "dependency:go-offline",
        "dependency:resolve",
        "dependency:resolve-plugins",
        "go-offline",
        "dependency:copy-dependencies",
        "go-offline:resolve-dependencies",
    ),
    "gradle": ("dependencies", "downloadDependencies", "resolveDependencies", "--refresh-dependencies"),
    "cargo": ("fetch", "chef"),
    "go": ("mod", "get"),
    "sbt": ("update",),
    "dotnet": ("restore",),
}


@check("uncached-dependency-install", Level.NOTE, since="0.1.0", precision=Precision.HIGH)
def uncached_dependency_install(system: System) -> Iterator[Finding]:
    seen: set[Location] = set()
    bases = {build.at.path: build for build in system.builds}
    for build in system.builds:
        if not build.is_deployed:
            continue
        for index, stage in enumerate(build.dockerfile.stages):
            # what one context does not hold, another may
            told = stage.at in seen or stage.is_unchosen
            for finding in _in_stage(build, index, bases) if not told else ():
                seen.add(stage.at)
                yield finding


def _in_stage(build: ImageBuild, index: int, bases: Mapping[str, ImageBuild]) -> Iterator[Finding]:
    copied, resolved = _below(build, index, bases)
    stage = build.dockerfile.stages[index]
    sources = copied
    for step in stage.steps:
        if isinstance(step, Copy):
            brought = sources is None and _is_sources(step) and not is_used_up(step, stage)
            sources = step if brought else sources
            resolved |= {"cargo" if kind == "rust" else kind for kind in caches_brought(step)}
        elif isinstance(step, Run):
            for command in step.commands:
                family, cache = _fetch(command, sources)
                cached = any(mount.kind == "cache" for mount in step.mounts)
                told = family not in resolved and not cached
                told = told and not names_no_package(command.words, stage, build)
                if family and sources is not None and told:
                    yield _finding(command, sources, cache, build)
                    return
                resolved |= {family} if family else set()
                resolved |= _resolves(command) | (_early(command) if sources is None else set())


def _below(build: ImageBuild, index: int, bases: Mapping[str, ImageBuild]) -> tuple[Copy | None, set[str]]:
    """The first copy of sources in the file's stages below, and what all stages below have resolved."""
    chain = list(stages_below(build.dockerfile.stages[index], build, bases))
    copied: Copy | None = None
    resolved: set[str] = set()
    for step, of in ((step, of) for stage, of in reversed(chain) for step in stage.steps):
        if isinstance(step, Copy) and copied is None and of is build and _is_sources(step):
            copied = step
        elif isinstance(step, Run):
            for command in step.commands:
                family, _ = _fetch(command, copied)
                resolved |= _resolves(command) | ({family} if family else set())
    return copied, resolved


def _is_sources(step: Copy) -> bool:
    """Whether a COPY brings what changes with every edit, and not the manifests alone."""
    if step.from_ or step.is_heredoc:
        return False
    if step.held is None:
        return step.takes_all or any(
            s.rstrip("/").rpartition("/")[2] in ("src", "cmd", "app") for s in step.sources
        )
    return step.takes_all or step.held.code_files > 0


def _fetch(command: Command, copied: Copy | None) -> tuple[str, str]:
    """The family of heavy dependencies that a command downloads, and the folder a cache would keep."""
    words = [word for word in command.arguments if not word.startswith("-")]
    name = {"mvnw": "mvn", "gradlew": "gradle"}.get(command.name, command.name)
    if name in FETCHES:
        verbs, family, cache = FETCHES[name]
        verb = words[:1] if name in ("go", "cargo", "dotnet") else words
        # Gradle's tasks are written with the project in front: `:shop:bootJar`
        hit = any(word.rpartition(":")[2] in verbs for word in verb)
        return (family, cache) if hit and _downloads(family, command, copied, words) else ("", "")
    held = copied.held if copied is not None and _installs_requirements(command) else None
    if heavy_wheels(command.words) or (held is not None and held.heavy):
        return "python", "/root/.cache/pip"
    return "", ""


def _downloads(family: str, command: Command, copied: Copy | None, words: list[str]) -> bool:
    if family == "cargo" and words[:1] == ["install"]:
        return "--path" in command.words
    if is_offline(command.words):
        return False
    if family != "go":
        return True
    if any("@" in word for word in words):
        return False
    held = copied.held if copied else None
    return held is None or ("go.sum" in held.manifests and "modules.txt" not in held.manifests)


def _installs_requirements(command: Command) -> bool:
    words = command.words
    pip = command.name.startswith("pip") or words[1:3] == ("-m", "pip") or words[:2] == ("uv", "pip")
    if pip and "install" in words:
        return bool({"-r", "--requirement", ".", "-e"} & set(words))
    return (command.name, words[1:2]) in (
        ("poetry", ("install",)),
        ("uv", ("sync",)),
        ("pipenv", ("install",)),
    )


def _resolves(command: Command) -> set[str]:
    """The families whose dependencies a command fetches by themselves."""
    name = {"mvnw": "maven", "mvn": "maven", "gradlew": "gradle"}.get(command.name, command.name)
    words = [word.rpartition(":")[2] if name == "gradle" else maven_goal(word) for word in command.arguments]
    return {name} if any(word.startswith(DEPENDENCY_ONLY.get(name, ("\0",))) for word in words) else set()


def _early(command: Command) -> set[str]:
    """The family of a compiler's front end that runs before the sources are there: it fetches what it needs."""
    if _installs_requirements(command):
        return {"python"}
    name = {"mvnw": "mvn", "gradlew": "gradle"}.get(command.name, command.name)
    return {FETCHES[name][1]} if name in ("mvn", "gradle", "cargo", "sbt", "stack", "cabal") else set()


def _finding(command: Command, copied: Copy, cache: str, build: ImageBuild) -> Finding:
    named = heavy_wheels(command.words)
    shown = command.words.index("install") + 1 if named else 3
    what = " ".join(command.words[:shown])
    all_ = ", ".join(named) if named else "all dependencies"
    return Finding(
        command.at,
        f"`{what}` downloads {all_} again at every change of the sources: no cache mount "
        f"(`--mount=type=cache,target={cache}`), no layer of its own for them",
        related=(Related(copied.at, "the sources come in here"),),
        entity=build.at.path,
        evidence=what,
    )
