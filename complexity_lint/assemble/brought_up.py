"""Compose files that a pipeline brings up and leaves running: that is how the services are deployed."""

import posixpath
from collections.abc import Iterable, Iterator

from complexity_lint.assemble.working_folders import inside, with_folders
from complexity_lint.model.commands import Command
from complexity_lint.model.deploying import compose_files, compose_verb, is_taken_away
from complexity_lint.model.pipelines import RunnerKind, Script, ScriptKind
from complexity_lint.parsers.compose.show import DEFAULT_NAMES

_DETACHED = ("-d", "--detach")


def brought_up(scripts: Iterable[Script], paths: frozenset[str]) -> frozenset[str]:
    """The compose files of the repository that pipelines start in the background after they have pushed an image.

    What is stopped again further down was a test, and on a machine that a host lends for one job nothing stays.
    """
    found: set[str] = set()
    for script in scripts:
        if script.kind is ScriptKind.PIPELINE and script.environment.is_production and script.pushes:
            found.update(_of_pipeline(script, paths))
    return frozenset(found)


def _of_pipeline(script: Script, paths: frozenset[str]) -> Iterator[str]:
    pushed = min(push.at.line or 0 for push in script.pushes)
    lent = {c.at for job in script.jobs if job.runner is RunnerKind.HOSTED for c in job.commands}
    home = script.at.path.rpartition("/")[0]
    for command, folders in with_folders(script):
        after = (command.at.line or 0) > pushed and command.at not in lent
        if not after or not _starts_to_stay(command) or is_taken_away(command, script.commands):
            continue
        named = compose_files(command)
        if len(named) > 1:
            continue  # the files together are the variant that the last of them is named for
        for folder in folders:
            files = [inside(name, folder, home) for name in named] or _usual_in(folder, paths)
            there = [one for one in files if one in paths]
            yield from (one for one in there if one is not None)
            if there:
                break


def _starts_to_stay(command: Command) -> bool:
    return compose_verb(command) == "up" and any(option in command.words for option in _DETACHED)


def _usual_in(folder: str, paths: frozenset[str]) -> list[str]:
    usual = (posixpath.join(folder, name) for name in DEFAULT_NAMES)
    return [one for one in usual if one in paths][:1]
