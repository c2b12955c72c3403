"""`complexity-lint show terraform` and `show dockerfile`."""

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from complexity_lint.source import Source

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path())
@click.option(
    "--var-file",
    "var_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A variable file. Repeatable.",
)
@click.option(
    "--var", "assignments", multiple=True, metavar="NAME=VALUE", help="A variable's value. Repeatable."
)
def terraform(folder: Path, var_files: tuple[Path, ...], assignments: tuple[str, ...]) -> int:
    """Print what the root module in FOLDER comes to, all module instances included, as JSON.

    Nothing is run and no provider is asked: what only they know is "<unknown>".
    """
    from complexity_lint.parsers.terraform.evaluation import evaluate
    from complexity_lint.parsers.terraform.show import show

    for assignment in assignments:
        if "=" not in assignment:
            raise click.BadParameter(f"{assignment!r} is not NAME=VALUE", param_hint="--var")
    root, files = _files(folder.resolve(), [path.resolve() for path in var_files])
    given = [path.resolve().relative_to(root).as_posix() for path in var_files]
    variables = dict(assignment.split("=", 1) for assignment in assignments)
    inside = folder.resolve().relative_to(root).as_posix()
    configuration = evaluate(files, "" if inside == "." else inside, given, variables)
    for problem in configuration.problems:
        line = f":{problem.at.line}" if problem.at.line else ""
        click.echo(f"{problem.at.path}{line}: {problem.message}", err=True)
    click.echo(json.dumps(show(configuration), indent=2, ensure_ascii=False))
    return 0


def _files(folder: Path, more: list[Path]) -> "tuple[Path, dict[str, Source]]":
    """The root that holds all that is named, and what Terraform may read below it."""
    import os

    from complexity_lint import discovery, git
    from complexity_lint.source import Source

    nearest = Path(os.path.commonpath([folder, *(path.parent for path in more)]))
    root = git.top_level(nearest) or nearest
    repository = discovery.read(root)
    named = {path.relative_to(root).as_posix() for path in more}
    texts = ((path, repository.text(path)) for path in {*repository.paths, *named})
    return root, {path: Source(path, text) for path, text in texts if text is not None and "\0" not in text}


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def dockerfile(path: Path) -> int:
    """Print what is read from a Dockerfile, as JSON with the place of every part.

    Exits with 1 where the builder would refuse the file; what could be read is printed all the same.
    """
    from complexity_lint.discovery.repository import decode
    from complexity_lint.parsers.dockerfile.stages import parse
    from complexity_lint.show_dockerfile import show
    from complexity_lint.source import Source

    found, problems = parse(Source(path.as_posix(), decode(path.read_bytes())))
    click.echo(json.dumps(show(found, problems), indent=2, ensure_ascii=False))
    return 1 if problems else 0


def plain(value: object) -> Plain:
    """A noun of the model as JSON: fields by name, enumerations by value, tuples as lists."""
    if value is None or isinstance(value, (bool, int, str)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (tuple, list, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(item) for item in items]
    if is_dataclass(value):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value)}
    return str(value)
