"""Where values are chosen that compose takes from the `.env` beside the file, or from a default in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from complexity_lint.model.images import Variable
from complexity_lint.model.references import ImageReference
from complexity_lint.model.workloads import Container, Workload
from complexity_lint.parsers.compose.dotenv import read_environment_file
from complexity_lint.parsers.compose.files import GivenFiles
from complexity_lint.parsers.compose.template import Variables
from complexity_lint.source import Location, Source

_USE = re.compile(r"(?<!\$)(?:\$\$)*\$\{?(?P<name>[A-Za-z_]\w*)")
_DEFAULT = re.compile(r"(?<!\$)(?:\$\$)*\$\{(?P<name>[A-Za-z_]\w*):?-(?P<value>[^${}\s][^${}]*)\}")
_COMMENT = re.compile(r"(?:^|\s)#.*$")


@dataclass(frozen=True, slots=True)
class SetPlaces:
    """What an environment file (at the path `of`) sets, where (the last line of a name counts), and the files that may
    use it.
    """

    values: Mapping[str, str]
    places: Mapping[str, Location]
    files: GivenFiles
    of: str = ""

    def used_at(self, at: Location) -> list[str]:
        """The variables of the file that a line of a compose file is made with."""
        source = self.files.read(at.path)
        if source is None or at.line is None:
            return []
        names = (match["name"] for match in _USE.finditer(_line(source, at.line)))
        return list(dict.fromkeys(names))

    def is_written_at(self, setting: Variable) -> bool:
        """Whether the line of a compose file gives the value itself, whatever the environment file has."""
        source = self.files.read(setting.at.path)
        if source is None or setting.at.line is None or setting.at.path == self.of:
            return False
        return (setting.value or "") in _line(source, setting.at.line)

    def defaults_at(self, at: Location) -> Iterator[Variable]:
        """The defaults that a line of a compose file is made with, each where the file first gives it."""
        source = self.files.read(at.path)
        if source is not None and at.line is not None:
            for match in _DEFAULT.finditer(_line(source, at.line)):
                name, value = match["name"], match["value"]
                if name not in self.places:
                    yield Variable(_first_places(source)[name, value], name, value)


def _line(source: Source, number: int) -> str:
    """A line without its comment."""
    return _COMMENT.sub("", "".join(_lines(source)[number - 1 : number]))


@lru_cache(maxsize=16)
def _lines(source: Source) -> list[str]:
    return source.text.splitlines()


@lru_cache(maxsize=16)
def _first_places(source: Source) -> Mapping[tuple[str, str], Location]:
    """Where a file first gives a variable a default."""
    found: dict[tuple[str, str], Location] = {}
    for number in range(1, len(_lines(source)) + 1):
        for match in _DEFAULT.finditer(_line(source, number)):
            found.setdefault((match["name"], match["value"]), Location(source.path, number))
    return found


def set_places(dotenv: Source | None, files: GivenFiles) -> SetPlaces:
    """What the environment file beside compose files sets, if there is one."""
    if dotenv is None:
        return SetPlaces({}, {}, files)
    read = [s for s in read_environment_file(dotenv.text, Variables()).settings if s.value and s.known]
    places = {s.name: Location(dotenv.path, s.line) for s in read}
    return SetPlaces({s.name: s.value or "" for s in read}, places, files, dotenv.path)


def with_set_places(workload: Workload, known: SetPlaces) -> Workload:
    """A workload whose settings and images know the line that chooses them: one of the environment file, or the
    one that first gives a default which several lines give.
    """
    return replace(workload, containers=tuple(_in(container, known) for container in workload.containers))


def _in(container: Container, known: SetPlaces) -> Container:
    settings = tuple(_setting(setting, known) for setting in container.settings)
    image = _image(container.image, known) if container.image else None
    return replace(container, settings=settings, image=image)


def _setting(setting: Variable, known: SetPlaces) -> Variable:
    """A setting with the lines it is made with; one that is named alone is passed on as it is."""
    if not setting.value:
        return setting
    names = known.used_at(setting.at) or ([] if known.is_written_at(setting) else [setting.name])
    of_file = [Variable(known.places[n], n, known.values[n]) for n in names if n in known.places]
    lines = (*of_file, *known.defaults_at(setting.at))
    made_with = tuple(line for line in lines if (line.value or "") in setting.value)
    return replace(setting, made_with=made_with) if made_with else setting


def _image(image: ImageReference, known: SetPlaces) -> ImageReference:
    """An image whose tag, or all of it, is a variable: of the environment file, or one with a default."""
    names = known.used_at(image.at)
    defaults = [one for one in known.defaults_at(image.at) if _has_tag_of(image, one.value or "")]
    image = replace(image, chosen_by=tuple(one.name for one in defaults))
    chosen = [n for n in names if image.tag and image.tag in known.values.get(n, "")]
    if len(chosen) != 1:
        return image
    return replace(image, tag_at=known.places[chosen[0]], chosen_by=(*image.chosen_by, chosen[0]))


def _has_tag_of(image: ImageReference, value: str) -> bool:
    """Whether a value is the tag of an image or ends in it; for an image without a tag, in its name."""
    return value.endswith(f":{image.tag}") or value == image.tag if image.tag else image.text.endswith(value)
