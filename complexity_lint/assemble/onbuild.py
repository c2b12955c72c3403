"""ONBUILD of a base that the repository builds itself: its steps run in the builds on top of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from complexity_lint.model.images import ImageBuild, Stage, Step
from complexity_lint.model.references import ImageReference


def with_triggers(builds: Sequence[ImageBuild]) -> tuple[ImageBuild, ...]:
    """The builds, each stage beginning with the ONBUILD steps of what it is FROM.

    That is a stage of the same file, or an image that another Dockerfile of the repository is given the name
    of. Steps keep their places. They run once: a build on top of that stage has them no more
    (moby/buildkit v0.32 `dockerfile2llb`, `initOnBuildTriggers`).
    """
    made: dict[tuple[str, str], list[tuple[ImageReference, ImageBuild]]] = defaultdict(list)
    for build in builds:
        if build.dockerfile.stages and build.dockerfile.stages[build.final_stage].deferred:
            for reference in build.references:
                made[reference.registry, reference.repository].append((reference, build))
    if not made and not any(stage.deferred for build in builds for stage in build.dockerfile.stages):
        return tuple(builds)
    return tuple(_with_triggers(build, made) for build in builds)


def _with_triggers(
    build: ImageBuild, made: dict[tuple[str, str], list[tuple[ImageReference, ImageBuild]]]
) -> ImageBuild:
    stages = tuple(_stage(stage, build, made) for stage in build.dockerfile.stages)
    return replace(build, dockerfile=replace(build.dockerfile, stages=stages))


def _stage(
    stage: Stage, build: ImageBuild, made: dict[tuple[str, str], list[tuple[ImageReference, ImageBuild]]]
) -> Stage:
    steps: tuple[Step, ...] = ()
    if stage.base_stage is not None:
        steps = build.dockerfile.stages[stage.base_stage].deferred
    elif stage.base.repository:
        candidates = made.get((stage.base.registry, stage.base.repository), [])
        other = next(
            (b for r, b in candidates if b.at.path != build.at.path and _may_be(r, stage.base)), None
        )
        steps = other.dockerfile.stages[other.final_stage].deferred if other else ()
    return replace(stage, steps=(*steps, *stage.steps)) if steps else stage


def _may_be(built: ImageReference, base: ImageReference) -> bool:
    """Whether the image that a build makes is the base named: tags that nobody knows may be any."""
    if built.partial or base.partial or not built.tag or not base.tag:
        return True
    return built.tag == base.tag
