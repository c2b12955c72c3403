"""The configuration file: where it is looked for, what it may say, and what that does."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from complexity_lint import configuration
from complexity_lint.check_definition import Check, Option
from complexity_lint.cli import cli
from complexity_lint.configuration import BrokenConfiguration, Configuration
from complexity_lint.finding import Level

NAME = ".complexity-lint.toml"
COMPOSE = "services:\n  web:\n    image: acme/site:12\n    links: [db]\n  db:\n    image: postgres:16.3\n"
MINE = Check(
    "mine",
    Level.ERROR,
    "1",
    lambda system, **options: iter(()),
    "Mine.",
    "image",
    "m",
    options=(
        Option("max_lines", int, 3),
        Option("strict", bool, False),
        Option("words", tuple, ()),
        Option("share", float, 0.5),
    ),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docker-compose.yml").write_text(COMPOSE, "utf-8")
    return tmp_path


def run(root: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["check", "--output-format", "json", *options, str(root)])


def found(result: Result) -> dict[str, str]:
    """The level of each check that found something."""
    assert result.exit_code in (0, 1), result.stderr
    return {finding["check"]: finding["level"] for finding in json.loads(result.stdout)["findings"]}


def test_without_a_file_nothing_is_said(root: Path) -> None:
    assert configuration.find(root) == Configuration()
    assert found(run(root, "--select", "legacy-links,stateful-set")) == {"legacy-links": "warning"}


@pytest.mark.parametrize("name", [NAME, "complexity-lint.toml", "pyproject.toml"])
def test_the_file_decides_what_the_command_line_leaves_open(root: Path, name: str) -> None:
    table = "[tool.complexity-lint" if name == "pyproject.toml" else "["
    head = "[tool.complexity-lint]\n" if name == "pyproject.toml" else ""
    dot = "." if name == "pyproject.toml" else ""
    text = f'{head}select = ["legacy-links"]\nfail-on = "error"\n{table}{dot}checks.legacy-links]\nlevel = "note"\n'
    (root / name).write_text(text, "utf-8")

    result = run(root)

    assert found(result) == {"legacy-links": "note"}
    assert result.exit_code == 0
    assert run(root, "--fail-on", "note").exit_code == 1
    assert found(run(root, "--select", "stateful-set")) == {}
    assert "legacy-links" in found(run(root, "--isolated", "--select", "legacy-links,workload"))


def test_the_file_of_the_work_tree_counts_for_its_folders(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    (root / "deploy").mkdir()
    (root / "docker-compose.yml").rename(root / "deploy" / "docker-compose.yml")
    (root / NAME).write_text('select = ["legacy-links"]\n[environments]\n"deploy" = "example"\n', "utf-8")

    assert found(run(root)) == {}
    assert found(run(root / "deploy")) == {}
    assert found(run(root / "deploy", "--isolated", "--select", "legacy-links")) == {
        "legacy-links": "warning"
    }


def test_a_named_environment_wins(root: Path) -> None:
    (root / NAME).write_text('[environments]\n"docker-compose.yml" = "production"\n', "utf-8")
    production = found(run(root, "--select", "database-in-container"))
    (root / NAME).write_text(
        '[environments]\n"*" = "production"\n"docker-compose.y*ml" = "development"\n', "utf-8"
    )

    assert production == {"database-in-container": "warning"}
    assert found(run(root, "--select", "database-in-container")) == {}


def test_the_fix_sees_the_same_configuration(root: Path) -> None:
    (root / NAME).write_text('[environments]\n"docker-compose.yml" = "example"\n', "utf-8")
    run(root, "--fix", "--select", "legacy-links")

    assert (root / "docker-compose.yml").read_text("utf-8") == COMPOSE


def test_a_file_of_ones_own_choice_is_read_instead(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "strict.toml"
    elsewhere.write_text('select = ["legacy-links"]\n', "utf-8")
    (root / NAME).write_text("this is no TOML", "utf-8")

    assert found(run(root, "--config", str(elsewhere))) == {"legacy-links": "warning"}
    environment = {"COMPLEXITY_LINT_CONFIG": str(elsewhere)}
    result = CliRunner().invoke(cli, ["check", "--output-format", "json", str(root)], env=environment)
    assert found(result) == {"legacy-links": "warning"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = []", "there is no key 'selct'; did you mean select?"),
        ('select = "state"', "select must be a list of words"),
        ('select = ["sate"]', "there is no check or category 'sate'"),
        ('profile = "strict"', "profile must be one of default, all, not 'strict'"),
        ("[checks.legacy-link]", "there is no check 'legacy-link'; did you mean legacy-links?"),
        (
            '[checks.legacy-links]\nlevel = "fatal"',
            "level of legacy-links must be one of note, warning, error",
        ),
        (
            "[checks.layer-churn]\nmin-adjecent = 4",
            "has no option 'min-adjecent'; did you mean min-adjacent?",
        ),
        (
            '[checks.layer-churn]\nmin-adjacent = "4"',
            "min-adjacent of layer-churn must be of type int, not '4'",
        ),
        ("[checks.layer-churn]\nmin-adjacent = true", "must be of type int, not True"),
        ("checks = 1", "checks must be a table"),
        ('[environments]\n"k8s" = "live"', "the environment of 'k8s' must be one of production, development"),
        ("a = ", "Invalid value"),
    ],
)
def test_a_mistake_ends_the_run_and_is_explained(root: Path, text: str, message: str) -> None:
    (root / NAME).write_text(text, "utf-8")
    result = run(root)

    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_two_files_are_a_mistake(root: Path) -> None:
    (root / NAME).write_text("", "utf-8")
    (root / "pyproject.toml").write_text("[tool.complexity-lint]\n", "utf-8")

    with pytest.raises(
        BrokenConfiguration, match=r"two configurations: \.complexity-lint\.toml and pyproject\.toml"
    ):
        configuration.find(root)


def test_a_project_file_that_says_nothing_or_cannot_be_read_is_not_ours(root: Path) -> None:
    (root / "pyproject.toml").write_text("[tool.other]\n", "utf-8")
    assert configuration.find(root) == Configuration()
    (root / "pyproject.toml").write_text("{{ cookiecutter }}", "utf-8")
    assert configuration.find(root) == Configuration()


def test_a_link_that_leads_out_of_the_root_is_not_followed(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.toml"
    outside.write_text('profile = "all"\n', "utf-8")
    (root / NAME).symlink_to(outside)

    assert configuration.find(root) == Configuration()


def test_options_reach_the_check(root: Path) -> None:
    said = Configuration(options={"mine": {"max-lines": 5, "strict": True, "words": ["a"], "share": 1}})
    (check,) = configuration.configured((MINE,), said)

    assert check.run.keywords == {"max_lines": 5, "strict": True, "words": ("a",), "share": 1.0}  # type: ignore[attr-defined]  # a partial
    assert check.level is Level.ERROR


def test_an_option_changes_what_is_found(root: Path) -> None:
    (root / "Dockerfile").write_text("FROM debian:bookworm-slim\nRUN mkdir /a\nRUN mkdir /b\n", "utf-8")
    (root / NAME).write_text("[checks.layer-churn]\nmin-adjacent = 2\n", "utf-8")

    assert found(run(root, "--select", "layer-churn")) == {"layer-churn": "note"}
    assert found(run(root, "--select", "layer-churn", "--isolated")) == {}
