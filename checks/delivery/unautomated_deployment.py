"""The deployment is described here, and nothing here carries it out.

What runs is what somebody last sent from a laptop: nobody else can deploy, nobody can say which state is out there,
and the steps live in one head. The day that person is away is the day something breaks.

Let one pipeline build the image, push it and apply the description - ten lines are enough to begin with - or let
the cluster pull what is in the repository (Argo CD, Flux).

It is fine for software that others deploy, where the description is part of the product, and where another
repository deploys this one.
"""

import re
from collections.abc import Iterator

from complexity_lint import (
    Controller,
    Finding,
    Level,
    Precision,
    Script,
    ScriptKind,
    System,
    Workload,
    check,
    deploying_tool,
    is_taken_away,
)

_WORDS = re.compile(r"(?i)deploy|publish|push|release|ship|rollout|promote|provision|upload|sync|apply")
_BUILDER = re.compile(r"^docker/build-push-action$")
"""Only pushes where it is told to, and then that is one of the script's pushes."""

_PULLED = frozenset(
    "argo-cd flux flux-1 fleet-gitops keel watchtower spinnaker jenkins-x werf octopus harness kargo atlantis "
    "heroku render netlify vercel railway digitalocean-app-platform app-runner platform-sh coolify caprover "
    "google-cloud-deploy aws-codedeploy prow concourse teamcity gocd copilot tekton argo-workflows".split()
)
"""Technologies that fetch and deploy by themselves, or whose pipelines are not kept in files."""

_DELIVERING = frozenset({"Application", "ApplicationSet", "HelmRelease", "Kustomization", "GitRepo"})


@check("unautomated-deployment", Level.NOTE, since="0.1.0", precision=Precision.MEDIUM)
def unautomated_deployment(system: System) -> Iterator[Finding]:
    live = [w for w in system.workloads if w.is_production]
    deployed = [w for w in live if w.is_first_party] or [w for w in live if _is_ones_own(w)]
    if not deployed or _is_automated(system):
        return
    pipelines = [s for s in system.scripts if s.kind is ScriptKind.PIPELINE]
    if any(not script.complete for script in pipelines):
        return  # what is kept elsewhere may well deploy
    first = min(deployed, key=lambda workload: workload.at.order)
    count = len({workload.name for workload in deployed})
    what = f"{first.name} and {count - 1} more" if count > 1 else first.name
    test = "the pipelines here only build and test" if pipelines else "there is no pipeline here"
    yield Finding(
        at=first.at,
        message=f"{what} can only be deployed by hand: {test}",
        entity="deployment",
        evidence="pipelines" if pipelines else "none",
        environments=_environments(deployed),
    )


def _is_ones_own(workload: Workload) -> bool:
    """Whether it describes what its authors run themselves, though the image is somebody else's: manifests, stacks and
    container services do. Charts and compose files are handed out for others to deploy as well.
    """
    path = workload.at.path
    if workload.controller is Controller.CONTAINER_SERVICE:
        return path.endswith((".tf", ".tf.json"))
    return workload.controller is Controller.SWARM or (
        workload.controller.is_kubernetes and "templates/" not in path
    )


def _environments(workloads: list[Workload]) -> tuple[str, ...]:
    return tuple(sorted({name for w in workloads for name in w.environments}))


def _is_automated(system: System) -> bool:
    if any(use.tool in _PULLED for use in system.tools):
        return True
    if any(one.kind in _DELIVERING and "." in one.api_version for one in system.objects):
        return True
    return any(_delivers(script) for script in system.scripts if script.kind is ScriptKind.PIPELINE)


def _delivers(script: Script) -> bool:
    """Whether a pipeline pushes an image, publishes a chart or applies anything, itself or by what it calls."""
    if script.pushes:
        return True
    for command in script.commands:
        sends = deploying_tool(command) and not is_taken_away(command, script.commands)
        if sends or (command.name == "cr" and "upload" in command.words):
            return True
        calls = command.name in (
            "make",
            "just",
            "task",
            "npm",
            "yarn",
            "pnpm",
            "bash",
            "sh",
            "invoke",
            "rake",
            "mage",
        )
        own = "/" in (command.words or ("",))[0] or command.name.endswith((".sh", ".py"))
        if (calls or own) and any(_WORDS.search(word) for word in command.words):
            return True
    actions = (action for job in script.jobs for action in job.actions)
    return any(_WORDS.search(_BUILDER.sub("", action.name)) for action in actions)
