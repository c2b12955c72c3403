"""`complexity-lint show`: what the program sees in a file, printed as the tool it belongs to would print it."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from complexity_lint.parsers.compose.show import Shown

REFUSED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def show() -> None:
    """Print what is seen in a deployment description, in the form of its own tool."""


@show.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("-f", "--file", "files", multiple=True, metavar="FILE", help="A file to merge. Repeatable.")
@click.option("--profile", "profiles", multiple=True, metavar="NAME", help="Enable a profile. Repeatable.")
@click.option("--places", is_flag=True, help="Add the file and line that set each value.")
def compose(path: Path, files: tuple[str, ...], profiles: tuple[str, ...], places: bool) -> int:
    """Print a compose project as `docker compose config --format json --no-path-resolution` does.

    PATH is a compose file, which then stands alone, or a folder: then the project that starts there, with its
    override, its .env and COMPOSE_FILE. Files given with -f are merged into the file in the order given; with a
    folder they are what starts in it.

    What docker compose would refuse is printed to standard error, with its place, and the exit code is 1; the
    rest is printed all the same.
    """
    shown = _compose(path, _files(path, files), profiles)
    for problem in shown.problems:
        line = f":{problem.at.line}:{problem.at.column or 1}" if problem.at.line else ""
        click.echo(f"{problem.at.path}{line}: {problem.message}", err=True)
    data: dict[str, Any] = dict(shown.data)
    if places:
        data["places"] = {key: {"path": at.path, "line": at.line} for key, at in sorted(shown.places.items())}
    if data:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    return REFUSED if shown.problems else 0


def _files(path: Path, names: Sequence[str]) -> list[Path]:
    """The files to merge: PATH, if it is one, and those named, which may also be named as seen from PATH."""
    folder = path if path.is_dir() else path.parent
    found = [] if path.is_dir() else [path]
    for name in names:
        candidates = [folder / name, Path(name)] if path.is_dir() else [Path(name), folder / name]
        file = next((candidate for candidate in candidates if candidate.is_file()), None)
        if file is None:
            raise click.BadParameter(f"no such file: {name}", param_hint="-f")
        if not any(file.samefile(other) for other in found):
            found.append(file)
    return found


def _compose(path: Path, files: Sequence[Path], profiles: tuple[str, ...]) -> "Shown":
    from complexity_lint.discovery.repository import Repository
    from complexity_lint.parsers.compose.files import ReadFiles
    from complexity_lint.parsers.compose.show import Start
    from complexity_lint.parsers.compose.show import show as show_project

    folder = (files[0].parent if files else path).resolve()
    real = [file.resolve() for file in files]
    root = _root(folder, real)
    start = Start(
        folder="" if folder == root else folder.relative_to(root).as_posix(),
        paths=tuple(file.relative_to(root).as_posix() for file in real),
        profiles=profiles,
        environment={"PWD": str(Path.cwd()), **os.environ},
        folder_name=folder.name,
        home=os.environ.get("HOME", ""),
    )
    return show_project(start, ReadFiles(Repository(root, ()).text))


def _root(folder: Path, files: Sequence[Path]) -> Path:
    """What no path may lead out of: the top of the work tree, or the current folder, or the nearest that holds all."""
    from complexity_lint import git

    nearest = Path(os.path.commonpath([folder, *(file.parent for file in files)]))
    top = git.top_level(nearest)
    if top is not None:
        return top.resolve()
    here = Path.cwd().resolve()
    return here if nearest.is_relative_to(here) else nearest
