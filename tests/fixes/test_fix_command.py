"""`check --fix`, `--unsafe-fixes` and `--diff`."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from sarif_multitool import complaints, install

from complexity_lint.cli import cli
from fixes.fix_cases import files

ROOT = Path(__file__).parent.parent.parent

COMPOSE = """services:
  web:
    image: acme/site:12
    links: [db]
  db:
    image: postgres:16.3
"""
DOCKERFILE = """FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
CMD ["python", "main.py"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docker-compose.yml").write_text(COMPOSE, "utf-8")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "Dockerfile").write_text(DOCKERFILE, "utf-8")
    (tmp_path / "app" / "requirements.txt").write_text("flask==3.0.3\n", "utf-8")
    (tmp_path / "app" / "main.py").write_text("import flask\n", "utf-8")
    return tmp_path


def run(root: Path, *options: str) -> Result:
    arguments = ["check", "--select", "legacy-links,copy-before-install", *options, str(root)]
    return CliRunner().invoke(cli, arguments)


def test_without_the_option_nothing_is_written_and_the_report_says_what_could_be(root: Path) -> None:
    before = files(root)
    result = run(root)

    assert result.exit_code == 1
    assert "1 finding can be fixed with --fix. 1 more finding can be fixed with --fix --unsafe-fixes." in (
        result.stdout
    )
    assert "= fix: find each other by name: keep only the order (safe)" in result.stdout
    assert files(root) == before


def test_fix_writes_the_safe_ones_and_reports_what_remains(root: Path) -> None:
    result = run(root, "--fix")

    assert (root / "docker-compose.yml").read_text("utf-8") == COMPOSE.replace("links", "depends_on")
    assert (root / "app" / "Dockerfile").read_text("utf-8") == DOCKERFILE
    assert "Fixed 1 finding. 1 finding can be fixed with --fix --unsafe-fixes." in result.stdout
    assert "legacy-links" not in result.stdout
    assert result.exit_code == 1


def test_unsafe_fixes_are_done_when_asked_for(root: Path) -> None:
    result = run(root, "--fix", "--unsafe-fixes")

    expected = DOCKERFILE.replace("COPY . .\n", "COPY requirements.txt ./\n").replace("CMD", "COPY . .\nCMD")
    assert (root / "app" / "Dockerfile").read_text("utf-8") == expected
    assert "Found nothing." in result.stdout
    assert "Fixed 2 findings." in result.stdout
    assert result.exit_code == 0


def test_a_diff_writes_nothing_and_exits_with_one_when_there_is_something_to_do(root: Path) -> None:
    before = files(root)
    result = run(root, "--diff")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[2:] == [
        "@@ -1,6 +1,6 @@",
        " services:",
        "   web:",
        "     image: acme/site:12",
        "-    links: [db]",
        "+    depends_on: [db]",
        "   db:",
        "     image: postgres:16.3",
    ]
    assert result.stderr == "Would fix 1 finding.\n"
    assert files(root) == before


def test_a_diff_of_nothing_is_empty_and_exits_with_zero_whatever_is_found(root: Path) -> None:
    (root / "docker-compose.yml").unlink()
    result = run(root, "--diff")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Would fix 0 findings.\n")


def test_a_diff_wins_over_fix(root: Path) -> None:
    before = files(root)

    assert run(root, "--fix", "--diff").exit_code == 1
    assert files(root) == before


def test_unsafe_fixes_alone_are_a_mistake(root: Path) -> None:
    result = run(root, "--unsafe-fixes")

    assert result.exit_code == 2
    assert "--unsafe-fixes needs --fix or --diff" in result.stderr


def test_paths_narrow_what_is_fixed(root: Path) -> None:
    arguments = ["check", "--select", "legacy-links,copy-before-install", "--fix", "--unsafe-fixes"]
    CliRunner().invoke(cli, [*arguments, "--root", str(root), str(root / "app")])

    assert (root / "docker-compose.yml").read_text("utf-8") == COMPOSE
    assert (root / "app" / "Dockerfile").read_text("utf-8") != DOCKERFILE


def test_json_names_the_fix_and_counts_the_fixed(root: Path) -> None:
    before = json.loads(run(root, "--output-format", "json").stdout)
    after = json.loads(run(root, "--output-format", "json", "--fix").stdout)

    fixes = {finding["check"]: finding.get("fix") for finding in before["findings"]}
    assert fixes == {
        "copy-before-install": {"title": "install before the sources are copied", "safety": "unsafe"},
        "legacy-links": {"title": "find each other by name: keep only the order", "safety": "safe"},
    }
    assert "fixed" not in before
    assert after["fixed"] == 1
    assert [finding["check"] for finding in after["findings"]] == ["copy-before-install"]


def test_sarif_has_the_fix_as_a_replacement(root: Path) -> None:
    (results,) = (run["results"] for run in json.loads(run(root, "--output-format", "sarif").stdout)["runs"])
    fixes = {result["ruleId"]: result["fixes"] for result in results}

    assert fixes["legacy-links"] == [
        {
            "description": {"text": "Find each other by name: keep only the order."},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "docker-compose.yml", "uriBaseId": "SRCROOT"},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 4,
                                "startColumn": 5,
                                "endLine": 4,
                                "endColumn": 10,
                            },
                            "insertedContent": {"text": "depends_on"},
                        }
                    ],
                }
            ],
        }
    ]
    assert fixes["copy-before-install"][0]["description"]["text"].endswith("(unsafe).")


def test_a_diff_and_sarif_show_no_secret_and_no_control_character(root: Path) -> None:
    secret, escape = "kT9vQ2xLm8RzW4pB", "\x1b[2J"
    text = f'{COMPOSE}    environment:\n      POSTGRES_PASSWORD: "{secret}"\n'
    (root / "docker-compose.yml").write_text(text.replace("links: [db]", 'links: ["db"]'), "utf-8")
    lines = [
        "FROM debian:bookworm-slim",
        f"# {escape}",
        "RUN mkdir /a",
        f"RUN echo API_TOKEN={secret} > /a/b",
    ]
    dockerfile = "\n".join([*lines, "RUN mkdir /c", ""])
    (root / "app" / "Dockerfile").write_text(dockerfile, "utf-8")

    diff = run(root, "--diff", "--select", "layer-churn").stdout
    sarif = run(root, "--output-format", "sarif", "--select", "layer-churn").stdout

    assert "depends_on" in diff and "/c" in diff
    assert "ruleId" in sarif
    assert not [text for text in (diff, sarif) if secret in text or escape in text]
    assert json.loads(sarif)["runs"][0]["results"]
    run(root, "--fix", "--select", "layer-churn")
    assert secret in (root / "app" / "Dockerfile").read_text("utf-8")


def test_sarif_with_fixes_is_valid(root: Path, pytestconfig: pytest.Config) -> None:
    (root / "site").mkdir()
    (root / "site" / "package.json").write_text("{}\n", "utf-8")
    (root / "site" / "Dockerfile").write_text(
        'FROM node:20.11\nCOPY package.json .\nRUN npm install\nCOPY . .\nCMD ["npm", "start"]\n', "utf-8"
    )
    log = run(root, "--output-format", "sarif", "--select", "missing-dockerignore").stdout
    schema = json.loads((ROOT / "tests" / "data" / "sarif-schema-2.1.0.json").read_text("utf-8"))
    changes = [r["fixes"][0]["artifactChanges"] for r in json.loads(log)["runs"][0]["results"]]

    # A file that is not there yet: its empty start is what is replaced.
    assert "site/.dockerignore" in [change["artifactLocation"]["uri"] for (change,) in changes]
    assert len(changes) == 3
    assert list(jsonschema.Draft4Validator(schema).iter_errors(json.loads(log))) == []
    assert pytestconfig.cache is not None
    program = install(Path(pytestconfig.cache.mkdir("sarif-multitool")))
    # SARIF2009 is about our ids, SARIF2003 about a folder that is in no repository.
    assert {rule for rule, *_ in complaints(program, log)} <= {"SARIF2003", "SARIF2009"}
