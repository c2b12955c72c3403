"""What an image carries and is called, read off its build."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.model.images import Copy, Declaration, ImageBuild, Run, Stage, Start, StepKind
from complexity_lint.model.installs import Installation, removed, run_installations
from complexity_lint.model.references import ImageReference

_SPLIT = re.compile(r"[^a-z0-9]+")


def carried_installations(build: ImageBuild) -> list[Installation]:
    """The installations by name whose packages the final image still shows, in the order of their layers.

    A layer that does nothing while a build argument has its default installs nothing.
    """
    found: list[Installation] = []
    outer = {variable.name: variable.value or "" for variable in build.dockerfile.arguments}
    declared: dict[str, str] = {}
    for stage in reversed(build.shipped_stages):
        arguments: dict[str, str] = {}
        for step in stage.steps:
            if isinstance(step, Declaration):
                declared |= {v.name: v.value for v in step.variables if v.value and '"' not in v.value}
                if step.kind is StepKind.ARG:
                    arguments |= {
                        v.name: outer.get(v.name, "") if v.value is None else v.value for v in step.variables
                    }
            elif isinstance(step, Run) and not _is_left_out(step.text, arguments):
                known = "\n".join(f'{name}="{value}"' for name, value in declared.items())
                text = f"{known}\n{step.text}"
                gone = {name for command in step.commands for name in removed(command, text)}
                left = (*_without(found, gone), *run_installations(step, known))
                found = [*_without(left, set(step.removed_by_scripts))]
    return found


_GATE = re.compile(
    r"""^(?P<if>if\s+)?\[\[?\s+(?:-(?P<test>[nz])\s+)?["']?\$\{?(?P<name>\w+)\}?["']?"""
    r"""(?:\s*(?P<sign>==?|!=)\s*["']?(?P<value>[^"'\]\s$]*)["']?)?\s*\]\]?\s*(?:;\s*then\b|&&)"""
)
"""A condition on one variable that a layer begins with."""


_FROM_BUILDER = re.compile(r"(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)|BUILDKIT_\w+")
"""Arguments that the builder gives (Dockerfile reference, "Automatic platform ARGs in the global scope")."""


def _is_left_out(text: str, arguments: Mapping[str, str]) -> bool:
    """Whether a whole layer hangs on a build argument whose default says no."""
    plain = re.sub(r"\\\n", " ", text).strip()
    gate = _GATE.match(plain)
    if gate is None or gate["name"] not in arguments or bool(gate["test"]) == bool(gate["sign"]):
        return False
    if gate["if"]:
        whole = plain.endswith("fi") and not re.search(r"\b(else|elif)\b|\bif\b.*\bif\b", plain, re.DOTALL)
    else:
        whole = ";" not in plain and "\n" not in plain
    given = arguments[gate["name"]]
    if "$" in given or _FROM_BUILDER.fullmatch(gate["name"]):
        return False
    holds = (
        bool(given) is (gate["test"] == "n")
        if gate["test"]
        else (given == gate["value"]) is (gate["sign"] != "!=")
    )
    return whole and not holds


def _without(found: Iterable[Installation], gone: set[str]) -> Iterator[Installation]:
    for one in found:
        kept = tuple(package for package in one.packages if package.name not in gone)
        if kept and not (one.group and one.group in gone):
            yield replace(one, packages=kept)


_RUNS = frozenset("runner run runtime".split())
"""What the stage that runs the program is often called; it makes no image for a pipeline's runner."""


def image_words(build: ImageBuild) -> frozenset[str]:
    """The words an image is called by: its references, its target, its Dockerfile's name and the folder of it."""
    folder, _, name = build.at.path.rpartition("/")
    stage = build.shipped_stages[0].name if build.shipped_stages else ""
    ending = re.sub(r"(?i)^(docker|container)file[.-]?|[.-]?(docker|container)file$", "", name)
    stages = [one for one in (build.target, stage) if one.lower() not in _RUNS]
    # a folder called `docker` says nothing about the image in it
    names = [folder.rpartition("/")[2], ending, *stages, *(r.name for r in build.references)]
    return frozenset(word for one in names for word in _SPLIT.split(one.lower()) if word)


def effective_starts(build: ImageBuild) -> tuple[Start, ...]:
    """The ENTRYPOINT and CMD of the image. A stage that sets ENTRYPOINT drops the CMD of the image it is FROM."""
    entrypoint: Start | None = None
    command: Start | None = None
    for stage in build.shipped_stages:
        if entrypoint is None:
            command = command or stage.command
            entrypoint = stage.entrypoint
    return tuple(start for start in (entrypoint, command) if start is not None)


def stage_copies(build: ImageBuild) -> Iterator[Copy]:
    """The COPY steps of the stages that reach the image."""
    for stage in build.shipped_stages:
        yield from (step for step in stage.steps if isinstance(step, Copy))


def builder_commands(build: ImageBuild) -> Iterator[Command]:
    """The commands of the stages that the image copies from, directly or not, and of those they are FROM."""
    stages = build.dockerfile.stages
    waiting = [c.from_stage for c in stage_copies(build) if c.from_stage is not None]
    seen: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index in seen or not 0 <= index < len(stages):
            continue
        seen.add(index)
        stage = stages[index]
        waiting += [s.from_stage for s in stage.steps if isinstance(s, Copy) and s.from_stage is not None]
        waiting += [stage.base_stage] if stage.base_stage is not None else []
        for step in stage.steps:
            if isinstance(step, Run):
                yield from step.commands


def stages_below(
    stage: Stage, build: ImageBuild, bases: Mapping[str, ImageBuild]
) -> Iterator[tuple[Stage, ImageBuild]]:
    """The stages that a stage is FROM, nearest first, each with the build it is of. `bases` are builds by the paths of
    their Dockerfiles: through them it goes on into the bases that the repository makes itself.
    """
    seen = {build.at.path}
    while True:
        if stage.base_stage is not None:
            stage = build.dockerfile.stages[stage.base_stage]
        elif stage.base_built_by in bases and stage.base_built_by not in seen:
            build = bases[stage.base_built_by]
            seen.add(build.at.path)
            stage = build.dockerfile.stages[build.final_stage]
        else:
            return
        yield stage, build


def is_built_here(base: ImageReference, build: ImageBuild, builds: Iterable[ImageBuild]) -> bool:
    """Whether another build of the repository makes a build's base: by its name, or in a folder of that name beside
    this one.
    """
    beside = build.at.path.rpartition("/")[0].rpartition("/")[0]
    home = f"{beside}/{base.repository}".lstrip("/")
    for other in builds:
        named = any(reference.repository == base.repository for reference in other.references)
        local = not base.registry and other.at.path.rpartition("/")[0] == home
        if other.at.path != build.at.path and (named or local):
            return True
    return False
