"""The formats for people and for GitHub's log."""

from dataclasses import replace

import pytest
from sample_reports import DIAGNOSTICS, STATEFUL, UNPINNED, diagnostic, report, scene

from complexity_lint.finding import Coverage, Level, Related, Report
from complexity_lint.reporters import FORMATS, render
from complexity_lint.source import Location

FULL = """\
error[unpinned-base-image] the image python has no tag
  --> api/Dockerfile:1:6
 1 | FROM python
   |      ^^^^^^
   = also: deploy/prod values.yaml:2:3: is also used [here]
   = where: production, staging
   = help: complexity-lint explain unpinned-base-image

note[stateful-set] the chart keeps state
  --> deploy/prod values.yaml
   = help: complexity-lint explain stateful-set

note[stateful-set] the image is {{ .Values.image }} [x](y)
  --> deploy/prod values.yaml:2:3
 2 |   image: postgres    # café
   |   ^^^^^^^^^^^^^^^^^^^^^^^^^
   = help: complexity-lint explain stateful-set

warning[unparsable-file] there is nothing in it
  --> empty.yaml
   = help: complexity-lint explain unparsable-file

Found 4 findings: 1 error, 1 warning, 2 notes (1 suppressed).
Evaluated 2 files, 1 more in part (a remote module), skipped 3 (2x too large; 1x generated); 9 files listed.
"""


def test_full_shows_the_code() -> None:
    assert render("full", report(), scene()) == FULL


def test_concise_has_a_line_for_each_finding() -> None:
    assert render("concise", report(), scene(folder="../shop")).splitlines()[:3] == [
        "../shop/api/Dockerfile:1:6: error[unpinned-base-image] the image python has no tag",
        "../shop/deploy/prod values.yaml: note[stateful-set] the chart keeps state",
        "../shop/deploy/prod values.yaml:2:3: note[stateful-set] the image is {{ .Values.image }} [x](y)",
    ]


def test_suppressed_findings_are_shown_on_request() -> None:
    text = render("concise", report(), scene(show_suppressed=True))

    assert "warning[unpinned-base-image] once more (suppressed: we pin in CI)" in text


def test_a_clean_run_says_what_it_saw() -> None:
    clean = Report((), Coverage(0))

    assert render("full", clean, scene()) == "Found nothing.\nEvaluated 0 files; 0 files listed.\n"


def test_errors_of_the_program_are_in_the_text() -> None:
    assert "internal error: check x raised\n" in render(
        "concise", report(errors=("check x raised",)), scene()
    )


def test_colour_only_adds_escape_sequences() -> None:
    import re

    text = render("full", report(), scene(color=True))

    assert "\x1b[1;31merror[unpinned-base-image]\x1b[0m" in text
    assert re.sub("\x1b\\[[0-9;]*m", "", text) == FULL


EVIL = "x\x1b[2J\n::error::owned ##[add-mask]a ##vso[task.x]b\u202e\x9b"


@pytest.mark.parametrize("format", FORMATS)
def test_linted_text_commands_neither_terminal_nor_runner(format: str) -> None:
    at = Location("::error::path\x1b\n::x.yaml", 1, 1)
    evil = diagnostic(UNPINNED, at, EVIL, environments=(EVIL,), entity=EVIL)
    code = f"\t{EVIL}".replace("\n", "").encode()
    text = render(format, report((evil,), errors=(EVIL,)), scene(read=lambda path: code))

    assert not [c for c in text if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e"]
    assert "::error::owned" not in [line.strip()[:14] for line in text.splitlines()]
    assert "##[" not in text and "##vso" not in text
    ours = ("::warning file=", "::error title=")
    assert [
        row for row in text.splitlines() if row.lstrip().startswith("::") and not row.startswith(ours)
    ] == []


def test_a_long_line_is_shown_around_the_place() -> None:
    line = "a" * 500 + "BAD" + "b" * 500
    found = diagnostic(UNPINNED, Location("x", 1, 501, 1, 504), "m")
    rows = render("full", report((found,)), scene(read=lambda path: line.encode())).splitlines()

    assert rows[2] == " 1 | ... " + "a" * 40 + "BAD" + "b" * 77 + " ..."
    assert rows[3] == "   | " + " " * 44 + "^^^"


def test_of_many_related_places_ten_are_shown() -> None:
    places = tuple(Related(Location("x", n), f"place {n}") for n in range(1, 15))
    found = diagnostic(UNPINNED, Location("x", 1), "m", related=places)
    rows = [row for row in render("full", report((found,)), scene()).splitlines() if "= also" in row]

    assert len(rows) == 11
    assert rows[-1] == "   = also: 4 more places"


def test_the_mark_stands_below_wide_characters() -> None:
    found = diagnostic(UNPINNED, Location("x", 1, 3, 1, 5), "m")
    rows = render("full", report((found,)), scene(read=lambda path: "日本ab".encode())).splitlines()

    assert rows[2:4] == [" 1 | 日本ab", "   |     ^^"]


def test_github_escapes_and_leaves_the_line_out_of_file_level_places() -> None:
    at = Location("a,b:c%.yaml", 3, 2, 3, 9)
    found = (
        diagnostic(UNPINNED, at, "100% bad\r\nreally"),
        diagnostic(UNPINNED, Location("x.yaml", 3, 2, 5, 1), "spans lines"),
        diagnostic(UNPINNED, Location("x.yaml"), "whole"),
    )
    lines = render("github", report(found), scene()).splitlines()

    assert lines[:3] == [
        "::warning file=a%2Cb%3Ac%25.yaml,line=3,endLine=3,col=2,endColumn=9,title=unpinned-base-image"
        "::100%25 bad\\x0d\\x0areally",
        "::warning file=x.yaml,line=3,endLine=5,title=unpinned-base-image::spans lines",
        "::warning file=x.yaml,title=unpinned-base-image::whole",
    ]


def test_github_annotates_ten_a_level_the_worst_first_and_says_how_many_more() -> None:
    levels = {Level.NOTE: 12, Level.WARNING: 12, Level.ERROR: 3}
    found = tuple(
        diagnostic(STATEFUL, Location("x.yaml", n + 1), f"{level} {n}", level=level)
        for level, count in levels.items()
        for n in range(count)
    )
    lines = render("github", report(found), scene()).splitlines()
    commands = [line.partition(" ")[0] for line in lines]

    assert commands[:3] == ["::error"] * 3
    assert commands[3:13] == ["::warning"] * 10
    assert commands[13:23] == ["::notice"] * 10
    assert "and 5 more findings" in lines[22]
    assert sum(line.startswith("x.yaml:") for line in lines) == 5
    assert commands.count("::notice") == 10


def test_a_message_of_any_length_fits_an_annotation() -> None:
    found = (diagnostic(UNPINNED, Location("x.yaml", 1), "m" * 9000),)
    line = render("github", report(found), scene()).splitlines()[0]

    assert len(line.rpartition("::")[2]) <= 4096


def test_a_place_past_the_end_of_the_file_has_no_frame() -> None:
    at = Location("api/Dockerfile", 99, 1)
    found = (replace(DIAGNOSTICS[0], finding=replace(DIAGNOSTICS[0].finding, at=at)),)

    assert render("full", report(found), scene()).splitlines()[2].startswith("   = also")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_related_place_without_a_line_is_shown_by_its_path_alone(name: str) -> None:
    related = (Related(Location("etc/s6/web/run"), "process web"),)
    found = diagnostic(UNPINNED, Location("x.yaml", 1), "two processes", related=related)
    text = render(name, report((found,)), scene())

    assert "None" not in text
    assert "etc/s6/web/run:" not in text.replace("etc/s6/web/run: process web", "")
