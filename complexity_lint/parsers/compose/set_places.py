"""Where values are chosen that compose takes from the `.env` beside the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from complexity_lint.model.images import ImageReference, Variable
from complexity_lint.model.workloads import Container, Workload
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.files import GivenFiles
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.source import Location, Source

_USE = re.compile(r"(?<!\$)(?:\$\$)*\$\{?(?P<name>[A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class SetPlaces:
    """What an environment file sets, where (the last line of a name counts), and the files that may use it."""

    values: Mapping[str, str]
    places: Mapping[str, Location]
    files: GivenFiles

    def used_at(self, at: Location) -> list[str]:
        """The variables of the file that a line of a compose file is made with."""
        source = self.files.read(at.path)
        if source is None or at.line is None:
            return []
        lines = source.text.splitlines()[at.line - 1 : at.line]
        names = (match["name"] for line in lines for match in _USE.finditer(re.sub(r"\s#.*$", "", line)))
        return list(dict.fromkeys(names))


def set_places(dotenv: Source | None, files: GivenFiles) -> SetPlaces | None:
    """What the environment file beside compose files sets; None where there is none."""
    if dotenv is None:
        return None
    read = [s for s in read_environment_file(dotenv.text, Variables()).settings if s.value and s.known]
    places = {s.name: Location(dotenv.path, s.line) for s in read}
    return SetPlaces({s.name: s.value or "" for s in read}, places, files)


def with_set_places(workload: Workload, known: SetPlaces | None) -> Workload:
    """A workload whose settings and images know the line of the environment file that chooses them."""
    if known is None or not known.places:
        return workload
    return replace(workload, containers=tuple(_in(container, known) for container in workload.containers))


def _in(container: Container, known: SetPlaces) -> Container:
    settings = tuple(_setting(setting, known) for setting in container.settings)
    image = _image(container.image, known) if container.image else None
    return replace(container, settings=settings, image=image)


def _setting(setting: Variable, known: SetPlaces) -> Variable:
    """A setting with the lines it is made with; one that is named alone is passed on as it is."""
    names = known.used_at(setting.at) or [setting.name] if setting.value else []
    made_with = tuple(
        Variable(known.places[name], name, known.values[name])
        for name in names
        if name in known.places and known.values[name] in (setting.value or "")
    )
    return replace(setting, made_with=made_with) if made_with else setting


def _image(image: ImageReference, known: SetPlaces) -> ImageReference:
    """An image whose tag, or all of it, is a variable of the environment file."""
    names = known.used_at(image.at) if image.tag else []
    chosen = [n for n in names if image.tag in known.values.get(n, "")]
    return replace(image, tag_at=known.places[chosen[0]]) if len(chosen) == 1 else image
