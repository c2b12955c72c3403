"""Images that READMEs tell people to build, by the names that they give them."""

import posixpath
import re
from collections.abc import Iterator

from complexity_lint.discovery.repository import Repository
from complexity_lint.parsers.build_commands import read_command
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.source import Location

_PAGE = re.compile(r"(?i)(^|/)readme[^/]*\.(md|markdown|rst|txt)$")
_BUILD = re.compile(
    r"(?m)^[ \t]*(?:[-*] )?[`$> \t]*(?:sudo )?(?P<command>docker (?:buildx )?build (?:[^\n`]*\\\n)*[^\n`]*)"
)
_MOVES = re.compile(r"(?m)^[ \t]*[$> \t]*cd[ \t]+(?P<folder>[\w./-]+)")
_FENCE = re.compile(r"(?m)^[ \t]*```")
_MAX_PAGES = 50


def documented_builds(repository: Repository) -> dict[str, str]:
    """The Dockerfiles that READMEs have people build, by the names of the images; of several with one name none."""
    there = frozenset(repository.paths)
    pages = [path for path in repository.paths if _PAGE.search(path)][:_MAX_PAGES]
    found: dict[str, set[str]] = {}
    for page in pages:
        for name, dockerfile in _of_page(page, repository.text(page) or "", there):
            found.setdefault(name, set()).add(dockerfile)
    return {name: next(iter(paths)) for name, paths in found.items() if len(paths) == 1}


def _of_page(page: str, text: str, there: frozenset[str]) -> Iterator[tuple[str, str]]:
    if "docker" not in text or " build " not in text:
        return
    home = posixpath.dirname(page)
    for block in _FENCE.split(text):
        for match in _BUILD.finditer(block):
            folders = _folders(home, block[: match.start()], there)
            commands = parse_shell(match["command"], Location(page))
            for written in (one for one in map(read_command, commands) if one is not None):
                file = written.dockerfile or posixpath.join(written.context, "Dockerfile")
                paths = (posixpath.normpath(posixpath.join(folder, file)) for folder in folders)
                path = next((one for one in paths if one in there), "")
                names = (one.repository for one in written.references if path)
                yield from ((name, path) for name in names if name)


def _folders(home: str, before: str, there: frozenset[str]) -> tuple[str, ...]:
    """Where a command of a page may run: beside the page, in the root, or where the lines before it go, which often
    begin with the clone.
    """
    bases = dict.fromkeys((home, ""))
    moves = [match["folder"] for match in _MOVES.finditer(before)]
    if not moves:
        return tuple(bases)
    inside = (posixpath.normpath(posixpath.join(base, moves[-1])) for base in bases)
    known = tuple(one for one in inside if any(path.startswith(f"{one}/") for path in there))
    return known or tuple(bases)
