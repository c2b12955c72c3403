"""Deployment processes of Octopus Deploy, kept in the repository as OCL (octopus.com/docs, "Config as Code",
"OCL syntax for Config as Code"): HCL without expressions, whose values hold Octopus's own variables, `#{Name}`.

Each action is a job. What a script step runs inline is read as commands, and what a Helm step puts into the values of a
chart as the `helm upgrade` that it stands for.
"""

import re
from collections.abc import Iterator
from textwrap import dedent

from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import Job
from complexity_lint.parsers.pipelines.reading import Reading, Steps, reading_of
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.parsers.terraform.hcl import parse_hcl
from complexity_lint.parsers.terraform.syntax import (
    Block,
    Expression,
    GetAttr,
    Literal,
    Name,
    ObjectItem,
    ObjectOf,
)
from complexity_lint.parsers.yaml_leaves import leaves
from complexity_lint.parsers.yaml_nodes import load
from complexity_lint.source import Location, Source

_BRACE = "\ue000"
"""Stands for a brace while the file is read."""
_VARIABLE = re.compile(r"#\{([^{}]*)\}")
_HELM = "Octopus.Action.Helm."
_SCRIPT = "Octopus.Action.Script."
_VALUES = (f"{_HELM}YamlValues", f"{_HELM}KeyValues")
_OF_AN_IMAGE = re.compile(r"(?i)(tag|image|version|digest|registry|repository|repo)$")


def read_process(source: Source) -> Reading:
    """The steps of a deployment process, in order. Scripts that come in a package, or are written for PowerShell, are
    not read: then the reading is not complete.
    """
    # `${` starts no expression here
    masked = re.sub(r"(?<=[$%])\{", _BRACE, source.text)
    steps = (block for block in parse_hcl(Source(source.path, masked)).body.blocks if block.type == "step")
    actions = [(step, block) for step in steps for block in step.body.blocks if block.type == "action"]
    return reading_of(_job(step, action, source) for step, action in actions)


def _job(step: Block, action: Block, source: Source) -> tuple[Job, Steps]:
    name = step.body.attribute("name")
    stated = _plain(name.value) if name else step.labels[0].value if step.labels else ""
    given = dict(_properties(action))
    kind = action.body.attribute("action_type")
    if kind is not None and _plain(kind.value) == "Octopus.HelmChartUpgrade":
        return Job(step.at, stated), Steps(commands=(_upgrade(given, action.at, source),))
    body, syntax = given.get(f"{_SCRIPT}ScriptBody"), given.get(f"{_SCRIPT}Syntax")
    if body is None:
        return Job(step.at, stated), Steps(complete=f"{_SCRIPT}ScriptFileName" not in given)
    if syntax is not None and _plain(syntax.value) != "Bash":
        return Job(step.at, stated), Steps(complete=False)
    text, at = _text(body, source)
    return Job(step.at, stated), Steps(commands=parse_shell(_VARIABLE.sub(_as_variable, text), at))


def _properties(action: Block) -> Iterator[tuple[str, ObjectItem]]:
    listed = action.body.attribute("properties")
    for item in listed.value.items if listed and isinstance(listed.value, ObjectOf) else ():
        yield _dotted(item.key), item


def _dotted(key: Expression) -> str:
    if isinstance(key, GetAttr):
        return f"{_dotted(key.of)}.{key.name}"
    return key.name if isinstance(key, Name) else _plain(key)


def _plain(value: Expression) -> str:
    return str(value.value).replace(_BRACE, "{") if isinstance(value, Literal) else ""


def _text(item: ObjectItem, source: Source) -> tuple[str, Location]:
    """The text of a value as it stands in the file, with the place it begins at: `${` is nothing special in it."""
    at = item.value.at
    if at.line is None or at.end_line is None or at.line == at.end_line:
        return _plain(item.value), at
    inside = source.text.split("\n")[at.line : at.end_line]
    if inside and re.fullmatch(r"\s*\w+\s*", inside[-1]):  # the word that ends the text
        inside.pop()
    return "\n".join(inside) + "\n", Location(source.path, at.line + 1, 1)


def _as_variable(match: re.Match[str]) -> str:
    """A variable of Octopus as one of the shell, as long where its name is one, so that places stay true."""
    return "${" + re.sub(r"\W", "_", match[1]) + "}"


def _upgrade(given: dict[str, ObjectItem], at: Location, source: Source) -> Command:
    """The upgrade of a release by the action at `at`, with what it says about images."""
    release = given.get(f"{_HELM}ReleaseName")
    named = _VARIABLE.sub(_as_variable, _plain(release.value)) if release else ""
    sets: list[str] = []
    for item in (given[key] for key in _VALUES if key in given):
        text, _ = _text(item, source)
        # `tag: #{Version}` would be a comment to YAML
        values = Source(source.path, dedent(_VARIABLE.sub(_as_variable, text)))
        for top in load(values).nodes:
            found = ((key, leaf.text) for key, leaf in leaves(top) if _OF_AN_IMAGE.search(key))
            sets += [word for key, value in found for word in ("--set", f"{key}={value}")]
    first = next((given[key].at for key in _VALUES if key in given), release.at if release else at)
    return Command(first, ("helm", "upgrade", "--install", *((named,) if named else ()), *sets))
