"""CircleCI -> jobs (circleci.com/docs/configuration-reference, /docs/reusing-config)."""

import pytest

from complexity_lint.model.pipelines import RunnerKind
from pipelines.reading import job, names, pushes, read, texts

PIPELINE = ".circleci/config.yml"


def test_executors_commands_and_parameters() -> None:
    script = read(
        PIPELINE,
        """\
        version: 2.1
        parameters: {image: {type: string, default: shop/web}}
        executors:
          node:
            parameters: {tag: {type: string, default: '20'}}
            docker: [{image: 'cimg/node:<< parameters.tag >>'}, {image: 'postgres:17'}]
        commands:
          publish:
            parameters: {name: {type: string}, tag: {type: string, default: latest}}
            steps:
              - run: docker push << parameters.name >>:<< parameters.tag >>
        jobs:
          build:
            executor: {name: node, tag: '22'}
            resource_class: large
            steps:
              - checkout
              - setup_remote_docker: {version: default, docker_layer_caching: true}
              - save_cache: {key: x, paths: [node_modules]}
              - when:
                  condition: true
                  steps:
                    - publish: {name: << pipeline.parameters.image >>}
              - run: {name: y, command: npm test, working_directory: web}
        workflows:
          main:
            triggers: [{schedule: {cron: '0 0 * * *'}}]
            jobs: [{build: {requires: [lint], filters: {tags: {only: /v.*/}}}}]
        """,
    )
    build = job(script, "build")
    (_, remote, *_) = build.actions
    caching = remote.input("docker_layer_caching")

    assert build.image is not None and build.image.text == "cimg/node:22"
    assert [s.text for s in build.services] == ["postgres:17"]
    assert texts(build.commands) == ["docker push shop/web:latest", "npm test"]
    assert build.commands[1].folder == "web"
    assert [a.name for a in build.actions] == ["checkout", "setup_remote_docker", "save_cache"]
    assert caching is not None and (caching.value, caching.at.line) == ("true", 18)
    assert [c.value for c in build.caches] == ["node_modules"]
    assert (build.runner, build.labels, build.needs) == (RunnerKind.HOSTED, ("large",), ("lint",))
    assert (pushes(script), script.triggers, script.complete) == (
        ["shop/web:latest"],
        ("push", "schedule", "tag"),
        True,
    )


def test_orbs_of_circleci_say_by_their_names_whether_they_push() -> None:
    script = read(
        PIPELINE,
        """\
        orbs: {docker: circleci/docker@2.8, node: circleci/node@5, other: acme/deploy@1}
        jobs:
          a:
            machine: {image: 'ubuntu-2404:current', docker_layer_caching: true}
            steps: [{node/install-packages: {pkg-manager: npm}}]
        workflows: {main: {jobs: [a, {docker/publish: {image: shop/web, requires: [a]}}]}}
        """,
    )

    assert names(script) == ["a", "docker/publish"]
    assert [c.value for c in script.jobs[0].caches] == ["docker_layer_caching"]
    assert [(a.name, a.version) for j in script.jobs for a in j.actions] == [
        ("circleci/node/install-packages", "5"),
        ("circleci/docker/publish", "2.8"),
    ]
    assert (pushes(script), script.complete) == (["shop/web"], True)


@pytest.mark.parametrize(
    ("step", "expected", "complete"),
    [
        ("other/deploy", [None], False),
        ("other/notify", [], False),
        ("docker/check", [], True),
        ("docker/push: {image: a/b}", ["a/b"], True),
        ("docker/build: {image: a/b}", [], True),
    ],
)
def test_steps_of_orbs(step: str, expected: list[str | None], complete: bool) -> None:
    script = read(
        PIPELINE,
        f"orbs: {{docker: circleci/docker@2, other: acme/tool@1}}\njobs:\n  a:\n    steps:\n      - {step}\n",
    )

    assert (pushes(script), script.complete) == (expected, complete)


def test_an_orb_written_in_the_file_is_read() -> None:
    script = read(
        PIPELINE,
        """\
        orbs:
          own:
            commands: {ship: {parameters: {name: {type: string}}, steps: [{run: 'docker push << parameters.name >>'}]}}
            jobs: {release: {docker: [{image: 'cimg/base:2025.01'}], steps: [{run: make release-notes}]}}
        jobs: {a: {steps: [{own/ship: {name: shop/web}}]}}
        workflows: {main: {jobs: [a, own/release]}}
        """,
    )

    assert names(script) == ["a", "own/release"]
    assert texts(script.commands) == ["docker push shop/web", "make release-notes"]


def test_a_resource_class_with_a_namespace_is_ones_own_machine() -> None:
    script = read(PIPELINE, "jobs: {a: {machine: true, resource_class: acme/office, steps: [{run: make}]}}\n")

    assert script.jobs[0].runner is RunnerKind.SELF_HOSTED


def test_commands_that_call_themselves_end() -> None:
    script = read(PIPELINE, "commands: {x: {steps: [x, {run: make}]}}\njobs: {a: {steps: [x]}}\n")

    assert set(texts(script.commands)) == {"make"}
