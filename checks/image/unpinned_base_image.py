"""An image is built on a base whose name moves.

The same sources give another image tomorrow: a build that worked on Friday fails on Monday, nobody changed
anything, and going back to the old image is only possible where somebody kept it.

Name a version that is specific enough to survive a rebuild (`node:20.11-slim`), or a digest where builds must
repeat to the byte; let a bot raise it, so that the change has a date and a review.

It is fine where the image is thrown away after the build, where a pipeline writes a steady base into the Dockerfile
before it builds, and where following the newest release is the point of the image. A bare major version (`node:20`)
moves slowly enough to be told only with `--profile all`.
"""

from collections.abc import Iterator

from complexity_lint import (
    Finding,
    ImageBuild,
    ImageReference,
    Level,
    Precision,
    Related,
    Stage,
    Steadiness,
    System,
    arguments_given,
    base_is_rewritten,
    check,
    is_built_here,
    parse_image_reference,
)


@check("unpinned-base-image", Level.WARNING, since="0.1.0", precision=Precision.VERY_HIGH)
def unpinned_base_image(system: System) -> Iterator[Finding]:
    seen: set[object] = set()
    for build in system.builds:
        stages = build.shipped_stages
        if not build.is_deployed or not stages or stages[-1].at in seen:
            continue
        seen.add(stages[-1].at)
        base = stages[-1].base
        if base.text == "scratch" or is_built_here(base, build, system.builds):
            continue
        if base.steadiness is Steadiness.FLOATING:
            if _is_given(stages[-1], build, system) or base_is_rewritten(base, build, system):
                continue
            yield _finding(build, stages[-1], f"base image {base.text} {_why(base)}", pedantic=False)
        elif base.steadiness is Steadiness.MAJOR:
            message = f"base image {base.text} names only a major version"
            yield _finding(build, stages[-1], message, pedantic=True)


def _is_given(stage: Stage, build: ImageBuild, system: System) -> bool:
    """Whether builds are given the argument that decides, by a value that does not move or that is not known."""
    argument = next((a for a in stage.base_arguments if a.value and a.at == stage.chosen_at), None)
    if argument is None or not argument.value:
        return False
    given = [value for name, value in arguments_given(build, system) if name == argument.name and value != ""]
    return any(value is None or not _moves(stage.base, argument.value, value) for value in given)


def _moves(base: ImageReference, default: str, value: str) -> bool:
    """Whether a base still floats with a value in the place of an argument's default."""
    before, found, after = base.text.rpartition(default)
    if not found or "$" in value:
        return False
    return parse_image_reference(before + value + after, base.at).steadiness is Steadiness.FLOATING


def _why(base: ImageReference) -> str:
    if not base.tag:
        return "has no tag, so it is whatever `latest` means on the day of the build"
    return f"has the moving tag `{base.tag}`; a rebuild may be another image"


def _finding(build: ImageBuild, stage: Stage, message: str, *, pedantic: bool) -> Finding:
    base = stage.base
    at = stage.chosen_at
    return Finding(
        at=at,
        message=message,
        related=(Related(base.at, "the FROM that uses it"),) if at != base.at else (),
        entity=build.at.path,
        evidence=base.text,
        pedantic=pedantic,
    )
