"""`check --fix` and `check --diff`: the fixes of a report, written or shown."""

import os
from collections.abc import Collection
from pathlib import Path

import click

from complexity_lint.discovery.repository import Repository
from complexity_lint.edits import TextEdit
from complexity_lint.finding import Report
from complexity_lint.fixes.files import Unwritable, diff, write
from complexity_lint.fixes.session import Lint, Outcome, Wish, edits_of, fix


def carry_out(repository: Repository, report: Report, wish: Wish, lint: Lint) -> Outcome:
    """Do the wanted fixes and write the files. Raises UsageError where one cannot be written."""
    outcome = fix(repository, report, wish, lint)
    try:
        write(repository, outcome.changed, outcome.originals)
    except Unwritable as error:
        raise click.UsageError(str(error)) from error
    return outcome


def show(repository: Repository, report: Report, wish: Wish, lint: Lint) -> Outcome:
    """Print what the wanted fixes would change, as a patch for the current folder where the root lies in it, else for
    the root.
    """
    outcome = fix(repository, report, wish, lint)
    folder = Path(os.path.relpath(repository.root)).as_posix()
    prefix = "" if folder == "." or folder.startswith("..") else folder
    click.echo(diff(repository, outcome.changed, prefix, shown=True), nl=False)
    number = len(outcome.fixed)
    click.echo(f"Would fix {number} finding{'' if number == 1 else 's'}.", err=True)
    return outcome


def possible(
    repository: Repository, report: Report, refused: Collection[str]
) -> dict[str, tuple[TextEdit, ...]]:
    """The text edits of every fix in a report that can be done, by the finding's fingerprint; none for those that
    were tried and `refused`.
    """
    found = {
        d.fingerprint: edits_of(repository, d.finding.fix)
        for d in report.diagnostics
        if d.finding.fix is not None and d.suppressed is None and d.fingerprint not in refused
    }
    return {fingerprint: edits for fingerprint, edits in found.items() if edits}
