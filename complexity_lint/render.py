"""`complexity-lint render`: a chart as `helm template` prints it, or where each of its lines comes from."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from complexity_lint.parsers.helm import (
        Candidate,
        Chart,
        FindSibling,
        Manifest,
        Overrides,
        Release,
        Rendering,
        Shown,
        Written,
    )
    from complexity_lint.source import Location


@click.command()
@click.argument("chart", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-f",
    "--values",
    "values",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A values file. Repeatable; the last one wins.",
)
@click.option("--set", "set_typed", multiple=True, metavar="KEY=VALUE", help="A value. Repeatable.")
@click.option("--set-string", multiple=True, metavar="KEY=TEXT", help="A value that stays text. Repeatable.")
@click.option("--set-json", multiple=True, metavar="KEY=JSON", help="A value in JSON. Repeatable.")
@click.option("--set-file", multiple=True, metavar="KEY=FILE", help="A value read from a file. Repeatable.")
@click.option("--release-name", default="release-name", show_default=True)
@click.option("--namespace", default="default", show_default=True)
@click.option("--kube-version", default=None, metavar="VERSION", help="The cluster's version.")
@click.option("--api-versions", multiple=True, metavar="API", help="An API the cluster has. Repeatable.")
@click.option("--name-template", default=None, metavar="TEMPLATE", help="A template for the release's name.")
@click.option("--include-crds", is_flag=True, help="Print the chart's crds/ too.")
@click.option("--no-hooks", is_flag=True, help="Leave hooks out.")
@click.option("--skip-tests", is_flag=True, help="Leave tests out.")
@click.option(
    "-s",
    "--show-only",
    multiple=True,
    metavar="TEMPLATE",
    help="Only what this template wrote: templates/x.yaml. Repeatable.",
)
@click.option("--places", is_flag=True, help="One line of JSON for each document: where its lines come from.")
@click.option(
    "--strict", is_flag=True, help="Fail where helm fails; without, what is missing is left unknown."
)
def render(chart: Path, **options: Any) -> int:  # click hands options over by name, untyped
    """Print CHART, a folder or a .tgz, as `helm template` prints it.

    Nothing is run and nothing is fetched: dependencies come from charts/ or from charts beside it in the work tree.
    """
    from complexity_lint.parsers.helm import ChartError, Shown, render_chart, rendering_text

    shown = Shown(
        options["include_crds"], not options["no_hooks"], not options["skip_tests"], options["show_only"]
    )
    try:
        rendering = render_chart(
            _loaded(chart), _overrides(options), _release(options), strict=options["strict"]
        )
        output = "".join(_places(rendering, shown)) if options["places"] else rendering_text(rendering, shown)
    except ChartError as error:
        click.echo(f"Error: {error}", err=True)
        return 1
    for covered in rendering.coverage:
        if covered.error:
            click.echo(f"{covered.path}: not rendered: {covered.error}", err=True)
        for note in covered.notes:
            click.echo(f"{covered.path}: {note}", err=True)
    click.echo(output, nl=False)
    return 0


def _release(options: dict[str, Any]) -> "Release":
    from complexity_lint.parsers.helm import Release, release_name

    template = options["name_template"]
    return Release(
        name=options["release_name"] if template is None else release_name(template),
        namespace=options["namespace"],
        kube_version=options["kube_version"],
        api_versions=options["api_versions"],
    )


def _loaded(path: Path) -> "Chart":
    from complexity_lint.parsers.helm import load_chart
    from complexity_lint.parsers.helm.archive import unpack

    if path.is_file():
        return load_chart(unpack(path.read_bytes()), path.as_posix())
    return load_chart(_files(path), path.as_posix().rstrip("/"), _in_work_tree(path))


def _in_work_tree(chart: Path) -> "FindSibling":
    """Finds charts of the work tree that holds the chart; it is listed when the first is asked for."""
    from complexity_lint.parsers.helm import Dependency, Sibling, choose

    around = cache(lambda: _charts_around(chart))

    def find(dependency: Dependency) -> Sibling | None:
        top, charts = around()
        found = choose(dependency, charts)
        if found is None:
            return None
        return Sibling(Path(os.path.relpath(top / found.folder)).as_posix(), _files(top / found.folder))

    return find


def _charts_around(chart: Path) -> "tuple[Path, tuple[Candidate, ...]]":
    """The top of the work tree that holds a chart, and its other charts; none outside of a work tree."""
    from complexity_lint import discovery
    from complexity_lint.git import top_level
    from complexity_lint.parsers.helm import candidates

    top = top_level(chart)
    if top is None:
        return chart, ()
    repository = discovery.read(top)
    folders = [path[: -len("/Chart.yaml")] for path in repository.paths if path.endswith("/Chart.yaml")]
    texts = [
        (one, repository.text(f"{one}/Chart.yaml") or "", repository.text(f"{one}/requirements.yaml"))
        for one in folders
        if (top / one).resolve() != chart.resolve()
    ]
    return top, candidates(texts)


def _files(folder: Path) -> dict[str, bytes]:
    """All files below a folder; links that lead out of it are not followed."""
    from complexity_lint.discovery.repository import Repository

    repository = Repository(folder.resolve(), ())
    names = (p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file())
    return {name: data for name in names if (data := repository.read(name)) is not None}


def _overrides(options: dict[str, Any]) -> "Overrides":
    from complexity_lint.discovery.repository import decode
    from complexity_lint.parsers.helm import Overrides, read_values

    named = [text.partition("=")[2] for text in options["set_file"]]
    return Overrides(
        values_files=tuple(read_values(p.as_posix(), decode(p.read_bytes())) for p in options["values"]),
        set_json=options["set_json"],
        set_typed=options["set_typed"],
        set_string=options["set_string"],
        set_file=options["set_file"],
        files={name: decode(Path(name).read_bytes()) for name in named if Path(name).is_file()},
    )


def _places(rendering: "Rendering", shown: "Shown") -> Iterator[str]:
    """A line of JSON for each document that is shown."""
    from complexity_lint.parsers.helm import is_shown, named_by

    for index, document in enumerate(rendering.documents):
        named = not shown.only or any(named_by(pattern, document.source) for pattern in shown.only)
        if named and is_shown(document, shown):
            yield json.dumps(_document(index, document, rendering), ensure_ascii=False) + "\n"


def _document(index: int, document: "Manifest", rendering: "Rendering") -> dict[str, object]:
    from complexity_lint.parsers.helm import line_places

    written = line_places(rendering, document.text)
    texts = str(document.text).split("\n")
    lines = [_line(n, text, one) for n, (text, one) in enumerate(zip(texts, written, strict=False), start=1)]
    return {
        "document": index,
        "source": document.source,
        "api_version": document.api_version,
        "kind": document.kind,
        "lines": lines,
    }


def _line(number: int, text: str, written: "Written") -> dict[str, object]:
    reads = [{"key": ".".join(str(part) for part in read.path), **_at(read.place)} for read in written.values]
    related = [_at(place) for place in written.related]
    return {"number": number, "text": text, **_at(written.place), "related": related, "values": reads}


def _at(place: "Location | None") -> dict[str, object]:
    return {"path": place.path if place else None, "line": place.line if place else None}
