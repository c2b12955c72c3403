"""Parts of several files -> one system: who builds what, whose it is, what it starts, and for whom."""

from pathlib import Path
from textwrap import dedent

import pytest

from complexity_lint.discovery import read
from complexity_lint.engine import read_system
from complexity_lint.model.environments import EnvironmentKind
from complexity_lint.model.images import Copy
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.system import System
from complexity_lint.model.workloads import Workload


def system_of(root: Path, **files: str) -> System:
    for name, text in files.items():
        path = root / name.replace("__", ".").replace("_S_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return read_system(read(root))


def manifest(name: str, image: str) -> str:
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  template:\n    spec:\n"
        f"      containers:\n      - {{name: {name}, image: '{image}'}}\n"
    )


def only(system: System, name: str) -> Workload:
    (found,) = (w for w in system.workloads if w.name == name)
    return found


def test_a_compose_file_says_context_dockerfile_and_name(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        compose__yaml="""\
        services:
          web: {image: "ghcr.io/acme/web:1", build: {context: ., dockerfile: docker/web.Dockerfile}}
        """,
        docker_S_web__Dockerfile="FROM node:20.11\nCOPY src src\n",
        src_S_a__js="1\n",
    )

    (build,) = system.builds
    assert (build.at.path, build.context) == ("docker/web.Dockerfile", "")
    assert [reference.text for reference in build.references] == ["ghcr.io/acme/web:1"]
    assert only(system, "web").built_by == "docker/web.Dockerfile"


def test_a_pipeline_says_context_and_name(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        __gitlab_ci__yml="",
        **{
            "__gitlab-ci__yml": "b: {script: ['docker build -f api/Dockerfile -t registry.acme.io/api:1 .']}\n"
        },
        api_S_Dockerfile="FROM python:3.12\nCOPY api /api\n",
        api_S_x__py="x = 1\n",
    )

    (build,) = system.builds
    assert (build.context, [r.name for r in build.references]) == ("", ["api"])


def test_without_anybody_asking_the_context_is_where_the_sources_are(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        docker_S_Dockerfile="FROM python:3.12\nCOPY requirements.txt app/ /app/\n",
        requirements__txt="x\n",
        app_S_x__py="x = 1\n",
        own_S_Dockerfile="FROM python:3.12\nCOPY x.py /\n",
        own_S_x__py="x = 1\n",
    )

    assert {build.at.path: build.context for build in system.builds} == {
        "docker/Dockerfile": "",
        "own/Dockerfile": "own",
    }


@pytest.mark.parametrize(
    ("dockerfile", "image", "ownership", "role"),
    [
        pytest.param(
            "FROM node:20\nCOPY . .\n", "acme/shop:1", Ownership.FIRST_PARTY, Role.WORKER, id="built here"
        ),
        pytest.param(
            "FROM postgres:16\nCOPY a.conf /etc/\n",
            "acme/shop:1",
            Ownership.OFF_THE_SHELF,
            Role.DATABASE,
            id="wrapper",
        ),
        pytest.param(
            "FROM nginx:1.27\nCOPY html /usr/share/nginx/html\n",
            "acme/shop:1",
            Ownership.FIRST_PARTY,
            Role.WORKER,
            id="site",
        ),
        pytest.param(
            "FROM nginx:1.27\nCOPY a.conf /etc/nginx/\n",
            "acme/shop:1",
            Ownership.OFF_THE_SHELF,
            Role.PROXY,
            id="proxy",
        ),
        pytest.param(
            "FROM node:20\nCOPY . .\n", "postgres:16", Ownership.OFF_THE_SHELF, Role.DATABASE, id="well known"
        ),
        pytest.param(
            "FROM node:20\nCOPY . .\n", "other/thing:1", Ownership.OFF_THE_SHELF, Role.UNKNOWN, id="elsewhere"
        ),
    ],
)
def test_ownership_and_role(
    tmp_path: Path, dockerfile: str, image: str, ownership: Ownership, role: Role
) -> None:
    system = system_of(
        tmp_path,
        shop_S_Dockerfile=dockerfile,
        shop_S_index__js="1\n",
        shop_S_a__conf="x\n",
        shop_S_html_S_index__html="x\n",
        k8s_S_a__yaml=manifest("shop", image),
    )

    workload = only(system, "shop")
    assert (workload.ownership, workload.role) == (ownership, role)


def test_images_of_the_same_organisation_are_siblings(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        shop_S_Dockerfile="FROM node:20\nCOPY . .\n",
        Makefile="push:\n\tdocker build -t ghcr.io/acme/shop shop\n\tdocker push ghcr.io/acme/shop\n",
        k8s_S_a__yaml=manifest("mailer", "ghcr.io/acme/mailer:1"),
    )

    assert only(system, "mailer").ownership is Ownership.SIBLING


def test_an_entrypoint_script_is_read_through(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        Dockerfile='FROM debian:12\nCOPY docker/start.sh /usr/bin/start\nENTRYPOINT ["/usr/bin/start"]\n',
        docker_S_start__sh="#!/bin/sh\nnginx\nexec php-fpm\n",
    )

    (build,) = system.builds
    assert [c.words for c in build.starts] == [("/usr/bin/start",)]

    again = system_of(tmp_path, Dockerfile='FROM debian:12\nCOPY docker/start.sh /\nCMD ["/start.sh"]\n')
    (build,) = again.builds
    assert [(c.name, c.at.path, c.at.line) for c in build.starts] == [
        ("start.sh", "Dockerfile", 3),
        ("nginx", "docker/start.sh", 2),
        ("php-fpm", "docker/start.sh", 3),
    ]


def test_an_entrypoint_of_the_final_stage_drops_the_command_below_it(tmp_path: Path) -> None:
    system = system_of(tmp_path, Dockerfile='FROM debian:12 AS a\nCMD ["one"]\nFROM a\nENTRYPOINT ["two"]\n')

    assert [c.words for c in system.builds[0].starts] == [("two",)]


def test_what_a_copy_leads_to_is_known(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        Dockerfile="FROM node:20\nCOPY package*.json ./\nCOPY src ./src\nCOPY nowhere /x\n",
        package__json="{}\n",
        src_S_a__js="1\n",
        src_S_data__csv="1\n",
    )

    copies = [s for s in system.builds[0].dockerfile.stages[0].steps if isinstance(s, Copy)]
    held = [(c.held.files, c.held.code_files, sorted(c.held.manifests)) if c.held else None for c in copies]
    assert held == [(1, 0, ["package.json"]), (2, 1, []), None]


def test_ignored_files_are_not_copied(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        Dockerfile="FROM node:20\nCOPY . .\n",
        a__js="1\n",
        b__js="1\n",
        __dockerignore="b.js\n.git\nDockerfile\n.dockerignore\n",
    )

    (copy,) = (s for s in system.builds[0].dockerfile.stages[0].steps if isinstance(s, Copy))
    assert copy.held is not None and copy.held.files == 1


@pytest.mark.parametrize(
    ("folder", "kind", "name"),
    [
        ("k8s", EnvironmentKind.PRODUCTION, "production"),
        ("k8s/staging", EnvironmentKind.PRODUCTION, "staging"),
        ("k8s/dev", EnvironmentKind.DEVELOPMENT, "dev"),
        ("test/k8s", EnvironmentKind.TEST, "test"),
        ("examples/k8s", EnvironmentKind.EXAMPLE, "examples"),
    ],
)
def test_manifests_are_for_the_environment_of_their_path(
    tmp_path: Path, folder: str, kind: EnvironmentKind, name: str
) -> None:
    system = system_of(tmp_path, **{f"{folder}/a__yaml": manifest("shop", "acme/shop:1")})

    assert (only(system, "shop").environment.kind, only(system, "shop").environment.name) == (kind, name)


def test_a_base_beside_production_is_not_production(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        **{
            "k8s/base/a__yaml": manifest("shop", "acme/shop:1"),
            "k8s/production/a__yaml": manifest("web", "acme/web:1"),
        },
    )

    assert only(system, "shop").environment.kind is EnvironmentKind.DEVELOPMENT
    assert only(system, "web").environment.kind is EnvironmentKind.PRODUCTION


COMPOSE = "services:\n  web: {build: web, ports: ['80:80']}\n  db: {image: 'postgres:16'}\n"


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        pytest.param({"compose.yaml": COMPOSE}, EnvironmentKind.PRODUCTION, id="alone"),
        pytest.param(
            {"compose.yaml": "# For local development\n" + COMPOSE}, EnvironmentKind.DEVELOPMENT, id="comment"
        ),
        pytest.param(
            {"compose.yaml": COMPOSE, "k8s/a.yaml": manifest("web", "acme/web:1"), "web/x.js": "1\n"},
            EnvironmentKind.DEVELOPMENT,
            id="manifests deploy",
        ),
        pytest.param(
            {"compose.yaml": COMPOSE.replace("ports", "volumes: ['./web:/app'], ports")},
            EnvironmentKind.DEVELOPMENT,
            id="sources mounted",
        ),
        pytest.param(
            {"compose.yaml": COMPOSE.replace("ports", "command: npm run dev, ports")},
            EnvironmentKind.DEVELOPMENT,
            id="development command",
        ),
        pytest.param(
            {"compose.yaml": COMPOSE.replace("80:80", "127.0.0.1:80:80")},
            EnvironmentKind.DEVELOPMENT,
            id="loopback",
        ),
        pytest.param(
            {"compose.yaml": "services:\n  db: {image: 'postgres:16'}\n  cache: {image: 'redis:7'}\n"},
            EnvironmentKind.DEVELOPMENT,
            id="stores alone",
        ),
        pytest.param(
            {"compose.yaml": COMPOSE, "README.md": "Run it locally with `docker compose up`.\n"},
            EnvironmentKind.DEVELOPMENT,
            id="README",
        ),
        pytest.param(
            {"compose.yaml": COMPOSE, "README.md": "These samples must not be deployed in production.\n"},
            EnvironmentKind.DEVELOPMENT,
            id="not for production",
        ),
        pytest.param(
            {
                "compose.yaml": COMPOSE,
                "README.md": "Deploy with docker compose.\n\nTo develop, run npm start.\n",
            },
            EnvironmentKind.PRODUCTION,
            id="README of a deployment",
        ),
    ],
)
def test_a_compose_file_that_states_nothing(
    tmp_path: Path, files: dict[str, str], kind: EnvironmentKind
) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/Dockerfile").write_text("FROM node:20\nCOPY . .\n")
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    system = read_system(read(tmp_path))

    assert {w.environment.kind for w in system.workloads if w.project == "compose.yaml"} == {kind}


def test_what_a_workload_is_about_bears_its_name_and_serves_where_a_service_leads_to_it(
    tmp_path: Path,
) -> None:
    system = system_of(
        tmp_path,
        k8s_S_stock__yaml="""\
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: stock}
        spec:
          template:
            metadata: {labels: {app: stock}}
            spec:
              containers:
              - {name: sql-proxy, image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1'}
              - {name: stock, image: 'registry.acme.io/stock:1'}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: stock}
        spec: {selector: {app: stock}, ports: [{port: 80}]}
        """,
        stock_S_Dockerfile="FROM python:3.13-slim\n",
    )

    stock = only(system, "stock")
    assert stock.main is not None and stock.main.name == "stock"
    assert (stock.ownership, stock.role) == (Ownership.FIRST_PARTY, Role.WEB)


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (
            "<project><parent><artifactId>all</artifactId></parent><artifactId>orders</artifactId></project>",
            "orders",
        ),
        ("<project><artifactId>orders</artifactId></project>", "order-service"),
    ],
)
def test_modules_whose_parent_makes_images_by_a_plugin_are_ours(
    tmp_path: Path, build: str, name: str
) -> None:
    plugin = "<artifactId>jib-maven-plugin</artifactId>"
    system = system_of(
        tmp_path,
        pom__xml=f"<project><artifactId>all</artifactId><build>{plugin}</build></project>",
        **{
            "order-service_S_pom__xml": build,
            "k8s_S_orders__yaml": manifest("orders", f"registry.acme.io/{name}:1"),
            "k8s_S_other__yaml": manifest("other", "registry.acme.io/other:1"),
        },
    )

    assert only(system, "orders").ownership is Ownership.FIRST_PARTY
    assert only(system, "other").ownership is not Ownership.FIRST_PARTY


def test_a_store_is_one_part_though_one_project_begins_all_its_names_alike(tmp_path: Path) -> None:
    names = ("orders", "mail", "stock", "users")
    services = "".join(f"  shop-{name}-db: {{image: 'mongo:7'}}\n" for name in names)
    system = system_of(
        tmp_path,
        k8s_S_all__yaml="---\n".join(
            [manifest("shop-web", "acme/web:1"), *(manifest(f"shop-{name}-db", "mongo:7") for name in names)]
        ),
        **{"docker-compose__yml": f"services:\n{services}  shop-web: {{image: 'acme/web:1'}}\n"},
    )

    assert [len(part.workloads) for part in system.components] == [2, 2, 2, 2, 2]


def test_the_code_of_a_module_is_counted_for_the_dockerfile_inside_it(tmp_path: Path) -> None:
    plugin = "FROM eclipse-temurin:25-jre\nADD app.jar /\n"
    files = {
        "orders/src/main/docker/Dockerfile": plugin,
        "orders/src/main/java/Orders.java": "class Orders {\n}\n",
        "docker/Dockerfile": plugin,
        "stock/docker/Dockerfile": plugin,
        "stock/Stock.java": "class Stock {\n  int count;\n}\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")

    system = read_system(read(tmp_path))

    assert sorted(build.home for build in system.builds) == ["docker", "orders", "stock"]
    assert {payload.build: payload.own_lines for payload in system.payloads} == {
        "orders/src/main/docker/Dockerfile": 2,
        "stock/docker/Dockerfile": 3,
    }


def test_an_image_that_compose_names_after_project_and_service_is_built_here(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        compose__yaml="""\
        services:
          api: {build: {context: ., dockerfile: api.Dockerfile}}
          worker: {image: "my_shop-api:latest", command: python -m worker}
          mirror: {image: "example/my_shop-api:latest"}
        """,
        api__Dockerfile="FROM python:3.14\nCOPY src src\n",
        src_S_a__py="x = 1\n",
    )

    assert only(system, "worker").built_by == "api.Dockerfile"
    assert only(system, "mirror").built_by == ""


def test_production_runs_the_image_that_is_not_made_for_development(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        Dockerfile="FROM node:24\nCOPY src src\nCMD node src/a.js\n",
        Dockerfile__dev="FROM node:24\nCOPY src src\nCMD npm run dev\n",
        dev_S_load__sh="#!/bin/sh\ndocker build -t shop:latest -f Dockerfile.dev .\n",
        build__sh="#!/bin/sh\ndocker build -t shop:test .\n",
        src_S_a__js="1\n",
        k8s_S_shop__yaml=manifest("shop", "shop:latest"),
    )

    assert only(system, "shop").built_by == "Dockerfile"


def test_popd_takes_back_a_pushd(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        make_S_images__sh="""\
            build_tools() {
                pushd tools;
                docker build -t acme/tools:1 .;
                popd;
            }
            build_web() {
                pushd ./deploy/images;
                docker build -t acme/web:1 -f Dockerfile__web .;
                popd;
            }
            """.replace("__", "."),
        tools_S_Dockerfile="FROM alpine:3.20\n",
        deploy_S_images_S_Dockerfile__web="FROM alpine:3.20\n",
    )

    assert {(b.at.path, r.text) for b in system.builds for r in b.references} == {
        ("tools/Dockerfile", "acme/tools:1"),
        ("deploy/images/Dockerfile.web", "acme/web:1"),
    }


def test_one_image_started_by_two_commands_is_two_things(tmp_path: Path) -> None:
    chart = manifest("shop", "ghcr.io/acme/shop:1")
    other = manifest("mailer", "ghcr.io/acme/shop:1").replace(
        "name: mailer,", "name: mailer, command: [mail],"
    )
    system = system_of(
        tmp_path,
        Dockerfile="FROM node:20.11\n",
        compose__yaml='services: {shop: {build: ., image: "ghcr.io/acme/shop:1"}}\n',
        chart_S_Chart__yaml="apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        chart_S_templates_S_shop__yaml=chart,
        k8s_S_mailer__yaml=other,
    )

    assert {component.name for component in system.components} == {"shop", "mailer"}


def test_a_command_in_the_cluster_alone_makes_no_other_thing(tmp_path: Path) -> None:
    web = manifest("helm-web", "ghcr.io/acme/shop:1").replace(
        "name: helm-web,", "name: web, command: [run],", 1
    )
    system = system_of(
        tmp_path,
        Dockerfile="FROM node:20.11\n",
        compose__yaml='services: {shop: {build: ., image: "ghcr.io/acme/shop:1"}}\n',
        k8s_S_web__yaml=web,
    )

    assert len(system.components) == 1


def test_a_pipeline_that_pushes_a_computed_name_may_push_what_others_built(tmp_path: Path) -> None:
    files = {
        "compose__dev__yaml": """\
        services:
          web: {image: "acme/web", build: {context: .}}
        """,
        "Dockerfile": "FROM python:3.14\nCOPY src src\n",
        "src_S_a__py": "x = 1\n",
    }
    by_hand = system_of(tmp_path / "a", push__sh="#!/bin/sh\ndocker push $1\n", **files)
    pushed = system_of(
        tmp_path / "b", **{"__gitlab-ci__yml": "b: {script: [./make-images, 'docker push $NAME']}\n"}, **files
    )

    assert [build.is_deployed for build in by_hand.builds] == [False]
    assert [build.is_deployed for build in pushed.builds] == [True]


def test_a_name_with_a_tail_is_another_component_where_both_are_built_here(tmp_path: Path) -> None:
    system = system_of(
        tmp_path,
        compose__yaml="services: {ink: {build: ink}, ink-service: {build: ink-service}, pen: {build: pen}}\n",
        ink_S_Dockerfile="FROM node:20.11\n",
        **{"ink-service_S_Dockerfile": "FROM node:20.11\n"},
        pen_S_Dockerfile="FROM node:20.11\n",
        k8s_S_pen__yaml=manifest("pen-service", "acme/pen:1"),
    )

    assert sorted(c.name for c in system.components) == ["ink", "ink-service", "pen"]
