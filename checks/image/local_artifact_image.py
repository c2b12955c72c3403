"""An image copies in something that nobody else can make.

The Dockerfile takes a jar, a binary or a `dist` folder out of the build context, and nothing in the repository builds
it: no stage, no pipeline, no script. The image can be built on the one machine where it happens to lie, in whatever
version happens to lie there.

Build it in a stage of the same Dockerfile and `COPY --from` that stage, or let the pipeline build it before the image.

It is fine where the file is committed, and where a pipeline of another repository delivers it and says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from complexity_lint import (
    Command,
    Copy,
    Finding,
    ImageBuild,
    Level,
    Location,
    Precision,
    System,
    check,
)

JAVA = (
    "mvn",
    "mvnw",
    "gradle",
    "gradlew",
    "sbt",
    "ant",
    "lein",
    "bazel",
    "bazelisk",
    "make",
    "mill",
    "scala-cli",
)
WEB = (
    "npm",
    "yarn",
    "pnpm",
    "bun",
    "npx",
    "ng",
    "vite",
    "webpack",
    "gulp",
    "grunt",
    "make",
    "nx",
    "turbo",
    "hugo",
    "gatsby",
    "next",
    "lerna",
    "rush",
    "jekyll",
    "mkdocs",
    "bazel",
    "node",
)
NATIVE = (
    "go",
    "cargo",
    "make",
    "dotnet",
    "cmake",
    "bazel",
    "bazelisk",
    "mage",
    "goreleaser",
    "gox",
    "ninja",
    "gcc",
    "g++",
    "stack",
    "cabal",
    "zig",
    "swift",
    "msbuild",
    "task",
    "just",
    "xcodebuild",
    "rustc",
    "tar",
    "zip",
)
NOT_BUILDING = frozenset(
    "test lint fmt format vet check run --version version audit clean login help".split()
)
BUILD_ACTIONS = re.compile(
    r"goreleaser|gradle|maven|download-artifact|bazel|build-native|npm-build|dotnet|dawidd6"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of artefact: how its path looks, what it is in words, and the programs that make it."""

    pattern: re.Pattern[str]
    words: str
    makers: tuple[str, ...]


KINDS = (
    _Kind(
        re.compile(r"\.(jar|war|ear)$|(^|/)build/libs(/|$)|(^|/)target(/|$)"),
        "a Java artefact",
        (*JAVA, *NATIVE),
    ),
    _Kind(re.compile(r"(^|/)node_modules(/|$)"), "installed packages", WEB),
    _Kind(
        re.compile(r"(^|/)(dist|\.next|public/build|\.output|www-build)(/|$)"),
        "a built front end",
        (*WEB, *NATIVE, "python", "python3", "poetry", "uv"),
    ),
    _Kind(
        re.compile(r"\.whl$"),
        "a wheel",
        ("python", "python3", "pip", "pip3", "poetry", "uv", "make", "hatch", "pdm"),
    ),
    _Kind(
        re.compile(r"(^|/)(bin|publish|_output|release|releases|Release|out|build)(/|$)|\.(exe|dll|so)$"),
        "a build's output",
        (*NATIVE, *WEB, *JAVA),
    ),
)
ANYTHING = _Kind(re.compile(""), "a file", (*NATIVE, *WEB, *JAVA))


@check("local-artifact-image", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def local_artifact_image(system: System) -> Iterator[Finding]:
    commands = [command for script in system.scripts for command in script.commands]
    actions = " ".join(
        action.name for script in system.scripts for job in script.jobs for action in job.actions
    )
    # Travis installs Java projects with Maven or Gradle before anything it is told to do (docs.travis-ci.com, "Java")
    travis = any(script.system.startswith("Travis") for script in system.scripts)
    seen: set[Location] = set()
    for build in system.builds:
        if not build.is_deployed or build.context is None:
            continue
        for copy, source, kind in _artefacts(build):
            if (
                (travis and "Java" in kind.words)
                or copy.at in seen
                or _is_made(source, kind, commands)
                or BUILD_ACTIONS.search(actions)
            ):
                continue
            seen.add(copy.at)
            yield Finding(
                copy.at,
                f"copies {source}, {kind.words} that is not in the repository and that nothing in it builds",
                entity=build.at.path,
                evidence=source,
            )


OF_A_PLUGIN = re.compile(r"(^|/)src/main/(resources/)?docker(/|$)")
"""Where the Docker plugins of Maven and Gradle look for Dockerfiles; they lay what the module builds beside it."""


def _artefacts(build: ImageBuild) -> Iterator[tuple[Copy, str, _Kind]]:
    """What the stages copy out of the context that is not there."""
    copies = [
        s for stage in build.dockerfile.stages for s in stage.steps if isinstance(s, Copy) and not s.from_
    ]
    plugin = not build.requested_at and OF_A_PLUGIN.search(build.at.path)
    known = bool(build.requested_at) or any(copy.held is not None and not copy.missing for copy in copies)
    for copy in copies:
        for source in copy.missing:
            if plugin and "target/" not in source and "build/" not in source:
                continue
            kind = next((kind for kind in KINDS if kind.pattern.search(source.rstrip("/"))), None)
            if kind is not None:
                yield copy, source, kind
            elif known and not set(source) & set("*?["):
                # a source that may match nothing (`yarn.lock*`) is optional on purpose
                yield copy, source, ANYTHING


def _is_made(source: str, kind: _Kind, commands: list[Command]) -> bool:
    """Whether a pipeline, Makefile or script builds it, or names it as what it writes."""
    name = source.rstrip("/").rpartition("/")[2]
    for command in commands:
        program = command.name.removesuffix(".cmd").removesuffix(".bat")
        verbs = set(command.words[1:3])
        if program in kind.makers and not verbs & NOT_BUILDING:
            return True
        named = any(word.rstrip("/").rpartition("/")[2] == name for word in command.arguments)
        if len(name) > 2 and named and program not in ("docker", "rm", "echo", "test", "["):
            return True
        if any(word.rpartition("/")[2] == name for word in command.writes):
            return True
    return False
