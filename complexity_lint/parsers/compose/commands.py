"""Which compose files commands join: `docker compose -f a -f b`, or COMPOSE_FILE, in scripts, pipelines and READMEs."""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile

from complexity_lint.parsers.compose.show import DEFAULT_NAMES
from complexity_lint.source import Source

_COMMAND_FILE = re.compile(
    r"(?i)(^|/)(gnumakefile|makefile|justfile|taskfile\.ya?ml|package\.json|readme[^/]*|jenkinsfile[^/]*"
    r"|[^/]*\.(sh|bash|mk|ps1|bat)|\.gitlab-ci[^/]*\.ya?ml|\.travis\.ya?ml|azure-pipelines[^/]*\.ya?ml"
    r"|bitbucket-pipelines\.ya?ml)$|(^|/)\.github/(workflows|actions)/.+\.ya?ml$|(^|/)\.circleci/config\.ya?ml$"
)
_COMMAND = re.compile(
    r"docker[- ]compose((?:[ \t]+(?:--?[\w-]+[= \t]*)?[\"']?[^\s;&|\"'`<>()]+[\"']?){1,24})"
)
_FILE = re.compile(r"(?<!\S)(?:-f|--file)(?:=|\s+|(?=[\w./]))[\"']?([^\s\"'`;&|)]+)")
_OTHER_COMMAND = re.compile(r"\b(?:docker\s+stack\s+(?:deploy|up)|ecs-cli\s+compose)\b([^\n;&|]*)")
_OTHER_FILE = re.compile(r"(?<!\S)(?:-c|-f|--compose-file|--file)[= ]+[\"']?([^\s\"'`;&|)]+)")
"""Commands that take the files they name and no other."""
_VARIABLE = re.compile(
    r"\bCOMPOSE_FILE\b[\"']?\s*[:?]?[=:]\s*[\"']?([\w./:-]+\.ya?ml(?:[:;][\w./-]+\.ya?ml)+)"
)


def is_command_file(path: str) -> bool:
    """Whether a file may hold commands that start projects."""
    return bool(_COMMAND_FILE.search(path))


def joined_files(source: Source) -> tuple[tuple[str, ...], ...]:
    """The lists of two or more files that commands of a file join, and of one that is given to a swarm or to ECS alone.

    Each list is given as seen from the file's own folder and as seen from the root: commands run in either. Names
    with variables are no names.
    """
    if "ompose" not in source.text and "COMPOSE_FILE" not in source.text:
        return ()
    text = re.sub(r"\\\r?\n\s*", " ", source.text)
    found = [names for names in (*_options(text), *_variables(text)) if len(names) > 1]
    found += _given(text)
    lists = (
        tuple(posixpath.normpath(posixpath.join(folder, name)) for name in names)
        for names in found
        for folder in (source.folder, "")
    )
    return tuple(dict.fromkeys(lists))


def files_in_head(source: Source) -> tuple[tuple[str, ...], ...]:
    """The lists of files that the comment joins which a compose file starts with."""
    head = "\n".join(
        takewhile(lambda line: line.startswith("#") or not line.strip(), source.text.splitlines())
    )
    return joined_files(Source(source.path, head))


def put_on_others(lists: Iterable[Sequence[str]], paths: Collection[str]) -> dict[str, str]:
    """The compose files that commands only put on a file of another folder, each with that folder: it is the project's
    (docs.docker.com, "Specifying multiple Compose files"). `paths` are the compose files that there are. What also
    starts by itself, alone or by its name, stays where it is.
    """
    listed = [files for files in lists if files and all(path in paths for path in files)]
    first = {files[0] for files in listed}
    found: dict[str, str] = {}
    for files in listed:
        home = posixpath.dirname(files[0])
        for path in files[1:]:
            if posixpath.dirname(path) != home and posixpath.basename(path) not in DEFAULT_NAMES:
                found.setdefault(path, home)
    return {path: home for path, home in found.items() if path not in first}


def _options(text: str) -> Iterator[list[str]]:
    for match in _COMMAND.finditer(text):
        names = _FILE.findall(match[1])
        if all("$" not in name and name.endswith((".yml", ".yaml")) for name in names):
            yield list(dict.fromkeys(names))


def _given(text: str) -> Iterator[list[str]]:
    for match in _OTHER_COMMAND.finditer(text):
        names = list(dict.fromkeys(_OTHER_FILE.findall(match[1])))
        if names and all("$" not in name and name.endswith((".yml", ".yaml")) for name in names):
            yield names


def _variables(text: str) -> Iterator[list[str]]:
    for match in _VARIABLE.finditer(text):
        yield re.split("[:;]", match[1])
