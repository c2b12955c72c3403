"""Production runs on a cluster that was made for trying things out.

minikube, kind and k3d run in one machine and lose everything with it; `kubeadm init` without a configuration is the
quick start, one control plane without backups. What was right for the demonstration becomes what the company stands
on, because nobody had the time to make it anew.

Make the cluster anew before the first customer: from a description in the repository, with a managed control plane.

It is fine for tests in a pipeline, also in the pipeline that deploys, and for development.
"""

import re
from collections.abc import Iterator, Sequence

from complexity_lint import (
    Command,
    Finding,
    Job,
    Level,
    Location,
    Precision,
    Related,
    Script,
    ScriptKind,
    System,
    check,
)

TOYS = {
    "minikube": (("start",),),
    "kind": (("create", "cluster"),),
    "k3d": (("cluster", "create"), ("cluster", "start")),
    "microk8s": (("enable",), ("start",), ("add-node",), ("kubectl",), ("helm",), ("helm3",)),
}
CONTEXT = re.compile(
    r"^(minikube|microk8s|docker-desktop|docker-for-desktop|kind-.+|k3d-.+|rancher-desktop|colima)$"
)
PROOF_WORDS = frozenset({"poc", "demo", "trial", "playground", "test", "testing", "sandbox"})
PRODUCTION_PATH = re.compile(r"(?i)(^|[/._-])(prod|production|live|prd)([/._-]|$)")
PRODUCTION_WORD = re.compile(r"(?i)(^|[^a-z])(prod|production|live|prd)([^a-z]|$)")
TESTING = re.compile(
    r"(?i)(^|[^a-z])(e2e|tests?|testing|integration|lint|ci|smoke|conformance|verify|pr|dev|check)([^a-z]|$)"
)
TEST_PROGRAMS = frozenset(
    "ct pytest bats chainsaw kuttl ginkgo chart-testing newman k6 cypress playwright".split()
)


@check("poc-cluster-in-production", Level.WARNING, since="0.1.0", precision=Precision.HIGH)
def poc_cluster_in_production(system: System) -> Iterator[Finding]:
    for script in system.scripts:
        for name, commands in _production_parts(script):
            yield from _found(script, name, commands)
    for cluster in system.clusters:
        named = PRODUCTION_PATH.search(cluster.at.path) and set(re.split(r"[^a-z0-9]+", cluster.name.lower()))
        if named and named & PROOF_WORDS:
            yield Finding(
                at=cluster.at,
                message=f"production has a cluster called {cluster.name}: make it anew before customers depend on it",
                entity=cluster.name,
                evidence=cluster.name,
                environments=cluster.environment.names,
            )


def _production_parts(script: Script) -> Iterator[tuple[str, Sequence[Command]]]:
    """The parts of a script that are for production, as far as names say so."""
    if TESTING.search(script.at.path.rpartition("/")[2]):
        return
    if PRODUCTION_PATH.search(script.at.path):
        if not script.jobs:
            yield script.at.path, script.commands
        for job in script.jobs:
            if not _tests(job.name, job.commands):
                yield f"job {job.name}", job.commands
    elif script.kind is ScriptKind.PIPELINE:
        for job in script.jobs:
            if _is_for_production(job) and not _tests(job.name, job.commands):
                yield f"job {job.name}", job.commands


def _is_for_production(job: Job) -> bool:
    return bool(PRODUCTION_WORD.search(job.environment) or PRODUCTION_WORD.search(job.name))


def _tests(name: str, commands: Sequence[Command]) -> bool:
    tested = any(c.name in TEST_PROGRAMS or "test" in c.arguments[:2] for c in commands)
    return tested or (bool(TESTING.search(name)) and not PRODUCTION_WORD.search(name))


def _found(script: Script, name: str, commands: Sequence[Command]) -> Iterator[Finding]:
    places: dict[str, dict[Location, None]] = {}
    for command in commands:
        what = _toy(command)
        if what:
            places.setdefault(what, {})[command.at] = None
    for what, (first, *others) in places.items():
        yield Finding(
            at=first,
            message=f"{name} is for production and {what}",
            related=tuple(Related(at, "here too") for at in others[:9]),
            entity=script.at.path,
            evidence=what,
        )


def _toy(command: Command) -> str:
    """What a command does with a cluster for trial, in words; empty for all others."""
    words = [word for word in command.arguments if not word.startswith("-")]
    if any(tuple(words[: len(verbs)]) == verbs for verbs in TOYS.get(command.name, ())):
        return f"runs on {command.name}, a cluster in one machine"
    if command.name == "kubeadm" and words[:1] == ["init"] and not _is_configured(command):
        return "starts with the quick start of kubeadm: one control plane that nothing describes"
    named = [*command.values_of("--context", "--kube-context"), *_used_context(command, words)]
    for one in named:
        if CONTEXT.match(one):
            return f"deploys to {one}, a cluster in one machine"
    for one in (*named, *_fetched(command, words)):
        if set(re.split(r"[^a-z0-9]+", one.lower())) & PROOF_WORDS:
            return f"deploys to {one}, a cluster made to try things out"
    return ""


def _is_configured(command: Command) -> bool:
    """Whether a control plane is made from a configuration, or with an address that more of them can share."""
    return any(word.startswith(("--config", "--control-plane-endpoint")) for word in command.arguments)


def _used_context(command: Command, words: list[str]) -> list[str]:
    if command.name in ("kubectl", "oc") and words[:2] == ["config", "use-context"]:
        return words[2:3]
    return words[:1] if command.name == "kubectx" else []


def _fetched(command: Command, words: list[str]) -> list[str]:
    """The cluster whose credentials a command fetches."""
    if command.name == "aws" and words[:2] == ["eks", "update-kubeconfig"]:
        return command.values_of("--name")
    if command.name == "gcloud" and "get-credentials" in words:
        return words[words.index("get-credentials") + 1 :][:1]
    if command.name == "az" and words[:2] == ["aks", "get-credentials"]:
        return command.values_of("--name", "-n")
    return []
