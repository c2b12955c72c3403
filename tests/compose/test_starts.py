"""Which projects the files of a folder make, and what each says."""

from textwrap import dedent

import pytest

from complexity_lint.model.environments import DEVELOPMENT
from complexity_lint.parsers.compose import evaluate
from complexity_lint.parsers.compose.commands import files_in_head, joined_files, put_on_others
from complexity_lint.parsers.compose.references import parts_of_others, with_named_files
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Source

BASE = "services: {web: {image: 'web:1', networks: [n]}, db: {image: pg}}\nnetworks: {n: {}}\n"


def read(files: dict[str, str], *commands: tuple[str, ...], folder: str = "") -> Parts:
    """Evaluate files; those outside of the folder are there because others name them."""
    sources = tuple(Source(path, dedent(text)) for path, text in files.items())
    return evaluate(Unit(UnitKind.COMPOSE, folder, sources), commands)


def projects(parts: Parts) -> dict[str, tuple[str, list[str]]]:
    """Project -> environment, and the services in it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for workload in parts.workloads:
        found.setdefault(workload.project, (workload.environment.name, []))[1].append(workload.name)
    return found


def test_every_overlay_is_a_project_of_its_own_on_top_of_the_base() -> None:
    parts = read(
        {
            "compose.yaml": BASE,
            "compose.override.yaml": "services: {web: {command: dev}}",
            "compose.prod.yaml": "services: {web: {deploy: {replicas: 2}}}",
            "compose.staging.yaml": "services: {web: {deploy: {replicas: 1}}}",
        }
    )

    assert projects(parts) == {
        "compose.yaml": (DEVELOPMENT.name, ["web", "db"]),
        "compose.prod.yaml": ("prod", ["web", "db"]),
        "compose.staging.yaml": ("staging", ["web", "db"]),
    }


@pytest.mark.parametrize(
    "overlay",
    [
        "services: {web: {build: {args: {A: 1}}}}",
        "# Used alongside compose.yaml on the server.\nservices: {extra: {image: 'x:1'}}",
        "# docker compose -f compose.yaml -f compose.prod.yaml up -d\nservices: {extra: {image: 'x:1'}}",
        "services: {extra: {image: 'x:1', depends_on: [db]}}",
        "services: {web: {image: 'web:2', networks: [n]}}",
    ],
    ids=[
        "only build arguments",
        "header",
        "command in the header",
        "dependency of the base",
        "network of the base",
    ],
)
def test_an_overlay_is_recognised(overlay: str) -> None:
    parts = read({"compose.yaml": BASE, "compose.prod.yaml": overlay})

    environment, services = projects(parts)["compose.prod.yaml"]
    assert environment == "prod"
    assert {"web", "db"} <= set(services)
    assert parts.problems == ()


def test_commands_tell_which_files_are_joined() -> None:
    files = {"compose.yaml": BASE, "monitoring.yml": "services: {grafana: {image: 'g:1'}}"}

    alone, joined = read(files), read(files, ("compose.yaml", "monitoring.yml"))

    assert projects(alone) == {"monitoring.yml": ("", ["grafana"]), "compose.yaml": ("", ["web", "db"])}
    assert projects(joined) == {
        "monitoring.yml": ("", ["web", "db", "grafana"]),
        "compose.yaml": ("", ["web", "db"]),
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Makefile", "up:\n\tdocker compose -f compose.yaml -f monitoring.yml up -d\n"),
        ("bin/up.sh", "docker-compose -p x --file=compose.yaml \\\n  --file monitoring.yml up\n"),
        (".github/workflows/ci.yml", "run: docker compose -f ./compose.yaml -f ./monitoring.yml up --wait\n"),
        ("README.md", "Start it with `docker compose -f compose.yaml -f monitoring.yml up`.\n"),
        ("deploy.sh", "export COMPOSE_FILE=compose.yaml:monitoring.yml\n"),
    ],
)
def test_commands_are_found_in_scripts_pipelines_and_readmes(path: str, text: str) -> None:
    parts = read({"compose.yaml": BASE, "monitoring.yml": "services: {grafana: {image: 'g:1'}}", path: text})

    assert projects(parts)["monitoring.yml"] == ("", ["web", "db", "grafana"])
    assert {c.path for c in parts.coverage} == {"compose.yaml", "monitoring.yml"}


@pytest.mark.parametrize(
    "text",
    [
        "docker compose -f $A -f b.yml up",
        "docker compose -f a.yml up && docker compose -f b.yml up",
        "docker compose up; rm -f x.yml -f y.yml",
        "docker-compose -f a.yml up -d\n\nor:\n\n    docker-compose -f b.yml up -d\n",
    ],
)
def test_other_commands_join_nothing(text: str) -> None:
    assert joined_files(Source("x.sh", text)) == ()


def test_the_usual_override_is_for_no_development_where_another_file_is() -> None:
    parts = read(
        {
            "compose.yaml": BASE,
            "compose.override.yaml": "services: {web: {ports: ['80:80']}}",
            "compose.dev.yaml": "services: {web: {image: 'dev:1'}, db: {image: 'd:1'}, mail: {image: 'm:1'}}",
        }
    )

    assert projects(parts)["compose.yaml"] == ("", ["web", "db"])


def test_what_is_put_on_a_file_of_another_folder_is_read_there() -> None:
    lists = [
        ("compose.yaml", "deploy/prod.yaml"),
        ("a.yaml", "b.yaml"),
        ("compose.yaml", "shop/compose.yaml"),
    ]

    assert put_on_others(lists, {one for files in lists for one in files}) == {"deploy/prod.yaml": ""}


def test_what_starts_alone_too_stays_where_it_is() -> None:
    lists = [("compose.yaml", "deploy/prod.yaml"), ("deploy/prod.yaml", "deploy/more.yaml")]

    assert put_on_others(lists, {"compose.yaml", "deploy/prod.yaml", "deploy/more.yaml"}) == {}


def test_the_first_comment_of_a_compose_file_joins_files() -> None:
    text = "# docker compose -f compose.yaml -f deploy/prod.yaml up\nservices: {}\n# docker compose -f a.yaml -f b.yaml"

    found = files_in_head(Source("deploy/prod.yaml", text))

    assert ("compose.yaml", "deploy/prod.yaml") in found
    assert not any("a.yaml" in files for files in found)


def test_compose_file_in_the_settings_tells_too() -> None:
    parts = read(
        {
            "compose.yaml": BASE,
            "ssl.yml": "services: {proxy: {image: 'p:1'}}",
            ".env": "COMPOSE_FILE=compose.yaml:ssl.yml\n",
        }
    )

    assert projects(parts)["ssl.yml"][1] == ["web", "db", "proxy"]


def test_a_file_with_another_base_is_joined_with_it() -> None:
    parts = read(
        {
            "docker-compose.base.yml": "services: {web: {image: 'web:1'}}",
            "docker-compose.dev.yml": "services: {web: {command: dev}}",
            "docker-compose.prod.yml": "services: {web: {command: prod}}",
            "stack.yml": "services: {other: {image: 'o:1'}}",
            "stack.test.yml": "services: {other: {command: test}}",
        }
    )

    found = projects(parts)
    assert found["docker-compose.dev.yml"] == ("dev", ["web"])
    assert found["docker-compose.prod.yml"] == ("prod", ["web"])
    assert found["stack.test.yml"] == ("test", ["other"])
    assert {w.containers[0].image.text for w in parts.workloads if w.containers[0].image} == {"web:1", "o:1"}


def test_a_file_that_others_extend_or_include_is_no_project() -> None:
    parts = read(
        {
            "compose.yaml": "include: [more.yml]\nservices: {web: {extends: {file: common.yml, service: app}}}",
            "common.yml": "services: {app: {image: 'app:1', environment: {A: 1}}}",
            "more.yml": "services: {cache: {image: 'redis:7', volumes: ['./data:/data']}}",
        }
    )

    assert projects(parts) == {"compose.yaml": ("", ["web", "cache"])}
    web = next(w for w in parts.workloads if w.name == "web")
    image = web.containers[0].image
    assert image is not None and (image.at.path, image.text) == ("common.yml", "app:1")
    assert {c.path: c.status for c in parts.coverage} == dict.fromkeys(
        ("compose.yaml", "common.yml", "more.yml"), "evaluated"
    )


def test_files_of_other_folders_are_read_and_their_paths_are_seen_from_the_project() -> None:
    parts = read(
        {
            "app/compose.yaml": "services: {web: {extends: {file: ../shared/base.yml, service: app}, env_file: .env}}",
            "shared/base.yml": "services: {app: {build: {context: ./src}, volumes: ['./v:/v'], env_file: [x.env]}}",
            "shared/x.env": "# first\nFROM_FILE=1\n",
            "app/.env": "OWN=2\n",
        },
        folder="app",
    )

    (web,) = parts.workloads
    (container,) = web.containers
    assert container.build is not None and container.build.context == "shared/src"
    assert container.mounts[0].source == "../shared/v"
    assert {v.name: (v.value, v.at.path, v.at.line) for v in container.settings} == {
        "FROM_FILE": ("1", "shared/x.env", 2),
        "OWN": ("2", "app/.env", 1),
    }


def test_files_that_are_named_are_found_and_are_no_projects_of_their_own_folder() -> None:
    files = {
        "compose.yaml": "include: [sub/compose.yaml]\nservices: {a: {image: i, env_file: [v.env]}}",
        "sub/compose.yaml": "services: {b: {extends: {file: ../common/c.yml, service: c}}}",
        "sub/.env": "X=1",
        "common/c.yml": "services: {c: {image: j}}",
        "v.env": "V=1",
    }
    sources = [Source(path, text) for path, text in files.items() if path.endswith(("yaml", "yml"))]

    found = with_named_files(sources[:1], files.get)

    assert {source.path for source in found} == set(files)
    assert parts_of_others(sources) == {"sub/compose.yaml", "common/c.yml"}


def test_what_lies_outside_or_is_missing_is_said_and_the_rest_is_read() -> None:
    parts = read(
        {
            "compose.yaml": """\
            include: [../../elsewhere.yml]
            services:
              a: {image: "a:1", env_file: secret.env}
              b: {extends: {file: gone.yml, service: x}, image: "b:1"}
            """,
        }
    )

    assert [w.name for w in parts.workloads] == ["a", "b"]
    assert parts.problems == ()
    (status,) = parts.coverage
    assert status.status == "partly"
    assert "../../elsewhere.yml, which is outside of the repository" in status.reason


def test_a_template_of_another_tool_is_passed_over() -> None:
    parts = read({"docker-compose.yml": "services:\n{% if x %}\n  a: {image: i}\n{% endif %}\n"})

    assert (parts.workloads, parts.problems) == ((), ())
    assert [(c.status, c.reason) for c in parts.coverage] == [("skipped", "a template of another tool")]


def test_what_docker_compose_refuses_is_told_with_its_place() -> None:
    parts = read(
        {
            "compose.yaml": """\
            services:
              web:
                image: web:1
                imag: typo
                ports: ["80:80:80:80"]
              worker:
                command: work
            """,
        }
    )

    assert {(p.at.line, p.message) for p in parts.problems} == {
        (4, "services.web: additional property imag is not allowed"),
        (5, "invalid IP address: 80:80"),
        (6, 'service "worker" has neither an image nor a build context specified'),
    }
    assert [w.name for w in parts.workloads] == ["web", "worker"]


@pytest.mark.parametrize(
    "text",
    [
        "services: {web: {image: '${IMAGE}', ports: ['${PORT}:80'], read_only: '${RO}', scale: '${N}'}}",
        "services: {web: {image: 'i:${TAG:?set it}', env_file: missing.env, mem_limit: '${MEM}'}}",
        "services: {web: {image: i, volumes: ['${DATA}:/data', '${X}'], deploy: {replicas: '${R}'}}}",
        "web: {image: i, net: host, links: [db], log_driver: x}\ndb: {image: j}",
        "version: '2'\nservices: {web: {build: ., volumes: ['.:/app'], depends_on: [db]}, db: {image: pg}}",
    ],
)
def test_what_only_the_start_knows_and_old_formats_are_no_problems(text: str) -> None:
    parts = read({"docker-compose.yml": text})

    assert parts.problems == ()
    assert "web" in {w.name for w in parts.workloads}


def test_half_of_a_project_is_no_problem_either() -> None:
    parts = read({"production.yml": "services: {web: {deploy: {replicas: 3}}}"})

    assert parts.problems == ()
    assert [(c.status, c.reason.partition(":")[0]) for c in parts.coverage] == [
        ("partly", "not complete by itself")
    ]


def test_other_formats_with_a_key_of_that_name_are_passed_over() -> None:
    parts = read({"render.yaml": "services:\n  - type: web\n    image: {url: x}\n"})

    assert (parts.workloads, parts.problems, [c.status for c in parts.coverage]) == ((), (), ["skipped"])


def test_places_lead_to_the_file_that_set_the_value() -> None:
    parts = read(
        {
            "compose.yaml": "services:\n  web:\n    image: web:1\n    environment:\n      A: base\n      B: base\n",
            "compose.prod.yaml": "services:\n  web:\n    environment:\n      - B=prod\n    ports:\n      - 80:80\n",
        }
    )

    (web,) = (w for w in parts.workloads if w.project == "compose.prod.yaml")
    (container,) = web.containers
    assert {v.name: (v.value, v.at.path, v.at.line) for v in container.settings} == {
        "A": ("base", "compose.yaml", 5),
        "B": ("prod", "compose.prod.yaml", 4),
    }
    assert [(p.at.path, p.at.line) for p in container.ports] == [("compose.prod.yaml", 6)]
