"""Bases that the repository builds itself: where they are made, and their ONBUILD steps in the builds on top."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from complexity_lint.model.images import ImageBuild, Stage
from complexity_lint.model.references import ImageReference

_Made = Mapping[tuple[str, str], Sequence[tuple[ImageReference, ImageBuild]]]
"""The builds of the repository by the registry and the repository of the names they are given."""


def with_own_bases(builds: Sequence[ImageBuild]) -> tuple[ImageBuild, ...]:
    """The builds, each stage with the Dockerfile that makes its base, and beginning with the ONBUILD steps of what it
    is FROM.

    That is a stage of the same file, or an image that another Dockerfile of the repository is given the name
    of. Steps keep their places. They run once: a build on top of that stage has them no more
    (moby/buildkit v0.32 `dockerfile2llb`, `initOnBuildTriggers`).
    """
    made: dict[tuple[str, str], list[tuple[ImageReference, ImageBuild]]] = defaultdict(list)
    for build in builds:
        for reference in build.references if build.dockerfile.stages else ():
            if reference.repository:
                made[reference.registry, reference.repository].append((reference, build))
    return tuple(_with_bases(build, made) for build in builds)


def _with_bases(build: ImageBuild, made: _Made) -> ImageBuild:
    stages = tuple(_stage(stage, build, made) for stage in build.dockerfile.stages)
    return replace(build, dockerfile=replace(build.dockerfile, stages=stages))


def _stage(stage: Stage, build: ImageBuild, made: _Made) -> Stage:
    if stage.base_stage is not None:
        steps = build.dockerfile.stages[stage.base_stage].deferred
        return replace(stage, steps=(*steps, *stage.steps)) if steps else stage
    base = _made_here(stage.base, build, made)
    if base is None:
        return stage
    steps = base.dockerfile.stages[base.final_stage].deferred
    return replace(stage, steps=(*steps, *stage.steps), base_built_by=base.at.path)


def _made_here(base: ImageReference, build: ImageBuild, made: _Made) -> ImageBuild | None:
    candidates = made.get((base.registry, base.repository), ()) if base.repository else ()
    return next((b for r, b in candidates if b.at.path != build.at.path and _may_be(r, base)), None)


def _may_be(built: ImageReference, base: ImageReference) -> bool:
    """Whether the image that a build makes is the base named: tags that nobody knows may be any."""
    if built.partial or base.partial or not built.tag or not base.tag:
        return True
    return built.tag == base.tag
