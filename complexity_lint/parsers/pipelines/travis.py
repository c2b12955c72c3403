"""Travis CI (docs.travis-ci.com, "Build Config Reference")."""

from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ActionUse, Job, RunnerKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.reading import (
    Files,
    Reading,
    Steps,
    inputs_of,
    reading_of,
    tables,
    texts,
    words_of,
)
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar
from complexity_lint.source import Location

PHASES = (
    "before_install", "install", "before_script", "script", "before_cache", "after_success", "after_failure",
    "before_deploy", "after_deploy", "after_script",
)  # fmt: skip
"""The phases of a job in order; `deploy` stands between the last but two."""


def read(path: str, files: Files) -> Reading:
    """The job that the file describes, and those it includes, which take what they do not state from it."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    listed = [*tables(top.get("jobs", "include")), *tables(top.get("matrix", "include"))]
    main = _job(top, top, "build")
    own = [
        _job(item, top, item.text("name") or item.text("stage") or f"job {n + 1}")
        for n, item in enumerate(listed)
    ]
    stated = any(steps.commands or steps.actions for _, steps in [main])
    jobs = [main, *own] if stated or not own else own
    found = reading_of(jobs, _triggers(top))
    return replace(found, complete=top.get("import") is None)


def _triggers(top: Mapping) -> Iterator[str]:
    yield from ("push", "pull_request")
    if any(deploy.get("on", "tags") is not None for deploy in tables(top.get("deploy"))):
        yield "tag"


def _job(body: Mapping, top: Mapping, name: str) -> tuple[Job, Steps]:
    services = tuple(
        parse_image_reference(s.text, s.at) for s in texts(body.get("services") or top.get("services"))
    )
    job = Job(
        at=body.at if body is not top else Location(top.at.path, 1),
        name=name,
        runner=RunnerKind.HOSTED,
        labels=words_of(body.get("os") or top.get("os")),
        services=services,
        caches=tuple(_caches(body.get("cache") or top.get("cache"))),
    )
    commands: list[Command] = []
    for phase in PHASES:
        commands += (c for text in texts(body.get(phase)) for c in read_script(text))
    actions: list[ActionUse] = []
    for deploy in tables(body.get("deploy")):
        provider, script = deploy.scalar("provider"), deploy.get("script")
        commands += (c for text in texts(script) for c in read_script(text))
        if provider is not None:
            actions.append(ActionUse(provider.at, f"deploy/{provider.text}", "", tuple(inputs_of(deploy))))
    return job, Steps(commands=tuple(commands), actions=tuple(actions))


def _caches(node: Node | None) -> Iterator[Located[str]]:
    for item in tables(node):
        for entry in item.entries:
            listed = list(texts(entry.value)) if entry.key == "directories" else []
            yield from (Located(text.text, text.at) for text in listed)
            if entry.key != "directories" and isinstance(entry.value, Scalar) and entry.value.boolean:
                yield Located(entry.key, entry.at)
    yield from (Located(item.text, item.at) for item in texts(node) if item.boolean is not False)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """Build configurations are imported from elsewhere or by path; they are merged by rules not read here."""
    yield from ()
