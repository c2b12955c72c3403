"""What `--from` means: a stage of the file by name or number, else an image.

BuildKit asks for a name among all stages, then for a number, and takes the rest for an image
(moby/buildkit v0.32 `frontend/dockerfile/dockerfile2llb`, `dispatchState` look-ups). A named context of
the build goes before an image; who builds says that, not the file.
"""

from collections.abc import Sequence
from dataclasses import replace

from complexity_lint.model.images import BuildMount, Copy, Run, Stage, Step
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.source import Location


def with_origins(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """The stages, each `COPY --from` and `RUN --mount=from=` with the stage or the image it means."""
    named = {stage.name: index for index, stage in enumerate(stages) if stage.name}
    return tuple(
        replace(
            stage,
            steps=tuple(_resolved(step, named, len(stages)) for step in stage.steps),
            deferred=tuple(_resolved(step, named, len(stages)) for step in stage.deferred),
        )
        for stage in stages
    )


def _resolved(step: Step, named: dict[str, int], count: int) -> Step:
    if isinstance(step, Copy) and step.from_:
        index, image = _origin(step.from_, step.at, named, count)
        return replace(step, from_stage=index, from_image=image)
    if isinstance(step, Run) and any(mount.from_ for mount in step.mounts):
        return replace(step, mounts=tuple(_mount(mount, step.at, named, count) for mount in step.mounts))
    return step


def _mount(mount: BuildMount, at: Location, named: dict[str, int], count: int) -> BuildMount:
    if not mount.from_:
        return mount
    index, image = _origin(mount.from_, at, named, count)
    return replace(mount, from_stage=index, from_image=image)


def _origin(
    written: str, at: Location, named: dict[str, int], count: int
) -> tuple[int | None, ImageReference | None]:
    index = named.get(written.lower())
    if (
        index is None
        and written.isascii()
        and written.isdigit()
        and len(written) < 6
        and int(written) < count
    ):
        index = int(written)
    if index is not None or written == "scratch":
        return index, None
    return None, parse_image_reference(written, at)
