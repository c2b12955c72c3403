"""AWS CodeBuild (docs.aws.amazon.com, "Build specification reference for CodeBuild")."""

from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Job, RunnerKind
from complexity_lint.model.values import Located
from complexity_lint.parsers.pipelines.reading import Files, Reading, Steps, in_order, reading_of, texts
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.yaml_nodes import Mapping, Node
from complexity_lint.source import Location

PHASES = ("install", "pre_build", "build", "post_build")


def read(path: str, files: Files) -> Reading:
    """The phases of a buildspec as one job: one machine of Amazon's runs them in turn."""
    top = next(iter(files.get(path, ())), Mapping(Location(path)))
    phases = top.mapping("phases")
    steps = in_order(_phase(phases.mapping(name)) for name in PHASES)
    caches = tuple(Located(item.text, item.at) for item in texts(top.get("cache", "paths")))
    entry = top.entry("phases")
    job = Job(entry.at if entry else top.at, "build", RunnerKind.HOSTED, caches=caches)
    found = reading_of([(job, steps)])
    batch = top.get("batch") is not None
    return replace(found, complete=found.complete and not batch)


def _phase(phase: Mapping) -> Steps:
    return Steps(commands=tuple(c for key in ("commands", "finally") for c in _shell(phase.get(key))))


def _shell(node: Node | None) -> Iterator[Command]:
    for text in texts(node):
        yield from read_script(text)


def named_files(path: str, documents: tuple[Mapping, ...]) -> Iterator[str]:
    """The build specifications that a batch names."""
    for top in documents:
        for key in ("build-list", "build-graph"):
            for item in top.items("batch", key):
                name = item.text("buildspec") if isinstance(item, Mapping) else ""
                if name.endswith((".yml", ".yaml")):
                    yield name
