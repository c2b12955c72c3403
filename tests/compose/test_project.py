"""Compose files -> the workloads of the projects people start from them."""

from textwrap import dedent

from complexity_lint.model.environments import DEVELOPMENT, UNSTATED, EnvironmentKind
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.compose import evaluate
from complexity_lint.parsers.unit import Parts, Unit, UnitKind
from complexity_lint.source import Location, Source


def read(**files: str) -> Parts:
    sources = tuple(Source(name.replace("__", "."), dedent(text)) for name, text in files.items())
    return evaluate(Unit(UnitKind.COMPOSE, "", sources))


def only(parts: Parts, name: str) -> Workload:
    (found,) = (w for w in parts.workloads if w.name == name)
    return found


def test_a_service_becomes_a_workload_with_places() -> None:
    parts = read(
        compose__yaml="""\
        services:
          web:
            build: {context: ./web, dockerfile: Dockerfile.prod, target: run}
            command: sh -c "exec npm start"
            ports: ["8080:80"]
            depends_on: {db: {condition: service_healthy}}
            deploy: {replicas: 3}
            healthcheck: {test: [CMD, true]}
          db:
            image: postgres:16
            volumes: [data:/var/lib/postgresql/data]
            environment: [POSTGRES_DB=shop, POSTGRES_PASSWORD]
        """
    )

    web, db = only(parts, "web"), only(parts, "db")
    assert web.at == Location("compose.yaml", 2, 3, 2, 6)
    (container,) = web.containers
    assert container.build is not None
    assert (container.build.context, container.build.dockerfile, container.build.target) == (
        "web",
        "web/Dockerfile.prod",
        "run",
    )
    assert [command.words for command in container.starts] == [("npm", "start")]
    assert [(d.name, d.condition) for d in web.dependencies] == [("db", "healthy")]
    assert web.replicas is not None and web.replicas.value == 3
    assert [check.disabled for check in container.health] == [False]
    assert db.containers[0].image is not None and db.containers[0].image.tag == "16"
    assert [(v.name, v.value) for v in db.containers[0].settings] == [
        ("POSTGRES_DB", "shop"),
        ("POSTGRES_PASSWORD", None),
    ]
    assert web.environment == UNSTATED


def test_anchors_and_merge_keys_are_resolved() -> None:
    parts = read(
        compose__yaml="""\
        x-app: &app
          image: app:1
          restart: always
        services:
          web:
            <<: *app
            ports: ["80:80"]
          worker:
            <<: [*app]
            image: worker:1
        """
    )

    assert [w.containers[0].image.text for w in parts.workloads if w.containers[0].image] == [
        "app:1",
        "worker:1",
    ]


def test_base_and_override_are_one_project_and_it_is_for_development() -> None:
    parts = read(
        docker_compose__yml="services: {}",
        **{
            "docker-compose__yml": """\
            services:
              web: {image: "web:1", environment: {A: base, B: base}, ports: ["80:80"]}
            """,
            "docker-compose__override__yml": """\
            services:
              web: {environment: [B=over], ports: ["81:81"], command: [serve]}
              debug: {image: "debug:1"}
            """,
        },
    )

    web = only(parts, "web")
    assert web.environment == DEVELOPMENT
    assert {v.name: v.value for v in web.containers[0].settings} == {"A": "base", "B": "over"}
    assert [p.host for p in web.containers[0].ports] == [80, 81]
    assert web.containers[0].arguments == ("serve",)
    assert only(parts, "debug").environment == DEVELOPMENT


def test_a_file_that_completes_the_base_is_a_variant_with_its_environment() -> None:
    parts = read(
        **{
            "docker-compose__yml": "services: {web: {image: 'web:1'}}",
            "docker-compose__prod__yml": "services: {web: {deploy: {replicas: 2}}}",
        },
    )

    (web,) = parts.workloads
    assert (web.environment.kind, web.environment.name) == (EnvironmentKind.PRODUCTION, "prod")
    assert web.replicas is not None
    assert web.replicas.at.path == "docker-compose.prod.yml"


def test_a_whole_file_beside_the_base_stands_alone() -> None:
    parts = read(
        **{
            "docker-compose__yml": "services: {web: {image: 'web:1'}, db: {image: mysql}}",
            "docker-compose__prod__yml": "services: {web: {image: 'web:2'}}",
        },
    )

    assert sorted((w.name, w.environment.name) for w in parts.workloads) == [
        ("db", ""),
        ("web", ""),
        ("web", "prod"),
    ]


def test_the_first_format_has_its_services_at_the_top() -> None:
    parts = read(**{"docker-compose__yml": "web:\n  build: .\n  links: [db]\ndb:\n  image: mysql:5\n"})

    assert [link.value for link in only(parts, "web").links] == ["db"]


def test_extends_takes_over_what_is_not_said_again() -> None:
    parts = read(
        **{
            "docker-compose__yml": """\
            services:
              web: {extends: {file: common.yml, service: base}, environment: {B: own}}
              inner: {extends: web, image: "other:1"}
            """,
            "common__yml": "services: {base: {image: 'base:1', environment: {A: base, B: base}}}",
        },
    )

    web = next(w for w in parts.workloads if w.name == "web" and w.containers[0].image)
    assert web.containers[0].image is not None and web.containers[0].image.text == "base:1"
    assert {v.name: v.value for v in web.containers[0].settings} == {"A": "base", "B": "own"}
    assert [
        w.containers[0].image.text for w in parts.workloads if w.name == "inner" and w.containers[0].image
    ] == ["other:1"]


def test_reset_takes_a_value_back_and_override_replaces_a_list() -> None:
    parts = read(
        compose__yaml="services: {web: {image: 'web:1', ports: ['80:80'], command: run}}",
        compose__override__yaml="services: {web: {ports: !override ['81:80'], command: !reset null}}",
    )

    (web,) = parts.workloads
    assert [p.host for p in web.containers[0].ports] == [81]
    assert web.containers[0].arguments is None


def test_variables_come_from_the_env_file() -> None:
    parts = read(
        compose__yaml="services: {web: {image: 'web:${TAG}'}, api: {image: 'api:${NOWHERE}'}}",
        __env="TAG=1.2\n",
    )

    web, api = (only(parts, name).containers[0].image for name in ("web", "api"))
    assert web is not None and (web.tag, web.partial) == ("1.2", False)
    assert api is not None and api.partial


def test_broken_yaml_is_a_problem_at_its_place_and_the_other_files_are_read() -> None:
    parts = read(
        **{"docker-compose__yml": "services:\n  web: [\n", "stack__yml": "services: {a: {image: 'a:1'}}"}
    )

    assert [w.name for w in parts.workloads] == ["a"]
    assert [(p.at.path, p.at.line) for p in parts.problems] == [("docker-compose.yml", 3)]


def test_problems_of_one_place_come_in_the_same_order_at_every_run() -> None:
    parts = read(
        docker_compose__yml="services: {app: {image: shop, environment: [{A: b}, {C: d}, {E: f}]}}\n"
    )

    told = [(p.at.order, p.message) for p in parts.problems]
    assert len(told) > 1
    assert told == sorted(told)
