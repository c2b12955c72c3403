"""Drone and Woodpecker (docs.drone.io/yaml, woodpecker-ci.org/docs/usage/workflow-syntax)."""

from collections.abc import Iterator

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ActionUse, ImagePush, Job, RunnerKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.over_ssh import run_over_ssh
from complexity_lint.parsers.pipelines.reading import (
    Files,
    Reading,
    Steps,
    image_of,
    images_of,
    in_order,
    inputs_of,
    reading_of,
    tables,
    texts,
    words_of,
)
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Sequence
from complexity_lint.source import Location

_BUILDERS = (
    "plugins/docker",
    "plugins/ecr",
    "plugins/gcr",
    "plugins/acr",
    "plugins/heroku",
    "docker-buildx",
    "kaniko",
)
_CACHES = ("cache", "volume-cache", "s3-cache")
_NOT_INPUTS = frozenset(
    "image name commands environment when settings depends_on volumes pull secrets group".split()
)
_EVENTS = {"cron": "schedule", "promote": "manual", "custom": "api", "deployment": "manual"}


def read(path: str, files: Files) -> Reading:
    """One job for each document: its steps are containers, of a plugin or with commands, on one agent."""
    documents = files.get(path, ())
    jobs = [_job(top) for top in documents if top.text("kind") in ("", "pipeline")]
    return reading_of(jobs, (t for top in documents for t in _triggers(top)))


def _triggers(top: Mapping) -> Iterator[str]:
    events: list[str] = []
    for key in ("trigger", "when"):
        for table in tables(top.get(key)):
            node = table.get("event")
            events += words_of(node.get("include") if isinstance(node, Mapping) else node)
    yield from (_EVENTS.get(event, event) for event in events or ["push"])


def _job(top: Mapping) -> tuple[Job, Steps]:
    listed = _named_steps(top.get("steps") or top.get("pipeline"))
    labels = [
        f"{e.key}={e.value.text}"
        for key in ("node", "labels")
        for e in top.mapping(key).entries
        if not isinstance(e.value, Mapping | Sequence)
    ]
    where = top.entry("steps") or top.entry("pipeline")
    kind = top.text("type")
    job = Job(
        at=where.at if where else top.at,
        name=top.text("name") or "default",
        runner=RunnerKind.SELF_HOSTED if kind in ("exec", "ssh") else RunnerKind.UNKNOWN,
        labels=tuple(labels),
        services=images_of(top.get("services"), "image"),
        needs=words_of(top.get("depends_on")),
    )
    return job, in_order(_step(step) for step in listed)


def _named_steps(node: Node | None) -> list[Mapping]:
    if isinstance(node, Mapping):
        return [entry.value for entry in node.entries if isinstance(entry.value, Mapping)]
    return list(tables(node))


def _step(step: Mapping) -> Steps:
    image = image_of(step, "image")
    commands: tuple[Command, ...] = tuple(c for t in texts(step.get("commands")) for c in read_script(t))
    if image is None or commands:
        return Steps(commands=commands)
    settings = step.mapping("settings")
    given = (
        settings
        if settings.entries
        else Mapping(step.at, tuple(e for e in step.entries if e.key not in _NOT_INPUTS))
    )
    name = f"{image.registry}/{image.repository}".strip("/") or image.text
    there = run_over_ssh(name, given, {})
    used = ActionUse(image.at, name, image.tag, tuple(inputs_of(given)), there)
    caches = (Located(name, image.at),) if any(image.name.endswith(word) for word in _CACHES) else ()
    pushes = tuple(_pushes(given, image.at)) if any(word in name for word in _BUILDERS) else ()
    return Steps(actions=(used,), caches=caches, pushes=pushes)


def _pushes(given: Mapping, at: Location) -> Iterator[ImagePush]:
    """The plugins' `repo` and `tags`; a dry run pushes nothing."""
    dry = given.scalar("dry_run") or given.scalar("dry-run")
    if dry and dry.boolean:
        return
    repositories = list(texts(given.get("repo")))
    tags = [t for text in words_of(given.get("tags")) for t in text.split(",")] or [""]
    for repository in repositories:
        for tag in tags:
            text = f"{repository.text}:{tag.strip()}" if tag else repository.text
            yield ImagePush(repository.at, parse_image_reference(text, repository.at))
    if not repositories:
        yield ImagePush(at, None)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """Each workflow stands for itself."""
    yield from ()
