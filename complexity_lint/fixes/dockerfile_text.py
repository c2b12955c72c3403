"""Edits of Dockerfiles by span. Each is proved: read again, all other instructions are as they were."""

import re
from dataclasses import dataclass
from itertools import pairwise

from complexity_lint.edits import CopyLater, JoinRuns, TextEdit
from complexity_lint.fixes.text import FileText, Refused, applied
from complexity_lint.parsers.dockerfile.arguments import split_keyword
from complexity_lint.parsers.dockerfile.directives import read_directives
from complexity_lint.parsers.dockerfile.instructions import split_lines
from complexity_lint.parsers.dockerfile.lines import (
    LogicalLine,
    is_blank,
    is_comment,
    is_continued,
    logical_lines,
)
from complexity_lint.source import Location

_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"")
_LASTING = re.compile(
    r"(?:^|[\s&|;(])(cd|pushd|export|set|shopt|umask|exec|exit|trap|alias|source|\.|eval|unset|return)(?=$|[\s&|;)])"
)
"""Commands that change the shell they run in, and so what is joined behind them."""
_ASSIGNMENT = re.compile(r"(?:^|&&|\|\||;)\s*(?:\w+=\S*\s*)+(?:$|&&|\|\||;)")


@dataclass(frozen=True, slots=True)
class _Text:
    """A Dockerfile's instructions, with the text they stand in."""

    file: FileText
    lines: list[LogicalLine]
    escape: str

    def at(self, place: Location) -> int:
        """The index of the instruction that begins at a place."""
        for index, line in enumerate(self.lines):
            if line.start == place.line:
                return index
        raise Refused("no instruction begins there")

    def keyword(self, index: int) -> str:
        return split_keyword(self.lines[index].text)[0].upper()

    def body(self, index: int) -> str:
        return split_keyword(self.lines[index].text)[1].strip()

    def words(self, index: int) -> str:
        """An instruction without the way its lines are broken."""
        line = self.lines[index]
        return " ".join([self.keyword(index), *self.body(index).split(), *(h.text for h in line.heredocs)])

    @property
    def told(self) -> list[str]:
        """Every instruction, to be compared."""
        return [self.words(index) for index in range(len(self.lines))]


def _read(file: FileText) -> _Text:
    lines = split_lines(file.text)
    if re.search(r"\r(?!\n)", file.text):
        raise Refused("the file has unusual line ends")
    directives = read_directives(lines)
    if directives.escape != "\\":
        raise Refused("the file is written for Windows")
    return _Text(file, logical_lines(file.path, lines, directives), directives.escape)


def join_runs(file: FileText, edit: JoinRuns) -> TextEdit:
    """The edit that joins RUN instructions, comments between them kept. Raises Refused."""
    text = _read(file)
    first = text.at(edit.runs[0])
    indexes = list(range(first, first + len(edit.runs)))
    if [text.at(place) for place in edit.runs] != indexes or len(indexes) < 2:
        raise Refused("other instructions stand between them")
    for index in indexes:
        _demand_joinable(text, index, is_first=index == first, is_last=index == indexes[-1])
    found = _joined(text, indexes)
    after = _read(FileText.of(file.path, applied(file.text, [found])))
    together = "RUN " + " && ".join(" ".join(text.body(index).split()) for index in indexes)
    expected = [*text.told[:first], together, *text.told[indexes[-1] + 1 :]]
    if after.told != expected:
        raise Refused("more than this would change")
    return found


def _demand_joinable(text: _Text, index: int, *, is_first: bool, is_last: bool) -> None:
    line, body = text.lines[index], text.body(index)
    if text.keyword(index) != "RUN" or line.heredocs or line.end != line.body:
        raise Refused("not all of them are plain RUN instructions")
    if any(text.keyword(one) == "SHELL" for one in range(index)):
        raise Refused("the shell is another one")
    if not body or body.startswith(("--", "[")):
        raise Refused("a RUN has flags or is a JSON list")
    if is_continued(text.file.line(line.body), text.escape):
        raise Refused("a RUN is not ended")
    bare = _QUOTED.sub("''", body)
    if re.search(r"['\"`]", bare.replace("''", "")) or re.search(r"(^|\s)#", bare):
        raise Refused("a RUN is quoted in a way that is not understood")
    if re.search(r"(?<![&>])&(?![&>])", bare) or bare.rstrip().endswith(("&&", "||", "|", ";")):
        raise Refused("a RUN starts something in the background")
    if not is_first and re.search(r"\|\||;", bare):
        raise Refused("a RUN holds commands that do not depend on each other")
    if not is_last and (_LASTING.search(bare) or _ASSIGNMENT.search(bare)):
        raise Refused("a RUN changes the shell that the next ones would run in")


def _joined(text: _Text, indexes: list[int]) -> TextEdit:
    file, end = text.file, text.file.line_end
    first, last = text.lines[indexes[0]], text.lines[indexes[-1]]
    rows = [file.line(number) for number in range(first.start, first.body + 1)]
    for before, index in pairwise(indexes):
        line = text.lines[index]
        rows[-1] = f"{rows[-1].rstrip()} \\"
        between = (file.line(number) for number in range(text.lines[before].end + 1, line.start))
        rows += [row for row in between if is_comment(row) and not is_blank(row)]
        head = file.line(line.start)
        rows.append("    && " + re.sub(r"(?i)^\s*run\s+", "", head))
        rows += [file.line(number) for number in range(line.start + 1, line.body + 1)]
    return file.edit(file.offset(first.start), file.after_line(last.body), end.join(rows))


def copy_later(file: FileText, edit: CopyLater, existing: tuple[str, ...]) -> TextEdit:
    """The edit that moves a COPY behind an install; `existing` are the files that the install reads. Raises Refused."""
    text = _read(file)
    copy, run = text.at(edit.copy), text.at(edit.run)
    if text.keyword(copy) not in ("COPY", "ADD") or text.keyword(run) != "RUN" or not copy < run:
        raise Refused("the instructions are others")
    between = {text.keyword(index) for index in range(copy + 1, run)}
    if not between <= {"ENV", "ARG", "LABEL", "EXPOSE", "RUN"} or text.lines[copy].heredocs:
        raise Refused("what stands between the copy and the install may need the copy")
    if edit.download:
        return _downloaded_before(text, copy, edit, existing)
    first, last = text.lines[copy], text.lines[run]
    rows = [file.line(number) for number in range(first.body + 1, last.end + 1)]
    moved = [file.line(number) for number in range(first.start, first.body + 1)]
    manifests = [_manifests(text, copy, edit, existing)] if existing else []
    found = file.edit(
        file.offset(first.start), file.after_line(last.end), file.line_end.join([*manifests, *rows, *moved])
    )
    after = _read(FileText.of(file.path, applied(file.text, [found])))
    told = text.told
    kept = [*told[:copy], *(" ".join(m.split()) for m in manifests), *told[copy + 1 : run + 1], told[copy]]
    if after.told != [*kept, *told[run + 1 :]]:
        raise Refused("more than this would change")
    return found


def _downloaded_before(text: _Text, copy: int, edit: CopyLater, existing: tuple[str, ...]) -> TextEdit:
    """The edit that puts a download of the dependencies, and a copy of what it reads, before a COPY."""
    file, rows = text.file, [_manifests(text, copy, edit, existing), f"RUN {edit.download}"]
    start = file.offset(text.lines[copy].start)
    found = file.edit(start, start, "".join(row + file.line_end for row in rows))
    after = _read(FileText.of(file.path, applied(file.text, [found])))
    if after.told != [*text.told[:copy], *(" ".join(row.split()) for row in rows), *text.told[copy:]]:
        raise Refused("more than this would change")
    return found


def _manifests(text: _Text, copy: int, edit: CopyLater, existing: tuple[str, ...]) -> str:
    """The COPY of what the install reads, with the flags of the one that is moved, into the same folder."""
    words = text.body(copy).split()
    flags = [word for word in words if word.startswith("--")]
    paths = words[len(flags) :]
    if len(paths) != 2 or text.body(copy).startswith("[") or '"' in text.body(copy):
        raise Refused("the copy has several sources")
    if any(not flag.startswith(("--chown=", "--chmod=", "--link")) for flag in flags):
        raise Refused("the copy has flags that choose what is copied")
    target = paths[1]
    target = "./" if target == "." else target if target.endswith("/") else f"{target}/"
    sources = [f"{edit.prefix}{name}" for name in existing]
    if any(re.search(r"[\s*?\[$]", name) for name in sources):
        raise Refused("a file's name would need quotes")
    return " ".join(["COPY", *flags, *sources, target])
