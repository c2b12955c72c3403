"""Google Cloud Build (cloud.google.com/build/docs/build-config-file-schema)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ActionUse, ImagePush, Job, RunnerKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.pipelines.reading import Files, Reading, Steps, inputs_of, reading_of, texts
from complexity_lint.parsers.started import read_script, read_words
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar, Sequence
from complexity_lint.source import Location

_SUBSTITUTION = re.compile(r"(?<!\$)\$(?:\{(_\w+)\}|(_[A-Z0-9_]+))")


def read(path: str, files: Files) -> Reading:
    """The build as one job: all steps run on one machine of Google's; each names the image it runs in."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    values = {
        entry.key: entry.value.text
        for entry in top.mapping("substitutions").entries
        if isinstance(entry.value, Scalar) and "$" not in entry.value.text
    }
    commands: list[Command] = []
    actions: list[ActionUse] = []
    for step in top.items("steps"):
        if isinstance(step, Mapping):
            commands += (_filled(command, values) for command in _commands(step))
            actions += _action(step)
    pool = top.text("options", "pool", "name") or top.text("options", "workerPool")
    names = [*texts(top.get("images")), *_named_images(top)]
    pushed = [replace(name, text=_put(name.text, values)) for name in names]
    pushes = tuple(ImagePush(p.at, parse_image_reference(p.text, p.at)) for p in pushed)
    entry = top.entry("steps")
    job = Job(entry.at if entry else top.at, "build", RunnerKind.HOSTED, (pool,) if pool else ())
    steps = Steps(commands=tuple(commands), actions=tuple(actions), pushes=pushes)
    return reading_of([(job, steps)])


def _named_images(top: Mapping) -> Iterator[Scalar]:
    yield from texts(top.get("artifacts", "images"))


def _action(step: Mapping) -> Iterator[ActionUse]:
    name = step.scalar("name")
    if name is not None:
        image = parse_image_reference(name.text, name.at)
        plain = f"{image.registry}/{image.repository}".strip("/") or name.text
        given = (v for v in inputs_of(step) if v.name in ("args", "entrypoint", "dir", "env", "id"))
        yield ActionUse(name.at, plain, image.tag, tuple(given))


def _commands(step: Mapping) -> tuple[Command, ...]:
    """What a step runs: `script`, or the arguments of its `entrypoint`, else of the program its image is named for."""
    script = step.scalar("script")
    folder = step.text("dir")
    if script is not None:
        return tuple(replace(c, folder=folder) for c in read_script(script))
    args = list(texts(step.get("args"))) if isinstance(step.get("args"), Sequence | Scalar) else []
    entrypoint = step.scalar("entrypoint")
    name = step.scalar("name")
    if entrypoint is not None:
        words = [entrypoint, *args]
        found = read_words(words)
        return tuple(replace(c, folder=folder) for c in found)
    if name is None or not args:
        return ()
    program = name.text.rpartition("/")[2].partition(":")[0].partition("@")[0]
    return (Command(step.at, (program, *(word.text for word in args)), folder=folder),)


def _put(text: str, values: dict[str, str]) -> str:
    return (
        _SUBSTITUTION.sub(lambda m: values.get(m[1] or m[2], m[0]), text)
        if "$_" in text or "${_" in text
        else text
    )


def _filled(command: Command, values: dict[str, str]) -> Command:
    words = tuple(_put(word, values) for word in command.words)
    return command if words == command.words else replace(command, words=words)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """A build names no other file of its kind."""
    yield from ()
