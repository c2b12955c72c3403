"""What the commands of a list or a group are together: in the background, written to one file."""

from collections.abc import Sequence
from dataclasses import replace

from complexity_lint.model.commands import Command

_UNTESTED = frozenset("cd set mkdir echo export source .".split())


def goes_well(commands: Sequence[Command]) -> bool:
    """Whether commands are such as nobody tests anything by."""
    return all(one.words[0] in _UNTESTED for one in commands)


def send_to_background(found: list[Command], start: int) -> None:
    """Mark, in place, all commands from `start` on, the list that `&` ends; a job inside another one stays a job of
    its own.
    """
    for index in range(start, len(found)):
        command = found[index]
        found[index] = replace(command, background=True, job=command.job or found[start].at)


def write_together(found: list[Command], start: int, files: tuple[str, ...]) -> None:
    """Give, in place, the commands from `start` on the files that they write together: `{ echo a; echo b; } >> file`.
    Those whose output goes elsewhere, to a file, a pipe or another command's words, stay as they are.
    """
    heard = [index for index in range(start, len(found)) if not found[index].captured]
    for index, following in zip(heard, (*heard[1:], None), strict=True):
        command = found[index]
        fed = following is not None and found[following].piped_from
        if not command.writes and not fed:
            found[index] = replace(command, writes=files)
