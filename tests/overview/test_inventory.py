"""`inventory`: every moving part once, in the three formats."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from complexity_lint.cli import cli

DOCKERFILE = "FROM python:3.12-slim\nCOPY . .\nCMD python main.py\n"


def deployment(name: str, image: str) -> str:
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}}}
    spec:
      containers:
        - name: {name}
          image: {image}
"""


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip("\n"), "utf-8")
    return root


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """One application that compose, a chart and a kustomization describe."""
    web, db = deployment("web", "registry.example.org/shop/web:1.2.0"), deployment("db", "postgres:16.4")
    return write(
        tmp_path,
        {
            "web/Dockerfile": DOCKERFILE,
            "web/main.py": "print('up')\n",
            "docker-compose.yml": """
services:
  web:
    build: ./web
    image: registry.example.org/shop/web:dev
  db:
    image: postgres:16.4
  queue:
    image: rabbitmq:3.13
""",
            "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "chart/templates/web.yaml": web.replace("name: web", "name: {{ .Release.Name }}-web", 1),
            "chart/templates/db.yaml": db.replace("name: db", "name: {{ .Release.Name }}-db", 1),
            "deploy/kustomization.yaml": "resources: [web.yaml, db.yaml]\n",
            "deploy/web.yaml": web,
            "deploy/db.yaml": db,
            "terraform/main.tf": """
resource "aws_db_instance" "reports" {
  engine         = "postgres"
  instance_class = "db.t3.micro"
}

resource "aws_eks_cluster" "main" {
  name = "main"
}
""",
            ".github/workflows/deploy.yaml": """
on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: docker build -t registry.example.org/shop/web:1.2.0 web
      - run: docker push registry.example.org/shop/web:1.2.0
      - run: kubectl apply -k deploy
""",
            "k8s-secrets/secret.yaml": """
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: web
""",
        },
    )


def taken(folder: Path, form: str = "json") -> str:
    done = CliRunner().invoke(cli, ["inventory", str(folder), "--output-format", form])
    assert done.exit_code == 0, done.output
    return done.output


def inventory(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(taken(folder))
    return found


def test_a_service_described_three_times_is_one_workload(shop: Path) -> None:
    workloads = {w["name"]: w for w in inventory(shop)["workloads"]}

    assert sorted(workloads) == ["db", "queue", "web"]
    web = workloads["web"]
    assert {d["format"] for d in web["descriptions"]} == {"compose", "chart", "kustomization"}
    assert {"path": "docker-compose.yml", "line": 2, "format": "compose"} in web["descriptions"]
    assert web["ownership"] == "first-party"
    assert web["built_by"] == "web/Dockerfile"
    assert web["environments"] == ["development", "production"]
    assert workloads["db"]["ownership"] == "off-the-shelf"
    assert workloads["db"]["role"] == "database"


def test_counts_are_of_distinct_things(shop: Path) -> None:
    found = inventory(shop)

    assert found["counts"]["workloads"] == 3
    assert found["counts"]["first_party_workloads"] == 1
    assert found["counts"]["stores"] == 2  # the container and the managed one
    assert found["counts"]["brokers"] == 1
    assert found["counts"]["clusters"] == 1
    assert found["counts"]["pipelines"] == 1


def test_stores_clusters_and_secrets_have_their_places(shop: Path) -> None:
    found = inventory(shop)
    stores = {(s["name"], s["kind"]): s for s in found["stores"]}

    assert stores["reports", "managed"]["path"] == "terraform/main.tf"
    assert stores["reports", "managed"]["line"] == 1
    assert stores["db", "container"]["engine"] == "PostgreSQL"
    assert found["clusters"][0]["platform"] == "EKS"
    assert found["clusters"][0]["managed"] is True
    assert found["secrets"] == [
        {"mechanism": "Sealed Secrets", "path": "k8s-secrets/secret.yaml", "line": 4, "places": 1}
    ]


def test_a_pipeline_tells_what_it_pushes_and_deploys(shop: Path) -> None:
    pipeline = inventory(shop)["pipelines"][0]

    assert pipeline["system"] == "GitHub Actions"
    assert pipeline["jobs"] == ["deploy"]
    assert pipeline["pushes"] == ["registry.example.org/shop/web:1.2.0"]
    assert pipeline["deploys"] == ["db", "web"]


def test_images_are_told_once_with_all_tags(shop: Path) -> None:
    images = {image["name"]: image for image in inventory(shop)["images"]}

    assert images["shop/web"]["tags"] == ["1.2.0", "dev"]
    assert images["shop/web"]["registry"] == "registry.example.org"
    assert images["shop/web"]["pushed_by"] == [".github/workflows/deploy.yaml"]
    assert images["shop/web"]["built_by"] == "web/Dockerfile"
    assert len(images["postgres"]["places"]) == 3


def test_tools_have_their_layer(shop: Path) -> None:
    layers = {tool["tool"]: tool["layer"] for tool in inventory(shop)["tools"]}

    assert layers["terraform"] == "provisioning"
    assert layers["helm"] == "packaging and templating"
    assert layers["github-actions"] == "pipelines"


def test_the_other_formats_show_the_same(shop: Path) -> None:
    text, markdown = taken(shop, "text"), taken(shop, "markdown")

    for shown in (text, markdown):
        for part in ("web", "db", "queue", "reports", "Sealed Secrets", "Terraform", "terraform/main.tf:1"):
            assert part in shown
    assert "workloads (3)" in text
    assert "## workloads (3)" in markdown
    assert markdown.count("\n## ") == 10  # a table for each kind, all of which are there


def test_the_coverage_comes_last(shop: Path) -> None:
    (shop / "vendor" / "x").mkdir(parents=True)
    (shop / "vendor" / "x" / "Dockerfile").write_text("FROM scratch\n", "utf-8")
    found = inventory(shop)

    assert found["coverage"]["skipped"] == 1
    assert found["coverage"]["unread"] == ["vendor/x/Dockerfile: vendored"]
    assert taken(shop, "text").splitlines()[-1].startswith("coverage: ")


def test_other_applications_keep_their_own(tmp_path: Path) -> None:
    """Two projects that have a `db` and a `web` each, built from other code, are four things."""
    compose = "services:\n  web:\n    build: ./web\n  db:\n    image: postgres:16.4\n"
    files = {f"{app}/compose.yaml": compose for app in ("first", "second")}
    files |= {f"{app}/web/Dockerfile": DOCKERFILE for app in ("first", "second")}
    found = inventory(write(tmp_path, files))

    assert sorted(w["name"] for w in found["workloads"]) == ["db", "db", "web", "web"]


def test_an_installed_chart_is_a_workload(tmp_path: Path) -> None:
    release = """
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: postgresql
spec:
  chart:
    spec:
      chart: postgresql
"""
    found = inventory(write(tmp_path, {"apps/postgresql.yaml": release}))["workloads"]

    assert [(w["name"], w["role"], w["ownership"]) for w in found] == [
        ("postgresql", "database", "off-the-shelf")
    ]


def test_an_empty_repository_has_an_inventory(tmp_path: Path) -> None:
    found = inventory(tmp_path)

    assert found["workloads"] == []
    assert set(found["counts"].values()) == {0}
    assert taken(tmp_path, "text") == "coverage: 0 files; 0 evaluated, 0 partly, 0 skipped\n"
