"""Bitbucket, CodeBuild, Cloud Build, Travis, Drone, Woodpecker, Buildkite and Jenkins -> jobs."""

import pytest

from complexity_lint.model.pipelines import RunnerKind
from complexity_lint.source import Source
from pipelines.reading import job, names, pushes, read, read_sources, texts


def test_bitbucket() -> None:
    """support.atlassian.com, "Bitbucket Pipelines configuration reference"."""
    script = read(
        "bitbucket-pipelines.yml",
        """\
        image: node:22
        definitions:
          services: {db: {image: 'postgres:17'}}
          steps:
            - step: &build {name: Build, caches: [docker], services: [docker, db], script: [docker build .]}
        pipelines:
          default:
            - step: *build
            - parallel:
                - step: {name: Test, image: 'python:3.13', script: [[make test], make more]}
          branches:
            main:
              - step: *build
              - stage:
                  steps:
                    - step:
                        name: Ship
                        deployment: production
                        runs-on: [self.hosted, linux]
                        script:
                          - pipe: atlassian/aws-ecr-push-image:2.5.0
                            variables: {IMAGE_NAME: shop/web}
          tags: {'v*': [{step: *build}]}
        """,
    )

    assert (names(script), script.triggers) == (["Build", "Test", "Ship"], ("push", "tag"))
    build, ship = job(script, "Build"), job(script, "Ship")
    assert build.image is not None and build.image.text == "node:22"
    assert ([s.text for s in build.services], [c.value for c in build.caches]) == (
        ["docker", "postgres:17"],
        ["docker"],
    )
    assert texts(script.commands) == ["docker build .", "make test", "make more"]
    assert (ship.runner, ship.environment) == (RunnerKind.SELF_HOSTED, "production")
    assert [(a.name, a.version) for a in ship.actions] == [("atlassian/aws-ecr-push-image", "2.5.0")]
    assert pushes(script) == ["shop/web"]


def test_codebuild() -> None:
    """docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"""
    script = read(
        "buildspec.yml",
        """\
        version: 0.2
        phases:
          post_build: {commands: [docker push a/b]}
          build: {commands: [docker build ., 'make x'], finally: [make clean]}
        cache: {paths: ['/root/.m2/**/*']}
        """,
    )
    (found,) = script.jobs

    assert texts(found.commands) == ["docker build .", "make x", "make clean", "docker push a/b"]
    assert (found.runner, [c.value for c in found.caches]) == (RunnerKind.HOSTED, ["/root/.m2/**/*"])


def test_cloud_build() -> None:
    """cloud.google.com/build/docs/build-config-file-schema"""
    script = read(
        "cloudbuild.yaml",
        """\
        substitutions: {_IMAGE: gcr.io/p/web}
        steps:
          - name: gcr.io/cloud-builders/docker
            args: [build, -t, $_IMAGE, .]
            dir: web
          - name: gcr.io/cloud-builders/gcloud
            entrypoint: bash
            args: [-c, 'kubectl apply -f k8s']
          - name: 'gcr.io/kaniko-project/executor:v1.23.0'
            args: ['--destination=gcr.io/p/other', --cache=true]
          - {name: ubuntu, script: make all}
        images: ['$_IMAGE']
        """,
    )
    (found,) = script.jobs

    assert texts(found.commands) == [
        "docker build -t gcr.io/p/web .",
        "kubectl apply -f k8s",
        "executor --destination=gcr.io/p/other --cache=true",
        "make all",
    ]
    assert found.commands[0].folder == "web"
    assert [(a.name, a.version) for a in found.actions][2] == ("gcr.io/kaniko-project/executor", "v1.23.0")
    assert sorted(filter(None, pushes(script))) == ["gcr.io/p/other", "gcr.io/p/web"]


def test_travis() -> None:
    """docs.travis-ci.com/user/build-config-reference"""
    script = read(
        ".travis.yml",
        """\
        os: linux
        services: [docker]
        cache: {directories: [$HOME/.m2], pip: true}
        script: [make test, make more]
        before_install: docker pull x
        deploy: {provider: script, script: bash deploy.sh, on: {tags: true}}
        jobs:
          include:
            - {stage: lint, script: make lint}
        """,
    )
    build, lint = script.jobs

    assert texts(build.commands) == ["docker pull x", "make test", "make more", "bash deploy.sh"]
    assert [c.value for c in build.caches] == ["$HOME/.m2", "pip"]
    assert [s.text for s in build.services] == ["docker"]
    assert (lint.name, texts(lint.commands)) == ("lint", ["make lint"])
    assert script.triggers == ("push", "pull_request", "tag")


def test_drone() -> None:
    """docs.drone.io/pipeline/docker/overview; plugins.drone.io/plugins/docker"""
    script = read(
        ".drone.yml",
        """\
        kind: pipeline
        type: docker
        name: main
        node: {zone: office}
        trigger: {event: [push, tag]}
        services: [{name: db, image: 'postgres:17'}]
        steps:
          - {name: test, image: 'node:22', commands: [npm test]}
          - name: publish
            image: plugins/docker:20
            settings: {repo: shop/web, tags: [latest, '1'], cache_from: shop/web}
        ---
        {kind: pipeline, type: exec, name: other, depends_on: [main], steps: [{name: x, commands: [make]}]}
        ---
        {kind: secret, name: x}
        """,
    )
    main, other = script.jobs

    assert (main.labels, [s.text for s in main.services]) == (("zone=office",), ["postgres:17"])
    assert texts(main.commands) == ["npm test"]
    (use,) = main.actions
    assert (use.name, use.version) == ("plugins/docker", "20")
    assert (use.input("cache_from") or use.inputs[0]).value == "shop/web"
    assert pushes(script) == ["shop/web:latest", "shop/web:1"]
    assert (other.runner, other.needs) == (RunnerKind.SELF_HOSTED, ("main",))
    assert script.triggers == ("push", "tag")


@pytest.mark.parametrize(
    "steps",
    [
        "steps: [{name: a, image: 'node:22', commands: [npm test]}]",
        "steps: {a: {image: 'node:22', commands: [npm test]}}",
        "pipeline: {a: {image: 'node:22', commands: [npm test]}}",
    ],
)
def test_woodpecker_takes_steps_as_list_or_by_name(steps: str) -> None:
    script = read(".woodpecker/build.yml", f"when: [{{event: push}}, {{event: cron}}]\n{steps}\n")

    assert (texts(script.commands), script.triggers) == (["npm test"], ("push", "schedule"))


def test_buildkite() -> None:
    """buildkite.com/docs/pipelines/configure/defining-steps"""
    script = read(
        ".buildkite/pipeline.yml",
        """\
        agents: {queue: office}
        steps:
          - label: test
            command: [npm ci, npm test]
          - wait
          - group: images
            steps:
              - label: push
                depends_on: test
                agents: {queue: hosted}
                plugins:
                  - docker-compose#v5.0.0: {push: web}
        """,
    )
    test, push = script.jobs

    assert (test.runner, test.labels, texts(test.commands)) == (
        RunnerKind.SELF_HOSTED,
        ("queue=office",),
        ["npm ci", "npm test"],
    )
    assert (push.runner, push.needs) == (RunnerKind.UNKNOWN, ("test",))
    assert [(a.name, a.version) for a in push.actions] == [("docker-compose", "v5.0.0")]
    assert pushes(script) == [None]


DECLARATIVE = """\
@Library('shared') _
pipeline {
  agent { docker { image 'node:22' label 'office' } }
  triggers { cron('H 4 * * *') }
  stages {
    stage('Test') {
      steps {
        // sh 'never run'
        sh '''
          npm ci
          npm test
        '''
        echo "sh 'nor this'"
      }
    }
    stage('Images') {
      parallel {
        stage('web') {
          agent any
          steps { sh(script: "docker build -t shop/web:${env.TAG} .", returnStdout: true) }
        }
        stage('api') { agent { kubernetes { yaml '' } } steps { sh 'make api' } }
      }
    }
  }
  post { always { sh 'make clean' } }
}
"""


def test_jenkins_declarative() -> None:
    """jenkins.io/doc/book/pipeline/syntax/#declarative-pipeline"""
    script = read_sources(Source("Jenkinsfile", DECLARATIVE))

    assert names(script) == ["Test", "web", "api", "pipeline"]
    test, web, api, post = script.jobs
    assert test.image is not None and test.image.text == "node:22"
    assert (test.labels, test.runner) == (("office",), RunnerKind.SELF_HOSTED)
    assert [(c.at.line, " ".join(c.words)) for c in test.commands] == [(10, "npm ci"), (11, "npm test")]
    assert web.image is None
    assert texts(web.commands) == ["docker build -t shop/web:${env.TAG} ."]
    assert api.runner is RunnerKind.UNKNOWN
    assert texts(post.commands) == ["make clean"]
    assert (script.triggers, script.complete) == (("push", "schedule"), False)


def test_jenkins_scripted() -> None:
    """docs.cloudbees.com, "Docker Workflow": `docker.build`, `image.push`"""
    script = read_sources(
        Source(
            "Jenkinsfile",
            "node('linux') {\n  def app\n  stage('Build') {\n    app = docker.build(\"shop/web\")\n  }\n"
            "  stage('Push') {\n    docker.withRegistry('https://x', 'c') {\n"
            "      app.push('latest')\n      other.push()\n"
            "    }\n    def tools = load 'ci/tools.groovy'\n  }\n}\n",
        ),
        Source("ci/tools.groovy", "def ship() {\n  sh 'kubectl apply -f k8s'\n}\nreturn this\n"),
    )

    assert [j.labels for j in script.jobs][:2] == [("linux",), ("linux",)]
    assert [a.name for j in script.jobs for a in j.actions] == ["docker.build", "docker.withRegistry"]
    assert pushes(script) == ["shop/web:latest", None]
    assert texts(script.commands) == ["kubectl apply -f k8s"]
    assert script.complete


@pytest.mark.parametrize(
    "text", ["", "pipeline {", "stage('x') { sh '", 'sh """', "stage(", "docker.", "agent {"]
)
def test_a_broken_jenkinsfile_is_read_as_far_as_it_goes(text: str) -> None:
    assert read_sources(Source("Jenkinsfile", text)).system == "Jenkins"


def test_cloud_build_with_a_script_as_an_argument() -> None:
    script = read(
        "cloudbuild.yaml",
        """\
        steps:
          - name: gcr.io/cloud-builders/gcloud
            entrypoint: bash
            args:
              - -c
              - |
                make one
                make two
          - name: gcr.io/cloud-builders/docker
            args: [build, -t, a/b,
              .]
        """,
    )

    assert [(c.at.line, c.at.column, " ".join(c.words)) for c in script.commands] == [
        (7, 9, "make one"),
        (8, 9, "make two"),
        (9, 5, "docker build -t a/b ."),
    ]
