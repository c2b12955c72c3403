"""`complexity-lint inventory` and `complexity-lint map`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from complexity_lint.configuration import Configuration


def _said(path: Path) -> "Configuration":
    """What the configuration at a path says."""
    from complexity_lint import configuration

    try:
        return configuration.find(path.resolve())
    except configuration.BrokenConfiguration as error:
        raise click.UsageError(str(error)) from error


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "--output-format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
def inventory(path: Path, output_format: str) -> None:
    """List the moving parts of the repository in PATH, by default the current folder.

    Workloads, stores, brokers, clusters, pipelines, images, registries, tool layers and mechanisms for secrets, each
    with its place and for whom it is, then what was read. A thing that several files describe is counted once.
    """
    from complexity_lint.assemble import assemble
    from complexity_lint.discovery import repository
    from complexity_lint.engine import read_parts
    from complexity_lint.overview.formats import FORMATS
    from complexity_lint.overview.inventory import take_inventory

    found = repository.read(path)
    parts, coverage = read_parts(found, _said(path).teller)
    click.echo(FORMATS[output_format](take_inventory(assemble(parts, found), coverage)), nl=False)


@click.command(name="map")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "dot", "json"]),
    default="mermaid",
    show_default=True,
    help="mermaid renders on GitHub, dot with Graphviz; json holds every link with its place.",
)
def system_map(path: Path, form: str) -> None:
    """Draw how the parts of the repository in PATH hang together.

    Solid lines talk to, thick ones store in, dotted ones wait for the start of. The repository's own parts have a
    thick border.
    """
    from complexity_lint.discovery import repository
    from complexity_lint.engine import read_system
    from complexity_lint.overview.map_formats import as_dot, as_json, as_mermaid
    from complexity_lint.overview.picture import draw

    system = read_system(repository.read(path), _said(path).teller)
    if form == "json":
        click.echo(as_json(system), nl=False)
    else:
        click.echo((as_mermaid if form == "mermaid" else as_dot)(draw(system)), nl=False)
