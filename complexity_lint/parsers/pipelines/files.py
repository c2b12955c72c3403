"""Pipeline files -> Script parts."""

import re
from collections.abc import Iterator

from complexity_lint.finding import FileCoverage
from complexity_lint.model.build_targets import BuildTarget
from complexity_lint.model.commands import Command
from complexity_lint.model.pipelines import ImagePush, Script, ScriptKind
from complexity_lint.model.references import parse_image_reference
from complexity_lint.parsers.clusters.commands import clusters_of_script, ensembles_of_script
from complexity_lint.parsers.pipelines.actions import calls_elsewhere, commands_of, pushes_of_actions
from complexity_lint.parsers.pipelines.builds import artifacts_of, builds_of_actions
from complexity_lint.parsers.pushes import pushes_of
from complexity_lint.parsers.scripts import script_parts
from complexity_lint.parsers.shell import parse_shell
from complexity_lint.parsers.started import read_script
from complexity_lint.parsers.templates import TEMPLATE_REASON, is_template
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.parsers.yaml_nodes import Mapping, Node, Scalar, Sequence, load
from complexity_lint.source import Location, Source

SCRIPT_KEYS = frozenset(
    (
        "script before_script after_script commands command run bash sh pwsh powershell inlineScript "
        "install before_install before_deploy deploy after_success pre_build build post_build cmds "
        "steps scripts"
    ).split()
)
"""Keys that hold shell text in the pipeline formats that are not read one by one."""

MAX_DEPTH = 30


def evaluate(unit: Unit) -> Parts:
    """The script of one pipeline file."""
    return join(_pipeline(source) for source in unit.sources)


def _pipeline(source: Source) -> Parts:
    name = source.name.lower()
    if name.startswith("jenkinsfile") or name.endswith((".groovy", ".jenkinsfile")):
        return script_parts(source, "Jenkins", tuple(_groovy_commands(source)), ScriptKind.PIPELINE)
    documents = load(source)
    top = next(documents.mappings(), None)
    if documents.problem and is_template(source.text):
        return Parts(coverage=(FileCoverage(source.path, "skipped", TEMPLATE_REASON),))
    status = "partly" if documents.problem else "evaluated"
    coverage = (FileCoverage(source.path, status, "not valid YAML" if documents.problem else ""),)
    problems = (documents.problem,) if documents.problem else ()
    if top is None:
        return Parts(problems=problems, coverage=coverage)
    system = system_of(source.path)
    targets: tuple[BuildTarget, ...] = ()
    if system == "GitHub Actions":
        targets = tuple(builds_of_actions(top))
        commands = tuple(commands_of(top))
        pushes, complete = tuple(pushes_of_actions(top)), not calls_elsewhere(top)
    else:
        commands = (*_scripts_below(top, 0), *_builder_commands(top))
        if system == "Skaffold":
            targets = tuple(t for node in documents.mappings() for t in artifacts_of(node, source.folder))
        declared = [push for node in documents.mappings() for push in _declared_pushes(node)]
        pushes, complete = (
            tuple(declared),
            top.get("include") is None and top.get("orbs") is None,
        )
    pushes = (*pushes, *(push for command in commands for push in pushes_of(command)))
    script = Script(
        Location(source.path),
        ScriptKind.PIPELINE,
        system,
        commands,
        pushes,
        complete and not documents.problem,
    )
    clusters = tuple(clusters_of_script(script))
    ensembles = tuple(ensembles_of_script(script))
    return Parts(
        scripts=(script,),
        clusters=clusters,
        ensembles=ensembles,
        targets=targets,
        problems=problems,
        coverage=coverage,
    )


def system_of(path: str) -> str:
    """The name of the host that runs a pipeline file, by its path."""
    for pattern, system in _SYSTEMS:
        if re.search(pattern, path):
            return system
    return "pipeline"


_SYSTEMS = (
    (r"(^|/)\.github/", "GitHub Actions"),
    (r"(^|/)action\.ya?ml$", "GitHub Actions"),
    (r"gitlab-ci", "GitLab CI"),
    (r"\.circleci/", "CircleCI"),
    (r"azure-pipelines", "Azure Pipelines"),
    (r"bitbucket-pipelines", "Bitbucket Pipelines"),
    (r"buildspec", "AWS CodeBuild"),
    (r"cloudbuild", "Google Cloud Build"),
    (r"\.travis", "Travis CI"),
    (r"\.drone", "Drone"),
    (r"\.woodpecker", "Woodpecker"),
    (r"\.buildkite", "Buildkite"),
    (r"skaffold", "Skaffold"),
)


def _scripts_below(node: Node, depth: int) -> Iterator[Command]:
    if depth > MAX_DEPTH:
        return
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key in SCRIPT_KEYS:
                yield from _shell_of(entry.value, depth + 1)
            else:
                yield from _scripts_below(entry.value, depth + 1)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scripts_below(item, depth + 1)


def _builder_commands(top: Mapping) -> Iterator[Command]:
    """Steps of Cloud Build: an image named as the program in it, and its arguments."""
    for item in top.items("steps"):
        if isinstance(item, Mapping) and isinstance(item.get("args"), Sequence):
            words = tuple(a.text for a in item.items("args") if isinstance(a, Scalar))
            name = item.text("name").rpartition("/")[2].partition(":")[0]
            yield Command(item.at, (name, *words), folder=item.text("dir"))


def _shell_of(node: Node, depth: int) -> Iterator[Command]:
    """Shell text below a key for scripts: a text, a list of texts, or mappings that hold such keys again."""
    if isinstance(node, Scalar):
        if not node.is_null:
            yield from read_script(node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _shell_of(item, depth + 1) if depth < MAX_DEPTH else ()
    else:
        yield from _scripts_below(node, depth + 1)


def _declared_pushes(top: Mapping) -> Iterator[ImagePush]:
    """Images that a file pushes by declaration: `images:` of Cloud Build, artifacts of Skaffold, plugins of Drone."""
    for item in top.items("images"):
        if isinstance(item, Scalar):
            yield ImagePush(item.at, parse_image_reference(item.text, item.at))
    for item in top.items("build", "artifacts"):
        image = item.scalar("image") if isinstance(item, Mapping) else None
        if image is not None:
            yield ImagePush(image.at, parse_image_reference(image.text, image.at))
    if top.text("kind") in ("Build", "Module") and top.text("type") == "container":  # Garden
        named = top.scalar("name")
        if named is not None:
            yield ImagePush(named.at, parse_image_reference(named.text, named.at))
    for item in top.items("steps"):
        if isinstance(item, Mapping) and "plugins/docker" in item.text("image"):
            yield ImagePush(item.at, None)


_GROOVY_STEP = re.compile(r"""\b(?:sh|bat)\b\s*\(?\s*(?:script\s*:\s*)?('''|\"\"\"|'|")""")


def _groovy_commands(source: Source) -> Iterator[Command]:
    """The shell steps of a Jenkinsfile: the strings given to `sh` and `bat`."""
    text = source.text
    for match in _GROOVY_STEP.finditer(text):
        quote = match[1]
        end = text.find(quote, match.end())
        if end > 0:
            line = text.count("\n", 0, match.end()) + 1
            column = match.end() - (text.rfind("\n", 0, match.end()) + 1) + 1
            yield from parse_shell(text[match.end() : end], Location(source.path, line, column))
