"""Which context each Dockerfile is built with, what names a context, and what of it is sent."""

from pathlib import Path
from textwrap import dedent

import pytest

from complexity_lint.assemble.contexts import SentFiles
from complexity_lint.discovery import read
from complexity_lint.engine import read_system
from complexity_lint.model.images import Copy, ImageBuild, Run


def builds_of(root: Path, files: dict[str, str]) -> list[ImageBuild]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return list(read_system(read(root)).builds)


def only(root: Path, files: dict[str, str]) -> ImageBuild:
    (build,) = builds_of(root, files)
    return build


API = {"api/Dockerfile": "FROM python:3.12\nCOPY . /app\n", "api/x.py": "x = 1\n", "lib/y.py": "y = 1\n"}


@pytest.mark.parametrize(
    ("path", "text", "context", "line"),
    [
        pytest.param("compose.yaml", "services: {a: {build: ./api}}\n", "api", 1, id="compose"),
        pytest.param(
            "docker-bake.hcl",
            'target "a" {\n  context = "."\n  dockerfile = "api/Dockerfile"\n}\n',
            "",
            1,
            id="bake",
        ),
        pytest.param(
            "ops/docker-bake.hcl",
            'target "a" {\n  context = "../api"\n}\n',
            "api",
            1,
            id="bake from its folder",
        ),
        pytest.param(
            "ops/docker-bake.hcl", 'target "a" {\n  context = "api"\n}\n', "api", 1, id="bake from the root"
        ),
        pytest.param("Makefile", "b:\n\tdocker build -f api/Dockerfile .\n", "", 2, id="make"),
        pytest.param("Makefile", "b:\n\tcd api && docker build .\n", "api", 2, id="make after cd"),
        pytest.param("Makefile", "b:\n\tcd api && \\\n\tdocker build .\n", "api", 3, id="make, continued"),
        pytest.param("api/Makefile", "b:\n\tdocker build -f Dockerfile ..\n", "", 2, id="make in a folder"),
        pytest.param("b.sh", "cd api\ntrue\ndocker build -t acme/a .\n", "api", 3, id="script after cd"),
        pytest.param(
            "ops/b.sh", 'cd "$(dirname "$0")/../api"\ndocker build .\n', "api", 2, id="script, its own folder"
        ),
        pytest.param(
            "b.sh", "docker build . -f api/Dockerfile --push -t acme/a:1\n", "", 1, id="options after"
        ),
        pytest.param("b.sh", 'docker build -f api/Dockerfile "$(pwd)"\n', "", 1, id="the folder at hand"),
        pytest.param("b.sh", "docker buildx build --load api\n", "api", 1, id="buildx"),
        pytest.param("b.sh", "az acr build -r acme -t a:1 -f api/Dockerfile lib\n", "lib", 1, id="az"),
        pytest.param(
            ".gitlab-ci.yml",
            "b:\n  script:\n  - /kaniko/executor --context dir://$CI_PROJECT_DIR/api --dockerfile api/Dockerfile\n",
            "api",
            3,
            id="kaniko",
        ),
        pytest.param(
            "cloudbuild.yaml",
            "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, -f, api/Dockerfile, -t, acme/a, .]\n",
            "",
            2,
            id="Cloud Build",
        ),
        pytest.param(
            ".gitlab-ci.yml",
            "b:\n  script:\n  - cd api\n  - docker build .\n",
            "api",
            4,
            id="GitLab after cd",
        ),
        pytest.param(
            ".github/workflows/b.yml",
            "jobs:\n  b:\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {file: api/Dockerfile}\n",
            "",
            4,
            id="action without context, not pushed",
        ),
        pytest.param(
            ".github/workflows/b.yml",
            "jobs:\n  b:\n    steps:\n    - uses: docker/build-push-action@v6\n"
            "      with: {context: '{{defaultContext}}:api'}\n",
            "api",
            4,
            id="action with a folder of the Git context",
        ),
        pytest.param(
            ".github/workflows/b.yml",
            "jobs:\n  b:\n    steps:\n    - run: docker build .\n      working-directory: ./api\n",
            "api",
            4,
            id="working-directory",
        ),
        pytest.param(
            ".github/workflows/b.yml",
            "jobs:\n  b:\n    defaults: {run: {working-directory: api}}\n    steps:\n    - run: docker build .\n",
            "api",
            5,
            id="working-directory of the job",
        ),
        pytest.param(
            "skaffold.yaml",
            "build:\n  artifacts:\n  - image: acme/a\n    context: .\n    docker: {dockerfile: api/Dockerfile}\n",
            "",
            3,
            id="skaffold",
        ),
    ],
)
def test_who_builds_says_the_context(tmp_path: Path, path: str, text: str, context: str, line: int) -> None:
    build = only(tmp_path, {**API, path: text})

    assert (build.at.path, build.context) == ("api/Dockerfile", context)
    assert [(at.path, at.line) for at in build.requested_at] == [(path, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("Makefile", "a:\n\tcd lib && true\n\tdocker build .\n", id="a recipe line of its own"),
        pytest.param("b.sh", "docker build https://github.com/acme/x.git\n", id="remote"),
        pytest.param("b.sh", "docker compose build api\n", id="compose builds"),
        pytest.param("b.sh", "docker build ../../elsewhere\n", id="outside"),
        pytest.param("b.sh", 'docker build "$DIR"\n', id="nobody knows"),
    ],
)
def test_where_nobody_says_the_context_is_where_the_sources_are(tmp_path: Path, path: str, text: str) -> None:
    build = only(tmp_path, {**API, path: text})

    assert (build.context, build.requested_at) == ("api", ())


def test_one_build_for_each_context_and_target(tmp_path: Path) -> None:
    bake = 'target "a" {\n  context = "api"\n  target = "x"\n}\ntarget "b" {\n  context = "api"\n  target = "y"\n}\n'
    files = {
        "api/Dockerfile": "FROM python:3.12 AS x\nFROM x AS y\n",
        "docker-bake.hcl": bake,
        "b.sh": "docker build --target x api\n",
    }

    found = [(b.target, [at.path for at in b.requested_at]) for b in builds_of(tmp_path, files)]

    assert found == [("x", ["docker-bake.hcl", "b.sh"]), ("y", ["docker-bake.hcl"])]


NAMED = (
    "FROM base AS b\nCOPY --from=src a /a\nCOPY --from=busybox:1.36 b /b\nRUN --mount=from=src,target=/s ls\n"
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "b.sh",
            "docker buildx build --build-context src=lib --build-context=base=docker-image://alpine:3.20 api\n",
            id="command",
        ),
        pytest.param(
            "compose.yaml",
            "services: {a: {build: {context: api, additional_contexts: "
            "{src: ./lib, base: 'docker-image://alpine:3.20'}}}}\n",
            id="compose",
        ),
        pytest.param(
            "compose.yaml",
            "services: {a: {build: {context: api, additional_contexts: "
            "[src=./lib, 'base=docker-image://alpine:3.20']}}}\n",
            id="compose, a list",
        ),
        pytest.param(
            "docker-bake.hcl",
            'target "a" {\n  context = "api"\n  contexts = {\n    src = "lib"\n'
            '    base = "docker-image://alpine:3.20"\n  }\n}\n',
            id="bake",
        ),
        pytest.param(
            ".github/workflows/b.yml",
            "jobs:\n  b:\n    steps:\n    - uses: docker/build-push-action@v6\n      with:\n        context: api\n"
            "        build-contexts: |\n          src=lib\n          base=docker-image://alpine:3.20\n",
            id="action",
        ),
    ],
)
def test_what_names_a_context_is_no_image(tmp_path: Path, path: str, text: str) -> None:
    build = only(tmp_path, {"api/Dockerfile": NAMED, "lib/a": "a\n", path: text})

    (stage,) = build.dockerfile.stages
    first, second, run = stage.steps
    assert {c.name: c.folder for c in build.named_contexts} == {"src": "lib", "base": None}
    assert (stage.base.text, stage.base_context) == ("alpine:3.20", "base")
    assert isinstance(first, Copy) and isinstance(second, Copy) and isinstance(run, Run)
    assert (first.from_image, first.from_context) == (None, "src")
    assert second.from_image is not None and second.from_image.repository == "busybox"
    assert (run.mounts[0].from_image, run.mounts[0].from_context) == (None, "src")


def test_a_base_that_is_a_folder_or_a_target_proves_nothing_about_images(tmp_path: Path) -> None:
    bake = 'target "a" {\n  contexts = { "acme/base" = "target:b" }\n}\ntarget "b" { context = "base" }\n'
    files = {
        "Dockerfile": "FROM acme/base:latest\n",
        "base/Dockerfile": "FROM alpine:3.20\n",
        "docker-bake.hcl": bake,
    }

    found = {build.at.path: build.dockerfile.stages[0] for build in builds_of(tmp_path, files)}

    assert found["Dockerfile"].base_context == "acme/base"
    assert (found["Dockerfile"].base.repository, found["Dockerfile"].base.partial) == ("", True)
    assert found["base/Dockerfile"].base.text == "alpine:3.20"


@pytest.mark.parametrize(
    ("ignored", "sent"),
    [
        pytest.param({}, {"a.txt", "b.log", "web.Dockerfile"}, id="everything"),
        pytest.param({".dockerignore": "*.log\n"}, {"a.txt", "web.Dockerfile", ".dockerignore"}, id="shared"),
        pytest.param(
            {".dockerignore": "*.log\n", "web.Dockerfile.dockerignore": "*.txt\n.*\n*.dockerignore\n"},
            {"b.log", "web.Dockerfile"},
            id="its own",
        ),
    ],
)
def test_what_is_sent(tmp_path: Path, ignored: dict[str, str], sent: set[str]) -> None:
    files = {"web.Dockerfile": "FROM alpine:3.20\nCOPY . /\n", "a.txt": "a\n", "b.log": "b\n", **ignored}

    build = only(tmp_path, files)

    assert set(SentFiles(read(tmp_path)).of(build)) == sent


def test_what_a_copy_excludes_is_not_held(tmp_path: Path) -> None:
    text = "FROM alpine:3.20\nCOPY --exclude=*.py --exclude=deep src /a\nCOPY src /b\n"
    files = {"Dockerfile": text, "src/a.py": "a\n", "src/b.js": "b\n", "src/deep/c.js": "c\n"}

    first, second = only(tmp_path, files).dockerfile.stages[0].steps

    assert isinstance(first, Copy) and isinstance(second, Copy)
    assert (first.held and first.held.files, second.held and second.held.files) == (1, 3)


def test_onbuild_of_an_image_of_the_repository_runs_in_what_is_built_on_it(tmp_path: Path) -> None:
    files = {
        "base/Dockerfile": "FROM node:20.11\nONBUILD COPY . /app\nONBUILD RUN npm ci\n",
        "web/Dockerfile": "FROM acme/base:1\nRUN npm run build\n",
        "other/Dockerfile": "FROM acme/base:2\nRUN true\n",
        "b.sh": "docker build -t acme/base:1 base\ndocker build -t acme/web:1 web\n",
    }

    found = {build.at.path: build.dockerfile.stages[0].steps for build in builds_of(tmp_path, files)}

    assert [step.at.path for step in found["web/Dockerfile"]] == ["base/Dockerfile"] * 2 + ["web/Dockerfile"]
    assert [type(step) for step in found["web/Dockerfile"]] == [Copy, Run, Run]
    assert len(found["other/Dockerfile"]) == 1
    assert found["base/Dockerfile"] == ()


def test_onbuild_of_a_stage_runs_in_the_stage_on_it_and_no_further(tmp_path: Path) -> None:
    text = "FROM node:20.11 AS a\nONBUILD RUN one\nFROM a AS b\nRUN two\nFROM b\nRUN three\n"

    stages = only(tmp_path, {"Dockerfile": text}).dockerfile.stages

    assert [[s.text for s in stage.steps if isinstance(s, Run)] for stage in stages] == [
        [],
        ["one", "two"],
        ["three"],
    ]
