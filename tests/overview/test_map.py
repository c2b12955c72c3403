"""`map`: rendered by the tools people render it with, and the graph as JSON."""

import html
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from map_renderers import install, render

from complexity_lint.cli import cli

_COMPOSE = """
services:
  web:
    build: ./web
    depends_on: [api]
    environment: {API_URL: "http://api:8000"}
  api:
    build: ./api
    environment:
      DATABASE_URL: postgres://db:5432/shop
      REDIS_URL: redis://cache:6379/0
      MAIL_HOST: smtp.example.org
      AMQP_URL: amqp://queue
  'odd "name" <b> #1':
    image: example.org/odd:1.0
  db:
    image: postgres:16.4
  cache:
    image: redis:7.4
  queue:
    image: rabbitmq:3.13
  proxy:
    image: traefik:v3.1.4
"""


@pytest.fixture(scope="session")
def renderer(request: pytest.FixtureRequest) -> Path:
    cache = request.config.cache
    assert cache is not None
    return install(Path(cache.mkdir("map-renderers")))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name in ("web", "api"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text("FROM python:3.12-slim\nCOPY . .\n", "utf-8")
    (tmp_path / "docker-compose.prod.yml").write_text(_COMPOSE, "utf-8")
    return tmp_path


def drawn(folder: Path, form: str) -> str:
    done = CliRunner().invoke(cli, ["map", str(folder), "--format", form])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_the_tools_render_it(form: str, shop: Path, renderer: Path, tmp_path: Path) -> None:
    done = render(renderer, form, drawn(shop, form), tmp_path)

    assert done.returncode == 0, done.stderr
    assert "<svg" in done.stdout
    assert "Syntax error" not in done.stdout
    for name in (
        "web",
        "api",
        "db",
        "cache",
        "queue",
        "proxy",
        "smtp.example.org",
        "docker-compose.prod.yml",
    ):
        assert name in html.unescape(done.stdout)


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_the_tools_refuse_what_is_wrong(form: str, renderer: Path, tmp_path: Path) -> None:
    """Otherwise the test above would say nothing."""
    broken = {"mermaid": 'flowchart LR\n  a["\n', "dot": "digraph {\n  a [label=\n}"}

    assert render(renderer, form, broken[form], tmp_path).returncode != 0


def test_thirty_nodes_stay_readable(tmp_path: Path, renderer: Path) -> None:
    """Each node once, in the group of its project, with one line for each pair."""
    lines = ["services:"]
    for number in range(30):
        lines += [f"  part{number}:", "    image: example.org/part:1.0", "    environment:"]
        lines += [
            f"      PEER_HOST: part{(number + 1) % 30}",
            f"      PEER_URL: http://part{(number + 1) % 30}:80",
        ]
    (tmp_path / "compose.prod.yaml").write_text("\n".join(lines), "utf-8")
    text = drawn(tmp_path, "mermaid")

    assert text.count("-->") == 30
    assert text.count("subgraph") == 1
    assert all(text.count(f'["part{number}"]') == 1 for number in range(30))
    assert render(renderer, "mermaid", text, tmp_path).returncode == 0


def test_shapes_tell_roles_and_lines_tell_links(shop: Path) -> None:
    text = drawn(shop, "mermaid")
    keys = {line.split("[", 1)[0].strip(" {}/(>"): line for line in text.splitlines() if '"' in line}

    assert any(line.endswith('[("db")]') for line in keys.values())
    assert any(line.endswith('[["queue"]]') for line in keys.values())
    assert any('{{"proxy"}}' in line for line in text.splitlines())
    assert text.count("==>") == 2  # the database and the cache
    assert "#quot;name#quot; #lt;b#gt; #35;1" in text


def test_the_graph_has_every_link_with_its_place(shop: Path) -> None:
    graph = json.loads(drawn(shop, "json"))
    links = {(link["kind"], link["source"], link["target"]): link for link in graph["links"]}

    assert links["stores in", "component:api", "store:db"]["detail"] == "DATABASE_URL"
    assert links["stores in", "component:api", "store:db"]["path"] == "docker-compose.prod.yml"
    assert links["stores in", "component:api", "store:db"]["line"] == 10
    assert links["depends on", "component:web", "component:api"]["detail"] == "started"
    assert ("talks to", "component:web", "component:api") in links
    assert ("talks to", "component:api", "store:queue") in links
    assert ("talks to", "component:api", "external:smtp.example.org") in links
    assert ("built by", "component:web", "build:web/Dockerfile") in links
    assert {node["id"] for node in graph["nodes"]} >= {source for _, source, _ in links}
