"""A build context is copied whole with things no image needs.

Version control history, installed packages and local settings travel to the builder and into the image:
every build sends them, any change in them throws the layer cache away, and secrets among them stay
in a layer for whoever pulls the image.

Write a `.dockerignore` that names them, or better one that excludes everything and takes back in
what the build uses.

It is fine where the context is small, throw-away, and holds nothing but the sources, and for a `.env` of defaults in
version control that the build itself reads (`composer dump-env`, `. ./.env`).
"""

from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch

from complexity_lint import (
    AddLines,
    Ballast,
    Copy,
    Finding,
    Fix,
    ImageBuild,
    Level,
    Precision,
    Run,
    Safety,
    System,
    check,
)


@check("missing-dockerignore", Level.WARNING, since="0.1.0", precision=Precision.HIGH, fixes=Safety.SAFE)
def missing_dockerignore(system: System) -> Iterator[Finding]:
    by_dockerfile: dict[str, list[ImageBuild]] = defaultdict(list)
    for build in system.builds:
        if build.is_deployed and not all(_is_a_crumb(ballast) for ballast in build.ballast):
            by_dockerfile[build.at.path].append(build)
    for path, builds in by_dockerfile.items():
        build = builds[0]
        copy = _whole_copy(build)
        if copy is not None:
            message = f"copies its whole context, and no .dockerignore keeps out {_listed(build)}"
            fix = _excluding(build, system)
            yield Finding(copy.at, message, entity=path, evidence=build.context or ".", fix=fix)


CRUMB = 1_000_000
"""Compiled Python up to this size slows no build down, and no image is different for it."""


def _is_a_crumb(ballast: Ballast) -> bool:
    small = ballast.size is not None and ballast.complete and ballast.size < CRUMB
    return small and ballast.reason == "compiled Python"


def _whole_copy(build: ImageBuild) -> Copy | None:
    for stage in build.dockerfile.stages:
        for step in stage.steps:
            if isinstance(step, Copy) and step.takes_all:
                return step
    return None


def _listed(build: ImageBuild, most: int = 3) -> str:
    prefix = f"{build.context}/" if build.context else ""
    largest = sorted(build.ballast, key=lambda b: -(b.size or 0))
    named = []
    for ballast in largest[:most]:
        size = _size(ballast.size, ballast.complete) if ballast.size else ""
        named.append(f"{ballast.path[len(prefix) :]} ({ballast.reason}{size})")
    more = f" and {len(largest) - most} more" if len(largest) > most else ""
    return ", ".join(named) + more


def _size(size: int, complete: bool) -> str:
    unit, sign = (1_000, "kB") if size < 1_000_000 else (1_000_000, "MB")
    if not complete:
        return f", more than {max(size // unit, 1)} {sign}"
    return f", {max((size + unit // 2) // unit, 1)} {sign}"


REGENERATED = ("compiled Python", "a tool's cache", "test environments", "Gradle's cache")
"""Ballast that no image reads: whoever needs it makes it again."""
ASK_GIT = frozenset("git make mage just goreleaser hatch flit pdm".split())
"""Programs that may look at the history while they build."""


def _excluding(build: ImageBuild, system: System) -> Fix | None:
    """The ballast in the ignore file that counts for a build, none where another build of the context names it."""
    if build.context is None or any(
        _is_named(ballast, other) for ballast in build.ballast for other in system.builds
    ):
        return None
    prefix = f"{build.context}/" if build.context else ""
    paths = [ballast.path[len(prefix) :] for ballast in build.ballast]
    if any(set(path) & set("*?[]!#\\ ") for path in paths):
        return None
    safe = all(_is_spared(ballast, build) for ballast in build.ballast)
    return Fix(
        "keep them out of the build context",
        (AddLines(build.ignore_file or f"{prefix}.dockerignore", _patterns(paths), unless="!"),),
        Safety.SAFE if safe else Safety.UNSAFE,
    )


def _patterns(paths: list[str]) -> tuple[str, ...]:
    """One pattern for each path, and one for all where the same name lies in several folders."""
    nested = [path.rpartition("/")[2] for path in paths if "/" in path]
    found = [
        f"**/{path.rpartition('/')[2]}" if nested.count(path.rpartition("/")[2]) > 1 else path
        for path in paths
    ]
    return tuple(dict.fromkeys(found))


def _is_named(ballast: Ballast, build: ImageBuild) -> bool:
    """Whether a build copies or mounts the ballast by name."""
    if build.context is None:
        return False
    prefix = f"{build.context}/" if build.context else ""
    inside = ballast.path.removeprefix(prefix)
    named = [
        source
        for stage in build.dockerfile.stages
        for step in stage.steps
        for source in (
            step.sources
            if isinstance(step, Copy) and not step.from_
            else [mount.source for mount in step.mounts if not mount.from_]
            if isinstance(step, Run)
            else []
        )
    ]
    paths = [source.removeprefix("./").strip("/") for source in named]
    return any(
        path == inside or path.startswith(f"{inside}/") or fnmatch(inside, path)
        for path in paths
        if path != "*"
    )


def _is_spared(ballast: Ballast, build: ImageBuild) -> bool:
    """Whether the image is the same without it, as far as the Dockerfile tells."""
    commands = [
        command
        for stage in build.dockerfile.stages
        for step in stage.steps
        if isinstance(step, Run)
        for command in step.commands
    ]
    if ballast.reason == "version control history":
        own = any(
            {".", "-e", "./"} & set(c.words) or "setup.py" in c.words or "build" in c.words for c in commands
        )
        stamped = any(c.name == "go" and c.words[1:2] in (("build",), ("install",)) for c in commands)
        return not own and not stamped and not any(command.name in ASK_GIT for command in commands)
    if ballast.reason == "installed packages":
        managers = ("npm", "yarn", "pnpm", "bun")
        verbs = {"install", "ci", "i"}
        return any(c.name in managers and (verbs & set(c.words) or c.words == ("yarn",)) for c in commands)
    return ballast.reason in REGENERATED
