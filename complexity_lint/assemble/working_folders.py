"""Commands -> the folder each is run in, as far as a plain `cd` before it says."""

import posixpath
import re
from collections.abc import Container, Iterator, Sequence

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Script, ScriptKind

_OWN_FOLDER = re.compile(r"^\$\(dirname [^)]*\)(?P<rest>/.*)?$")
_ROOT = re.compile(
    r"^(\$\(git rev-parse --show-toplevel\)"
    r"|\$\{?(CI_PROJECT_DIR|GITHUB_WORKSPACE|BUILD_SOURCESDIRECTORY|CODEBUILD_SRC_DIR)\}?"
    r"|\$\(Build\.SourcesDirectory\)|\$\{\{\s*github\.workspace\s*\}\})(?P<rest>/.*)?$"
)
_HERE = re.compile(r"^(\$\(pwd\)|`pwd`|\$\{?(PWD|CURDIR)\}?)(?P<rest>/.*)?$")


def with_folders(script: Script) -> Iterator[tuple[Command, tuple[str, ...]]]:
    """Each command of a script with the folders it may be run in, relative to the root, the likeliest first.

    A `cd` counts for what follows it on its line; where it is the last of its line also for the lines that
    directly follow (a step of a pipeline, a recipe line that is continued); alone at the beginning of a line of
    a shell script, up to the next. `popd` takes back a `pushd`. Beyond it, pipelines and scripts are run from the
    root or else where they lie, a Makefile where it lies or else from the root.
    """
    home = script.at.path.rpartition("/")[0]
    usual = (home, "") if script.kind is ScriptKind.MAKEFILE else ("", home)
    entered: str | None = None
    guessed: tuple[str, ...] = ()
    left: list[tuple[str | None, tuple[str, ...]]] = []
    commands = script.commands
    for position, command in enumerate(commands):
        if position and _is_left(
            commands[position - 1], command, script, bool(guessed) or entered is not None
        ):
            entered, guessed = None, ()
        if command.name == "popd":
            entered, guessed = left.pop() if left else (None, ())
            continue
        if command.name in ("cd", "pushd") and len(command.words) == 2:
            left += [(entered, guessed)] if command.name == "pushd" else []
            base = entered if entered is not None else command.folder or usual[0]
            guessed = _guessed(command.words[1], home)
            entered = inside(command.words[1], base, home)
            continue
        if guessed:
            yield command, guessed
            continue
        own = tuple(folder for folder in (entered, command.folder) if folder)
        yield command, tuple(dict.fromkeys((entered, *own, *usual) if entered == "" else (*own, *usual)))


_BELOW_A_VARIABLE = re.compile(r"^\$(\{\w+\}|\w+)/(?P<rest>[^$`*{]+)$")


def _guessed(written: str, home: str) -> tuple[str, ...]:
    """Where `${root}/web` may lead when nobody knows the variable: it is mostly the root, the script's folder, or the
    one above that. What is known (`$PWD/web`) is no guess.
    """
    text = written.strip("\"'")
    match = _BELOW_A_VARIABLE.match(text)
    if match is None or _HERE.match(text) or _ROOT.match(text):
        return ()
    found = (inside(match["rest"], base, home) for base in ("", posixpath.dirname(home), home))
    return tuple(dict.fromkeys(folder for folder in found if folder is not None))


def _is_left(before: Command, command: Command, script: Script, entered: bool) -> bool:
    """Whether what was entered before a command no longer counts for it."""
    first, second = before.at.line, command.at.line
    if not entered or first is None or second is None or first == second:
        return False
    if script.kind is ScriptKind.SHELL:
        return _line_holds_more(script.commands, first) and command.at.column == 1
    return second - (before.at.end_line or first) > 1 or _line_holds_more(script.commands, first)


def _line_holds_more(commands: Sequence[Command], line: int) -> bool:
    """Whether a `cd` on a line is followed by other commands there: then it was for those."""
    found = [command for command in commands if command.at.line == line]
    last = next((command for command in reversed(found) if command.name in ("cd", "pushd")), None)
    return last is not None and any(c.at.column and _end(last) < c.at.column for c in found)


def _end(command: Command) -> int:
    """The column a command ends at; what is in its own `$(...)` stands before it."""
    return command.at.end_column or command.at.column or 0


def inside(written: str, base: str, home: str) -> str | None:
    """A path as a script writes it, relative to the root; None where it leads out or nobody knows.

    `base` is the folder it is written in, `home` that of the script's file.
    """
    text = written.strip("\"'")
    for pattern, start in ((_OWN_FOLDER, home), (_ROOT, ""), (_HERE, base)):
        match = pattern.match(text)
        if match:
            text, base = (match["rest"] or "").lstrip("/") or ".", start
            break
    if not text or text.startswith(("/", "~", "-")) or set("$`*{") & set(text):
        return None
    found = posixpath.normpath(posixpath.join(base, text))
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def named_file(path: str, script: str, paths: Container[str]) -> str:
    """The repository's file that a script names, seen from its folder or else from the root; empty for none."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(script), path))
    return next((one for one in (beside, posixpath.normpath(path)) if one in paths), "")
