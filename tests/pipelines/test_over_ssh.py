"""Ready-made steps for SSH -> the commands that they run on the other machine."""

import pytest

from pipelines.reading import read

UP = [("cd", "/srv"), ("docker", "compose", "up", "-d")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            ".github/workflows/a.yml",
            "jobs: {a: {steps: [{uses: acme/ssh@v1, with: {command: 'cd /srv; docker compose up -d'}}]}}",
        ),
        (
            "azure-pipelines.yml",
            "steps: [{task: SSH@0, inputs: {runOptions: inline, inline: 'cd /srv; docker compose up -d'}}]",
        ),
        (
            ".drone.yml",
            "kind: pipeline\nsteps:\n- image: appleboy/drone-ssh\n"
            "  settings: {script: [cd /srv, docker compose up -d]}\n",
        ),
        (
            "bitbucket-pipelines.yml",
            "pipelines: {default: [{step: {script: [{pipe: 'atlassian/ssh-run:0.4.0', "
            "variables: {COMMAND: 'cd /srv && docker compose up -d'}}]}}]}",
        ),
        (
            "Jenkinsfile",
            "node { stage('Up') { sshCommand remote: web, command: 'cd /srv && docker compose up -d' } }",
        ),
        (
            "Jenkinsfile",
            "node { stage('Up') { sshPublisher(publishers: [sshPublisherDesc(configName: 'web', transfers: ["
            "sshTransfer(execCommand: '''cd /srv\ndocker compose up -d''')])]) } }",
        ),
    ],
)
def test_what_a_step_sends_is_no_command_of_the_job(path: str, text: str) -> None:
    (job,) = read(path, text).jobs

    assert [c.words for action in job.actions for c in action.remote] == UP
    assert job.commands == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/a.yml", "jobs: {a: {steps: [{uses: acme/ssh@v1, with: {script_path: up.sh}}]}}"),
        ("azure-pipelines.yml", "steps: [{task: SSH@0, inputs: {runOptions: script, scriptPath: up.sh}}]"),
    ],
)
def test_a_file_is_what_a_shell_there_reads(path: str, text: str) -> None:
    (job,) = read(path, text).jobs

    assert [c.words for action in job.actions for c in action.remote] == [("bash", "up.sh")]


def test_other_steps_send_nothing() -> None:
    steps = "[{uses: acme/run@v1, with: {script: ls}}, {uses: webfactory/ssh-agent@v1, with: {ssh-private-key: x}}]"
    (job,) = read(".github/workflows/a.yml", f"jobs: {{a: {{steps: {steps}}}}}").jobs

    assert [action.remote for action in job.actions] == [(), ()]


def test_lines_that_groovy_and_the_shell_join() -> None:
    text = 'node { stage("Up") { sh """\n  ssh web \\\\\n    "cd /srv && docker compose up -d"\n""" } }'
    (job,) = read("Jenkinsfile", text).jobs

    assert [(c.words, c.at.line) for one in job.commands for c in one.remote] == [
        (("cd", "/srv"), 3),
        (("docker", "compose", "up", "-d"), 3),
    ]
