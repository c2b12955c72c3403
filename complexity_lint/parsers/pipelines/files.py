"""Pipeline files -> Script parts."""

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from complexity_lint.finding import FileCoverage
from complexity_lint.model.deploying import deploying_tool, keeps_a_report
from complexity_lint.model.environment_names import from_path, is_to_begin_with
from complexity_lint.model.environments import PRODUCTION, Environment, EnvironmentKind
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.parsers.clusters.commands import clusters_of_script, ensembles_of_script
from complexity_lint.parsers.pipelines.reading import Files, Reading
from complexity_lint.parsers.pipelines.secrets import secret_settings
from complexity_lint.parsers.pipelines.systems import reader_of, system_of
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.pushes import pushes_of
from complexity_lint.parsers.templates import TEMPLATE_REASON, is_template
from complexity_lint.parsers.unit import Parts, Unit
from complexity_lint.parsers.yaml_nodes import Documents, load
from complexity_lint.source import Location


def evaluate(unit: Unit) -> Parts:
    """The script of one pipeline: its main file comes first, then those it includes."""
    main = unit.sources[0]
    reader = reader_of(main.path)
    if reader == "jenkins":
        from complexity_lint.parsers.pipelines.jenkins import read_jenkinsfile

        found = read_jenkinsfile(main, unit.sources[1:])
        return _parts(main.path, found, tuple(FileCoverage(s.path, "evaluated") for s in unit.sources), ())
    if reader == "octopus":
        from complexity_lint.parsers.pipelines.octopus import read_process

        return _parts(main.path, read_process(main), (FileCoverage(main.path, "evaluated"),), ())
    loaded = {source.path: load(source) for source in unit.sources}
    documents = loaded[main.path]
    if documents.problem and is_template(main.text):
        return Parts(coverage=(FileCoverage(main.path, "skipped", TEMPLATE_REASON),))
    problems = tuple(d.problem for d in loaded.values() if d.problem)
    coverage = tuple(_coverage(path, one) for path, one in loaded.items())
    files = {path: tuple(one.mappings()) for path, one in loaded.items()}
    if not files[main.path]:
        return Parts(problems=problems, coverage=coverage)
    module = import_module(f"complexity_lint.parsers.pipelines.{reader}")
    read: Callable[[str, Files], Reading] = module.read
    parts = _parts(main.path, read(main.path, files), coverage, problems)
    delivers = any(_delivers(script) for script in parts.scripts)
    secrets = (s for path, tops in files.items() for s in secret_settings(path, tops, delivers=delivers))
    return replace(parts, settings=tuple(secrets))


_DELIVERING = re.compile(r"\b(push|publish|upload|deploy|release|login)")


def _delivers(script: Script) -> bool:
    """Whether a pipeline may bring anything out: images, packages or a deployment; one that cannot only tests."""
    commands = (" ".join(command.words[:3]) for command in script.commands)
    actions = (a.name for job in script.jobs for a in job.actions if not keeps_a_report(a.name))
    return (
        bool(script.pushes)
        or not script.complete
        or any(deploying_tool(command) for command in script.commands)
        or any(_DELIVERING.search(text) for text in (*commands, *actions))
    )


def _coverage(path: str, documents: Documents) -> FileCoverage:
    if documents.problem:
        return FileCoverage(path, "partly", "not valid YAML")
    return FileCoverage(path, "evaluated")


def _environment(path: str) -> Environment:
    """What the folders of a pipeline say: a copy among examples or backups deploys nothing. The file's own name says
    what it does (`ci.yaml`), not for whom.
    """
    if is_to_begin_with(path):
        return from_path(path) or PRODUCTION
    stated = from_path(f"{path.rpartition('/')[0]}/x") if "/" in path else None
    passing = stated is not None and stated.kind in (EnvironmentKind.EXAMPLE, EnvironmentKind.TEST)
    return stated if stated is not None and passing else PRODUCTION


def _parts(
    path: str, found: Reading, coverage: tuple[FileCoverage, ...], problems: tuple[SyntaxProblem, ...]
) -> Parts:
    """The parts of a pipeline; a command that several jobs share is one of the script."""
    commands = tuple(dict.fromkeys((*(c for job in found.jobs for c in job.commands), *found.commands)))
    script = Script(
        Location(path),
        ScriptKind.PIPELINE,
        system_of(path),
        commands,
        (*found.pushes, *(push for command in commands for push in pushes_of(command))),
        found.complete and not problems,
        environment=_environment(path),
        jobs=found.jobs,
        triggers=found.triggers,
    )
    return Parts(
        scripts=(script,),
        clusters=tuple(clusters_of_script(script)),
        ensembles=tuple(ensembles_of_script(script)),
        targets=found.targets,
        problems=problems,
        coverage=coverage,
    )
