"""Which host runs a pipeline file, told by its path, and the module that reads its format."""

import re

_SYSTEMS = (
    (r"(^|/)\.(github|gitea|forgejo)/", "GitHub Actions", "github"),
    (r"(^|/)action\.ya?ml$", "GitHub Actions", "github"),
    (r"gitlab-ci|(^|/)\.gitlab/", "GitLab CI", "gitlab"),
    (r"\.circleci/", "CircleCI", "circleci"),
    (r"azure-pipelines", "Azure Pipelines", "azure"),
    (r"bitbucket-pipelines", "Bitbucket Pipelines", "bitbucket"),
    (r"buildspec", "AWS CodeBuild", "codebuild"),
    (r"cloudbuild", "Google Cloud Build", "google_cloud_build"),
    (r"\.travis", "Travis CI", "travis"),
    (r"\.drone", "Drone", "drone"),
    (r"\.woodpecker", "Woodpecker", "drone"),
    (r"\.buildkite", "Buildkite", "buildkite"),
    (r"\.octopus/", "Octopus Deploy", "octopus"),
    (r"skaffold", "Skaffold", "declared"),
    (r"(?i)(^|/)\.?(azure|azdo|ado|azure-?devops|devops|pipelines?)/", "Azure Pipelines", "azure"),
)
_JENKINS = re.compile(r"(?i)(^|/)jenkinsfile[^/]*$|\.(groovy|jenkinsfile)$")


def system_of(path: str) -> str:
    """The name of the host that runs a pipeline file."""
    return _found(path)[0]


def reader_of(path: str) -> str:
    """The module of this package that reads a pipeline file's format; `jenkins` and `octopus` read no YAML."""
    return _found(path)[1]


def _found(path: str) -> tuple[str, str]:
    if _JENKINS.search(path):
        return "Jenkins", "jenkins"
    for pattern, system, reader in _SYSTEMS:
        if re.search(pattern, path):
            return system, reader
    return "pipeline", "declared"
