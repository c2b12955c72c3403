"""Chef recipes, Puppet manifests, Salt states, Packer templates and Vagrantfiles -> what they install and run.

Told by the forms their documentations give: `package 'x'` (Chef), `package { 'x': }` and `class { 'x::server': }`
(Puppet), `pkg.installed` (Salt), provisioners with shell text (Packer, Vagrant). They are programs or templates;
nothing is evaluated, and what a variable holds is not known.
"""

import re
from collections.abc import Callable, Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import DEVELOPMENT, PRODUCTION, Environment
from complexity_lint.model.pipelines import ScriptKind
from complexity_lint.model.tools import Evidence, HostService, ToolUse
from complexity_lint.parsers.hosts.software import host_service
from complexity_lint.parsers.scripts import script_parts
from complexity_lint.parsers.shell import parse_shell, places_of
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.source import Location, Source

Named = Iterator[tuple[str, int]]
"""Names of what is installed, with their offsets."""


def evaluate(unit: Unit) -> Parts:
    """The parts of a unit's files."""
    return join(_file(source) for source in unit.sources)


def _file(source: Source) -> Parts:
    name = source.name
    if name == "Vagrantfile":
        return _with_commands(source, "vagrant", tuple(_heredocs(source)))
    if name.endswith((".pkr.hcl", ".json")):
        return _with_commands(source, "packer", tuple(_inline(source)))
    if name.endswith(".rb"):
        return _installing(source, "chef", _of_chef)
    return (
        _installing(source, "puppet", _of_puppet)
        if name.endswith(".pp")
        else _installing(source, "salt", _of_salt)
    )


def _installing(source: Source, tool: str, read: Callable[[str], Named]) -> Parts:
    environment = from_path(source.path) or PRODUCTION
    places = places_of(source.text, Location(source.path, 1, 1))
    found: list[HostService] = []
    for name, offset in read(source.text):
        service = host_service(name, places.span(offset, offset + len(name)), tool, environment)
        found += [service] if service else []
    return Parts(
        host_services=tuple(dict.fromkeys(found)),
        tools=(ToolUse(Location(source.path), tool, Evidence.FILE, environment),),
        coverage=(FileCoverage(source.path, "evaluated"),),
    )


def _with_commands(source: Source, tool: str, commands: tuple[Command, ...]) -> Parts:
    """A file whose shell text is read. Vagrant's machines are for development."""
    environment: Environment = DEVELOPMENT if tool == "vagrant" else from_path(source.path) or PRODUCTION
    uses = Parts(tools=(ToolUse(Location(source.path), tool, Evidence.FILE, environment),))
    return join((script_parts(source, tool, commands, ScriptKind.SHELL), uses))


_CHEF = re.compile(
    r"""(?m)^\s*(?:apt_|yum_|dnf_|snap_)?package\s*\(?\s*(?:%w[\[({](?P<many>[^\])}]*)|['"](?P<one>[^'"#]+)['"])"""
)
_CHEF_RECIPE = re.compile(r"""(?m)^\s*include_recipe\s*\(?\s*['"](?P<one>[^'"]+)['"]""")


def _of_chef(text: str) -> Named:
    for match in _CHEF.finditer(text):
        if match["many"] is not None:
            yield from ((m[0], match.start("many") + m.start()) for m in re.finditer(r"\S+", match["many"]))
        else:
            yield match["one"], match.start("one")
    for match in _CHEF_RECIPE.finditer(text):
        cookbook, _, recipe = match["one"].partition("::")
        if recipe in ("", "default", "server"):
            yield cookbook, match.start("one")


_PUPPET = re.compile(r"""(?m)^\s*package\s*\{\s*\[?\s*(?P<names>(?:['"][\w.+-]+['"][\s,]*)+)\]?\s*:""")
_PUPPET_CLASS = re.compile(
    r"""(?m)^\s*(?:class\s*\{\s*['"]|include\s+['"]?)(?:::)?(?P<one>\w+)(?:::server)?['"]?\s*(?::|$)"""
)


def _of_puppet(text: str) -> Named:
    for match in _PUPPET.finditer(text):
        names = re.finditer(r"[\w.+-]+", match["names"])
        yield from ((m[0], match.start("names") + m.start()) for m in names)
    for match in _PUPPET_CLASS.finditer(text):
        yield match["one"], match.start("one")


_SALT_STATE = re.compile(r"(?m)^(?P<id>[\w.+-]+):[ \t]*\n(?P<body>(?:[ \t]+.*\n?|[ \t]*\n)*)")
_SALT_ITEM = re.compile(r"(?m)^\s*-\s*(?P<name>[\w.+-]+)\s*(?::\s*[^\n]*)?$")


def _of_salt(text: str) -> Named:
    for match in _SALT_STATE.finditer(text):
        body = match["body"]
        if not re.search(r"pkg\.(installed|latest)|^\s+pkg:\s*$", body, re.MULTILINE):
            continue
        named = re.search(r"(?m)^\s*-\s*name:\s*(\S+)", body)
        listed = re.search(r"(?m)^\s*-\s*pkgs:\s*\n((?:\s+-\s+.*\n?)+)", body)
        if listed:
            start = match.start("body") + listed.start(1)
            yield from ((m["name"], start + m.start("name")) for m in _SALT_ITEM.finditer(listed[1]))
        elif named:
            yield named[1], match.start("body") + named.start(1)
        else:
            yield match["id"], match.start("id")


_HEREDOC = re.compile(
    r"<<[-~]?['\"]?(?P<word>[A-Z]\w*)['\"]?[^\n]*\n(?P<body>.*?)^\s*(?P=word)\b", re.DOTALL | re.MULTILINE
)
_ONE_LINE = re.compile(r"""\binline\s*(?::|=>)\s*(?P<quote>["'])(?P<body>[^\n]*?)(?P=quote)""")


def _heredocs(source: Source) -> Iterator[Command]:
    """Shell text given to Vagrant's shell provisioner as `inline`."""
    places = places_of(source.text, Location(source.path, 1, 1))
    for pattern in (_HEREDOC, _ONE_LINE):
        for match in pattern.finditer(source.text):
            yield from parse_shell(
                match["body"], places.through(((0, match.start("body")),), len(match["body"]))
            )


_INLINE = re.compile(r"\"?inline\"?\s*[=:]\s*\[(?P<body>(?:[^\[\]\"]|\"(?:\\.|[^\"\\])*\")*)\]", re.DOTALL)
_STRING = re.compile(r"\"(?P<text>(?:\\.|[^\"\\])*)\"")


def _inline(source: Source) -> Iterator[Command]:
    """The lines of Packer's shell provisioners."""
    places = places_of(source.text, Location(source.path, 1, 1))
    for match in _INLINE.finditer(source.text):
        for string in _STRING.finditer(match["body"]):
            start = match.start("body") + string.start("text")
            text = string["text"].replace('\\"', '"')
            yield from parse_shell(text, places.through(((0, start),), len(text)))
