"""A deployed image exists only where it was built.

It cannot be started on another machine, rolled back to, or scanned; when the builder's disk goes, so does
what production runs. "Works on the machine that built it" is the laptop problem that images were meant to
end.

Give the image a name in a registry and let a pipeline build and push it; deployments then name the version
they want.

It is fine for development, where the image is made and used in one place.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Command,
    Container,
    Controller,
    Finding,
    ImagePush,
    ImageReference,
    Level,
    Precision,
    Related,
    ScriptKind,
    System,
    Workload,
    check,
    sets_an_image,
)

LOCAL_NAME = re.compile(r"^(localhost|127\.0\.0\.1|host\.docker\.internal)(:\d+)?$|\.local(:\d+)?$")

PREFIX_OF_PODMAN = "localhost"
"""What Podman puts before the name of an image that is built without one (docs.podman.io, "podman-build", `--tag`)."""
ONLY_DEPLOYS = "Octopus Deploy"
"""A host of pipelines that take what others have built."""
NAME_OF_IMAGE = re.compile(r"(?i)(registry|repository|repo|image|image\.name)$")
"""Keys of a chart's values that hold the names of images, or what stands before them."""


@check("image-not-in-registry", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def image_not_in_registry(system: System) -> Iterator[Finding]:
    for workload in system.workloads:
        if not workload.is_production:
            continue
        for container in workload.containers:
            if workload.controller in (Controller.COMPOSE, Controller.SWARM):
                yield from _in_compose(workload, container, system)
            else:
                yield from _in_manifest(workload, container, system)


def _in_compose(workload: Workload, container: Container, system: System) -> Iterator[Finding]:
    build, image = container.build, container.image
    if build is None and image is not None and not image.partial and workload.main is container:
        yield from _without_registry(workload, image, system)
    if build is not None and build.context is not None and container.image is None:
        message = (
            f"{workload.name} is built where it runs and has no image name, so no other machine can get it"
        )
        yield Finding(build.at, message, (), workload.name, "build", workload.environments)


def _in_manifest(workload: Workload, container: Container, system: System) -> Iterator[Finding]:
    image = container.image
    if image is None or image.partial or "{" in image.text or image.is_filled_in or image.renewed_by:
        return  # some of the name is filled in by whoever deploys, or by what takes it from a registry
    if workload.format == "chart" and _is_named_anew(system):
        return
    if container.pull_policy == "Never":
        message = f"{workload.name} never pulls {image.text}: each node must have got it by hand"
        at = container.pull_policy_at or image.at
        related = (Related(image.at, "the image"),) if at != image.at else ()
        yield Finding(at, message, related, workload.name, image.repository, workload.environments)
    elif LOCAL_NAME.search(image.registry):
        message = f"{workload.name} takes {image.text} from a registry on the machine itself"
        if image.registry == PREFIX_OF_PODMAN:
            message = f"{workload.name} runs {image.text}, which exists only on the machine that built it"
        yield _of_name(workload, image, message)
    elif workload.main is container:
        bare = tuple(_without_registry(workload, image, system))
        yield from bare or (_never_pushed(workload, image, system) if workload.is_first_party else ())


def _without_registry(workload: Workload, image: ImageReference, system: System) -> Iterator[Finding]:
    ours = workload.is_first_party and workload.built_by
    if ours and _is_bare(image) and not _pushes(image, workload, system):
        message = f"{workload.name} runs {image.text}, a name without a registry: only the machine that built it has it"
        yield _of_name(workload, image, message)


def _of_name(workload: Workload, image: ImageReference, message: str) -> Finding:
    """Told where the name is chosen: the values line of a chart, where its template puts the image together."""
    related = (Related(image.at, "the image it is part of"),) if image.name_at else ()
    return Finding(
        image.name_at or image.at, message, related, workload.name, image.repository, workload.environments
    )


def _is_named_anew(system: System) -> bool:
    """Whether a release of a chart here puts another registry or repository before the names of its images."""
    sets = (
        value
        for script in system.scripts
        for command in script.commands
        if command.name == "helm"
        for value in command.values_of("--set", "--set-string")
    )
    return any(NAME_OF_IMAGE.search(value.partition("=")[0]) for value in sets)


def _is_bare(image: ImageReference) -> bool:
    """Whether a name leads nowhere but to docker's own images, among which it is not."""
    return not image.registry and "/" not in image.repository


def _pushes(image: ImageReference, workload: Workload, system: System) -> bool:
    """Whether anything here may push the image."""
    pushes = [push for script in system.scripts for push in script.pushes]
    return any(
        _same(push.reference, image) if push.reference else _may_be_of(push, workload.built_by)
        for push in pushes
    )


def _may_be_of(push: ImagePush, dockerfile: str) -> bool:
    """Whether a push whose image name is computed may be of what a Dockerfile makes: its context tells, where
    it is stated.
    """
    stated = push.dockerfile or push.context
    if not stated or "$" in stated or stated in (".", "./") or "{" in stated:
        return True
    return dockerfile.startswith(stated.removeprefix("./").rstrip("/")) or stated.endswith(dockerfile)


def _never_pushed(workload: Workload, image: ImageReference, system: System) -> Iterator[Finding]:
    """Its Dockerfile is here and the pipelines, all of which were read, push other images but not this one."""
    scripts = system.scripts
    pipelines = [s for s in scripts if s.kind is ScriptKind.PIPELINE and s.system != ONLY_DEPLOYS]
    pushes = [push for script in scripts for push in script.pushes]
    if not pipelines or not workload.built_by:
        return
    if _pushes(image, workload, system) or _is_replaced(workload, system):
        return
    complete = all(script.complete for script in pipelines) and bool(pushes)
    related = tuple(
        Related(push.at, f"pushes {push.reference.text}") for push in pushes[:3] if push.reference
    )
    yield Finding(
        at=image.name_at or image.at,
        message=f"{image.text} is built from {workload.built_by}, but no pipeline here pushes it",
        related=related,
        entity=workload.name,
        evidence=image.repository,
        environments=workload.environments,
        level=None if complete else Level.NOTE,
    )


def _is_replaced(workload: Workload, system: System) -> bool:
    """Whether `kubectl set image` puts an image into a workload that is pushed here, or that a variable names: the one
    in the manifest is not what runs.
    """
    pushed = {push.reference.name for s in system.scripts for push in s.pushes if push.reference}
    commands = (command for script in system.scripts for command in script.commands)
    return any(
        value.startswith("$") or "/$" in value or value.rpartition("/")[2].partition(":")[0] in pushed
        for command in commands
        if sets_an_image(command)
        for value in _put_into(workload, command)
    )


def _put_into(workload: Workload, command: Command) -> Iterator[str]:
    """The images that `kubectl set image` puts into a workload's main container."""
    words = [word for word in command.words[3:] if not word.startswith("-")]
    meant = [word.rpartition("/")[2] for word in words if "=" not in word]
    if workload.main is None or not any(word == workload.name or word.startswith("$") for word in meant):
        return
    for container, equals, image in (word.partition("=") for word in words):
        if equals and (container in (workload.main.name, "*") or container.startswith("$")):
            yield image


def _same(pushed: ImageReference, image: ImageReference) -> bool:
    """Whether a push may be of this image; where variables stand in its name, only what is written counts."""
    if pushed.partial:
        written = re.sub(r"\$\{\{.*?\}\}|\$\{[^}]*\}|\$\w+|%\w+%", "\0", pushed.text.partition("@")[0])
        pattern = ".*".join(re.escape(part) for part in written.split("\0"))
        return bool(re.fullmatch(pattern, image.text)) or written.rpartition("/")[2].partition(":")[0] in (
            image.name,
            "\0",
        )
    return pushed.name == image.name
