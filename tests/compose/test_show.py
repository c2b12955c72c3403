"""`complexity-lint show compose`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from complexity_lint.show import show
from compose.docker_compose import HOME, theirs, write


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    result = CliRunner(env={"HOME": HOME}).invoke(show, ["compose", *arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return int(result.return_value or 0), result.stdout, result.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "shop/compose.yaml": "services:\n  web:\n    image: web:${TAG}\n    ports:\n      - 80:80\n",
            "shop/compose.override.yaml": "services:\n  web:\n    environment:\n      A: 1\n",
            "shop/compose.prod.yaml": "services:\n  web:\n    environment:\n      A: prod\n    restart: always\n",
            "shop/.env": "TAG=2\n",
        },
    )
    return tmp_path / "shop"


def test_a_folder_is_what_starts_there(folder: Path) -> None:
    code, output, _ = run(str(folder))

    assert code == 0
    assert json.loads(output) == theirs(folder)


def test_a_file_stands_alone(folder: Path) -> None:
    code, output, _ = run(str(folder / "compose.yaml"))

    assert code == 0
    assert json.loads(output) == theirs(folder, "-f", "compose.yaml")


@pytest.mark.parametrize("whole", [True, False])
def test_files_are_merged_in_order(folder: Path, whole: bool) -> None:
    files = [str(folder / name) if whole else name for name in ("compose.yaml", "compose.prod.yaml")]

    code, output, _ = run(str(folder), "-f", files[0], "-f", files[1])

    assert code == 0
    expected = theirs(folder, "-f", "compose.yaml", "-f", "compose.prod.yaml")
    assert json.loads(output) == expected
    assert json.loads(run(str(folder / "compose.yaml"), "-f", files[1])[1]) == expected


def test_places_name_the_file_and_line_of_each_value(folder: Path) -> None:
    _, output, _ = run(str(folder), "-f", "compose.yaml", "-f", "compose.prod.yaml", "--places")

    places = json.loads(output)["places"]
    root = folder.name
    base, production = ({"path": f"{name}.yaml"} for name in ("compose", "compose.prod"))
    assert {key: places[key] for key in places if "web." in key and "network" not in key} == {
        "services.web.image": base | {"line": 3},
        "services.web.ports": base | {"line": 4},
        **{
            f"services.web.ports.0{key}": base | {"line": 5}
            for key in ("", ".mode", ".protocol", ".published", ".target")
        },
        "services.web.environment": production | {"line": 3},
        "services.web.environment.A": production | {"line": 4},
        "services.web.restart": production | {"line": 5},
    }, root


def test_what_is_refused_is_told_with_its_place_and_the_rest_is_printed(folder: Path) -> None:
    (folder / "bad.yaml").write_text("services:\n  a: {image: i}\n  b:\n    imag: j\n", "utf-8")

    code, output, errors = run(str(folder / "bad.yaml"))

    assert code == 1
    assert "bad.yaml:4:5: services.b: additional property imag is not allowed" in errors
    assert json.loads(output)["services"]["a"]["image"] == "i"


def test_nothing_to_show(tmp_path: Path) -> None:
    code, output, errors = run(str(tmp_path))

    assert (code, output) == (1, "")
    assert "no compose file" in errors


def test_no_path_leads_out_of_the_root(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "secret.yml": "services: {x: {image: secret}}\n",
            "repository/compose.yaml": "include: [../secret.yml]\nservices: {a: {image: i, env_file: ../secret.yml}}\n",
        },
    )

    code, output, errors = run(str(tmp_path / "repository"))

    assert code == 1
    assert "outside of the repository" in errors
    assert "secret" not in output
