"""Files and folders that a pipeline copies to another machine: by scp and rsync, or by steps made for it."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ActionUse, Script
from complexity_lint.model.ran_commands import commands_anywhere

_VALUED = frozenset(
    "-P -i -o -F -c -J -l -S -e --rsh --exclude --include --filter -f --exclude-from --files-from --rsync-path --port "
    "--chmod --chown --timeout --zone --project --password-file".split()
)
"""Options of scp, rsync and `gcloud compute scp` that take the next word (man.openbsd.org/scp; rsync(1))."""
_ELSEWHERE = re.compile(r"^[^/\s]*[\w}\])]:(?!//)")
"""`user@host:folder`: a path of another machine."""


@dataclass(frozen=True, slots=True)
class Copied:
    """That a file or folder of the repository is brought to a path of another machine.

    `source` is relative to the root as far as that is known; `target` is where it lies there in the end, the last part
    of its name included where it keeps one; empty for a folder that nobody knows.
    """

    source: str
    target: str


def copied_by(script: Script) -> Iterator[Copied]:
    """What the commands and ready-made steps of a script copy to other machines."""
    for command in commands_anywhere(script):
        yield from _by_command(command)
    for job in script.jobs:
        for action in job.actions:
            yield from _by_action(action)


def _by_command(command: Command) -> Iterator[Copied]:
    words = command.arguments
    if command.name == "gcloud" and words[:2] == ("compute", "scp"):
        words = words[2:]
    elif command.name not in ("scp", "rsync"):
        return
    *sources, target = _operands(words) or ("",)
    there = _ELSEWHERE.match(target)
    if there is None or any(_ELSEWHERE.match(one) for one in sources):
        return
    into = target[there.end() :]
    for source in sources:
        whole = command.name == "rsync" and source.endswith(("/", "/."))
        # one thing that goes to a path with an ending gets that name there
        renamed = len(sources) == 1 and "." in posixpath.basename(into)
        yield copied(
            source, into if whole or renamed else posixpath.join(into, posixpath.basename(_plain(source)))
        )


def _operands(words: Sequence[str]) -> tuple[str, ...]:
    before = ("", *words)
    pairs = zip(before, words, strict=False)
    return tuple(word for option, word in pairs if option not in _VALUED and not word.startswith("-"))


def _by_action(action: ActionUse) -> Iterator[Copied]:
    name = action.name.lower()
    if "scp" in name:
        # github.com/appleboy/scp-action: each source keeps its folders below the target, unless they are stripped
        into, stripped = _input(action, "target"), _input(action, "strip_components")
        for source in re.split(r"[,\n]", _input(action, "source")):
            parts = _plain(source).split("/")[int(stripped) if stripped.isdigit() else 0 :]
            if source.strip():
                yield copied(source.strip(), posixpath.join(into, *parts))
    elif "rsync" in name:
        # github.com/Burnett01/rsync-deployments
        source, into = _input(action, "path") or ".", _input(action, "remote_path")
        yield copied(source, into)


def _input(action: ActionUse, name: str) -> str:
    given = action.input(name)
    return (given.value or "").strip() if given is not None else ""


def copied(source: str, target: str) -> Copied:
    """A copy by its ends as commands write them."""
    return Copied(_plain(source), posixpath.normpath(target) if target else "")


def _plain(source: str) -> str:
    """A source as seen from the root, where the working copy of a pipeline is; `.` for all of it."""
    text = re.sub(r"^(\$\{\{\s*github\.workspace\s*\}\}|\$\{?\w+\}?)/", "", source.strip("\"' "))
    return posixpath.normpath(text.removesuffix("/*")) if text not in ("", "*") else "."
