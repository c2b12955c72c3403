"""Named contexts of a build put into its Dockerfile: what names one is no image from a registry."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from complexity_lint.model.images import BuildMount, Copy, Dockerfile, NamedContext, Run, Stage, Step
from complexity_lint.model.references import ImageReference, parse_image_reference

_IMAGE = "docker-image://"


def with_named(dockerfile: Dockerfile, contexts: Sequence[NamedContext]) -> Dockerfile:
    """A Dockerfile as a build with these contexts reads it.

    A context replaces the stage and the image of its name, also one written with a registry or a tag
    (`docker.io/library/alpine`, `alpine:latest`). A context that is an image gives its name; any other leaves
    a base or an origin without an image.
    """
    if not contexts:
        return dockerfile
    known = {_key(context.name): context for context in contexts}
    return replace(dockerfile, stages=tuple(_stage(stage, known) for stage in dockerfile.stages))


def _key(name: str) -> str:
    """The name by which BuildKit looks a context up: images by their familiar form, without the tag `latest`."""
    short = name.removeprefix("docker.io/").removeprefix("library/").removesuffix(":latest")
    return short.lower()


def _stage(stage: Stage, known: Mapping[str, NamedContext]) -> Stage:
    context = known.get(_key(stage.base.text))
    steps = tuple(_step(step, known) for step in stage.steps)
    if context is None:
        return replace(stage, steps=steps)
    image = _image(context)
    base = image or replace(stage.base, registry="", repository="", tag="", digest="", partial=True)
    return replace(stage, steps=steps, base=base, base_stage=None, base_context=context.name)


def _image(context: NamedContext) -> ImageReference | None:
    """The image that a context is; None for a folder, another target, anything else."""
    if not context.source.startswith(_IMAGE):
        return None
    return parse_image_reference(context.source.removeprefix(_IMAGE), context.at)


def _step(step: Step, known: Mapping[str, NamedContext]) -> Step:
    if isinstance(step, Copy) and step.from_:
        context = known.get(_key(step.from_))
        if context is not None:
            return replace(step, from_stage=None, from_image=_image(context), from_context=context.name)
    if isinstance(step, Run) and any(_key(mount.from_) in known for mount in step.mounts):
        return replace(step, mounts=tuple(_mount(mount, known) for mount in step.mounts))
    return step


def _mount(mount: BuildMount, known: Mapping[str, NamedContext]) -> BuildMount:
    context = known.get(_key(mount.from_)) if mount.from_ else None
    if context is None:
        return mount
    return replace(mount, from_stage=None, from_image=_image(context), from_context=context.name)
