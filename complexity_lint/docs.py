"""Checks and their fixtures -> the pages below `docs/checks`. `python -m complexity_lint.docs --write`."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from complexity_lint import pages, registry, testing
from complexity_lint.builtin import BUILTIN_CHECKS
from complexity_lint.check_definition import Check
from complexity_lint.reporters.scene import Scene
from complexity_lint.reporters.text import concise_line

OUR_PACKAGE = "complexity_lint_checks"
_GENERATED = "<!-- Made by `python -m complexity_lint.docs --write` from the docstring and the fixtures. -->"
_LANGUAGES = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".tf": "hcl",
    ".json": "json",
    ".py": "python",
    ".sh": "sh",
    ".toml": "toml",
    ".ini": "ini",
    ".conf": "ini",
    ".js": "js",
}
_MOST_LINES = 60
_BACKTICKS = re.compile(r"`{3,}")
_NOT_SHOWN = ("EXPECT", "SETUP")


def documents(checks: Sequence[Check], fixtures: Path) -> dict[str, str]:
    """Every page by its file name: one a check, and the index `README.md`."""
    found = {f"{check.id}.md": page(check, fixtures / check.id) for check in checks}
    return {**found, "README.md": index(checks)}


def page(check: Check, fixtures: Path) -> str:
    """A check's page: what it says of itself, what it finds in `bad/`, and what is fine in `good/` below
    `fixtures`.
    """
    parts = [_GENERATED, f"# {check.id}", f"{pages.facts(check).capitalize()}.", check.doc.strip()]
    if check.options:
        options = "\n".join(f"* `{pages.option_line(option)}`" for option in check.options)
        parts += ["## Options", options]
    bad, good = fixtures / "bad", fixtures / "good"
    if bad.is_dir():
        parts += ["## Found", *_files(bad), _reported(bad, check)]
    if good.is_dir():
        parts += ["## Fine", *_files(good)]
    suppressing = f"`# complexity-lint: ignore[{check.id}] reason`"
    parts += ["## Suppress", f"{suppressing} on the line, or on a line of its own above it."]
    return "\n\n".join(parts) + "\n"


def index(checks: Sequence[Check]) -> str:
    """All checks by category, each with its title and a link to its page."""
    parts = [_GENERATED, "# Checks"]
    for category in sorted({check.category for check in checks}):
        rows = [
            f"| [{check.id}]({check.id}.md) | {check.level} | {check.title} |"
            for check in sorted(checks, key=lambda check: check.id)
            if check.category == category
        ]
        parts += [f"## {category}", "\n".join(["| check | level | finds |", "| --- | --- | --- |", *rows])]
    return "\n\n".join(parts) + "\n"


def _files(folder: Path) -> Iterator[str]:
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _NOT_SHOWN):
        text = testing.without_marks(file.read_bytes()).decode("utf-8", "replace")
        lines = text.splitlines()
        if len(lines) > _MOST_LINES:
            lines = [*lines[:_MOST_LINES], f"... and {len(lines) - _MOST_LINES} lines more"]
        yield f"`{file.relative_to(folder).as_posix()}`\n\n{_fenced(lines, _language(file))}"


def _reported(folder: Path, check: Check) -> str:
    with testing.prepared(folder) as written:
        report = testing.linted(written.root, check)
    scene = Scene(checks=(check,), read=lambda path: None, version="")
    lines = [concise_line(d, scene) for d in report.diagnostics if d.check_id == check.id]
    return f"Reported:\n\n{_fenced(lines, 'text')}"


def _fenced(lines: list[str], language: str) -> str:
    runs = [len(run) for line in lines for run in _BACKTICKS.findall(line)]
    fence = "`" * (max(runs, default=2) + 1)
    return "\n".join([fence + language, *lines, fence])


def _language(file: Path) -> str:
    if "dockerfile" in file.name.lower() and not file.name.endswith("ignore"):
        return "dockerfile"
    return _LANGUAGES.get(file.suffix, "text")


def stale(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Names of the files in `folder` that are missing, differ from what is wanted, or are not wanted, sorted."""
    present = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in present.keys() | wanted.keys() if present.get(name) != wanted.get(name))


@click.command()
@click.option("--write/--check", default=False, help="Write the pages, or only say which are out of date.")
@click.option("--package", default=OUR_PACKAGE, show_default=True, help="The package whose checks are shown.")
@click.option("--fixtures", type=click.Path(path_type=Path), default=Path("fixtures"), show_default=True)
@click.option("--pages", "folder", type=click.Path(path_type=Path), default=Path("docs/checks"))
def main(write: bool, package: str, fixtures: Path, folder: Path) -> None:
    """Write the pages of a package's checks, or exit with 1 when they are out of date."""
    wanted = documents(checks_of(package), fixtures)
    names = stale(folder, wanted)
    for name in names:
        click.echo(f"{'writing' if write else 'out of date:'} {folder / name}")
        if write and name in wanted:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(wanted[name], "utf-8")
        elif write:
            (folder / name).unlink()
    sys.exit(1 if names and not write else 0)


def checks_of(package: str) -> tuple[Check, ...]:
    """The installed checks that a package defines; with ours come those of the program itself."""
    found = [c for c in registry.installed_checks() if c.module.partition(".")[0] == package]
    return (*found, *BUILTIN_CHECKS) if package == OUR_PACKAGE else tuple(found)


if __name__ == "__main__":
    main()
