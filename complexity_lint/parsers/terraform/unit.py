"""All Terraform files of a repository -> parts, root module by root module and environment by environment."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from complexity_lint.finding import FileCoverage
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.parsers.clusters.objects import named
from complexity_lint.parsers.problem import SyntaxProblem
from complexity_lint.parsers.terraform import parts, terragrunt
from complexity_lint.parsers.terraform.configuration import Configuration
from complexity_lint.parsers.terraform.evaluation import evaluate as evaluate_root
from complexity_lint.parsers.terraform.evaluation import root_modules
from complexity_lint.parsers.terraform.machine_images import machine_images
from complexity_lint.parsers.terraform.modules import ParsedFiles, automatic_variable_files, parse_all
from complexity_lint.parsers.terraform.packages import module_parts
from complexity_lint.parsers.terraform.read_files import read_files
from complexity_lint.parsers.terraform.secrets import secret_settings
from complexity_lint.parsers.terraform.started import started_containers
from complexity_lint.parsers.terraform.upkeep import upkeep_parts
from complexity_lint.parsers.unit import Parts, Unit, join
from complexity_lint.source import Source

MAX_ROOTS = 400
"""Root modules that are evaluated; a repository with more is a collection of examples."""


def evaluate(unit: Unit) -> Parts:
    """The parts of every root module below the repository's root, once for each environment it has a variable
    file for.
    """
    files = {source.path: source for source in unit.sources}
    parsed = parse_all(files)
    found: list[Parts] = []
    evaluated: set[str] = set()
    roots = root_modules(parsed)
    for root in roots[:MAX_ROOTS]:
        for var_files, environment in _variants(parsed, root):
            configuration = evaluate_root(files, root, var_files, parsed=parsed)
            evaluated.update(configuration.folders)
            evaluated.update(path.rpartition("/")[0] for path in var_files)
            locked = f"{root}/.terraform.lock.hcl".lstrip("/") in files
            if locked or not _is_library(configuration, parsed, var_files):
                found.append(_parts(configuration, environment))
    found += _of_terragrunt(files, parsed, evaluated)
    found.append(module_parts(parsed))
    found.append(Parts(file_references=tuple(read_files(unit.sources))))
    found.append(Parts(problems=_problems(parsed), coverage=tuple(_coverage(parsed, evaluated))))
    return join(found)


def _variants(parsed: ParsedFiles, root: str) -> Iterator[tuple[tuple[str, ...], Environment]]:
    """The variable files that are chosen on the command line, each for an environment; without any, the root
    as it is.
    """
    automatic = set(automatic_variable_files(parsed, root))
    chosen = []
    for folder, paths in parsed.variables.items():
        if folder == root or (
            folder.startswith(f"{root}/" if root else "") and folder not in parsed.configuration
        ):
            chosen += [
                (path, stated) for path in paths if path not in automatic and (stated := from_path(path))
            ]
    for path, environment in chosen:
        yield (path,), environment
    if not chosen:
        yield (), from_path(f"{root}/x") or UNSTATED


def _is_library(configuration: Configuration, parsed: ParsedFiles, var_files: tuple[str, ...]) -> bool:
    """Whether a folder nobody calls here, and that was never initialised, is a module for others: it demands
    variables, and nothing here sets them up.
    """
    if var_files or configuration.providers or automatic_variable_files(parsed, configuration.folder):
        return False
    if any(block.blocks_of("backend") or block.blocks_of("cloud") for block in configuration.settings):
        return False
    return any(variable.required and not variable.given for variable in configuration.variables)


def _parts(configuration: Configuration, environment: Environment) -> Parts:
    clusters = (
        replace(c, environment=named(c.environment, c.name))
        for c in parts.clusters(configuration, environment)
    )
    own = Parts(
        clusters=tuple(clusters),
        stores=parts.stores(configuration, environment),
        ensembles=parts.ensembles(configuration, environment),
        settings=secret_settings(configuration, environment),
        machine_images=machine_images(configuration, environment),
        scripts=started_containers(configuration, environment),
    )
    return join(
        (
            own,
            parts.workloads(configuration, environment),
            parts.services(configuration, environment),
            upkeep_parts(configuration, environment),
        )
    )


def _of_terragrunt(files: Mapping[str, Source], parsed: ParsedFiles, evaluated: set[str]) -> Iterator[Parts]:
    """The parts of each `terragrunt.hcl` that runs a module kept in the repository."""
    for path in terragrunt.units(files)[:MAX_ROOTS]:
        configuration = terragrunt.evaluate_unit(files, path, parsed)
        if configuration is not None:
            evaluated.update(configuration.folders)
            yield _parts(configuration, from_path(path) or UNSTATED)
    known = set(terragrunt.units(files))
    for path in files:
        if path.rpartition("/")[2] == "terragrunt.hcl":
            status, reason = (
                ("evaluated", "") if path in known else ("skipped", "its module is kept elsewhere")
            )
            yield Parts(coverage=(FileCoverage(path, status, reason),))


def _problems(parsed: ParsedFiles) -> tuple[SyntaxProblem, ...]:
    return tuple(problem for file in parsed.files.values() for problem in file.problems)


def _coverage(parsed: ParsedFiles, evaluated: set[str]) -> Iterator[FileCoverage]:
    for path, file in parsed.files.items():
        if file.problems:
            yield FileCoverage(path, "partly", "not valid HCL")
        elif path.rpartition("/")[0] in evaluated:
            yield FileCoverage(path, "evaluated")
        else:
            yield FileCoverage(path, "skipped", "no root module here uses it")
