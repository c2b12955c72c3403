"""Where the value of a setting is chosen that compose takes from the `.env` beside the file."""

import re
from collections.abc import Mapping
from dataclasses import replace

from complexity_lint.model.images import Variable
from complexity_lint.model.workloads import Container, Workload
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.files import GivenFiles
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.source import Location, Source

_USE = re.compile(r"(?<!\$)(?:\$\$)*\$\{?(?P<name>[A-Za-z_]\w*)")


def set_places(dotenv: Source | None) -> dict[str, Location]:
    """The line that sets each variable of an environment file; the last one counts."""
    if dotenv is None:
        return {}
    read = read_environment_file(dotenv.text, Variables())
    return {s.name: Location(dotenv.path, s.line) for s in read.settings if s.value}


def with_set_places(workload: Workload, places: Mapping[str, Location], files: GivenFiles) -> Workload:
    """A workload whose settings know the line of the environment file that chooses their value."""
    if not places:
        return workload
    return replace(workload, containers=tuple(_in(c, places, files) for c in workload.containers))


def _in(container: Container, places: Mapping[str, Location], files: GivenFiles) -> Container:
    settings = tuple(
        replace(s, set_at=found) if (found := _set_at(s, places, files)) else s for s in container.settings
    )
    return replace(container, settings=settings)


def _set_at(setting: Variable, places: Mapping[str, Location], files: GivenFiles) -> Location | None:
    """The place of the one variable that the text of a setting is made with, if the environment file has it."""
    source = files.read(setting.at.path)
    if source is None or not setting.value or setting.at.line is None:
        return None
    lines = source.text.splitlines()[setting.at.line - 1 : setting.at.line]
    names = {match["name"] for line in lines for match in _USE.finditer(re.sub(r"\s#.*$", "", line))}
    return places.get(names.pop()) if len(names) == 1 else None
