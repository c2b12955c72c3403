"""Suppression comments."""

import pytest
from sample_reports import STATEFUL, UNPINNED, diagnostic

from complexity_lint import suppress
from complexity_lint.finding import Diagnostic
from complexity_lint.source import Location


def suppressed(text: str, line: int | None, data: bytes | None = None) -> str | None:
    """The reason a finding of unpinned-base-image at a line is suppressed with, or None."""
    found = diagnostic(UNPINNED, Location("x", line), "m")
    (applied,) = suppress.apply([found], lambda path: data or text.encode())
    return applied.suppressed


IGNORE = "complexity-lint: ignore[unpinned-base-image]"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        pytest.param(f"FROM a  # {IGNORE} why not", 1, "why not", id="same line"),
        pytest.param(f"# {IGNORE} why not\nFROM a", 2, "why not", id="line above"),
        pytest.param(f"  // {IGNORE} -- why not\nx = 1", 2, "why not", id="slashes and dashes"),
        pytest.param(f"#{IGNORE}\nFROM a", 2, "", id="no reason, no space"),
        pytest.param(f"a\n# {IGNORE} r\n# and more\n  # words\nFROM a", 5, "r", id="run of comments"),
        pytest.param(
            "# complexity-lint: ignore[stateful-set, unpinned-base-image] r\nF", 2, "r", id="two ids"
        ),
        pytest.param(f"# {IGNORE} far\n# {IGNORE} near\nF", 3, "near", id="the nearest"),
        pytest.param(f"# {IGNORE} r\r\nFROM a\r\n", 2, "r", id="carriage returns"),
        pytest.param(
            "#!/bin/sh\n\n# complexity-lint: ignore-file[unpinned-base-image] r\nx\ny", 5, "r", id="file"
        ),
        pytest.param(
            "---\n# complexity-lint: ignore-file[unpinned-base-image] r\nx", None, "r", id="whole file"
        ),
    ],
)
def test_a_comment_suppresses(text: str, line: int | None, reason: str) -> None:
    assert suppressed(text, line) == reason


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("# complexity-lint: ignore[stateful-set] r\nF", 2, id="another check"),
        pytest.param("# complexity-lint: ignore r\nF", 2, id="no check named"),
        pytest.param(f"# {IGNORE} r\n\nF", 3, id="a blank line between"),
        pytest.param(f"x  # {IGNORE} r\nF", 2, id="the line above is code"),
        pytest.param(f"F\n# {IGNORE} r", 1, id="below"),
        pytest.param(f"# {IGNORE} r\nF", None, id="a line's comment and a finding about the file"),
        pytest.param(
            "x\n# complexity-lint: ignore-file[unpinned-base-image] r\ny", 3, id="file, below the head"
        ),
        pytest.param(f"x\x0c# {IGNORE}\nF", 2, id="a form feed ends no line"),
        pytest.param(f"# {IGNORE} r\nF", 9, id="a line that is not there"),
    ],
)
def test_a_comment_does_not_suppress(text: str, line: int | None) -> None:
    assert suppressed(text, line) is None


def test_a_missing_file_suppresses_nothing() -> None:
    found = diagnostic(UNPINNED, Location("x", 1), "m")

    assert suppress.apply([found], lambda path: None) == (found,)


def notes(text: str, found: list[Diagnostic]) -> list[tuple[int | None, str]]:
    """Place and entity of every note about an unused comment; stateful-set was not asked."""
    ran, installed = {UNPINNED.id}, {UNPINNED.id, STATEFUL.id}
    unused = suppress.unused(found, lambda path: text.encode(), ["x"], ran, installed)
    return [(note.finding.at.line, note.finding.entity) for note in unused]


def test_what_suppresses_nothing_is_told() -> None:
    text = "\n".join(
        [
            "# complexity-lint: ignore[unpinned-base-image] used",
            "FROM a",
            "# complexity-lint: ignore[unpinned-base-image] unused",
            "FROM b",
            "# complexity-lint: ignore[stateful-set] did not run",
            "# complexity-lint: ignore[statefulset] a slip of the pen",
            "# complexity-lint: ignore all",
            "x",
            "# complexity-lint: ignore-file[unpinned-base-image] too late",
        ]
    )
    found = [diagnostic(UNPINNED, Location("x", 2), "m")]

    assert notes(text, found) == [(3, UNPINNED.id), (6, "statefulset"), (7, ""), (9, "")]
