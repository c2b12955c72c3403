"""What of a compose file's layout and keys has ended, told from the file as it is written.

Compose's file format: version 1 had the services at the top (docs.docker.com/reference/compose-file/legacy-versions/);
the keys are those of compose_schema 1 and 3 that the Compose Specification no longer has.
"""

from collections.abc import Iterator

from complexity_lint.model.obsolete import ObsoleteKind, ObsoleteUse
from complexity_lint.parsers.yaml_nodes import Entry, Mapping, load
from complexity_lint.source import Source

_SPECIFICATION = "https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json"
_LEGACY = "https://docs.docker.com/reference/compose-file/legacy-versions/"
_KEYS = {
    "net": "network_mode",
    "log_driver": "logging.driver",
    "log_opt": "logging.options",
    "volume_driver": "the driver of a named volume",
    "dockerfile": "build.dockerfile",
}
"""Keys of a service in version 1 and what took their place."""
_SECTIONS = ("networks", "volumes", "secrets", "configs")
_NAMED_SINCE = {"volumes": "3.4"}
"""Since when a section has a `name` beside `external`, where that is not version 3.5 of the format."""


def obsolete_uses(source: Source, *, is_old: bool) -> Iterator[ObsoleteUse]:
    """The uses in one compose file; `is_old` says that its services stand at the top."""
    for top in load(source).mappings():
        services = top.entries if is_old else top.mapping("services").entries
        named = [e for e in services if isinstance(e.value, Mapping) and e.key != "version"]
        if is_old and named:
            yield ObsoleteUse(
                named[0].at,
                ObsoleteKind.COMPOSE_LAYOUT,
                "version-1 layout",
                source.name,
                "refused by Docker Compose 2",
                True,
                "`services:` above the services",
                _LEGACY,
            )
        for service in named:
            yield from _keys(service)
        yield from _external_names(top)


def _keys(service: Entry) -> Iterator[ObsoleteUse]:
    for entry in service.value.entries if isinstance(service.value, Mapping) else ():
        instead = _KEYS.get(entry.key)
        if instead is not None:
            kind, owner = ObsoleteKind.COMPOSE_KEY, f"service {service.key}"
            ended = "refused by Docker Compose 2"
            yield ObsoleteUse(
                entry.at, kind, f"`{entry.key}`", owner, ended, True, f"`{instead}`", _SPECIFICATION
            )


def _external_names(top: Mapping) -> Iterator[ObsoleteUse]:
    """`external: {name: x}`, which the specification marks as deprecated in favour of `name`."""
    for section in _SECTIONS:
        for entry in top.mapping(section).entries:
            external = entry.value.entry("external") if isinstance(entry.value, Mapping) else None
            if external is not None and isinstance(external.value, Mapping):
                name = external.value.entry("name")
                if name is not None:
                    owner = f"{section} {entry.key}"
                    yield ObsoleteUse(
                        name.at,
                        ObsoleteKind.COMPOSE_KEY,
                        "`external.name`",
                        owner,
                        f"deprecated since version {_NAMED_SINCE.get(section, '3.5')} of the format",
                        False,
                        "`external: true` with `name`",
                        _SPECIFICATION,
                    )
