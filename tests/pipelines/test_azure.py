"""Azure Pipelines -> jobs (learn.microsoft.com, "YAML schema reference for Azure Pipelines", "Templates")."""

import pytest

from complexity_lint.model.pipelines import RunnerKind
from complexity_lint.source import Source
from pipelines.reading import names, pushes, read, read_sources, texts

PIPELINE = "azure-pipelines.yml"


def test_stages_jobs_and_steps() -> None:
    script = read(
        PIPELINE,
        """\
        trigger: {branches: {include: [main]}}
        pr: [main]
        schedules: [{cron: '0 0 * * *'}]
        pool: {vmImage: ubuntu-latest}
        stages:
          - stage: build
            jobs:
              - job: image
                container: node:22
                services: {db: 'postgres:17'}
                steps:
                  - script: npm test
                    workingDirectory: $(Build.SourcesDirectory)/web
                  - task: Cache@2
                    inputs: {key: x, path: $(npm_cache)}
                  - task: Docker@2
                    inputs: {command: buildAndPush, repository: shop/web, tags: '1', Dockerfile: web/Dockerfile}
                  - ${{ if eq(variables.x, 'y') }}:
                      - bash: make extra
          - stage: ship
            jobs:
              - deployment: prod
                dependsOn: image
                pool: office
                environment: production
                strategy: {runOnce: {deploy: {steps: [{task: AzureCLI@2, inputs: {inlineScript: az acr login}}]}}}
        """,
    )
    image, prod = script.jobs

    assert script.triggers == ("push", "pull_request", "schedule")
    assert (image.name, image.runner, image.labels) == ("image", RunnerKind.HOSTED, ("ubuntu-latest",))
    assert image.image is not None and image.image.text == "node:22"
    assert [s.text for s in image.services] == ["postgres:17"]
    assert texts(image.commands) == ["npm test", "make extra"]
    assert image.commands[0].folder == "web"
    assert [(a.name, a.version) for a in image.actions] == [("Cache", "2"), ("Docker", "2")]
    assert [c.value for c in image.caches] == ["$(npm_cache)"]
    assert (prod.runner, prod.needs, prod.environment) == (RunnerKind.SELF_HOSTED, ("image",), "production")
    assert texts(prod.commands) == ["az acr login"]
    assert pushes(script) == ["shop/web:1"]


def test_templates_of_every_level_with_their_parameters() -> None:
    script = read_sources(
        Source(
            PIPELINE,
            "extends: {template: ci/base.yml, parameters: {image: shop/web}}\n",
        ),
        Source(
            "ci/base.yml",
            "parameters: [{name: image, type: string}, {name: tag, default: latest}]\n"
            "stages:\n  - template: stages/build.yml\n"
            "    parameters: {name: '${{ parameters.image }}:${{ parameters.tag }}'}\n",
        ),
        Source(
            "ci/stages/build.yml",
            "parameters: {name: ''}\nstages:\n  - stage: build\n    jobs:\n      - job: a\n        steps:\n"
            "          - template: /ci/steps.yml@self\n            parameters: {name: '${{ parameters.name }}'}\n",
        ),
        Source(
            "ci/steps.yml",
            "parameters: {name: ''}\nsteps: [{script: 'docker push ${{ parameters.name }}'}]\n",
        ),
    )

    assert names(script) == ["a"]
    assert (pushes(script), script.complete) == (["shop/web:latest"], True)


@pytest.mark.parametrize(
    "text",
    [
        "steps: [{template: x.yml@shared}]\n",
        "jobs: [{template: not-there.yml}]\n",
        "extends: {template: x.yml@shared}\n",
    ],
)
def test_templates_from_elsewhere_leave_the_picture_incomplete(text: str) -> None:
    assert not read(PIPELINE, text).complete


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        ("{vmImage: ubuntu-24.04}", RunnerKind.HOSTED),
        ("{name: Azure Pipelines}", RunnerKind.HOSTED),
        ("Default", RunnerKind.SELF_HOSTED),
        ("$(pool)", RunnerKind.UNKNOWN),
    ],
)
def test_pools(pool: str, expected: RunnerKind) -> None:
    assert read(PIPELINE, f"pool: {pool}\nsteps: [{{script: make}}]\n").jobs[0].runner is expected


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ("{command: build, repository: a/b}", []),
        ("{repository: a/b, containerRegistry: reg.example.org}", ["reg.example.org/a/b"]),
        ("{command: push, repository: a/b, tags: ['1', '2']}", ["a/b:1", "a/b:2"]),
        ("{command: login}", []),
        ("{command: push, repository: $(image)}", [None]),
    ],
)
def test_docker_tasks(inputs: str, expected: list[str | None]) -> None:
    script = read(PIPELINE, f"steps:\n  - task: Docker@2\n    inputs: {inputs}\n")

    assert pushes(script) == expected


def test_no_trigger() -> None:
    assert read(PIPELINE, "trigger: none\nsteps: [{script: make}]\n").triggers == ()


def test_templates_that_call_themselves_end() -> None:
    script = read_sources(Source(PIPELINE, f"steps: [{{template: {PIPELINE}}}, {{script: make}}]\n"))

    assert set(texts(script.commands)) == {"make"}
