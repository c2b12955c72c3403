"""The command that a simple command runs in the end: wrappers taken off, `sh -c` and `ssh` texts read."""

from collections.abc import Callable
from dataclasses import replace

from complexity_lint.model.commands import Command
from complexity_lint.parsers.shell.places import Places
from complexity_lint.parsers.shell.remote import joined, remote_at
from complexity_lint.parsers.shell.sent import sent_by_clouds
from complexity_lint.parsers.shell.settings import Setting
from complexity_lint.parsers.shell.simple_command import SimpleCommand, assigned_by
from complexity_lint.parsers.shell.words import Word
from complexity_lint.parsers.shell.wrappers import is_assignment, script_at, wrapped_at

ReadText = Callable[[str, Places, Setting], list[Command]]
"""What reads a shell text that is found in a word: the text, where it stands, the setting it runs in."""


def resolve(
    simple: SimpleCommand, places: Places, setting: Setting, piped: bool, read: ReadText
) -> list[Command]:
    """The commands that words and assignments run: one, or those of a script text, which `read` reads. There is at
    least one word; `piped` says that a pipe feeds the command. Redirections are not looked at.
    """
    words = simple.words
    settings = [assigned_by(word) for word in simple.assignments]
    while words:
        texts = [word.text for word in words]
        script = script_at(texts)
        if script is not None:
            return _script(words[script], places, setting.deeper(_name(words[0])), read)
        index = wrapped_at(texts)
        if index is None:
            break
        settings += [assigned_by(word) for word in words[1:index] if is_assignment(word.text)]
        wrapper = f"{setting.wrapper} {_name(words[0])}".strip()
        setting, words = replace(setting, wrapper=wrapper), words[index:]
    found = Command(
        places.span(words[0].start, words[-1].end),
        tuple(word.text for word in words),
        tuple(settings),
        False,
        piped,
        wrapper=setting.wrapper,
        in_loop=setting.in_loop,
        captured=setting.captured,
        in_development=setting.in_development,
        by_option=setting.by_option,
        remote=_remote(words, places, setting, read),
    )
    return [found]


def _remote(words: list[Word], places: Places, setting: Setting, read: ReadText) -> tuple[Command, ...]:
    """What ssh runs on the other machine, by the words behind the host, and what the clouds' programs send there."""
    sent = sent_by_clouds(words, places)
    if sent is not None:
        return tuple(read(*sent, setting.deeper(_name(words[0]))))
    index = remote_at([word.text for word in words])
    if index is None or index == len(words):
        return ()
    return tuple(read(*joined(words[index:], places), setting.deeper("ssh")))


def _script(word: Word, places: Places, setting: Setting, read: ReadText) -> list[Command]:
    return read(word.text, places.through(word.runs, len(word.text)), setting)


def _name(word: Word) -> str:
    return word.text.rpartition("/")[2]
