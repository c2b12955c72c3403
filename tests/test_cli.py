"""The command line on a plugin's checks and a small repository."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = {
    "acme-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n"
    "Project-URL: Source, https://example.com/acme\n",
    "acme-1.0.dist-info/entry_points.txt": "[complexity_lint.checks]\nacme = acme_checks\n",
    "acme_checks/__init__.py": "",
    "acme_checks/docker/__init__.py": "",
    "acme_checks/docker/any_image.py": '''"""An image is built.

It has to be built again.

Do not build it.
"""
from collections.abc import Iterator
from complexity_lint import Finding, Level, System, check

@check("any-image", Level.WARNING, since="1.0")
def any_image(system: System, *, limit: int = 3) -> Iterator[Finding]:
    for build in system.builds:
        yield Finding(build.dockerfile.stages[0].at, "builds an image", entity=build.at.path)
''',
    "acme_checks/docker/off_by_default.py": '''"""An image is built, again."""
from complexity_lint import Finding, Level, System, check

@check("off-by-default", Level.NOTE, since="1.0", default=False)
def off_by_default(system: System):
    for build in system.builds:
        yield Finding(build.at, "builds an image, again")
''',
}
RAISING = '''"""It raises."""
from complexity_lint import Level, System, check

@check("raising", Level.ERROR, since="1.0")
def raising(system: System):
    raise RuntimeError("out of paper")
    yield
'''
ONLY = "any-image,off-by-default"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A folder with an installed plugin in it."""
    folder = tmp_path / "site"
    write(folder, PLUGIN)
    return folder


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository that builds two images."""
    root = tmp_path / "shop"
    write(root, {"api/Dockerfile": "FROM python:3.13.1\n", "web/Dockerfile": "FROM node:22.1.0\n"})
    subprocess.run(["git", "init", "-q", "-b", "trunk", root], check=True)
    return root


def environment_of(plugin: Path) -> dict[str, str]:
    """An environment that says nothing of colour, and has the plugin installed."""
    path = os.pathsep.join([str(plugin), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PATH": os.environ["PATH"], "PYTHONPATH": path}


def run(plugin: Path, here: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "complexity_lint", *arguments],
        cwd=here,
        env={**environment_of(plugin), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_findings_end_with_one(plugin: Path, shop: Path) -> None:
    done = run(
        plugin, shop, "check", "--select", ONLY, "--ignore", "off-by-default", "--output-format", "concise"
    )

    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[:3] == [
        "api/Dockerfile:1:1: warning[any-image] builds an image",
        "web/Dockerfile:1:1: warning[any-image] builds an image",
        "Found 2 findings: 2 warnings.",
    ]
    assert done.stderr == ""


def test_a_clean_repository_ends_with_zero(plugin: Path, tmp_path: Path) -> None:
    done = run(plugin, tmp_path, "check", "site/acme_checks", "--select", "any-image")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Found nothing.\nEvaluated ")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "error"], 0),
        (["--fail-on", "never"], 0),
        (["--fail-on", "note"], 1),
        (["--exit-zero"], 0),
        (["--output-format", "sarif"], 1),
        (["--output-format", "json"], 1),
        (["--output-format", "github"], 1),
        (["--select", "off-by-default"], 1),
        (["--select", "off-by-default", "--ignore", "any-image"], 0),
        (["--select", "off-by-default", "--ignore", "any-image", "--fail-on", "note"], 1),
    ],
)
def test_the_exit_code_depends_on_levels_only(
    plugin: Path, shop: Path, options: list[str], code: int
) -> None:
    assert run(plugin, shop, "check", "--select", "any-image", *options).returncode == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere"], "'nowhere' does not exist"),
        (["check", "--select", "any-imag"], "did you mean any-image"),
        (["check", "--ignore", "doker"], "did you mean docker"),
        (["check", "--output", "sarif"], "FORMAT=FILE"),
        (["check", "--output-file", "no/such/folder/x"], "cannot write no/such/folder/x"),
        (["check", "--root", "api", "web/Dockerfile"], "web/Dockerfile lies outside of the root"),
        (["check", "--select", "any-image", "--ignore", "docker,input"], "no check is left"),
        (["check", "--frobnicate"], "No such option"),
        (["explain", "any-imagge"], "did you mean any-image"),
        (["chek"], "No such command"),
    ],
)
def test_wrong_usage_ends_with_two(plugin: Path, shop: Path, arguments: list[str], words: str) -> None:
    done = run(plugin, shop, *arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_a_check_that_raises_is_named_and_the_others_report(plugin: Path, shop: Path) -> None:
    write(plugin, {"acme_checks/docker/raising.py": RAISING})
    done = run(plugin, shop, "check", "--select", "docker", "--output-format", "json", "--exit-zero")

    assert done.returncode == 2
    log = json.loads(done.stdout)
    assert log["errors"] == ["check raising failed: RuntimeError: out of paper"]
    assert [finding["check"] for finding in log["findings"]] == ["any-image"] * 2
    assert "raising" in done.stderr


def test_a_plugin_that_cannot_be_imported_is_named(plugin: Path, shop: Path) -> None:
    write(plugin, {"acme_checks/docker/broken.py": "import no_such_module\n"})
    done = run(plugin, shop, "check")

    assert done.returncode == 2
    assert "acme_checks" in done.stderr
    assert "no_such_module" in done.stderr


def test_a_crash_ends_with_two_and_says_how_to_report_it(plugin: Path, shop: Path) -> None:
    crashing = {"sitecustomize.py": "import complexity_lint.engine as e\ne.lint = lambda *a, **k: 1 / 0\n"}
    write(plugin, crashing)
    short = run(plugin, shop, "check")
    long = run(plugin, shop, "check", COMPLEXITY_LINT_TRACEBACK="1")

    assert short.returncode == long.returncode == 2
    assert "crashed with ZeroDivisionError" in short.stderr
    assert "Traceback" not in short.stderr
    assert "Traceback" in long.stderr


def test_interruption_does_not_look_like_findings(plugin: Path, shop: Path) -> None:
    interrupting = (
        "import complexity_lint.engine as e\ndef lint(*a, **k): raise KeyboardInterrupt\ne.lint = lint\n"
    )
    write(plugin, {"sitecustomize.py": interrupting})

    assert run(plugin, shop, "check").returncode == 130


def test_a_reader_that_goes_away_is_no_error(plugin: Path, shop: Path) -> None:
    command = f"{sys.executable} -m complexity_lint check --select any-image | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=shop,
        env=environment_of(plugin),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() in ("141", "1")  # 1 where all was written before the pipe was closed
    assert done.stderr == ""


def test_reports_go_to_files_and_nothing_else_to_standard_output(plugin: Path, shop: Path) -> None:
    options = ["--output-format", "sarif", "--output", "json=report.json", "--output", "text=report.txt"]
    done = run(plugin, shop, "check", "--select", "any-image", *options, FORCE_COLOR="1")

    assert json.loads(done.stdout)["version"] == "2.1.0"
    assert len(json.loads((shop / "report.json").read_text("utf-8"))["findings"]) == 2
    assert (shop / "report.txt").read_text("utf-8").startswith("warning[any-image] builds an image\n  --> ")


def test_output_file_takes_the_report_from_standard_output(plugin: Path, shop: Path) -> None:
    done = run(plugin, shop, "check", "--select", "any-image", "--output-file", "report.txt")

    assert done.stdout == ""
    assert "Found 2 findings" in (shop / "report.txt").read_text("utf-8")


def test_colour_in_pipes_follows_the_environment(plugin: Path, shop: Path) -> None:
    def colored(*options: str, **environment: str) -> bool:
        return "\x1b[" in run(plugin, shop, "check", "--select", "any-image", *options, **environment).stdout

    assert not colored()
    assert colored(FORCE_COLOR="1")
    assert not colored(FORCE_COLOR="1", NO_COLOR="1")
    assert colored("--color", "always", NO_COLOR="1")


def test_a_letter_the_terminal_does_not_know_ends_no_run(plugin: Path, shop: Path) -> None:
    write(shop, {"\u65e5/Dockerfile": "FROM python:3.13.1\n"})
    done = run(plugin, shop, "check", "--select", "any-image", PYTHONIOENCODING="iso8859-1")

    assert done.returncode == 1, done.stderr
    assert "\\u65e5/Dockerfile" in done.stdout


def test_files_narrow_what_is_shown(plugin: Path, shop: Path) -> None:
    options = ["--select", "any-image", "--output-format", "json"]
    log = json.loads(run(plugin, shop / "web", "check", "../api/Dockerfile", *options).stdout)

    assert [finding["path"] for finding in log["findings"]] == ["api/Dockerfile"]
    assert log["coverage"]["listed"] == 2


def test_a_folder_is_the_root_and_printed_paths_can_be_opened(plugin: Path, shop: Path) -> None:
    options = ["--select", "any-image"]
    text = run(plugin, shop, "check", "api", *options, "--output-format", "concise").stdout
    log = json.loads(run(plugin, shop, "check", "api", *options, "--output-format", "json").stdout)
    sarif = json.loads(run(plugin, shop, "check", "api", *options, "--output-format", "sarif").stdout)

    assert text.startswith("api/Dockerfile:1:1: ")
    assert [finding["path"] for finding in log["findings"]] == ["Dockerfile"]
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "api/Dockerfile"


def test_comments_suppress_and_unused_ones_are_told_with_all(plugin: Path, shop: Path) -> None:
    ignore = "# complexity-lint: ignore[any-image] why not\n"
    write(shop, {"api/Dockerfile": f"{ignore}FROM python:3.13.1\n{ignore}CMD x\n"})
    options = ["--select", "any-image,input", "--output-format", "concise"]
    quiet = run(plugin, shop, "check", *options)
    loud = run(plugin, shop, "check", *options, "--profile", "all", "--show-suppressed")

    assert "api/" not in quiet.stdout
    assert "1 warning (1 suppressed)." in quiet.stdout
    assert loud.stdout.splitlines()[:2] == [
        "api/Dockerfile:2:1: warning[any-image] builds an image (suppressed: why not)",
        "api/Dockerfile:3:1: note[unused-suppression] the comment suppresses any-image, which finds nothing here",
    ]


def test_explain_shows_the_page_of_a_plugins_check(plugin: Path, shop: Path) -> None:
    done = run(plugin, shop, "explain", "any-image")

    assert done.returncode == 0
    assert done.stdout == (
        "any-image\n\nwarning, docker, precision high, in the default profile, since 1.0\n\n"
        "An image is built.\n\nIt has to be built again.\n\nDo not build it.\n\n"
        "Options\n  limit (int, default 3)\n\n"
        "Examples: https://example.com/acme/docs/checks/any-image.md\n"
    )


def test_checks_lists_ours_and_the_plugins(plugin: Path, shop: Path) -> None:
    listing = json.loads(run(plugin, shop, "checks", "--output-format", "json").stdout)
    entries = {entry["id"]: entry for entry in listing["checks"]}
    text = run(plugin, shop, "checks").stdout

    assert entries["any-image"]["options"] == [{"name": "limit", "type": "int", "default": 3}]
    assert entries["off-by-default"]["default"] is False
    assert "unparsable-file" in entries
    assert list(entries) == sorted(entries)
    assert all(id in text for id in entries)


def test_version_and_help(plugin: Path, shop: Path) -> None:
    assert run(plugin, shop, "--version").stdout == "complexity-lint, version 0.1.0\n"
    assert run(plugin, shop).returncode == 2
    assert run(plugin, shop, "--help").returncode == 0


def test_broken_files_are_told_at_their_places_but_not_those_of_tests(tmp_path: Path) -> None:
    for name in ("k8s/a.yaml", "tests/fixtures/a.yaml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("apiVersion: v1\nkind: Service\nmetadata:\n  name: [x\n")
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/ci.yml").write_text("on: push\njobs: [\n")
    done = subprocess.run(
        [sys.executable, "-m", "complexity_lint", "check", str(tmp_path), "--output-format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)

    places = [(f["check"], f["path"], f["line"]) for f in report["findings"]]
    assert places == [
        ("unparsable-file", ".github/workflows/ci.yml", 3),
        ("unparsable-file", "k8s/a.yaml", 5),
    ]
    assert {entry["path"] for entry in report["coverage"]["partly"]} >= {"tests/fixtures/a.yaml"}
