"""The Dockerfile split into instructions: the one home of the dockerfile-parse library.

dockerfile-parse 2.0.1 reads plain files rightly. It does not know here-documents, `# check=`,
blank lines in a continuation, a lone keyword that ends the file, or an escaped escape at a
line's end; where `logical_lines` finds such a shape, the library is shown an equal text without it.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from dockerfile_parse import DockerfileParser

from complexity_lint.parsers.dockerfile.arguments import split_keyword
from complexity_lint.parsers.dockerfile.characters import SPACE
from complexity_lint.parsers.dockerfile.directives import Directives
from complexity_lint.parsers.dockerfile.lines import LogicalLine, is_comment, is_continued


@dataclass(frozen=True, slots=True)
class Outline:
    """What the library says about one instruction: its keyword and its lines, 1-based."""

    keyword: str
    start: int
    end: int


def outlines(lines: list[str], logical: list[LogicalLine], directives: Directives) -> list[Outline]:
    """What dockerfile-parse finds, an outline for each logical line; nothing outside the text is read.

    A keyword that is no plain word (`{%`, one with a no-break space) is taken as it is written.
    """
    shown = masked(lines, logical, directives)
    # surrogates cannot be encoded; they stand for bytes that were no UTF-8
    content = "".join(shown).encode("utf-8", "replace")
    parser = DockerfileParser(fileobj=BytesIO(content), env_replace=False, parent_env={}, build_args={})
    rows = {row["startline"] + 1: row for row in parser.structure if row["instruction"] != "COMMENT"}
    return [_outline(line, rows.get(line.start)) for line in logical]


def _outline(line: LogicalLine, row: dict[str, Any] | None) -> Outline:
    written = split_keyword(line.text)[0]
    if row is None or not written.isalpha():
        return Outline(written.upper(), line.start, line.end)
    heredocs = line.end - line.body
    return Outline(row["instruction"], row["startline"] + 1, row["endline"] + 1 + heredocs)


def masked(lines: list[str], logical: list[LogicalLine], directives: Directives) -> list[str]:
    """The physical lines with every shape the library misreads replaced by one it reads rightly."""
    shown = ["\n"] * len(lines)
    for index in range(directives.count):
        shown[index] = f"# escape={directives.escape}\n"
    for line in logical:
        keyword = split_keyword(line.text)[0] or "-"
        for number in range(line.start, line.body + 1):
            text = _shown(lines[number - 1], number == line.body, directives.escape)
            shown[number - 1] = f"{keyword} - {text}" if number == line.start else text
    return shown


def _shown(line: str, last: bool, escape: str) -> str:
    """One physical line of an instruction as the library has to see it."""
    if is_comment(line):
        # on the last line a comment would leave the library waiting for more
        return "\n" if last else line
    text = line.strip(SPACE)
    if is_continued(line, escape):
        text = text[:-1]
    text = text.rstrip(SPACE + escape)
    return text + "\n" if last else f"{text} {escape}\n"
