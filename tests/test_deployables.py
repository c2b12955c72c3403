"""Which folders can be started on their own, and how much own code they hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complexity_lint.model.code import Deployable
from complexity_lint.parsers.code_lines import count_lines, is_own_code, language, own_lines
from complexity_lint.parsers.deployables import find_deployables


def find(files: dict[str, str]) -> tuple[Deployable, ...]:
    return find_deployables(tuple(files), files.get)


def folders(files: dict[str, str]) -> list[str]:
    return [deployable.folder for deployable in find(files)]


EXPRESS = '{"dependencies": {"express": "4"}, "scripts": {"start": "node index.js"}}'
GO_MAIN = "package main\n\nfunc main() {\n}\n"
WEB_PROJECT = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>'
DOCKERFILE = 'FROM alpine\nCOPY . /app\nCMD ["/app/run"]\n'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"api/package.json": EXPRESS, "api/index.js": "x\n"}, id="Node.js, start script"),
        pytest.param(
            {"api/package.json": '{"dependencies": {"fastify": "4"}}', "api/server.js": "x\n"},
            id="Node.js, server",
        ),
        pytest.param(
            {
                "api/package.json": '{"devDependencies": {"vite": "5"}}',
                "api/src/main.ts": "x\n",
                "api/Dockerfile": "FROM nginx",
            },
            id="front end with an image of its own",
        ),
        pytest.param({"api/go.mod": "module a\n", "api/main.go": GO_MAIN}, id="Go"),
        pytest.param(
            {"api/go.mod": "module a\n", "api/cmd/api/main.go": GO_MAIN, "api/x.go": "package a"},
            id="Go, cmd",
        ),
        pytest.param(
            {"api/go.mod": "module a\n", "api/server.go": f"// Why.\n{GO_MAIN}"}, id="Go, main elsewhere"
        ),
        pytest.param(
            {
                "api/pom.xml": "<project><artifactId>spring-boot-maven-plugin</artifactId></project>",
                "api/src/main/java/com/example/test/ApiApplication.java": "@SpringBootApplication\nclass A {}\n",
            },
            id="Spring Boot, in a package named example.test",
        ),
        pytest.param(
            {"api/build.gradle.kts": 'mainClass.set("a.Main")', "api/src/main/kotlin/Main.kt": "x\n"},
            id="Gradle",
        ),
        pytest.param({"api/Api.csproj": WEB_PROJECT, "api/Program.cs": "x\n"}, id=".NET web"),
        pytest.param(
            {"api/A.csproj": "<OutputType>Exe</OutputType>", "api/Program.cs": "x\n"}, id=".NET program"
        ),
        pytest.param({"api/Cargo.toml": "[package]\n", "api/src/main.rs": "x\n"}, id="Rust"),
        pytest.param({"api/manage.py": "import django\n", "api/shop/wsgi.py": "x\n"}, id="Django"),
        pytest.param({"api/requirements.txt": "", "api/src/app.py": "app = Flask(__name__)\n"}, id="Flask"),
        pytest.param({"api/main.py": "app: FastAPI = FastAPI()\n"}, id="FastAPI, no project file"),
        pytest.param({"api/Procfile": "web: ruby app.rb\n", "api/app.rb": "x\n"}, id="Procfile"),
        pytest.param({"api/config.ru": "run App\n", "api/Gemfile": "", "api/app.rb": "x\n"}, id="Rack"),
        pytest.param({"api/composer.json": "{}", "api/public/index.php": "x\n"}, id="PHP"),
        pytest.param({"api/mix.exs": "mod: {A, []}\n", "api/lib/a.ex": "x\n"}, id="Elixir"),
        pytest.param({"api/Dockerfile": DOCKERFILE, "api/main.cpp": "x\n"}, id="Dockerfile"),
        pytest.param(
            {"api/Dockerfile": "FROM nginx\nCOPY . /w\nCMD nginx", "api/a.js": "x\n"}, id="front end on nginx"
        ),
    ],
)
def test_is_a_deployable(files: dict[str, str]) -> None:
    assert folders(files) == ["api"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"lib/package.json": '{"main": "index.js"}', "lib/index.js": "x\n"}, id="Node.js library"
        ),
        pytest.param(
            {"lib/package.json": '{"exports": {}, "dependencies": {"express": "4"}}', "lib/index.js": "x\n"},
            id="published Node.js library that knows a server",
        ),
        pytest.param(
            {"package.json": '{"workspaces": ["a"], "scripts": {"start": "turbo run start"}}', "x.js": "x\n"},
            id="root of a monorepo",
        ),
        pytest.param(
            {
                "web/package.json": '{"devDependencies": {"react-scripts": "5"}, "scripts": {"start": "x"}}',
                "web/a.js": "x",
            },
            id="front end that another image carries",
        ),
        pytest.param(
            {
                "app/package.json": '{"dependencies": {"electron": "1"}, "scripts": {"start": "x"}}',
                "app/a.js": "x",
            },
            id="desktop",
        ),
        pytest.param({"lib/package.json": "{broken", "lib/a.js": "x"}, id="broken manifest"),
        pytest.param({"lib/go.mod": "module a\n", "lib/a.go": "package a\n"}, id="Go library"),
        pytest.param({"a/gen.go": f"//go:build ignore\n\n{GO_MAIN}"}, id="Go generator"),
        pytest.param({"tools/gen/main.go": GO_MAIN}, id="tool"),
        pytest.param({"hack/verify/main.go": GO_MAIN}, id="hack"),
        pytest.param({"examples/web/main.go": GO_MAIN}, id="example"),
        pytest.param({"a/main_test.go": GO_MAIN}, id="Go test"),
        pytest.param({"test/e2e/package.json": EXPRESS, "test/e2e/index.js": "x"}, id="test server"),
        pytest.param(
            {"pom.xml": "<packaging>pom</packaging> spring-boot-maven-plugin", "README.md": ""},
            id="parent of modules",
        ),
        pytest.param(
            {
                "lib/build.gradle": "implementation 'org.springframework.boot:x'",
                "lib/src/main/java/a/Model.java": "x",
            },
            id="JVM library",
        ),
        pytest.param(
            {"lib/A.csproj": '<Project Sdk="Microsoft.NET.Sdk">', "lib/A.cs": "x"}, id=".NET library"
        ),
        pytest.param(
            {"a/A.csproj": "<OutputType>Exe</OutputType> Microsoft.NET.Test.Sdk", "a/A.cs": "x"},
            id=".NET tests",
        ),
        pytest.param({"lib/Cargo.toml": "[package]\n", "lib/src/lib.rs": "x"}, id="Rust library"),
        pytest.param({"Cargo.toml": "[workspace]\n", "src/main.rs": "x"}, id="Rust workspace"),
        pytest.param({"lib/setup.py": "setup()\n", "lib/a/core.py": "x = 1\n"}, id="Python library"),
        pytest.param(
            {"common/requirements.txt": "", "common/server.py": "app = Flask(__name__)\n"}, id="shared code"
        ),
        pytest.param(
            {"db/Dockerfile": 'FROM mongo\nCOPY . /i\nCMD ["mongod"]\n', "db/i.js": "x"}, id="store wrapper"
        ),
        pytest.param(
            {"db/Dockerfile": "FROM alpine\nCOPY a.conf /\nCMD x\n", "db/a.conf": "x"}, id="no code"
        ),
        pytest.param({"ci/Dockerfile": DOCKERFILE, "ci/a.py": "x"}, id="CI image"),
        pytest.param({"base/Dockerfile": "FROM alpine\nCOPY . /a\n", "base/a.py": "x"}, id="base image"),
        pytest.param(
            {"api/node_modules/a/package.json": EXPRESS, "api/node_modules/a/a.js": "x"}, id="vendored"
        ),
        pytest.param({}, id="nothing"),
    ],
)
def test_is_no_deployable(files: dict[str, str]) -> None:
    assert folders(files) == []


def test_commands_of_one_go_module_are_one() -> None:
    files = {
        "go.mod": "module a\n",
        "cmd/api/main.go": GO_MAIN,
        "cmd/worker/main.go": GO_MAIN,
        "core/a.go": "package core\n",
    }

    (one,) = find(files)
    assert (one.folder, one.files, one.lines) == ("", 3, 7)


def test_services_of_one_go_module_are_several() -> None:
    files = {
        "go.mod": "module a\n",
        "orders/main.go": GO_MAIN,
        "billing/main.go": GO_MAIN,
        "cmd/tool/main.go": GO_MAIN,
    }

    assert folders(files) == ["billing", "orders"]


def test_a_folder_with_several_signs_is_one_and_the_manifest_names_it() -> None:
    files = {
        "a/package.json": EXPRESS,
        "a/index.js": "x\n",
        "a/Procfile": "web: node .\n",
        "a/Dockerfile": DOCKERFILE,
    }

    (one,) = find(files)
    assert (one.at.path, one.reason) == ("a/package.json", "a Node.js package with a start script")


def test_lines_count_for_the_innermost_deployable() -> None:
    files = {
        "package.json": EXPRESS,
        "index.js": "a\n\nb\n",
        "index.test.js": "a\n" * 50,
        "dist/index.js": "a\n" * 50,
        "api/go.mod": "module a\n",
        "api/main.go": GO_MAIN,
    }

    assert [(d.folder, d.language, d.files, d.lines) for d in find(files)] == [
        ("", "JavaScript", 1, 2),
        ("api", "Go", 1, 3),
    ]


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("src/main/java/com/example/Order.java", True),
        ("src/main/java/com/example/test/vendor/Order.java", True),
        ("src/test/java/com/example/OrderTest.java", False),
        ("web/app.vue", True),
        ("web/app.spec.ts", False),
        ("web/jquery.min.js", False),
        ("web/js/jquery-3.6.0.js", False),
        ("web/types.d.ts", False),
        ("web/node_modules/a/index.js", False),
        ("vendor/github.com/a/b.go", False),
        ("api/orders.pb.go", False),
        ("api/orders_pb2.py", False),
        ("api/orders_pb2_grpc.py", False),
        ("api/zz_generated.deepcopy.go", False),
        ("api/Form.Designer.cs", False),
        ("shop/migrations/0001_initial.py", False),
        ("shop/tests.py", False),
        ("shop/latest.py", True),
        ("shop/contest/rules.py", True),
        ("orders_test.go", False),
        ("Orders.UnitTests/Order.cs", False),
        ("README.md", False),
        ("style.css", False),
        ("deploy.sh", False),
        ("Makefile", False),
    ],
)
def test_own_code(path: str, own: bool) -> None:
    assert is_own_code(path) is own


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 0),
        ("a\n\n  \t\nb", 2),
        ("a\r\n\r\nb\r\n", 2),
        ("// Code generated by mockgen. DO NOT EDIT.\npackage a\n", 0),
        ("/** @generated */\nx\n", 0),
        ("x" * 5000 + "\n", 0),
        ("a\n" * 800 + "// Code generated by hand, DO NOT EDIT\n" * 3 + "b\n" * 900, 1703),
    ],
)
def test_own_lines(text: str, lines: int) -> None:
    assert own_lines(text) == lines


def test_lines_of_files_that_cannot_be_read_are_none() -> None:
    assert count_lines(["a.py", "b.py"], {"a.py": "x\ny\n"}.get) == 2


def test_languages_go_by_extension() -> None:
    assert [language(p) for p in ("a.py", "a.TS", "a.kt", "a.yaml", "Makefile")] == [
        "Python",
        "TypeScript",
        "Kotlin",
        None,
        None,
    ]


_NAMES = st.sampled_from(
    [
        "package.json",
        "go.mod",
        "main.go",
        "pom.xml",
        "a.csproj",
        "Cargo.toml",
        "manage.py",
        "app.py",
        "Dockerfile",
        "Procfile",
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=80), st.sampled_from([EXPRESS, GO_MAIN, DOCKERFILE, "[]", "null", '{"scripts": 1}'])
)


@given(
    st.dictionaries(st.builds("{}{}".format, st.sampled_from(["", "a/", "a/b/", "cmd/x/"]), _NAMES), _TEXTS)
)
@settings(max_examples=200, deadline=None)
def test_any_repository_is_read(files: dict[str, str]) -> None:
    found = find(files)

    assert len({d.folder for d in found}) == len(found)
    assert all(d.at.path in files for d in found)
