"""Bitbucket Pipelines (support.atlassian.com, "Bitbucket Pipelines configuration reference")."""

from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.pipelines import ImagePush, Job, RunnerKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.pipelines.over_ssh import run_over_ssh
from complexity_lint.parsers.pipelines.reading import (
    MAX_DEPTH,
    Files,
    Reading,
    Steps,
    action,
    caches_of,
    image_of,
    in_order,
    reading_of,
    texts,
    words_of,
)
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location

TRIGGERS = {
    "default": "push",
    "branches": "push",
    "tags": "tag",
    "pull-requests": "pull_request",
    "custom": "manual",
}

_PUSHING = ("docker", "ecr-push", "image", "heroku-deploy", "google-cloud-run", "container")


def read(path: str, files: Files) -> Reading:
    """The steps of all pipelines, one job each; a step used by several is one job."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    jobs: dict[Location, tuple[Job, Steps]] = {}
    triggers: list[str] = []
    for section in top.mapping("pipelines").entries:
        triggers.append(TRIGGERS.get(section.key, section.key))
        for step in _steps_below(section.value, 0):
            jobs.setdefault(step.at, _job(step, top, len(jobs)))
    return reading_of(jobs.values(), triggers)


def _steps_below(node: Node, depth: int) -> Iterator[Mapping]:
    """The mappings under `step`, through `parallel`, `stage` and the names of branches."""
    if depth > MAX_DEPTH * 2:
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _steps_below(item, depth + 1)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key == "step" and isinstance(entry.value, Mapping):
                yield entry.value
            elif isinstance(entry.value, Mapping | Sequence):
                yield from _steps_below(entry.value, depth + 1)


def _job(step: Mapping, top: Mapping, number: int) -> tuple[Job, Steps]:
    labels = words_of(step.get("runs-on"))
    own = words_of(step.get("services"))
    images = (image_of(top.get("definitions", "services", name), "image") for name in own)
    named = step.entry("name")
    job = Job(
        at=named.at if named else step.at,
        name=step.text("name") or f"step {number + 1}",
        runner=RunnerKind.SELF_HOSTED
        if any(label.startswith("self.hosted") for label in labels)
        else RunnerKind.HOSTED,
        labels=labels,
        image=image_of(step.get("image") or top.get("image"), "name"),
        services=tuple(
            image or parse_image_reference(name, step.at) for name, image in zip(own, images, strict=True)
        ),
        caches=tuple(caches_of(step.get("caches"))),
        environment=step.text("deployment"),
    )
    lists = (*step.items("script"), *step.items("after-script"))
    return job, in_order(_line(item) for item in lists)


def _line(item: Node) -> Steps:
    if isinstance(item, Scalar):
        return Steps(commands=read_script(item))
    if isinstance(item, Sequence):
        return Steps(commands=tuple(c for text in texts(item) for c in read_script(text)))
    pipe = item.scalar("pipe")
    if pipe is None:
        return Steps()
    given = item.mapping("variables")
    used = replace(action(pipe, given, ":"), remote=run_over_ssh(pipe.text, given, {}))
    name = used.name.removeprefix("docker://").lower()
    image = item.scalar("variables", "IMAGE_NAME")
    pushes: tuple[ImagePush, ...] = ()
    if any(word in name for word in _PUSHING):
        reference = parse_image_reference(image.text, image.at) if image else None
        pushes = (ImagePush(pipe.at, reference),)
    return Steps(actions=(used,), pushes=pushes)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """Pipelines of Bitbucket are shared between repositories, never between files of one."""
    yield from ()
