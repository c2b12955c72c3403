"""Pipelines given as texts -> their script, and short forms of what it holds."""

from collections.abc import Sequence
from textwrap import dedent

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Job, Script
from complexity_lint.parsers import pipelines
from complexity_lint.parsers.unit import Unit, UnitKind
from complexity_lint.source import Source


def read(path: str, text: str, **others: str) -> Script:
    """The script of a pipeline; `others` are files beside it, with `__` for `/` and `_yml` for `.yml`."""
    named = (Source(name.replace("__", "/").replace("_yml", ".yml"), dedent(t)) for name, t in others.items())
    return read_sources(Source(path, dedent(text)), *named)


def read_sources(*sources: Source) -> Script:
    (script,) = pipelines.evaluate(Unit(UnitKind.PIPELINE, sources[0].path, sources)).scripts
    return script


def targets(path: str, text: str) -> list[tuple[str | None, str | None, str, list[str]]]:
    """What the actions of a pipeline build: context, Dockerfile, stage and names."""
    parts = pipelines.evaluate(Unit(UnitKind.PIPELINE, path, (Source(path, dedent(text)),)))
    return [(t.context, t.dockerfile, t.target, [r.text for r in t.references]) for t in parts.targets]


def job(script: Script, name: str) -> Job:
    (found,) = (job for job in script.jobs if job.name == name)
    return found


def names(script: Script) -> list[str]:
    return [job.name for job in script.jobs]


def texts(commands: Sequence[Command]) -> list[str]:
    return [" ".join(command.words) for command in commands]


def pushes(script: Script) -> list[str | None]:
    return [push.reference.text if push.reference else None for push in script.pushes]
