"""GitLab CI -> jobs (docs.gitlab.com, "CI/CD YAML syntax reference")."""

import pytest

from complexity_lint.model.pipelines import RunnerKind
from complexity_lint.source import Source
from pipelines.reading import job, names, pushes, read, read_sources, texts

PIPELINE = ".gitlab-ci.yml"


def test_jobs_take_what_they_do_not_state_from_the_default() -> None:
    script = read(
        PIPELINE,
        """\
        default:
          image: docker:27
          services: [docker:27-dind]
          before_script: [docker login]
        stages: [build]
        build:
          stage: build
          cache: {paths: [node_modules/]}
          script:
            - docker build -t shop/web .
        lint:
          image: {name: 'node:22', entrypoint: ['']}
          services: []
          before_script: []
          needs: [{job: build}]
          environment: {name: staging}
          script: npm run lint
        .hidden: {script: never}
        """,
    )

    assert names(script) == ["build", "lint"]
    build, lint = script.jobs
    assert build.image is not None and build.image.text == "docker:27"
    assert [s.text for s in build.services] == ["docker:27-dind"]
    assert texts(build.commands) == ["docker login", "docker build -t shop/web ."]
    assert [(c.value, c.at.line) for c in build.caches] == [("node_modules/", 8)]
    assert lint.image is not None and lint.image.text == "node:22"
    assert (lint.services, lint.needs, lint.environment) == ((), ("build",), "staging")
    assert texts(lint.commands) == ["npm run lint"]


def test_extends_and_references() -> None:
    """https://docs.gitlab.com/ci/yaml/yaml_optimization/: mappings merge, lists are replaced, the last named wins."""
    script = read(
        PIPELINE,
        """\
        .one: {image: 'alpine:3', tags: [a], variables: {A: '1', B: '1'}, script: [make one]}
        .two: {extends: .one, tags: [b], variables: {B: '2'}}
        .setup: {script: [make setup, [make more]]}
        job:
          extends: [.one, .two]
          script:
            - !reference [.setup, script]
            - echo $A $B
        """,
    )
    (found,) = script.jobs

    assert found.image is not None and found.image.text == "alpine:3"
    assert found.labels == ("b",)
    assert texts(found.commands) == ["make setup", "make more", "echo 1 2"]


def test_local_files_are_included_with_wildcards_and_the_including_file_wins() -> None:
    script = read_sources(
        Source(
            PIPELINE, "include: [{local: /ci/base.yml}, 'ci/jobs/*.yml']\nbuild: {script: [make build]}\n"
        ),
        Source("ci/base.yml", "include: ci/deeper.yml\nbuild: {image: 'alpine:3', script: [make base]}\n"),
        Source("ci/deeper.yml", "variables: {NAME: shop/web}\n"),
        Source("ci/jobs/push.yml", "push: {script: ['docker push $NAME']}\n"),
        Source("ci/jobs/deep/other.yml", "other: {script: [make]}\n"),
    )
    build = job(script, "build")

    assert sorted(names(script)) == ["build", "push"]
    assert texts(build.commands) == ["make build"]
    assert build.image is not None and build.image.text == "alpine:3"
    assert (pushes(script), script.complete) == (["shop/web"], True)


@pytest.mark.parametrize(
    "include",
    [
        "{project: a/b, file: x.yml}",
        "{remote: 'https://example.org/x.yml'}",
        "'https://example.org/x.yml'",
        "{template: Jobs/Build.gitlab-ci.yml}",
        "{component: 'gitlab.com/a/b@1'}",
        "{local: not-there.yml}",
    ],
)
def test_includes_from_elsewhere_leave_the_picture_incomplete(include: str) -> None:
    assert not read(PIPELINE, f"include: [{include}]\na: {{script: [make]}}\n").complete


def test_child_pipelines_bring_their_jobs() -> None:
    script = read_sources(
        Source(
            PIPELINE, "child: {trigger: {include: [{local: web/ci.yml}]}}\nfar: {trigger: group/project}\n"
        ),
        Source("web/ci.yml", "test: {script: [npm test]}\n"),
    )

    assert names(script) == ["child", "child / test", "far"]
    assert not script.complete


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("[]", RunnerKind.HOSTED),
        ("[saas-linux-medium-amd64]", RunnerKind.HOSTED),
        ("[office]", RunnerKind.SELF_HOSTED),
        ("[$RUNNER]", RunnerKind.UNKNOWN),
    ],
)
def test_runners(tags: str, expected: RunnerKind) -> None:
    assert read(PIPELINE, f"a: {{tags: {tags}, script: [make]}}\n").jobs[0].runner is expected


def test_images_and_words_take_the_variables_that_are_plain() -> None:
    script = read(
        PIPELINE,
        """\
        variables: {BASE: 'registry.example.org/shop', IMAGE: '$BASE/web', OTHER: '$CI_REGISTRY_IMAGE/x'}
        a:
          image: ${IMAGE}:1
          script: [docker push $IMAGE, docker push $OTHER]
        """,
    )

    image = script.jobs[0].image
    assert image is not None and image.text == "registry.example.org/shop/web:1"
    assert pushes(script) == ["registry.example.org/shop/web", "$OTHER"]


def test_a_pipeline_with_inputs_has_its_header_in_a_document_of_its_own() -> None:
    script = read(PIPELINE, "spec: {inputs: {x: {default: y}}}\n---\na: {script: [make]}\n")

    assert names(script) == ["a"]


def test_triggers() -> None:
    script = read(
        PIPELINE,
        """\
        workflow: {rules: [{if: '$CI_PIPELINE_SOURCE == "merge_request_event"'}, {if: $CI_COMMIT_TAG}]}
        a: {script: [make], rules: [{if: '$CI_PIPELINE_SOURCE == "schedule"'}, {when: manual}]}
        """,
    )

    assert script.triggers == ("push", "pull_request", "schedule", "tag", "manual")


def test_files_that_include_each_other_end() -> None:
    script = read_sources(
        Source(PIPELINE, "include: a.yml\nx: {extends: y, script: [make]}\ny: {extends: x}\n"),
        Source("a.yml", f"include: [{PIPELINE}, a.yml]\n"),
    )

    assert texts(script.commands)[:1] == ["make"]
