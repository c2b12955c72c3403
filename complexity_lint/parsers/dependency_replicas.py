"""How many members a chart's values give to a store that it pulls in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.values import Located
from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.source import Source

_REPLICAS = (
    "replicaCount",
    "replicas",
    "controller.replicaCount",
    "broker.replicaCount",
    "master.replicaCount",
)
"""Where charts of stores have the number of their members; some have it below a key of their own name."""
_OF_TWO_GROUPS = ("controller.replicaCount", "broker.replicaCount")
"""bitnami's kafka from version 24 on: three controllers where nothing is said, and no brokers beside them."""


class Vendored:
    """The files of the charts that lie in a chart's `charts/`, as folders or packed."""

    def __init__(
        self, by_path: Mapping[str, Source], prefix: str, binaries: Iterable[tuple[str, bytes]]
    ) -> None:
        self._folder = f"{prefix}charts/"
        self._by_path = by_path
        self._packed = {path: data for path, data in binaries if path.startswith(self._folder)}

    def templates(self, name: str) -> Iterator[str]:
        """The texts of the templates of a chart, those of its own subcharts included; none of one that is not here."""
        start = f"{self._folder}{name}/"
        for path, source in self._by_path.items():
            if path.startswith(start) and "templates/" in path:
                yield source.text
        archive = re.compile(rf"{re.escape(self._folder + name)}-v?\d[^/]*\.tgz")
        for path, data in self._packed.items():
            if archive.fullmatch(path):
                yield from _texts(data)


def _texts(data: bytes) -> Iterator[str]:
    # archives are opened only for a store whose number of members is asked for
    from complexity_lint.parsers.helm.archive import unpack
    from complexity_lint.parsers.helm.errors import ChartError

    try:
        files = unpack(data)
    except ChartError:
        return
    yield from (text.decode("utf-8", "replace") for path, text in files.items() if "templates/" in path)


def replicas(
    dependency: ChartDependency, key: str, values: Sequence[YamlMapping], vendored: Vendored
) -> Located[int] | None:
    """The number of members that the values give a dependency, those for production first.

    A key that the chart's templates do not read, where they are here, says nothing.
    """
    if _is_of_two_groups(dependency):
        return _of_two_groups(key, values)
    for path in (*_REPLICAS, f"{key}.replicas"):
        found = _number(key, path, values)
        if found is not None and _is_read(path, vendored.templates(dependency.name)):
            return found
    return None


_VOTING = {
    "redis": ("sentinel.enabled", "replica.replicaCount"),
    "valkey": ("sentinel.enabled", "replica.replicaCount"),
    "rabbitmq": ("", "replicaCount"),
    "kafka": ("", "controller.replicaCount"),
}
"""Charts of stores that vote: what must be on for it, and the number of those who do (bitnami/charts, values.yaml: with
`sentinel.enabled` a sentinel runs beside each replica; RabbitMQ clusters; controllers are KRaft's).
"""


def voters(chart: str, values: Sequence[YamlMapping]) -> Located[int] | None:
    """The number of voting members that the values of a chart ask for, those for production first."""
    switch, path = _VOTING.get(chart, ("", ""))
    on = (top.scalar(*switch.split(".")) for top in values if switch)
    if not path or (switch and not any(found is not None and found.boolean is True for found in on)):
        return None
    found = (top.scalar(*path.split(".")) for top in values)
    return next(
        (Located(one.integer, one.at) for one in found if one is not None and one.integer is not None), None
    )


def _number(key: str, path: str, values: Sequence[YamlMapping]) -> Located[int] | None:
    for top in values:
        found = top.scalar(key, *path.split("."))
        if found is not None and found.integer is not None:
            return Located(found.integer, found.at)
    return None


def _is_of_two_groups(dependency: ChartDependency) -> bool:
    version = dependency.locked.value if dependency.locked else dependency.version
    major = re.match(r"[\s^~>=v]*(\d+)", version)
    bitnami = dependency.name == "kafka" and "bitnami" in dependency.repository
    return bitnami and major is not None and int(major[1]) >= 24


def _of_two_groups(key: str, values: Sequence[YamlMapping]) -> Located[int] | None:
    controllers, brokers = (_number(key, path, values) for path in _OF_TWO_GROUPS)
    if controllers is None:
        return None  # three, and nobody wrote it
    return Located(controllers.value + (brokers.value if brokers else 0), controllers.at)


_BEFORE = r"(?P<before>[\w.$\"]*?)"


def _is_read(path: str, templates: Iterable[str]) -> bool:
    """Whether templates read a value, as far as can be told: not where all that they read by its name are values
    below other keys.
    """
    last = path.rpartition(".")[2]
    use = re.compile(rf"(?<![\w.$\"]){_BEFORE}\b{last}\b")
    others = False
    for text in templates:
        for action in re.finditer(r"\{\{.*?\}\}", text, re.DOTALL):
            for match in use.finditer(action[0]):
                before = match["before"]
                if before == "$":
                    continue  # a variable of that name
                read = re.fullmatch(r"\$?\.Values\.((?:\w+\.)*)", before)
                if read is None or f"{read[1]}{last}" == path:
                    return True
                others = True
    return not others
