"""Units of systemd and fleet, and podman's quadlets -> what they keep running.

freedesktop.org, systemd.service(5): `ExecStart=`; coreos/fleet, "Unit files": the section `[X-Fleet]`;
podman-systemd.unit(5): `[Container]` with `Image=`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION, UNSTATED, Environment
from complexity_lint.model.images import Variable
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.references import Steadiness, parse_image_reference
from complexity_lint.model.tools import Evidence, HostService, ToolUse
from complexity_lint.model.updates import AutoUpdate
from complexity_lint.model.workloads import Container, Controller, Workload
from complexity_lint.parsers.clusters.commands import clusters_of_script
from complexity_lint.parsers.hosts.docker_run import read_run, runs_once, workload_of
from complexity_lint.parsers.hosts.software import software_of
from complexity_lint.parsers.pushes import pushes_of
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.source import Location, Source

_SECTION = re.compile(r"^\[(?P<name>[^\]]+)\]\s*$")
_PREFIXES = "-@:+!"
"""Marks before a command (systemd.service(5), "special executable prefixes")."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One `Key=Value` of a unit: its section, value and the place of the value."""

    section: str
    key: str
    value: str
    at: Location


def settings_of(source: Source, text: str, first: int = 1, indent: int = 0) -> Iterator[Setting]:
    """The settings of a unit's text that begins at a line of a file; lines ending in a backslash go on."""
    section = ""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line, start = lines[number], number
        number += 1
        match = _SECTION.match(line.strip())
        if match:
            section = match["name"]
            continue
        key, separator, value = line.partition("=")
        if not separator or key.lstrip().startswith(("#", ";")):
            continue
        while value.endswith("\\") and number < len(lines):
            value += "\n" + lines[number]
            number += 1
        column = indent + len(key) + 2
        at = Location(source.path, first + start, column, first + start, column + len(value.split("\n")[0]))
        yield Setting(section, key.strip(), value, at)


def evaluate(unit: Unit) -> Parts:
    """The parts of a unit's unit files."""
    return join(_file(source) for source in unit.sources)


def _file(source: Source) -> Parts:
    settings = list(settings_of(source, source.text))
    name = source.name.rpartition(".")[0].removesuffix("@")
    if not any(s.section in ("Service", "Unit", "Container", "X-Fleet") for s in settings):
        return Parts()  # a file of that name that is something else
    found = parts_of_unit(settings, name, source, from_path(source.path))
    return join((found, Parts(coverage=(FileCoverage(source.path, "evaluated"),))))


def parts_of_unit(
    settings: list[Setting], name: str, source: Source, environment: Environment | None
) -> Parts:
    """What a unit keeps running: a container it starts, or a program of the machine."""
    stated = environment or UNSTATED
    settled = environment or PRODUCTION
    started = [s for s in settings if s.section == "Service" and s.key == "ExecStart"]
    commands = [
        c for s in settings if s.section == "Service" and s.key.startswith("Exec") for c in _commands(s)
    ]
    main = [c for s in started for c in _commands(s)]
    once = any(s.section == "Service" and s.key == "Type" and s.value.strip() == "oneshot" for s in settings)
    # A unit that is no oneshot goes on running, whatever becomes of its container afterwards.
    runs = [c for c in main if read_run(c.words) and not (once and runs_once(c))]
    workloads = [w for c in runs if (w := workload_of(c, name, source.path, stated)) is not None]
    workloads += _quadlet(settings, name, source, stated)
    script = Script(
        Location(source.path),
        ScriptKind.SHELL,
        "systemd",
        tuple(commands),
        tuple(push for command in commands for push in pushes_of(command)),
        environment=settled,
    )
    return Parts(
        scripts=(script,) if commands else (),
        workloads=tuple(workloads),
        clusters=tuple(clusters_of_script(script)),
        host_services=tuple(_services(main, name, settled)) if not runs and not once else (),
        tools=tuple(_tools(settings, settled)),
        auto_updates=tuple(_auto_updates(settings, name, settled)),
    )


def _commands(setting: Setting) -> tuple[Command, ...]:
    text = setting.value.lstrip(_PREFIXES + " ")
    column = (setting.at.column or 1) + len(setting.value) - len(text)
    # `%i` and `$$` are systemd's own; what a shell would do to the words it does too, but for pipes and lists
    return parse_shell(text, Location(setting.at.path, setting.at.line, column)) if text.strip() else ()


def _services(commands: list[Command], name: str, environment: Environment) -> Iterator[HostService]:
    for command in commands[:1]:
        if command.name in ("docker", "podman", "true", "echo", "sleep", ""):
            continue
        facts = software_of(command.name)
        found = HostService(command.at, name, "systemd", environment)
        yield replace(found, software=facts.id, role=facts.role) if facts else found


def _quadlet(
    settings: list[Setting], name: str, source: Source, environment: Environment
) -> Iterator[Workload]:
    inside = [s for s in settings if s.section == "Container"]
    for image in (s for s in inside if s.key == "Image" and not s.value.strip().endswith(".build")):
        container = Container(
            at=image.at,
            name=name,
            image=parse_image_reference(image.value, image.at),
            settings=tuple(
                Variable(s.at, *s.value.strip().strip("\"'").partition("=")[::2])
                for s in inside
                if s.key == "Environment"
            ),
        )
        yield Workload(
            at=image.at,
            name=name,
            project=source.path,
            controller=Controller.CONTAINER_SERVICE,
            environment=environment,
            containers=(container,),
            controller_at=image.at,
        )


def _auto_updates(settings: list[Setting], name: str, environment: Environment) -> Iterator[AutoUpdate]:
    """`AutoUpdate=registry` (podman-auto-update(1)): a timer takes what the tag stands for by then. What a tag with a
    version stands for is another build of that version.
    """
    inside = {s.key: s for s in settings if s.section == "Container"}
    image, update = inside.get("Image"), inside.get("AutoUpdate")
    if image is not None and update is not None and update.value.strip() == "registry":
        reference = parse_image_reference(image.value, image.at)
        planned = reference.steadiness is not Steadiness.FLOATING
        subject = f"updates of the image {reference.text}"
        yield AutoUpdate(update.at, name, subject, environment, True, planned)


def _tools(settings: list[Setting], environment: Environment) -> Iterator[ToolUse]:
    fleet = next((s for s in settings if s.section == "X-Fleet"), None)
    if fleet is not None:
        yield ToolUse(fleet.at, "fleet", Evidence.FILE, environment)
    quadlet = next((s for s in settings if s.section == "Container" and s.key == "Image"), None)
    if quadlet is not None:
        yield ToolUse(quadlet.at, "quadlet", Evidence.FILE, environment)
