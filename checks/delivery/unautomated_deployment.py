"""The deployment is described here, and nothing here carries it out.

What runs is what somebody last sent from a laptop: nobody else can deploy, nobody can say which state is out there,
and the steps live in one head. The day that person is away is the day something breaks.

Let one pipeline build the image, push it and apply the description - ten lines are enough to begin with - or let
the cluster pull what is in the repository (Argo CD, Flux).

It is fine for software that others deploy, where the description is part of the product (a licence beside it says
so), and where another repository deploys this one.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from complexity_lint import (
    ActionUse,
    Cluster,
    Controller,
    Finding,
    Level,
    Location,
    Machine,
    ManagedStore,
    Precision,
    Role,
    Script,
    ScriptKind,
    ServerlessFunction,
    System,
    Workload,
    check,
    compose_verb,
    deploying_tool,
    is_taken_away,
    keeps_a_report,
)

_WORDS = re.compile(r"(?i)deploy|publish|push|release|ship|rollout|promote|provision|upload|sync|apply")
_BUILDER = re.compile(r"^docker/build-push-action$")
"""Only pushes where it is told to, and then that is one of the script's pushes."""

_ON_A_MACHINE = re.compile(r"(?i)(^|[/_-])(ssh|(?P<copies>scp|rsync))([/_-]|$)")
"""Names of actions that reach another machine: those that copy do nothing else, others are given what is run there."""
_RUN_THERE = ("script", "script_path", "script_file", "command", "commands", "run")

_PULLED = frozenset(
    "argo-cd flux flux-1 fleet-gitops keel watchtower spinnaker jenkins-x werf octopus harness kargo atlantis "
    "heroku render netlify vercel railway digitalocean-app-platform app-runner platform-sh coolify caprover "
    "google-cloud-deploy hcp-terraform aws-codedeploy prow concourse teamcity gocd copilot tekton "
    "argo-workflows".split()
)
"""Technologies that fetch and deploy by themselves, or whose pipelines are not kept in files."""

_RUN_ONESELF = frozenset(
    {"systemd unit", "Nomad job", "Ansible task", "ECS task definition", "Marathon application"}
)
"""Descriptions, compose files apart, that are for machines and clusters of one's own."""

_DELIVERING = frozenset({"Application", "ApplicationSet", "HelmRelease", "Kustomization", "GitRepo"})


@check("unautomated-deployment", Level.NOTE, since="0.1.0", precision=Precision.MEDIUM)
def unautomated_deployment(system: System) -> Iterator[Finding]:
    deployed = _described(system)
    if not deployed or _is_automated(system):
        return
    pipelines = [s for s in system.scripts if s.kind is ScriptKind.PIPELINE]
    if any(not script.complete for script in pipelines):
        return  # what is kept elsewhere may well deploy
    first = min(deployed, key=lambda one: one.at.order)
    count = len({one.name for one in deployed})
    what = f"{first.name} and {count - 1} more" if count > 1 else first.name
    test = "the pipelines here only build and test" if pipelines else "there is no pipeline here"
    yield Finding(
        at=first.at,
        message=f"{what} can only be deployed by hand: {test}",
        entity="deployment",
        evidence="pipelines" if pipelines else "none",
        environments=tuple(sorted({name for one in deployed for name in one.environments})),
    )


class _Described(NamedTuple):
    """A thing that a description would deploy."""

    name: str
    at: Location
    environments: tuple[str, ...]


def _described(system: System) -> list[_Described]:
    """What is deployed for production: one's own services, or else what the repository's authors run of others'.

    Where a licence says that others may take what is here, charts, compose files and configurations are handed out.
    """
    live = [w for w in system.workloads if w.is_production]
    workloads = [w for w in live if w.is_first_party]
    # what a program that is handed out has beside it of others' manifests is there to try it with
    if not workloads and (system.licence is None or not system.has_own_code):
        workloads = [w for w in live if _is_ones_own(w)]
    if not workloads and system.licence is None:
        taken = [w for w in live if _is_run_as_it_is(w, system) or _is_released_by_hand(w, system)]
        workloads = taken if any(_is_application(w) for w in taken) else []
    if workloads or system.licence is not None:
        return [_Described(w.name, w.at, w.environments) for w in workloads]
    return [one for one in _made_by_terraform(system) if _is_of_a_root_module(one.at.path)]


def _made_by_terraform(system: System) -> Iterator[_Described]:
    """What a provider is asked for: clusters, stores, functions and machines that are set up one by one."""
    stores = [one for one in system.stores if one.role.keeps_state and one.role is not Role.OBJECT_STORE]
    made: tuple[Cluster | ManagedStore | ServerlessFunction | Machine, ...]
    made = (*system.clusters, *stores, *system.functions, *system.machines)
    for one in made:
        if one.environment.is_production:
            yield _Described(one.name or "the cluster", one.at, one.environment.names)


def _is_of_a_root_module(path: str) -> bool:
    """Whether it is Terraform that is applied as it is: what a folder of modules holds is for others to call."""
    return path.endswith((".tf", ".tf.json", ".tfvars")) and "modules" not in path.split("/")[:-1]


def _is_run_as_it_is(workload: Workload, system: System) -> bool:
    """Whether it is run without being released or filled in; beside code of one's own a compose file of others'
    images is what that code is tried with.
    """
    if workload.format == "compose":
        return not system.has_own_code
    return workload.format in _RUN_ONESELF


def _is_application(workload: Workload) -> bool:
    """Whether it serves something of its own: stores and what looks after them are as often for trying out."""
    aside = (Role.OBSERVABILITY, Role.ADMIN, Role.MAIL)
    return not workload.role.keeps_state and workload.role not in aside


def _is_released_by_hand(workload: Workload, system: System) -> bool:
    """Whether it comes from a chart of the repository that a script of it releases."""
    if workload.format != "chart":
        return False
    for script in system.scripts:
        if script.kind is ScriptKind.PIPELINE or not script.environment.is_production:
            continue
        folder = script.at.path.rpartition("/")[0]
        for command in script.commands:
            named = {posixpath.normpath(posixpath.join(at, w)) for w in command.words for at in ("", folder)}
            if deploying_tool(command) == "helm" and workload.project in named:
                return True
    return False


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
        ends = compose_verb(command) == "down" or is_taken_away(command, script.commands)
        sends = deploying_tool(command) and not ends
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
    actions = (one for job in script.jobs for one in job.actions if not keeps_a_report(one.name))
    return any(_WORDS.search(_BUILDER.sub("", one.name)) or _acts_on_a_machine(one) for one in actions)


def _acts_on_a_machine(action: ActionUse) -> bool:
    """Whether an action does what `ssh` and `scp` do: run commands on another machine, or bring files there."""
    reached = _ON_A_MACHINE.search(action.name)
    return reached is not None and bool(reached["copies"] or any(action.input(name) for name in _RUN_THERE))
