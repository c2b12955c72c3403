"""What a project is called by its own manifests."""

from pathlib import Path

import pytest

from complexity_lint import discovery
from complexity_lint.assemble.project_names import project_names


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("package.json", '{"version": "1", "name": "@acme/parcel-web"}', {"parcel-web"}),
        ("composer.json", '{"name": "acme/parcels"}', {"parcels"}),
        ("pyproject.toml", '[project]\nname = "Parcel_Tracker"\n', {"parcel-tracker"}),
        ("setup.cfg", "[metadata]\nname = parcels\n", {"parcels"}),
        ("Cargo.toml", '[package]\nname = "parcels"\n', {"parcels"}),
        ("go.mod", "module example.com/acme/parcels/v2\n\ngo 1.24\n", {"parcels"}),
        ("settings.gradle", "rootProject.name = 'parcels'\n", {"parcels"}),
        ("deploy/helm/Chart.yaml", "apiVersion: v2\nname: parcels\n", {"parcels"}),
        ("deploy/helm/charts/redis/Chart.yaml", "name: redis\n", set()),
        ("web/package.json", '{"name": "parcel-web"}', set()),
        ("package.json", '{"name": "frontend"}', set()),
    ],
)
def test_the_root_names_the_project(path: str, text: str, expected: set[str], tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text, "utf-8")
    assert project_names(discovery.read(tmp_path)) == expected
