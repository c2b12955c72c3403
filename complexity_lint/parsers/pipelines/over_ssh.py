"""What ready-made steps that are made for it run on another machine by SSH."""

from complexity_lint.model.commands import Command
from complexity_lint.parsers.pipelines.filling import read_filled
from complexity_lint.parsers.pipelines.reading import texts
from complexity_lint.parsers.yaml_filling import Values
from complexity_lint.parsers.yaml_nodes import Mapping

_TEXTS = ("script", "command", "commands", "inline", "run")
_FILES = ("script_path", "script_file", "scriptPath")


def run_over_ssh(name: str, given: Mapping, values: Values) -> tuple[Command, ...]:
    """The commands that a step sends to another machine, by its name and inputs; none of a step that is no such one.

    github.com/appleboy/ssh-action and drone-ssh (`script`, `script_path`), learn.microsoft.com, "SSH@0" (`commands`,
    `inline`, `scriptPath`), bitbucket.org/atlassian/ssh-run (`COMMAND`). A file is what a shell there is to read.
    """
    if "ssh" not in name.partition("@")[0].lower():
        return ()
    for key in _TEXTS:
        sent = [*texts(given.get(key) or given.get(key.upper()))]
        if sent:
            return tuple(command for text in sent for command in read_filled(text, values))
    files = (given.scalar(key) for key in _FILES)
    return tuple(Command(one.at, ("bash", one.text.strip())) for one in files if one is not None)
