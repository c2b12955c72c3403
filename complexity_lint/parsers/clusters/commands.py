"""Commands that create clusters: kops, kubeadm, gcloud, az, docker swarm."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from complexity_lint.model.clusters import Cluster, Ensemble
from complexity_lint.model.commands import Command, values_of
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.pipelines import Script
from complexity_lint.model.values import Located
from complexity_lint.parsers.clusters.objects import named
from complexity_lint.parsers.hosts.docker_run import docker_words


def clusters_of_script(script: Script) -> Iterator[Cluster]:
    """The clusters that a script's commands create with one control-plane node or with several."""
    environment = from_path(script.at.path) or UNSTATED
    for given in script.commands:
        command = _on_its_machine(given)
        reader = _READERS.get(command.name)
        if reader is not None:
            yield from reader(command, list(command.arguments), environment, script)


def _on_its_machine(command: Command) -> Command:
    """The command as the machine sees it that it is sent to: `docker-machine ssh m docker swarm init`."""
    words = docker_words(command)
    return command if words == command.words else replace(command, words=words)


_ZONE = re.compile(r"[a-z]+-[a-z]+\d+-[a-z]")
"""A zone of Google Cloud is its region and a letter."""


def ensembles_of_script(script: Script) -> Iterator[Ensemble]:
    """The managers of a swarm that a script sets up: the first, those it promotes and those that join with a
    manager's token.
    """
    commands = [_on_its_machine(c) for c in script.commands]
    started = [c for c in commands if c.words[:3] == ("docker", "swarm", "init")]
    more = [(c, _managers_added(c)) for c in commands]
    added = [(c, count) for c, count in more if count]
    if not started or not added:
        return
    last = added[-1][0]
    yield Ensemble(
        at=last.at,
        name="the swarm",
        software="Docker Swarm",
        environment=from_path(script.at.path) or UNSTATED,
        members=Located(1 + sum(count for _, count in added), last.at, (started[0].at,)),
        coordination=True,
    )


def _managers_added(command: Command) -> int:
    words = list(command.words)
    if command.name == "docker" and words[1:3] == ["node", "promote"]:
        return len([w for w in words[3:] if not w.startswith("-")])
    text = " ".join(words)
    token = " ".join(command.values_of("--token"))  # the address behind it is a manager's in either case
    return int(
        "swarm join " in text and "manager" in (token or text).lower() and "join-token" not in (token or text)
    )


_KOPS_CLOUDS = (
    (r"\baws\b|s3://|\b[a-z]{2}-(gov-)?[a-z]+-\d[a-z]\b", "AWS"),
    (r"\bgce\b|gs://|\b[a-z]+-[a-z]+\d-[a-z]\b", "Google Cloud"),
    (r"\bazure\b", "Azure"),
    (r"\bdigitalocean\b|do://", "DigitalOcean"),
)
"""How the arguments of kops name a cloud: by itself, by the state's bucket, by the form of its zones."""


def _kops(command: Command, words: list[str], environment: Environment, script: Script) -> Iterator[Cluster]:
    if words[:2] != ["create", "cluster"]:
        return
    zones = values_of(words, "--master-zones", "--control-plane-zones")
    counts = values_of(words, "--master-count", "--control-plane-count")
    stated = [text for text in (*zones, *counts) if "$" in text]
    if stated:
        return  # decided where the script runs
    count = len(zones[0].split(",")) if zones else 1
    count = int(counts[0]) if counts and counts[0].isdigit() else count
    name = next(iter(values_of(words, "--name")), "cluster")
    places = " ".join((*values_of(words, "--cloud", "--zones", "--state"), *zones))
    cloud = next((cloud for pattern, cloud in _KOPS_CLOUDS if re.search(pattern, places)), "")
    basis = "kops creates one control-plane node" if count == 1 else f"{count} control-plane nodes"
    remedy = "--control-plane-count 3 over three zones"
    yield replace(_cluster(command, "kops", name, count, basis, remedy, environment), cloud=cloud)


def _kubeadm(
    command: Command, words: list[str], environment: Environment, script: Script
) -> Iterator[Cluster]:
    if words[:1] != ["init"] or any(w.startswith(("--control-plane-endpoint", "--config")) for w in words):
        return
    joins = any(c.name == "kubeadm" and "--control-plane" in c.words for c in script.commands)
    if not joins:
        basis = "kubeadm init has no --control-plane-endpoint, so no second one can join"
        yield _cluster(
            command, "kubeadm", "", 1, basis, "a control-plane endpoint and three nodes", environment
        )


def _gcloud(
    command: Command, words: list[str], environment: Environment, script: Script
) -> Iterator[Cluster]:
    plain = [w for w in words if w not in ("beta", "alpha")]
    if plain[:3] != ["container", "clusters", "create"]:
        return
    zones = values_of(words, "--zone", "-z")
    if any(c.name == "gcloud" and "clusters" in c.words and "delete" in c.words for c in script.commands):
        return  # made for the run and thrown away with it
    zones += [place for place in values_of(words, "--location") if _ZONE.fullmatch(place)]
    if any(w.startswith("--region") for w in words) or not zones:
        return
    name = plain[3] if len(plain) > 3 and not plain[3].startswith("-") else ""
    basis = f"--zone {zones[0]} makes a zonal cluster, whose control plane is one machine"
    yield _cluster(command, "GKE", name, 1, basis, "--region, a regional cluster", environment, managed=True)


def _aks(command: Command, words: list[str], environment: Environment, script: Script) -> Iterator[Cluster]:
    """The free tier, the default, has one control plane without an uptime promise (learn.microsoft.com, "AKS
    pricing tiers").
    """
    if words[:2] != ["aks", "create"] or "--uptime-sla" in words:
        return
    tier = next(iter(values_of(words, "--tier")), "free").lower()
    if tier == "free":
        name = next(iter(values_of(words, "--name", "-n")), "")
        basis = "the free tier promises no uptime of its control plane"
        yield _cluster(command, "AKS", name, 1, basis, "--tier standard", environment, managed=True)


def _swarm(command: Command, words: list[str], environment: Environment, script: Script) -> Iterator[Cluster]:
    if words[:2] != ["swarm", "init"]:
        return
    texts = [" ".join(c.words) for c in script.commands]
    joined = any(re.search(r"join-token (\S+ )*manager\b", t) for t in texts) or any(
        "node promote" in t for t in texts
    )
    if not joined and script.system != "make":
        basis = "docker swarm init, and no other manager joins"
        yield _cluster(command, "Swarm", "", 1, basis, "three managers", environment)


def _cluster(
    command: Command,
    platform: str,
    name: str,
    count: int,
    basis: str,
    remedy: str,
    environment: Environment,
    managed: bool = False,
) -> Cluster:
    environment = named(environment, name)
    return Cluster(
        at=command.at,
        name=name if name and "$" not in name else "",
        platform=platform,
        environment=environment,
        control_plane=Located(count, command.at),
        basis=basis,
        remedy=remedy,
        managed=managed,
    )


def _eksctl(
    command: Command, words: list[str], environment: Environment, script: Script
) -> Iterator[Cluster]:
    """eksctl makes clusters of EKS; one that a file describes is read there."""
    if words[:2] != ["create", "cluster"] or any(w in ("-f", "--config-file") for w in words):
        return
    if any(c.name == "eksctl" and c.words[1:3] == ("delete", "cluster") for c in script.commands):
        return  # made for the run and thrown away with it
    name = next(iter(values_of(words, "--name", "-n")), "")
    basis = "EKS spreads its control plane over three zones"
    yield _cluster(command, "EKS", name, 3, basis, "", environment, managed=True)


_READERS: dict[str, Callable[[Command, list[str], Environment, Script], Iterator[Cluster]]] = {
    "kops": _kops,
    "kubeadm": _kubeadm,
    "gcloud": _gcloud,
    "az": _aks,
    "eksctl": _eksctl,
    "docker": _swarm,
}
