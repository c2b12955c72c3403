"""`complexity-lint show`: what the program sees in a file, printed as the tool it belongs to would print it."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from complexity_lint.parsers.compose.show import Shown


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def show() -> None:
    """Print what is seen in a deployment description, in the form of its own tool."""


@show.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-f",
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A further file.",
)
@click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Enable a profile. Repeatable.")
@click.option("--places", is_flag=True, help="Add the file and line that set each value.")
def compose(path: Path, files: tuple[Path, ...], profiles: tuple[str, ...], places: bool) -> int:
    """Print a compose project as `docker compose config --format json --no-path-resolution` does.

    PATH is a compose file, which then stands alone, or a folder: then the project that starts there, with its
    override, its .env and COMPOSE_FILE. With -f, further files are merged into it, or into nothing else for a folder.
    """
    shown = _compose(path, files, profiles)
    if shown.problems:
        for problem in shown.problems:
            line = f":{problem.at.line}:{problem.at.column or 1}" if problem.at.line else ""
            click.echo(f"{problem.at.path}{line}: {problem.message}", err=True)
        return 1
    data: dict[str, Any] = dict(shown.data)
    if places:
        data["places"] = {key: {"path": at.path, "line": at.line} for key, at in sorted(shown.places.items())}
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    return 0


def _compose(path: Path, files: tuple[Path, ...], profiles: tuple[str, ...]) -> "Shown":
    from complexity_lint.discovery.repository import Repository
    from complexity_lint.parsers.compose.files import ReadFiles
    from complexity_lint.parsers.compose.show import Start
    from complexity_lint.parsers.compose.show import show as show_project

    given = [*([] if path.is_dir() else [path]), *files]
    folder = (given[0].parent if given else path).resolve()
    root = _root(folder, [*(file.resolve() for file in given)])
    repository = Repository(root, ())
    start = Start(
        folder="" if folder == root else folder.relative_to(root).as_posix(),
        paths=tuple(file.resolve().relative_to(root).as_posix() for file in given),
        profiles=profiles,
        environment={"PWD": str(Path.cwd()), **os.environ},
        folder_name=folder.name,
        home=os.environ.get("HOME", ""),
    )
    return show_project(start, ReadFiles(repository.text))


def _root(folder: Path, files: list[Path]) -> Path:
    """The top of the work tree that holds everything named, or else the nearest folder that does."""
    from complexity_lint import git

    nearest = Path(os.path.commonpath([folder, *(file.parent for file in files)]))
    return (git.top_level(nearest) or nearest).resolve()
