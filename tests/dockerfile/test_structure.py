"""dockerfile-parse is shown a text it reads rightly, whatever the file holds."""

from io import BytesIO

import pytest
from dockerfile_parse import DockerfileParser
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.parsers.dockerfile.directives import read_directives
from complexity_lint.parsers.dockerfile.instructions import split_lines
from complexity_lint.parsers.dockerfile.lines import logical_lines
from complexity_lint.parsers.dockerfile.structure import masked

PIECES = [
    "RUN a",
    "COPY <<A <<B /x",
    "RUN <<-A",
    "ENV x=y",
    "CMD",
    "{%",
    "\nA\n",
    "\nB\n",
    "\n\tA\n",
    "# c\n",
    "\n",
]


def library_lines(text: str) -> list[tuple[int, int]]:
    """First and last line of each instruction the library finds, counted from one."""
    parser = DockerfileParser(fileobj=BytesIO(text.encode()), env_replace=False)
    rows = [row for row in parser.structure if row["instruction"] != "COMMENT"]
    return [(row["startline"] + 1, row["endline"] + 1) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nRUN <<EOF\nFROM b\nEOF\nRUN c\n",
        "FROM a\nRUN b \\\n\n  && c\nRUN d\n",
        "FROM a\nRUN",
        "# check=skip=all\n# escape=`\nFROM a\nRUN b `\n c\n",
        "FROM a\nRUN b \\\\\nRUN c\n",
        "FROM a\nRUN b \\\n# end",
    ],
)
def test_what_the_library_alone_misreads(text: str) -> None:
    lines = split_lines(text)
    directives = read_directives(lines)
    logical = logical_lines("Dockerfile", lines, directives)
    expected = [(line.start, line.body) for line in logical]

    assert library_lines(text) != expected
    assert library_lines("".join(masked(lines, logical, directives))) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PIECES, " \\\n", "\\\\\n", "\\", " ", "\r\n", "`\n", "# escape=`\n", "\u00a0"])
    )
)
def test_the_library_agrees_on_every_instruction(pieces: list[str]) -> None:
    lines = split_lines("".join(pieces))
    directives = read_directives(lines)
    logical = logical_lines("Dockerfile", lines, directives)

    shown = "".join(masked(lines, logical, directives))
    assert library_lines(shown) == [(line.start, line.body) for line in logical]
