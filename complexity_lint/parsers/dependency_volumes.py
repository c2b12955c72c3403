"""Whether a chart's values leave a store that it pulls in without volumes."""

from collections.abc import Iterator, Sequence

from complexity_lint.parsers.yaml_nodes import Mapping as YamlMapping
from complexity_lint.parsers.yaml_nodes import Scalar


def keeps_nothing(key: str, values: Sequence[YamlMapping]) -> bool:
    """Whether the values state `persistence.enabled: false` for a dependency or the part of it that is written to
    (`primary.persistence.enabled`), and for no part the contrary; what those for production say comes first.
    """
    stated: dict[str, Scalar] = {}
    for top in values:
        for path, switch in _switches(top.mapping(key)):
            stated.setdefault(path, switch)
    written = any(part in stated for part in _WRITTEN_TO)
    return written and all(switch.boolean is False for switch in stated.values())


_WRITTEN_TO = ("", "primary", "master")
"""The parts of a store that data comes in by, which a chart has volumes for where nothing is said."""


def _switches(given: YamlMapping) -> Iterator[tuple[str, Scalar]]:
    own = given.scalar("persistence", "enabled")
    if own is not None:
        yield "", own
    for entry in given.entries:
        part = entry.value.scalar("persistence", "enabled") if isinstance(entry.value, YamlMapping) else None
        if part is not None:
            yield entry.key, part
