"""GitHub Actions -> jobs (docs.github.com, "Workflow syntax for GitHub Actions")."""

from pathlib import Path

import pytest

from complexity_lint.discovery.repository import read as read_repository
from complexity_lint.engine import read_parts
from complexity_lint.model.pipelines import RunnerKind
from complexity_lint.source import Source
from pipelines.reading import names, pushes, read, read_sources, targets, texts

WORKFLOW = ".github/workflows/ci.yml"


def test_a_job_is_what_runs_on_one_runner() -> None:
    script = read(
        WORKFLOW,
        """\
        on: {push: {branches: [main]}, pull_request: , schedule: [{cron: '0 0 * * *'}], workflow_dispatch: }
        jobs:
          test:
            runs-on: ubuntu-latest
            container: {image: 'node:22'}
            services:
              db: {image: 'postgres:17'}
              cache: {image: 'redis:7'}
            steps:
              - uses: actions/checkout@v4
              - uses: actions/setup-node@v4
                with: {cache: npm}
              - uses: actions/cache@v4
                with: {path: ~/.cache/x}
              - run: npm test
          deploy:
            needs: [test]
            runs-on: [self-hosted, linux]
            environment: {name: production}
            steps:
              - run: kubectl apply -f k8s
        """,
    )

    assert script.triggers == ("push", "pull_request", "schedule", "manual")
    test, deploy = script.jobs
    assert (test.name, test.at.line, test.runner, test.labels) == (
        "test",
        3,
        RunnerKind.HOSTED,
        ("ubuntu-latest",),
    )
    assert test.image is not None and test.image.text == "node:22"
    assert [image.text for image in test.services] == ["postgres:17", "redis:7"]
    assert [(cache.value, cache.at.line) for cache in test.caches] == [("npm", 12), ("~/.cache/x", 14)]
    assert [(a.name, a.version) for a in test.actions][:2] == [
        ("actions/checkout", "v4"),
        ("actions/setup-node", "v4"),
    ]
    assert (deploy.runner, deploy.needs, deploy.environment) == (
        RunnerKind.SELF_HOSTED,
        ("test",),
        "production",
    )
    assert texts(script.commands) == ["npm test", "kubectl apply -f k8s"]


def test_inputs_of_actions_have_their_lines() -> None:
    script = read(
        WORKFLOW,
        """\
        jobs:
          build:
            runs-on: ubuntu-24.04
            steps:
              - uses: docker/build-push-action@v6
                with:
                  push: true
                  cache-from: type=gha
        """,
    )
    (use,) = script.jobs[0].actions
    cache = use.input("cache-from")

    assert cache is not None and (cache.value, cache.at.line) == ("type=gha", 8)
    assert use.input("cache-to") is None


def test_what_an_action_for_ssh_runs_comes_with_it() -> None:
    script = read(
        WORKFLOW,
        """\
        env:
          FOLDER: shop
        jobs:
          deploy:
            runs-on: ubuntu-24.04
            steps:
              - uses: appleboy/ssh-action@v1
                with:
                  host: shop.example.org
                  script: |
                    cd /srv/${{ env.FOLDER }}
                    docker compose up -d
              - uses: acme/run@v1
                with:
                  script: docker compose up -d
        """,
    )
    there, other = script.jobs[0].actions

    assert [(c.words, c.at.line) for c in there.remote] == [
        (("cd", "/srv/shop"), 11),
        (("docker", "compose", "up", "-d"), 12),
    ]
    assert other.remote == ()
    assert script.commands == ()


@pytest.mark.parametrize(
    ("runs_on", "expected"),
    [
        ("ubuntu-latest", RunnerKind.HOSTED),
        ("macos-14", RunnerKind.HOSTED),
        ("windows-2025", RunnerKind.HOSTED),
        ("[self-hosted, gpu]", RunnerKind.SELF_HOSTED),
        ("{group: big, labels: [self-hosted]}", RunnerKind.SELF_HOSTED),
        ("depot-ubuntu-24.04", RunnerKind.UNKNOWN),
        ("'${{ vars.RUNNER }}'", RunnerKind.UNKNOWN),
        ("'${{ matrix.os }}'", RunnerKind.HOSTED),
    ],
)
def test_runners(runs_on: str, expected: RunnerKind) -> None:
    script = read(
        WORKFLOW,
        f"jobs: {{a: {{runs-on: {runs_on}, strategy: {{matrix: {{os: [ubuntu-22.04, macos-15]}}}},"
        " steps: [{run: make}]}}\n",
    )

    assert script.jobs[0].runner is expected


def test_a_label_over_the_matrix_is_all_of_its_values() -> None:
    script = read(
        WORKFLOW,
        """\
        jobs:
          a:
            runs-on: ${{ matrix.os }}
            strategy:
              matrix:
                os: [ubuntu-22.04, macos-15]
                include: [{os: windows-2022}]
            steps: [{run: make}]
        """,
    )

    assert script.jobs[0].labels == ("ubuntu-22.04", "macos-15", "windows-2022")


def test_expressions_that_are_written_down_are_filled_and_places_stay() -> None:
    script = read(
        WORKFLOW,
        """\
        env: {REGISTRY: registry.example.org}
        jobs:
          build:
            env: {IMAGE: '${{ env.REGISTRY }}/shop/web'}
            strategy: {matrix: {python: ['3.13'], arch: [arm64, amd64]}}
            steps:
              - run: |
                  docker push ${{ env.IMAGE }}:${{ matrix.python }} && echo ${{ matrix.arch }} ${{ secrets.X }}
                  make
              - uses: docker/build-push-action@v6
                with: {push: true, tags: '${{ env.IMAGE }}:1'}
        """,
    )

    assert texts(script.commands) == [
        "docker push registry.example.org/shop/web:3.13",
        "echo ${{ matrix.arch }} ${{ secrets.X }}",
        "make",
    ]
    assert [(c.at.line, c.at.column) for c in script.commands] == [(8, 11), (8, 64), (9, 11)]
    assert pushes(script) == ["registry.example.org/shop/web:1", "registry.example.org/shop/web:3.13"]


def test_an_environment_of_unknown_value_hides_the_outer_one() -> None:
    script = read(
        WORKFLOW,
        """\
        env: {TAG: '1'}
        jobs:
          a: {env: {TAG: '${{ vars.TAG }}'}, steps: [{run: 'docker push shop/web:${{ env.TAG }}'}]}
        """,
    )

    assert pushes(script) == ["shop/web:${{ env.TAG }}"]


def test_what_github_fills_in_for_a_run_stands_for_itself() -> None:
    script = read(
        WORKFLOW,
        """\
        env: {IMAGE: 'ghcr.io/${{ github.repository_owner }}/web', TAG: '${{ github.sha }}'}
        jobs:
          a: {steps: [{run: 'docker push ${{ env.IMAGE }}:${{ env.TAG }}'}]}
        """,
    )

    assert pushes(script) == ["ghcr.io/${{ github.repository_owner }}/web:${{ github.sha }}"]


def test_a_workflow_of_the_repository_brings_its_jobs() -> None:
    script = read_sources(
        Source(
            WORKFLOW,
            "jobs:\n  build:\n    needs: lint\n    uses: ./.github/workflows/image.yml\n    with: {name: shop/web}\n",
        ),
        Source(
            ".github/workflows/image.yml",
            "on: {workflow_call: {inputs: {name: {type: string}, tag: {default: latest}}}}\njobs:\n  image:\n"
            "    steps:\n      - run: docker push ${{ inputs.name }}:${{ inputs.tag }}\n",
        ),
    )

    assert names(script) == ["build / image"]
    assert script.jobs[0].needs == ("lint",)
    assert script.jobs[0].at.path == ".github/workflows/image.yml"
    assert (pushes(script), script.complete) == (["shop/web:latest"], True)


def test_a_composite_action_of_the_repository_brings_its_steps() -> None:
    script = read_sources(
        Source(
            WORKFLOW,
            "jobs: {a: {steps: [{uses: ./.github/actions/setup, with: {version: '22'}}, {run: npm test}]}}\n",
        ),
        Source(
            ".github/actions/setup/action.yml",
            "inputs: {version: {default: '20'}}\nruns:\n  using: composite\n  steps:\n"
            "    - uses: actions/setup-node@v4\n      with: {node-version: '${{ inputs.version }}'}\n"
            "    - run: npm ci\n      shell: bash\n",
        ),
    )
    (found,) = script.jobs

    assert texts(found.commands) == ["npm ci", "npm test"]
    assert [a.name for a in found.actions] == ["./.github/actions/setup", "actions/setup-node"]
    version = found.actions[1].input("node-version")
    assert version is not None and version.value == "22"
    assert script.complete


def test_an_action_that_is_not_there_leaves_the_picture_incomplete() -> None:
    assert not read(WORKFLOW, "jobs: {a: {steps: [{uses: ./build/action}]}}\n").complete


def test_workflows_that_call_each_other_end() -> None:
    text = "on: workflow_call\njobs: {a: {uses: ./.github/workflows/b.yml}, c: {steps: [{run: make}]}}\n"
    script = read_sources(Source(".github/workflows/b.yml", text))

    assert len(script.jobs) < 50


def test_python_is_no_shell_text() -> None:
    script = read(
        WORKFLOW,
        """\
        jobs:
          a:
            defaults: {run: {shell: python}}
            steps:
              - run: import os
              - run: make
                shell: bash
        """,
    )

    assert texts(script.commands) == ["make"]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("push", ("push",)),
        ("[push, pull_request_target]", ("push", "pull_request")),
        ("{push: {tags: ['v*']}}", ("tag",)),
        ("{push: {tags: ['v*'], branches: [main]}}", ("push",)),
        ("{workflow_run: {workflows: [x]}, release: {types: [published]}}", ("pipeline", "release")),
    ],
)
def test_triggers(events: str, expected: tuple[str, ...]) -> None:
    assert read(WORKFLOW, f"on: {events}\njobs: {{a: {{steps: [{{run: make}}]}}}}\n").triggers == expected


def test_a_called_workflow_is_read_with_its_caller_only(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text("on: push\njobs: {a: {uses: ./.github/workflows/one.yml}}\n")
    (folder / "one.yml").write_text("on: workflow_call\njobs: {b: {steps: [{run: make one}]}}\n")
    (folder / "two.yml").write_text(
        "on: {workflow_call: , push: }\njobs: {c: {uses: ./.github/workflows/one.yml}}\n"
    )
    (folder / "alone.yml").write_text("on: workflow_call\njobs: {d: {steps: [{run: make alone}]}}\n")
    parts, coverage = read_parts(read_repository(tmp_path))

    assert {s.at.path.rpartition("/")[2]: names(s) for s in parts.scripts} == {
        "alone.yml": ["d"],
        "ci.yml": ["a / b"],
        "two.yml": ["c / b"],
    }
    assert {file.status for file in coverage.files} == {"evaluated"}


def test_each_job_of_a_matrix_builds_what_it_names() -> None:
    text = """\
        on: push
        jobs:
          images:
            runs-on: ubuntu-latest
            strategy:
              matrix:
                include:
                  - {name: cart, file: services/cart/Dockerfile}
                  - {name: mail, file: services/mail/Dockerfile}
            env:
              IMAGE: ghcr.io/acme/${{ matrix.name }}
            steps:
              - uses: docker/build-push-action@v6
                with:
                  context: .
                  file: ${{ matrix.file }}
                  push: true
                  tags: ${{ env.IMAGE }}:1.0.0
          platforms:
            runs-on: ubuntu-latest
            strategy:
              matrix:
                arch: [amd64, arm64]
                stage: [web, worker]
                include:
                  - {arch: amd64, fast: "yes"}
            steps:
              - uses: docker/build-push-action@v6
                with: {context: shop, target: "${{ matrix.stage }}"}
              - uses: docker/build-push-action@v6
                with: {context: mail, platforms: "linux/${{ matrix.arch }}"}
        """

    assert targets(WORKFLOW, text) == [
        (".", "services/cart/Dockerfile", "", ["ghcr.io/acme/cart:1.0.0"]),
        (".", "services/mail/Dockerfile", "", ["ghcr.io/acme/mail:1.0.0"]),
        ("mail", "mail/Dockerfile", "", []),
        ("shop", "shop/Dockerfile", "web", []),
        ("shop", "shop/Dockerfile", "worker", []),
    ]
    assert {"ghcr.io/acme/cart:1.0.0", "ghcr.io/acme/mail:1.0.0"} <= set(pushes(read(WORKFLOW, text)))


def test_a_matrix_made_by_an_expression_builds_nothing_that_is_known() -> None:
    text = """\
        on: push
        jobs:
          images:
            runs-on: ubuntu-latest
            strategy:
              matrix:
                service: ${{ fromJSON(needs.changes.outputs.services) }}
            steps:
              - uses: docker/build-push-action@v6
                with: {context: "services/${{ matrix.service }}"}
        """

    assert targets(WORKFLOW, text) == []


@pytest.mark.parametrize(
    ("action", "may"),
    [
        ("jwalton/gh-ecr-push@v1", True),
        ("docker/bake-action@v5", True),
        ("elgohr/Publish-Docker-Github-Action@v5", True),
        ("1password/load-secrets-action@v2", False),
        ("bridgecrewio/checkov-action@v12", False),
        ("EnricoMi/publish-unit-test-result-action@v2", False),
        ("docker/setup-buildx-action@v3", False),
    ],
)
def test_actions_that_may_push_are_told_by_whole_words(action: str, may: bool) -> None:
    text = f"on: push\njobs: {{a: {{runs-on: ubuntu-latest, steps: [{{uses: {action}}}]}}}}\n"

    assert pushes(read(WORKFLOW, text)) == ([None] if may else [])
