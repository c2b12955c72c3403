"""Task runners' files -> scripts: Taskfiles, `scripts` of package.json, justfiles; werf's images."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ImagePush, Script, ScriptKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.pipelines.filling import read_filled
from complexity_lint.parsers.pipelines.reading import tables, texts
from complexity_lint.parsers.scripts import script_parts
from complexity_lint.parsers.shell import parse_shell, places_of
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.templates import TEMPLATE_REASON, is_template
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, load
from complexity_lint.source import Location, Source

_TASK_VARIABLE = re.compile(r"\{\{\s*\.(?P<name>\w+)\s*\}\}")
_JUST_VARIABLE = re.compile(r"\{\{\s*(?P<name>[A-Za-z_][\w-]*)\s*\}\}")
_JUST_ASSIGNMENT = re.compile(
    r"""(?m)^(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*["']([^"'\n]*)["']\s*(?:#.*)?$"""
)
_SHEBANG = re.compile(r"#!.*\b(sh|bash|zsh|ksh|dash)\b")


def read_taskfile(source: Source) -> Parts:
    """The commands of all tasks, with the variables that are plain texts (taskfile.dev/reference/schema)."""
    documents = load(source)
    top = next(documents.mappings(), None)
    if top is None or documents.problem:
        return Parts(problems=(documents.problem,) if documents.problem else ())
    values = _variables(top.mapping("vars"))
    commands: list[Command] = []
    for entry in top.mapping("tasks").entries:
        body = entry.value if isinstance(entry.value, Mapping) else Mapping(entry.at)
        own = {**values, **_variables(body.mapping("vars"))}
        listed = entry.value if not isinstance(entry.value, Mapping) else body.get("cmds") or body.get("cmd")
        folder = body.text("dir")
        for text in _commands_of(listed):
            found = read_filled(text, own, _TASK_VARIABLE)
            commands += (replace(c, folder=_inside(folder, source)) for c in found)
    return script_parts(source, "Task", tuple(commands), ScriptKind.MAKEFILE)


def _variables(node: Mapping) -> dict[str, str]:
    found = ((e.key, e.value) for e in node.entries)
    return {k: v.text for k, v in found if isinstance(v, Scalar) and "{{" not in v.text and not v.is_null}


def _commands_of(node: Node | None) -> Iterator[Scalar]:
    """`cmds` holds texts and mappings with `cmd`; those with `task` call another task."""
    yield from texts(node)
    for item in tables(node):
        text = item.scalar("cmd")
        if text is not None:
            yield text


def _inside(folder: str, source: Source) -> str:
    if not folder or folder.startswith(("/", "~", "{{", "$")):
        return ""
    path = posixpath.normpath(posixpath.join(source.folder, folder))
    return "" if path == "." or path.startswith("..") else path


def read_package_scripts(source: Source) -> Parts:
    """The `scripts` of a package.json, each a command line (docs.npmjs.com, "scripts")."""
    documents = load(source)
    top = next(documents.mappings(), None)
    commands: list[Command] = []
    for entry in top.mapping("scripts").entries if top is not None else ():
        if isinstance(entry.value, Scalar):
            commands += read_script(entry.value)
    return script_parts(source, "npm scripts", tuple(commands), ScriptKind.MAKEFILE)


def read_justfile(source: Source) -> Parts:
    """The lines of all recipes; `{{name}}` stands for the variable (just.systems/man)."""
    values = dict(_JUST_ASSIGNMENT.findall(source.text))
    commands: list[Command] = []
    for first, column, body in _recipes(source.text):
        at = Location(source.path, first, column)
        node = Scalar(at, body)
        if "\n" not in body:
            commands += read_filled(node, values, _JUST_VARIABLE)
        else:
            commands += parse_shell(_put(body, values), places_of(body, at, column - 1))
    return script_parts(source, "just", tuple(commands), ScriptKind.MAKEFILE)


def _put(text: str, values: dict[str, str]) -> str:
    return _JUST_VARIABLE.sub(lambda m: values.get(m["name"], m[0]) if m["name"] in values else m[0], text)


def _recipes(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of each line of the recipes; a recipe with a shebang of a shell is one text."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        block: list[str] = []
        first = number
        while number < len(lines) and (
            lines[number][:1] in (" ", "\t") or (block and not lines[number].strip())
        ):
            block.append(lines[number])
            number += 1
        if not block:
            number += 1
            continue
        if block[0].lstrip().startswith("#!"):
            if _SHEBANG.match(block[0].lstrip()):
                indent = len(block[0]) - len(block[0].lstrip())
                yield first + 1, indent + 1, "\n".join(line[indent:] for line in block)
            continue
        yield from _lines(block, first)


def _lines(block: list[str], first: int) -> Iterator[tuple[int, int, str]]:
    for number, line in enumerate(block):
        body = line.lstrip(" \t").lstrip("@-")
        if body.strip() and not body.startswith("#"):
            yield first + number + 1, len(line) - len(body) + 1, body.rstrip("\\")


def read_werf(source: Source) -> Parts:
    """The images werf builds from Dockerfiles and publishes (werf.io/docs, "werf.yaml")."""
    documents = load(source)
    if documents.problem and is_template(source.text):
        return Parts(coverage=(FileCoverage(source.path, "skipped", TEMPLATE_REASON),))
    targets: list[BuildTarget] = []
    pushes: list[ImagePush] = []
    for top in documents.mappings():
        name = top.scalar("image")
        if name is None:
            continue
        reference = parse_image_reference(name.text, name.at)
        pushes.append(ImagePush(name.at, reference))
        file, context = top.text("dockerfile"), top.text("context") or "."
        if file and "{{" not in file + context:
            targets.append(
                BuildTarget(
                    at=name.at,
                    name=name.text,
                    context=posixpath.normpath(context),
                    dockerfile=posixpath.normpath(posixpath.join(context, file)),
                    folder=source.folder,
                    target=top.text("target"),
                    references=(reference,),
                )
            )
    script = Script(Location(source.path), ScriptKind.SHELL, "werf", (), tuple(pushes))
    return Parts(
        scripts=(script,), targets=tuple(targets), coverage=(FileCoverage(source.path, "evaluated"),)
    )
