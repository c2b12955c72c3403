"""The command line. What a command needs is imported when it runs, so that `--version` and `--help` are quick."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from complexity_lint import __version__
from complexity_lint.outputs import ALIASES, Output, parse_pair, write
from complexity_lint.overview.commands import inventory, system_map
from complexity_lint.render import render
from complexity_lint.reporters import FORMATS
from complexity_lint.request import Request
from complexity_lint.show import show
from complexity_lint.show_kubernetes import kubernetes, kustomize
from complexity_lint.show_terraform import dockerfile, terraform

if TYPE_CHECKING:
    from complexity_lint.check_definition import Check
    from complexity_lint.discovery import Repository
    from complexity_lint.edits import TextEdit
    from complexity_lint.finding import Diagnostic, Report
    from complexity_lint.fixes.session import Lint, Outcome
    from complexity_lint.reporters.scene import Scene
    from complexity_lint.targets import Target

CLEAN, FOUND, FAILED = 0, 1, 2
_FORMATS = (*FORMATS, *ALIASES)


def _pairs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
    try:
        return tuple(parse_pair(value) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="complexity-lint")
def cli() -> None:
    """Find out where a deployment is more complex than its team can carry."""


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--output-format", type=click.Choice(_FORMATS), default="full", show_default=True)
@click.option("--output-file", default="-", metavar="FILE", help="Where to write it; - is standard output.")
@click.option(
    "--output",
    "outputs",
    multiple=True,
    callback=_pairs,
    metavar="FORMAT=FILE",
    help="One more report, in a format and file of its own. Repeatable.",
)
@click.option(
    "--select", multiple=True, metavar="NAMES", help="Only these checks and categories, a,b or repeated."
)
@click.option(
    "--ignore", multiple=True, metavar="NAMES", help="Not these checks and categories, a,b or repeated."
)
@click.option("--profile", type=click.Choice(["default", "all"]), default="default", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["note", "warning", "error", "never"]),
    default="warning",
    show_default=True,
    help="Exit with 1 when a finding is of this level or above.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder to analyse; PATHS then only narrow what is shown.",
)
@click.option("--show-suppressed", is_flag=True, help="Show findings that a comment suppresses too.")
@click.option("--sarif-category", default="", metavar="NAME", help="The category of a code scanning upload.")
@click.option("--fix", is_flag=True, help="Fix what can be fixed without changing what is deployed.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the fixes that may change it too.")
@click.option(
    "--diff", is_flag=True, help="Write nothing; show what --fix would change, and exit with 1 if anything."
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="COMPLEXITY_LINT_CONFIG",
    help="The configuration file, instead of the one at the top of the work tree.",
)
@click.option("--isolated", is_flag=True, help="Read no configuration file.")
@click.pass_context
def check(context: click.Context, /, **options: Any) -> None:  # click hands parameters over by name, untyped
    """Lint the folder in PATHS, by default the current one.

    One folder is analysed as a whole. Files, or several folders, narrow what is shown and never what is read:
    analysed is --root, or the git work tree around them.

    Exits with 0 when clean, 1 with findings at or above --fail-on, 2 when the program could not do its work.
    """
    given = {name for name in options if context.get_parameter_source(name) is not ParameterSource.DEFAULT}
    context.exit(_check(Request(**options), given))


def _check(request: Request, given: set[str]) -> int:
    from complexity_lint import configuration, discovery, engine, selection, targets

    if request.unsafe_fixes and not (request.fix or request.diff):
        raise click.UsageError("--unsafe-fixes needs --fix or --diff")
    available = _available()
    try:
        target = targets.target(request.paths, request.root)
        said = configuration.Configuration()
        if not request.isolated:
            said = configuration.find(target.root, request.config)
        request = request.with_said(said, given)
        available = configuration.configured(available, said)
        ignored = selection.names(request.ignore)
        chosen = selection.choose(available, selection.names(request.select), ignored, request.everything)
    except (targets.OutsideRoot, selection.UnknownName, configuration.BrokenConfiguration) as error:
        raise click.UsageError(str(error)) from error
    asked = _with_unparsable(chosen, available, ignored)
    if not asked:
        raise click.UsageError("no check is left to ask")
    repository = discovery.read(target.root)

    def lint(one: "Repository") -> "Report":
        return engine.lint(one, asked, pedantic=request.everything, told=said.teller)

    report = lint(repository)
    outcome = None
    if request.fix or request.diff:
        outcome = _fixed(request, report, repository, lint, target)
        report = outcome.report
    if request.diff:
        return FAILED if report.errors else FOUND if outcome and outcome.changed else CLEAN
    report = _with_unused(report, repository, asked, available)
    report = _narrowed(report, target)
    _write(request, report, _scene(request, asked, repository, report, outcome))
    return _exit_code(request, report)


def _fixed(
    request: Request, report: "Report", repository: "Repository", lint: "Lint", target: "Target"
) -> "Outcome":
    """What came of the fixes, which are written or shown."""
    from complexity_lint.fixes import command
    from complexity_lint.fixes.session import Wish

    wish = Wish(request.unsafe_fixes, target.shows)
    do = command.show if request.diff else command.carry_out
    return do(repository, report, wish, lint)


def _folder(repository: "Repository") -> str:
    """The root as the user would type it, empty for the current folder."""
    folder = Path(os.path.relpath(repository.root)).as_posix()
    return "" if folder == "." else folder


def _available() -> "tuple[Check, ...]":
    from complexity_lint import registry
    from complexity_lint.builtin import BUILTIN_CHECKS

    try:
        installed = registry.installed_checks()
    except registry.BrokenPlugin as error:
        raise click.UsageError(str(error)) from error
    return tuple(sorted((*installed, *BUILTIN_CHECKS), key=lambda check: check.id))


def _with_unparsable(
    chosen: "tuple[Check, ...]", available: "tuple[Check, ...]", ignored: tuple[str, ...]
) -> "tuple[Check, ...]":
    """The chosen checks, and that files could not be read: whoever selects one check must learn it too."""
    from complexity_lint.builtin import UNPARSABLE_FILE

    kept = {check.id for check in chosen}
    if not {UNPARSABLE_FILE.id, UNPARSABLE_FILE.category} & set(ignored):
        kept.add(UNPARSABLE_FILE.id)
    return tuple(check for check in available if check.id in kept)


def _with_unused(
    report: "Report", repository: "Repository", asked: "tuple[Check, ...]", available: "tuple[Check, ...]"
) -> "Report":
    """The report with a note for each comment that suppresses nothing, where these were asked for."""
    from dataclasses import replace

    from complexity_lint import fingerprints, suppress
    from complexity_lint.builtin import UNUSED_SUPPRESSION

    if UNUSED_SUPPRESSION.id not in {check.id for check in asked}:
        return report
    notes = suppress.unused(
        report.diagnostics,
        repository.read,
        [file.path for file in report.coverage.files],
        {check.id for check in asked},
        {check.id for check in available},
    )
    diagnostics = (*report.diagnostics, *fingerprints.apply(notes))
    return replace(report, diagnostics=tuple(sorted(diagnostics, key=_order)))


def _order(diagnostic: "Diagnostic") -> tuple[str, int, str, int]:
    path, line, column = diagnostic.finding.at.order
    return (path, line, diagnostic.check_id, column)


def _narrowed(report: "Report", target: "Target") -> "Report":
    from dataclasses import replace

    kept = (diagnostic for diagnostic in report.diagnostics if target.shows(diagnostic.finding.at.path))
    return replace(report, diagnostics=tuple(kept))


def _replacements(
    report: "Report", repository: "Repository", outcome: "Outcome | None"
) -> "dict[str, tuple[TextEdit, ...]]":
    if all(diagnostic.finding.fix is None for diagnostic in report.diagnostics):
        return {}  # then nothing of the fixes is loaded
    from complexity_lint.fixes import command

    refused = () if outcome is None else outcome.refused
    return command.possible(repository, report, {diagnostic.fingerprint for diagnostic, _ in refused})


def _scene(
    request: Request,
    checks: "tuple[Check, ...]",
    repository: "Repository",
    report: "Report",
    outcome: "Outcome | None",
) -> "Scene":
    from complexity_lint.color import wants_color
    from complexity_lint.provenance import provenance
    from complexity_lint.reporters.scene import Scene

    writes_sarif = any(output.format == "sarif" for output in request.all_outputs)
    return Scene(
        checks=checks,
        read=repository.read,
        version=__version__,
        color=wants_color(request.color, os.environ, sys.stdout.isatty()),
        provenance=provenance(repository.root) if writes_sarif else None,
        show_suppressed=request.show_suppressed,
        sarif_category=request.sarif_category,
        folder=_folder(repository),
        replacements=_replacements(report, repository, outcome),
        fixed=None if outcome is None else len(outcome.fixed),
    )


def _write(request: Request, report: "Report", scene: "Scene") -> None:
    from dataclasses import replace

    from complexity_lint.reporters import render

    for output in request.all_outputs:
        plain = not output.is_standard and request.color == "auto"
        text = render(output.format, report, replace(scene, color=False) if plain else scene)
        if output.is_standard:
            click.echo(text, nl=False, color=scene.color)
            continue
        try:
            write(output, text)
        except OSError as error:
            raise click.UsageError(f"cannot write {output.file}: {error.strerror}") from error
    _tell_errors(request, report)


def _tell_errors(request: Request, report: "Report") -> None:
    """Name what went wrong in the program, unless the text on standard output has just done so."""
    from complexity_lint.reporters.printable import printable

    if any(output.is_standard and output.format in ("full", "concise") for output in request.all_outputs):
        return
    for line in report.errors:
        click.echo(f"complexity-lint: {printable(line)}", err=True)


def _exit_code(request: Request, report: "Report") -> int:
    from complexity_lint.finding import Level

    if report.errors:
        return FAILED
    if request.exit_zero or request.fail_on == "never":
        return CLEAN
    threshold = Level[request.fail_on.upper()]
    counts = any(d.suppressed is None and d.level >= threshold for d in report.diagnostics)
    return FOUND if counts else CLEAN


@cli.command()
@click.argument("name", metavar="CHECK")
def explain(name: str) -> None:
    """Say what CHECK finds, what it costs and what to do instead."""
    from complexity_lint import pages, selection

    try:
        found = selection.find(_available(), name)
    except selection.UnknownName as error:
        raise click.UsageError(str(error)) from error
    click.echo(pages.explanation(found), nl=False)


@cli.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def checks(output_format: str) -> None:
    """List all checks that are installed."""
    from complexity_lint import pages

    listing = pages.listing_json if output_format == "json" else pages.listing
    click.echo(listing(_available()), nl=False)


for command in (kustomize, kubernetes, terraform, dockerfile):
    show.add_command(command)
cli.add_command(show)
cli.add_command(render)
cli.add_command(inventory)
cli.add_command(system_map)
