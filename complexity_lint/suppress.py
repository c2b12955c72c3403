"""Suppression comments: `# complexity-lint: ignore[check-id, other] reason`.

A comment speaks for the findings that start on its own line. On a line of its own it speaks for the line
after it, also when more comment lines stand between them. `ignore-file[...]` among the comments a file
begins with speaks for the whole file. `//` starts a comment as well as `#` does.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from complexity_lint.builtin import UNUSED_SUPPRESSION
from complexity_lint.finding import Diagnostic, Finding
from complexity_lint.lines import LineReader, Read
from complexity_lint.source import Location

_COMMENT = re.compile(
    r"(?P<marker>#|//)\s*complexity-lint:\s*(?P<verb>ignore(?:-file)?)\b\s*(?:\[(?P<ids>[^\]]*)\])?(?P<reason>.*)"
)
_IN_HEAD = re.compile(r"\s*(#|//|---\s*(#|$)|%YAML|$)")
_OWN_LINE = re.compile(r"\s*(#|//)")
_NEEDLE = b"complexity-lint:"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One suppression comment: its place, the ids it names and the reason given, maybe empty."""

    at: Location
    ids: tuple[str, ...]
    reason: str
    whole_file: bool


def suppressions(path: str, lines: tuple[str, ...]) -> tuple[Suppression, ...]:
    """Every suppression comment of a file, in order of place.

    An `ignore-file` comment below the head of the file is left with no ids, so that it suppresses nothing.
    """
    found = []
    in_head = True
    for number, line in enumerate(lines, 1):
        in_head = in_head and _IN_HEAD.match(line) is not None
        match = _COMMENT.search(line)
        if match:
            whole_file = match["verb"] == "ignore-file"
            ids = tuple(id for part in (match["ids"] or "").split(",") if (id := part.strip()))
            at = Location(path, number, match.start() + 1, number, len(line) + 1)
            ids = () if whole_file and not in_head else ids
            found.append(Suppression(at, ids, match["reason"].strip(" \t-:"), whole_file))
    return tuple(found)


def apply(diagnostics: Iterable[Diagnostic], read: Read) -> tuple[Diagnostic, ...]:
    """The same diagnostics in the same order, those that a comment suppresses marked with its reason.

    `read` gives a file's bytes by path relative to the root, None where there is no such file.
    """
    files = _Files(read)
    out = []
    for diagnostic in diagnostics:
        comment = files.suppression(diagnostic)
        out.append(diagnostic if comment is None else replace(diagnostic, suppressed=comment.reason))
    return tuple(out)


def unused(
    diagnostics: Iterable[Diagnostic],
    read: Read,
    paths: Iterable[str],
    ran: Collection[str],
    installed: Collection[str],
) -> tuple[Diagnostic, ...]:
    """A note for every comment in `paths` that names no installed check, or one that ran and found nothing there.

    `diagnostics` are all that were found, `ran` the ids of the checks that were asked, `installed` those of
    all there are; a comment for a check that was not asked is not called unused.
    """
    files = _Files(read)
    used = {
        (comment.at, diagnostic.check_id)
        for diagnostic in diagnostics
        if (comment := files.suppression(diagnostic)) is not None
    }
    return tuple(
        _note(comment, id, id in installed)
        for path in paths
        for comment in files.suppressions(path)
        for id in comment.ids or ("",)
        if (comment.at, id) not in used and (id in ran or id not in installed)
    )


def _note(comment: Suppression, id: str, is_installed: bool) -> Diagnostic:
    if not id:
        message = "the comment suppresses nothing: it names no check, or stands below the head of the file"
    elif is_installed:
        message = f"the comment suppresses {id}, which finds nothing here"
    else:
        message = f"the comment suppresses {id}, and there is no such check"
    finding = Finding(comment.at, message, entity=id, evidence="unused")
    check = UNUSED_SUPPRESSION
    return Diagnostic(check.id, check.category, check.level, finding, "")


class _Files:
    """The suppression comments of files, each file read once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lines = LineReader(read)
        self._comments: dict[str, tuple[Suppression, ...]] = {}

    def suppressions(self, path: str) -> tuple[Suppression, ...]:
        """The comments of one file."""
        if path not in self._comments:
            # Most files have none, and a search through bytes costs next to nothing.
            has_any = _NEEDLE in (self._read(path) or b"")
            self._comments[path] = suppressions(path, self._lines.lines(path)) if has_any else ()
        return self._comments[path]

    def suppression(self, diagnostic: Diagnostic) -> Suppression | None:
        """The comment that suppresses a diagnostic: the nearest one, those for the whole file last."""
        comments = self.suppressions(diagnostic.finding.at.path)
        if not comments:
            return None
        naming = [comment for comment in comments if diagnostic.check_id in comment.ids]
        reached = self._lines_that_speak_for(diagnostic.finding.at)
        by_line = {comment.at.line: comment for comment in naming if not comment.whole_file}
        nearest = (by_line[line] for line in reached if line in by_line)
        return next(nearest, next((comment for comment in naming if comment.whole_file), None))

    def _lines_that_speak_for(self, at: Location) -> Iterator[int]:
        """The place's own line, then the comment lines right above it, upwards."""
        if at.line is None:
            return
        yield at.line
        lines = self._lines.lines(at.path)
        for number in range(min(at.line - 1, len(lines)), 0, -1):
            if not _OWN_LINE.match(lines[number - 1]):
                return
            yield number
