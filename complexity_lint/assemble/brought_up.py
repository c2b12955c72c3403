"""Compose files that a pipeline brings up and leaves running: that is how the services are deployed."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.ran_scripts import Started, started_by
from complexity_lint.assemble.server_files import ServerFiles
from complexity_lint.assemble.sessions import session_of
from complexity_lint.assemble.working_folders import inside, with_folders
from complexity_lint.model.commands import Command
from complexity_lint.model.deploying import compose_files, compose_verb, is_taken_away
from complexity_lint.model.job_environments import is_for_production
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.ran_commands import Whereabouts, ran_by
from complexity_lint.parsers.compose.show import DEFAULT_NAMES

_DETACHED = ("-d", "--detach")


def brought_up(scripts: Sequence[Script], known: Known) -> frozenset[str]:
    """The compose files of the repository that pipelines start in the background: after they have pushed an image, or
    on a machine that they reach by SSH, in a job for production.

    What is stopped again further down was a test, and on a machine that a host lends for one job nothing stays.
    """
    found: set[str] = set()
    for script in scripts:
        if script.kind is ScriptKind.PIPELINE and script.environment.is_production:
            found.update(_elsewhere(script, scripts, known))
            found.update(_of_pipeline(script, known.paths) if script.pushes else ())
    return frozenset(found)


def _of_pipeline(script: Script, paths: frozenset[str]) -> Iterator[str]:
    pushed = min(push.at.line or 0 for push in script.pushes)
    lent = {ran.command.at for ran in ran_by(script) if ran.where is Whereabouts.LENT}
    home = script.at.path.rpartition("/")[0]
    for command, folders in with_folders(script):
        after = (command.at.line or 0) > pushed and command.at not in lent
        if not after or not _starts_to_stay(command) or is_taken_away(command, script.commands):
            continue
        named = compose_files(command)
        if len(named) > 1:
            continue  # the files together are the variant that the last of them is named for
        yield from _in_folders(named, folders, home, paths)


def _in_folders(
    named: Sequence[str], folders: Iterable[str], home: str, paths: frozenset[str]
) -> Iterator[str]:
    """The files, in the first of the folders that has them; without names the one that compose takes by itself."""
    for folder in folders:
        files = [inside(name, folder, home) for name in named] or _usual_in(folder, paths)
        there = [one for one in files if one is not None and one in paths]
        yield from there
        if there:
            break


def _starts_to_stay(command: Command) -> bool:
    return compose_verb(command) == "up" and any(option in command.words for option in _DETACHED)


def _usual_in(folder: str, paths: frozenset[str]) -> list[str]:
    usual = (posixpath.join(folder, name) for name in DEFAULT_NAMES)
    return [one for one in usual if one in paths][:1]


def _elsewhere(pipeline: Script, scripts: Iterable[Script], known: Known) -> Iterator[str]:
    """What a pipeline and the scripts it calls bring up on other machines."""
    files = ServerFiles(pipeline, known)
    for started in started_by(pipeline, scripts, known):
        ran = started.ran
        if ran.where is not Whereabouts.REMOTE or not is_for_production(pipeline, ran.job):
            continue
        if _starts_to_stay(ran.command) and not is_taken_away(ran.command, ran.beside):
            yield from _brought_there(started, files, known.paths)


def _brought_there(started: Started, files: ServerFiles, paths: frozenset[str]) -> Iterator[str]:
    """The file that tells what is brought up: the last one named, or the one that compose takes by itself."""
    command, script = started.ran.command, started.script
    named = compose_files(command)[-1:]
    session = session_of(started.ran.beside)
    folder = session.folder_of(command)
    own = [folders for one, folders in with_folders(script) if one is command]
    if own and command.elsewhere:
        yield from [*_in_folders(named, own[0], script.at.path.rpartition("/")[0], paths)][:1]
        return
    if own and script.kind is ScriptKind.SHELL and not folder.startswith(("/", "~")):
        # a script of the repository that is run where it lies there, in a working copy
        home = script.at.path.rpartition("/")[0]
        yield from [*_in_folders(named, own[0], home, paths)][:1]
        return
    found = files.meant(named or DEFAULT_NAMES, folder, session)
    if found:
        yield found
