"""`complexity-lint show kustomize` and `show kubernetes`."""

import json
from pathlib import Path

import click

from complexity_lint import git

_EXTENSIONS = (".yaml", ".yml", ".json")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path())
def kustomize(folder: Path) -> int:
    """Print the objects that the kustomization in FOLDER builds, as `kubectl kustomize FOLDER` does.

    What cannot be known without a network, a chart or a program is left out and told on standard error.
    """
    from complexity_lint.discovery.repository import Repository
    from complexity_lint.parsers.kustomize.show import show_build

    root, name = _in_repository(folder)
    shown = show_build(name, Repository(root, ()).text)
    for note in shown.notes:
        line = f":{note.at.line}" if note.at.line else ""
        click.echo(f"{note.at.path}{line}: {note.message}", err=True)
    click.echo(shown.text, nl=False)
    return 1 if shown.is_refused else 0


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def kubernetes(path: Path) -> int:
    """Print what is read from the manifests in PATH, a file or a folder, as JSON with the place of every part.

    Of a folder the files directly in it are read. A kustomization is read as one: for it there is `show kustomize`.
    """
    from complexity_lint.discovery.repository import Repository
    from complexity_lint.parsers.kubernetes.show import show_manifests
    from complexity_lint.source import Source

    folder = path if path.is_dir() else path.parent
    root, name = _in_repository(folder)
    repository = Repository(root, ())
    names = (
        sorted(p.name for p in folder.iterdir() if p.suffix in _EXTENSIONS) if path.is_dir() else [path.name]
    )
    paths = [f"{name}/{file}" if name else file for file in names]
    texts = [(file, repository.text(file)) for file in paths]
    shown = show_manifests(tuple(Source(file, text) for file, text in texts if text is not None))
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    return 1 if "problems" in shown else 0


def _in_repository(folder: Path) -> tuple[Path, str]:
    """The top of the work tree a folder is in, else the topmost folder above it; and the folder's path from there."""
    inner = folder.resolve()
    found = git.top_level(inner)
    root = found.resolve() if found else (inner.parents[-2] if len(inner.parents) > 1 else inner)
    return root, "" if inner == root else inner.relative_to(root).as_posix()
