"""Shell and PowerShell scripts, Makefiles and the files of other task runners -> Script parts."""

import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.commands import Command
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import DEVELOPMENT, PRODUCTION
from complexity_lint.model.images import Variable
from complexity_lint.model.pipelines import ImagePush, Script, ScriptKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.clusters.commands import clusters_of_script, ensembles_of_script
from complexity_lint.parsers.powershell import shell_text
from complexity_lint.parsers.pushes import pushes_of
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.source import Location, Source


def evaluate(unit: Unit) -> Parts:
    """The scripts of a unit: shell and PowerShell scripts, Makefiles."""
    return join(_shell_source(source) for source in unit.sources)


def _shell_source(source: Source) -> Parts:
    name = source.name.lower()
    if name == "tiltfile":
        return _tiltfile(source)
    if name in _TASK_FILES or name.startswith("taskfile") or name.endswith(".just"):
        return _task_file(source, name)
    if name.endswith(("makefile", ".mk")):
        programs = _programs(source.text)
        recipes = tuple(_with_program(command, programs) for command in _recipes(source))
        parts = script_parts(source, "make", recipes, ScriptKind.MAKEFILE)
        return replace(parts, scripts=tuple(replace(s, variables=_variables(source)) for s in parts.scripts))
    if name.endswith(".ps1"):
        called = parse_shell(shell_text(source.text), Location(source.path, 1, 1))
        return script_parts(source, "PowerShell", called, ScriptKind.SHELL)
    commands = parse_shell(source.text, Location(source.path, 1, 1))
    set_here = dict(_ASSIGNMENT.findall(source.text))
    calls = {match[1]: tuple(match[3].split()) for match in _CALL.finditer(source.text)}
    written_out = (replace(c, words=_called(c.words, calls)) for c in commands)
    known = tuple(replace(c, words=tuple(_filled(word, set_here) for word in c.words)) for c in written_out)
    return script_parts(source, "shell", known, ScriptKind.SHELL)


_TASK_FILES = frozenset(("justfile", ".justfile", "package.json", "werf.yaml", "werf.yml"))


def _task_file(source: Source, name: str) -> Parts:
    from complexity_lint.parsers import task_files

    if name == "package.json":
        return task_files.read_package_scripts(source)
    if name.startswith("werf"):
        return task_files.read_werf(source)
    return (
        task_files.read_taskfile(source) if name.startswith("taskfile") else task_files.read_justfile(source)
    )


_ASSIGNMENT = re.compile(
    r"""(?m)^[ \t]*(?:export[ \t]+|readonly[ \t]+)?([A-Z_][A-Z0-9_]*)=["']?([\w./:@-]+)["']?[ \t]*$"""
)
"""A variable that a script sets to a plain text."""


_CALL = re.compile(
    r"""(?m)^[ \t]*(?:export[ \t]+|readonly[ \t]+|local[ \t]+)?(\w+)="""
    r"""(["'])([a-z][\w.-]*(?:[ \t]+[\w./:@=,+-]+)+)\2[ \t]*$"""
)
"""A variable that a script sets to the beginning of a command: `APPLY="kubectl apply -f"`."""


def _called(words: tuple[str, ...], calls: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The words of a command that begins with such a variable, unquoted, written out."""
    match = re.fullmatch(r"\$(?:\{(\w+)\}|(\w+))", words[0]) if words else None
    return (*calls.get(match[1] or match[2], words[:1]), *words[1:]) if match else words


def _filled(word: str, values: dict[str, str]) -> str:
    """A word with the variables put in that the script itself sets to a plain text."""
    if "$" not in word:
        return word
    return re.sub(r"\$\{?(\w+)\}?", lambda m: values.get(m[1], m[0]), word)


_SET_TO_A_WORD = re.compile(
    r"^(?:export\s+|override\s+)*([A-Za-z_]\w*)\s*(?:\?|:{1,3})?=[ \t]*([^\s$#\\]+)\s*(?:#.*)?$"
)
"""A variable that a Makefile sets to one word (GNU make 4.4 manual, 6.5 "Setting Variables")."""


def _variables(source: Source) -> tuple[Variable, ...]:
    lines = enumerate(source.text.splitlines(), start=1)
    found = ((number, match) for number, line in lines if (match := _SET_TO_A_WORD.match(line)))
    return tuple(Variable(Location(source.path, number, 1), match[1], match[2]) for number, match in found)


_TILT_BUILD = re.compile(
    r"""\b(?:docker|custom)_build(?:_with_restart)?\(\s*(?:ref\s*=\s*)?['"]([^'"]+)['"]"""
)


def _tiltfile(source: Source) -> Parts:
    """A Tiltfile builds the images it names and rewrites them in what it deploys (docs.tilt.dev, `docker_build`)."""
    pushes = []
    for number, line in enumerate(source.text.splitlines(), start=1):
        for match in _TILT_BUILD.finditer(line):
            at = Location(source.path, number, match.start(1) + 1, number, match.end(1) + 1)
            pushes.append(ImagePush(at, parse_image_reference(match[1], at)))
    script = Script(
        Location(source.path), ScriptKind.SHELL, "Tilt", (), tuple(pushes), environment=DEVELOPMENT
    )
    return Parts(scripts=(script,), coverage=(FileCoverage(source.path, "evaluated"),))


def _recipes(source: Source) -> Iterator[Command]:
    """The commands of a Makefile's recipes; `@`, `-` and `+` before them are make's own."""
    lines = source.text.splitlines()
    number = 0
    while number < len(lines):
        line = lines[number]
        first = number
        if not line[:1].isspace() or not line.strip():
            number += 1
            continue
        text = line
        while text.endswith("\\") and number + 1 < len(lines):
            number += 1
            text += "\n" + lines[number]
        number += 1
        body = text.lstrip(" \t@-+")
        column = len(text) - len(body) + 1
        # make's `$(NAME)` is no command substitution; `${NAME}` is as long, so the places stay true.
        shell = re.sub(r"(?<!\$)\$\(([\w.-]+)\)", r"${\1}", body).replace("$$", "$")
        yield from parse_shell(shell, Location(source.path, first + 1, column))


_MAKE_VARIABLE = re.compile(
    r"""(?m)^(?:export[ ]+)?([A-Za-z_][\w.-]*)[ \t]*(?::{0,3}|\?)=[ \t]*["']?([\w./ -]*?[\w./-])["']?[ \t]*(?:#.*)?$"""
)
"""A variable that a Makefile sets to plain words (GNU make manual, "The Two Flavors of Variables")."""


def _programs(text: str) -> dict[str, tuple[str, ...]]:
    """The words of a Makefile's variables that it sets to plain words, and to nothing else elsewhere."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in _MAKE_VARIABLE.findall(text):
        written = len(re.findall(rf"(?m)^[ \t]*(?:export |override )?{re.escape(name)}[ \t]*[:?+!]*=", text))
        if written == 1:
            found[name] = tuple(word for word in value.split() if word != "sudo")
    return found


def _with_program(command: Command, programs: dict[str, tuple[str, ...]]) -> Command:
    """A command whose program is named by a variable (`$(COMPOSE) up`), with the variable's words."""
    named = re.fullmatch(r"\$\{([\w.-]+)\}", command.words[0]) if command.words else None
    program = programs.get(named[1]) if named else None
    return replace(command, words=(*program, *command.words[1:])) if program else command


def script_parts(source: Source, system: str, commands: tuple[Command, ...], kind: ScriptKind) -> Parts:
    """The parts of a file of commands: the script, what it pushes, the clusters it creates."""
    pushes = tuple(push for command in commands for push in pushes_of(command))
    environment = from_path(source.path) or PRODUCTION
    script = Script(Location(source.path), kind, system, commands, pushes, environment=environment)
    clusters = tuple(clusters_of_script(script))
    ensembles = tuple(ensembles_of_script(script))
    return Parts(
        scripts=(script,),
        clusters=clusters,
        ensembles=ensembles,
        coverage=(FileCoverage(source.path, "evaluated"),),
    )
