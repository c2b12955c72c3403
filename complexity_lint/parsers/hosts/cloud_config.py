"""cloud-config -> what machines get at their first start (cloudinit.readthedocs.io, "Module reference").

The key `coreos` is CoreOS's own dialect (coreos/coreos-cloudinit, "Using Cloud-Config").
"""

from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, Environment
from complexity_lint.model.pipelines import ScriptKind
from complexity_lint.model.tools import Evidence, HostService, ToolUse
from complexity_lint.parsers.hosts.software import host_service
from complexity_lint.parsers.hosts.unit_files import parts_of_unit, settings_of
from complexity_lint.parsers.scripts import script_parts
from complexity_lint.parsers.started import read_script, read_words
from complexity_lint.parsers.templates import TEMPLATE_REASON
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Location, Source


def evaluate(unit: Unit) -> Parts:
    """The parts of a unit's cloud-configs."""
    return join(_file(source) for source in unit.sources)


def _file(source: Source) -> Parts:
    environment = from_path(source.path) or PRODUCTION
    documents = load(source)
    top = next(documents.mappings(), None)
    if top is None or documents.problem:
        # filled in by Terraform or Jinja before a machine reads it
        return Parts(
            coverage=(FileCoverage(source.path, "skipped", TEMPLATE_REASON),),
            tools=tuple(_tools(None, source, environment)),
        )
    commands = tuple(_commands(top))
    found = [
        script_parts(source, "cloud-init", commands, ScriptKind.SHELL),
        Parts(
            tools=tuple(_tools(top, source, environment)),
            host_services=tuple(_services(top, environment)),
        ),
        *_units(top, source),
    ]
    return join(found)


def _commands(top: Mapping) -> Iterator[Command]:
    for key in ("bootcmd", "runcmd"):
        for item in top.items(key):
            if isinstance(item, Scalar):
                yield from read_script(item)
            elif isinstance(item, Sequence):
                words = [word for word in item.items if isinstance(word, Scalar)]
                yield from read_words(words)


def _services(top: Mapping, environment: Environment) -> Iterator[HostService]:
    for item in top.items("packages"):
        name: Node = item.items[0] if isinstance(item, Sequence) and item.items else item
        if isinstance(name, Scalar):
            found = host_service(name.text, name.at, "cloud-init", environment)
            if found is not None:
                yield found


def _units(top: Mapping, source: Source) -> Iterator[Parts]:
    """Units written in `coreos.units` or as files below `/etc/systemd/system`."""
    listed = [(item, "content", "name") for item in top.items("coreos", "units")]
    listed += [(item, "content", "path") for item in top.items("write_files")]
    for item, key, name_key in listed:
        content = item.scalar(key) if isinstance(item, Mapping) else None
        name = item.text(name_key) if isinstance(item, Mapping) else ""
        if content is None or not name.endswith(".service") or content.at.line is None:
            continue
        settings = list(settings_of(source, content.text, content.at.line + 1, content.indent))
        stem = name.rpartition("/")[2].rpartition(".")[0]
        yield parts_of_unit(settings, stem, source, from_path(source.path))


def _tools(top: Mapping | None, source: Source, environment: Environment) -> Iterator[ToolUse]:
    entry = top.entry("coreos") if top is not None else None
    if top is not None and entry is not None:
        yield ToolUse(entry.at, "coreos-cloudinit", Evidence.FILE, environment)
        yield ToolUse(entry.at, "container-linux", Evidence.FILE, environment)
        fleet = top.mapping("coreos").entry("fleet")
        if fleet is not None:
            yield ToolUse(fleet.at, "fleet", Evidence.FILE, environment)
    else:
        yield ToolUse(Location(source.path, 1, 1), "cloud-init", Evidence.FILE, environment)
