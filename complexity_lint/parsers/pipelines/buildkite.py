"""Buildkite (buildkite.com/docs/pipelines/configure/defining-steps)."""

from collections.abc import Iterator

from complexity_lint.model.pipelines import ActionUse, ImagePush, Job, RunnerKind
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.reading import (
    Files,
    Reading,
    Steps,
    image_of,
    in_order,
    inputs_of,
    reading_of,
    tables,
    texts,
    words_of,
)
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence
from complexity_lint.source import Location


def read(path: str, files: Files) -> Reading:
    """The command steps, those of groups too. Agents are the organisation's own unless a queue is a hosted one."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    jobs = [_job(step, top, number) for number, step in enumerate(_command_steps(top.get("steps")))]
    return reading_of(jobs)


def _command_steps(node: Node | None) -> Iterator[Mapping]:
    for item in tables(node):
        if item.get("group") is not None:
            yield from (s for s in tables(item.get("steps")) if _runs(s))
        elif _runs(item):
            yield item


def _runs(step: Mapping) -> bool:
    return any(step.get(key) is not None for key in ("command", "commands", "plugins"))


def _job(step: Mapping, top: Mapping, number: int) -> tuple[Job, Steps]:
    agents = step.get("agents") or top.get("agents")
    labels = tuple(_labels(agents))
    named = step.entry("label") or step.entry("name") or step.entry("key")
    job = Job(
        at=named.at if named else step.at,
        name=step.text("label") or step.text("name") or step.text("key") or f"step {number + 1}",
        runner=RunnerKind.UNKNOWN if any("hosted" in label for label in labels) else RunnerKind.SELF_HOSTED,
        labels=labels,
        image=image_of(step.get("image")),
        caches=tuple(_caches(step.get("cache"))),
        needs=tuple(_needs(step.get("depends_on"))),
    )
    scripts = (*texts(step.get("command")), *texts(step.get("commands")))
    commands = Steps(commands=tuple(c for text in scripts for c in read_script(text)))
    return job, in_order((commands, *(_plugin(p) for p in _plugins(step.get("plugins")))))


def _labels(node: Node | None) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from (f"{e.key}={e.value.text}" for e in node.entries if isinstance(e.value, Scalar))
    else:
        yield from words_of(node)


def _caches(node: Node | None) -> Iterator[Located[str]]:
    listed = node.get("paths") if isinstance(node, Mapping) else node
    yield from (Located(item.text, item.at) for item in texts(listed))


def _needs(node: Node | None) -> Iterator[str]:
    yield from words_of(node)
    if isinstance(node, Sequence):
        yield from (item.text("step") for item in node.items if isinstance(item, Mapping))


def _plugins(node: Node | None) -> Iterator[tuple[Scalar, Mapping]]:
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Scalar):
            yield item, Mapping(item.at)
        elif isinstance(item, Mapping):
            for entry in item.entries:
                given = entry.value if isinstance(entry.value, Mapping) else Mapping(entry.at)
                yield Scalar(entry.at, entry.key), given


def _plugin(used: tuple[Scalar, Mapping]) -> Steps:
    """A plugin by its name without version; docker-compose's pushes what its `push` names."""
    scalar, given = used
    name, _, version = scalar.text.partition("#")
    found = ActionUse(scalar.at, name, version, tuple(inputs_of(given)))
    short = name.rpartition("/")[2].removesuffix("-buildkite-plugin")
    push = given.entry("push")
    pushes = (ImagePush(push.at, None),) if push and "docker" in short else ()
    caches = (Located(short, scalar.at),) if short == "cache" else ()
    return Steps(actions=(found,), pushes=pushes, caches=caches)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """Pipelines that a step uploads lie in the same folder and are read as their own."""
    yield from ()
