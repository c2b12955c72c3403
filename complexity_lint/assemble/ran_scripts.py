"""What pipelines run, the scripts of the repository that they call included, on whichever machine."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from complexity_lint.assemble.known_paths import Known
from complexity_lint.assemble.server_files import ServerFiles
from complexity_lint.assemble.sessions import session_of
from complexity_lint.assemble.working_folders import named_file
from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.ran_commands import RanCommand, Whereabouts, ran_by
from complexity_lint.parsers.shell.wrappers import SHELLS

MAX_CALLS = 3
"""How deep scripts that call each other are followed."""


@dataclass(frozen=True, slots=True)
class Started:
    """A command that a pipeline runs, with the script it stands in: the pipeline, or one that it calls."""

    script: Script
    ran: RanCommand


def started_by(pipeline: Script, scripts: Iterable[Script], known: Known) -> Iterator[Started]:
    """The commands that a pipeline runs, each call of a script followed by what that one runs.

    What a script called by SSH runs is run there; what it reaches by SSH from anywhere is on another machine.
    """
    called = {one.at.path: one for one in scripts if one.kind is ScriptKind.SHELL}
    yield from _Calls(called, known, {pipeline.at.path}).of(pipeline, None, ServerFiles(pipeline, known), 0)


@dataclass(frozen=True, slots=True)
class _Calls:
    scripts: Mapping[str, Script]
    known: Known
    seen: set[str]

    def of(
        self, script: Script, caller: RanCommand | None, files: ServerFiles, depth: int
    ) -> Iterator[Started]:
        for own in ran_by(script):
            ran = own if caller is None else _seen_from(caller, own)
            yield Started(script, ran)
            for path, calling in self.called(ran, script, files) if depth < MAX_CALLS else ():
                if path not in self.seen:
                    self.seen.add(path)
                    yield from self.of(self.scripts[path], calling, files, depth + 1)

    def called(self, ran: RanCommand, script: Script, files: ServerFiles) -> Iterator[tuple[str, RanCommand]]:
        """The scripts that a command runs, or has a shell on another machine read, each with where that is."""
        found: list[tuple[str, RanCommand]] = []
        if ran.command.name == "ssh":
            # `ssh host 'bash -s' < deploy.sh` sends what lies here
            there = replace(ran, where=Whereabouts.REMOTE)
            found += [(self.beside(file, ran, script), there) for file in ran.command.reads]
        word = _program(ran.command)
        if word.endswith((".sh", ".bash")) and ran.where is not Whereabouts.REMOTE:
            found.append((self.beside(word, ran, script), ran))
        elif word.endswith((".sh", ".bash")):
            session = session_of(ran.beside)
            found.append((files.meant([word], session.folder_of(ran.command), session), ran))
        return ((path, calling) for path, calling in found if path in self.scripts)

    def beside(self, written: str, ran: RanCommand, script: Script) -> str:
        """The file that a command names which is run where the repository is."""
        path = posixpath.join(ran.command.folder, written)
        return named_file(path, script.at.path, self.known.paths)


def _seen_from(caller: RanCommand, ran: RanCommand) -> RanCommand:
    """A command of a script as what calls that one runs it: there, or where the script itself sends it."""
    where = ran.where if ran.where is Whereabouts.REMOTE else caller.where
    return replace(ran, where=where, job=caller.job)


def _program(command: Command) -> str:
    """What a command runs: its first word, or the file that a shell is to read."""
    words = command.words
    if command.name in SHELLS or command.name in ("source", "."):
        return next((word for word in command.arguments if not word.startswith("-")), "")
    return words[0] if words else ""
