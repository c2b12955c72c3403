"""Pipelines, scripts and Makefiles -> commands with their places, and what they push."""

from textwrap import dedent

import pytest

from complexity_lint.model.pipelines import Script
from complexity_lint.parsers import pipelines, scripts
from complexity_lint.parsers.unit import Unit, UnitKind
from complexity_lint.source import Source


def pipeline(path: str, text: str) -> Script:
    parts = pipelines.evaluate(Unit(UnitKind.PIPELINE, path, (Source(path, dedent(text)),)))
    (script,) = parts.scripts
    return script


def lines(script: Script) -> list[tuple[int | None, str]]:
    return [(command.at.line, " ".join(command.words)) for command in script.commands]


def pushes(script: Script) -> list[str | None]:
    return [push.reference.text if push.reference else None for push in script.pushes]


def test_github_actions_steps_have_the_places_of_their_lines() -> None:
    script = pipeline(
        ".github/workflows/ci.yml",
        """\
        on: push
        jobs:
          build:
            steps:
              - uses: actions/checkout@v4
              - run: |
                  docker build -t shop/web:1 .

                  docker push shop/web:1
              - run: echo done
        """,
    )

    assert script.system == "GitHub Actions"
    assert lines(script) == [
        (7, "docker build -t shop/web:1 ."),
        (9, "docker push shop/web:1"),
        (10, "echo done"),
    ]
    assert pushes(script) == ["shop/web:1"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("push: true, tags: 'shop/web:1,shop/web:latest'", ["shop/web:1", "shop/web:latest"]),
        ("push: false, tags: shop/web", []),
        ("tags: shop/web", []),
        ("push: true, tags: '${{ steps.meta.outputs.tags }}'", [None]),
        ("push: '${{ github.event_name != 0 }}', tags: shop/web", ["shop/web"]),
        ("outputs: 'type=image,push=true', tags: shop/web", ["shop/web"]),
    ],
)
def test_build_push_action(options: str, expected: list[str | None]) -> None:
    script = pipeline(
        ".github/workflows/ci.yml",
        f"jobs: {{a: {{steps: [{{uses: docker/build-push-action@v6, with: {{{options}}}}}]}}}}\n",
    )

    assert pushes(script) == expected


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ("docker/login-action@v3", []),
        ("docker/setup-buildx-action@v3", []),
        ("bridgecrewio/checkov-action@v12", []),
        ("pypa/gh-action-pypi-publish@v1", []),
        ("EnricoMi/publish-unit-test-result-action@v2", []),
        ("actions/checkout@v4", []),
        ("someone/docker-publish@v1", [None]),
        ("docker/bake-action@v5", [None]),
    ],
)
def test_other_actions(uses: str, expected: list[str | None]) -> None:
    assert (
        pushes(pipeline(".github/workflows/ci.yml", f"jobs: {{a: {{steps: [{{uses: {uses}}}]}}}}\n"))
        == expected
    )


def test_a_workflow_kept_elsewhere_leaves_the_picture_incomplete() -> None:
    elsewhere = pipeline(
        ".github/workflows/ci.yml", "jobs: {a: {uses: org/repo/.github/workflows/x.yml@v1}}\n"
    )
    here = pipeline(".github/workflows/ci.yml", "jobs: {a: {uses: ./.github/workflows/x.yml}}\n")

    assert (elsewhere.complete, here.complete) == (False, True)


@pytest.mark.parametrize(
    ("path", "text", "commands", "pushed"),
    [
        (
            ".gitlab-ci.yml",
            "build:\n  script:\n    - docker build -t $CI_REGISTRY_IMAGE .\n    - docker push $CI_REGISTRY_IMAGE\n",
            [(3, "docker build -t $CI_REGISTRY_IMAGE ."), (4, "docker push $CI_REGISTRY_IMAGE")],
            ["$CI_REGISTRY_IMAGE"],
        ),
        (
            ".circleci/config.yml",
            "jobs:\n  b:\n    steps:\n      - checkout\n      - run:\n"
            "          name: x\n          command: make push\n",
            [(7, "make push")],
            [None],
        ),
        ("cloudbuild.yaml", "images: ['gcr.io/p/web']\n", [], ["gcr.io/p/web"]),
        (
            "buildspec.yml",
            "phases: {build: {commands: ['docker push a/b']}}\n",
            [(1, "docker push a/b")],
            ["a/b"],
        ),
        (
            "Jenkinsfile",
            "pipeline {\n  steps {\n    sh 'docker push a/b:1'\n  }\n}\n",
            [(3, "docker push a/b:1")],
            ["a/b:1"],
        ),
        ("skaffold.yaml", "build: {artifacts: [{image: shop/web}]}\n", [], ["shop/web"]),
    ],
)
def test_other_systems(path: str, text: str, commands: list[tuple[int, str]], pushed: list[str]) -> None:
    script = pipeline(path, text)

    assert (lines(script), pushes(script)) == (commands, pushed)


def test_variables_of_a_makefile_are_those_set_to_one_word() -> None:
    text = (
        "A = 1.2  # why\nB ?= main-2026-08-22\nC := x\nD ::= y\nexport E = z\nF += more\nG != date\n"
        "H = $(A)-slim\nI = two words\nJ =\npush: K = t\nall:\n\tL=1 true\n"
    )
    (script,) = scripts.evaluate(Unit(UnitKind.SCRIPT, "Makefile", (Source("Makefile", text),))).scripts
    # as `make --print-data-base` (GNU make 4.3) has them
    wanted = [("A", "1.2"), ("B", "main-2026-08-22"), ("C", "x"), ("D", "y"), ("E", "z")]
    assert [(one.name, one.value) for one in script.variables] == wanted
    assert [one.at.line for one in script.variables] == [1, 2, 3, 4, 5]


def test_a_makefile_is_its_recipes() -> None:
    text = (
        "VERSION = 1\npush: build\n\t@docker push shop/web:$(VERSION) && \\\n\t  echo $$HOME\n\n"
        "build:\n\tdocker build .\n"
    )
    (script,) = scripts.evaluate(Unit(UnitKind.SCRIPT, "Makefile", (Source("Makefile", text),))).scripts

    assert [line for line, _ in lines(script)] == [3, 4, 7]
    assert script.commands[0].words[:2] == ("docker", "push")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("docker push a/b:1", ["a/b:1"]),
        ("docker image push a/b", ["a/b"]),
        ("docker buildx build --push -t a/b .", ["a/b"]),
        ("docker buildx build -t a/b .", []),
        ("docker build -t a/b .", []),
        ("docker compose push", [None]),
        ("docker-compose -f x.yml push web", [None]),
        ("podman push a/b", ["a/b"]),
        ("/kaniko/executor --destination=a/b:1 --context .", ["a/b:1"]),
        ("/kaniko/executor --no-push --destination=a/b:1", []),
        ("skopeo copy docker://a docker://b/c:1", ["b/c:1"]),
        ("gcloud builds submit --tag gcr.io/p/x .", ["gcr.io/p/x"]),
        ("az acr build --image web:1 --registry r .", ["web:1"]),
        ("mvn -B compile jib:build", [None]),
        ("git push origin main", []),
        ("echo docker push a/b", []),
    ],
)
def test_pushing_commands(command: str, expected: list[str | None]) -> None:
    (script,) = scripts.evaluate(Unit(UnitKind.SCRIPT, "x.sh", (Source("x.sh", command + "\n"),))).scripts

    assert pushes(script) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("docker buildx build --push -t a/b web", (None, "web")),
        ("docker buildx build web --push -t a/b -f web/Dockerfile.prod", ("web/Dockerfile.prod", "web")),
        ("docker buildx build --push -t a/b --file=x/Dockerfile --progress plain .", ("x/Dockerfile", ".")),
        ("docker build -t a/b --push web --label x", (None, "web")),
        (
            "/kaniko/executor --dockerfile=web/Dockerfile --context=dir://web -d a/b",
            ("web/Dockerfile", "web"),
        ),
        ("az acr build --image a/b --registry r web", (None, "web")),
        ("docker push a/b", (None, None)),
    ],
)
def test_a_push_knows_what_was_built(command: str, expected: tuple[str | None, str | None]) -> None:
    """The context is the first word that is no option's value, wherever it stands."""
    (script,) = scripts.evaluate(Unit(UnitKind.SCRIPT, "x.sh", (Source("x.sh", command + "\n"),))).scripts
    (push,) = script.pushes

    assert (push.dockerfile, push.context) == expected


def test_a_script_folded_over_lines_has_one_place() -> None:
    script = pipeline(
        ".gitlab-ci.yml", "a:\n  script:\n    - make one &&\n      make two\n    - make three\n"
    )

    assert [(c.at.line, c.at.end_line, c.words[1]) for c in script.commands] == [
        (3, 4, "one"),
        (3, 4, "two"),
        (5, 5, "three"),
    ]


def test_a_folded_block_has_one_place_and_a_literal_one_those_of_its_lines() -> None:
    script = pipeline(
        ".gitlab-ci.yml",
        "a:\n  script:\n    - >\n      make one;\n      make two\n    - |\n      make three\n      make four\n",
    )

    assert [(c.at.line, c.words[1]) for c in script.commands] == [
        (3, "one"),
        (3, "two"),
        (7, "three"),
        (8, "four"),
    ]
