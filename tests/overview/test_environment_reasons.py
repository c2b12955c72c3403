"""`inventory` tells for whom each description is taken to be, and what tells of it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from complexity_lint.cli import cli

_SHOP = "services:\n  shop:\n    build: ./shop\n    ports: ['80:80']\n"
_DOCKERFILE = "FROM python:3.13-slim\nCOPY . .\nCMD python main.py\n"


def _deployment(name: str, namespace: str = "") -> str:
    where = f"\n  namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}{where}\nspec:\n  template:\n    spec:\n"
        f"      containers:\n        - name: {name}\n          image: ghcr.io/acme/{name}:1.4.0\n"
    )


def _environments(root: Path, files: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What the inventory says of each path: the kind of environment and what tells of it."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    result = CliRunner().invoke(cli, ["inventory", "--output-format", "json", str(root)])
    assert result.exit_code == 0, result.output
    return {e["path"]: (e["kind"], e["reason"]) for e in json.loads(result.stdout)["environments"]}


@pytest.mark.parametrize(
    ("files", "path", "kind", "reason"),
    [
        pytest.param(
            {"compose.yaml": _SHOP}, "compose.yaml", "production", "nothing says otherwise", id="alone"
        ),
        pytest.param(
            {"compose.dev.yaml": _SHOP},
            "compose.dev.yaml",
            "development",
            "its path says `compose.dev.yaml`",
            id="name",
        ),
        pytest.param(
            {"compose.yaml": f"# for local development only\n{_SHOP}"},
            "compose.yaml",
            "development",
            "its first comment says so",
            id="comment",
        ),
        pytest.param(
            {"compose.yaml": f"{_SHOP}    volumes: ['./shop:/app']\n"},
            "compose.yaml",
            "development",
            "shop has its sources mounted over its image",
            id="sources",
        ),
        pytest.param(
            {"compose.yaml": f"{_SHOP}    command: npm run dev\n"},
            "compose.yaml",
            "development",
            "shop is started as one works on it",
            id="command",
        ),
        pytest.param(
            {"compose.yaml": f"{_SHOP}    environment: {{NODE_ENV: development}}\n"},
            "compose.yaml",
            "development",
            "shop is told to run as in development",
            id="mode",
        ),
        pytest.param(
            {"compose.yaml": "services:\n  db:\n    image: postgres:18\n"},
            "compose.yaml",
            "development",
            "it has stores and their tools alone",
            id="stores",
        ),
        pytest.param(
            {"compose.yaml": _SHOP, "README.md": "# Shop\n\nThis setup must not be used in production.\n"},
            "compose.yaml",
            "development",
            "README.md says so",
            id="readme",
        ),
        pytest.param(
            {"compose.yaml": _SHOP, "k8s/shop.yaml": _deployment("shop")},
            "compose.yaml",
            "development",
            "k8s/shop.yaml deploys shop",
            id="manifests",
        ),
        pytest.param(
            {
                "compose.yaml": f"{_SHOP}  cart:\n    build: ./cart\n",
                "k8s/shop.yaml": _deployment("shop"),
                "k8s/cart.yaml": _deployment("cart"),
            },
            "compose.yaml",
            "development",
            "k8s deploys the same services",
            id="twin",
        ),
        pytest.param(
            {"k8s/shop.yaml": _deployment("shop", "shop-test")},
            "k8s",
            "test",
            "its namespace is `shop-test`",
            id="namespace",
        ),
        pytest.param(
            {
                "compose.yaml": "# for local development only\n" + _SHOP,
                ".complexity-lint.toml": '[environments]\n"compose.yaml" = "production"\n',
            },
            "compose.yaml",
            "production",
            "the configuration says so",
            id="configuration",
        ),
    ],
)
def test_the_reason_is_told(tmp_path: Path, files: dict[str, str], path: str, kind: str, reason: str) -> None:
    assert _environments(tmp_path, {"shop/Dockerfile": _DOCKERFILE, **files})[path] == (kind, reason)


def test_what_two_things_are_for_is_the_same_whatever_tells_it() -> None:
    from complexity_lint.model.environments import DEVELOPMENT

    assert DEVELOPMENT.because("a README says so") == DEVELOPMENT
    assert len({DEVELOPMENT, DEVELOPMENT.because("a README says so")}) == 1
