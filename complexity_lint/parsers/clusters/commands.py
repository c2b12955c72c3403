"""Commands that create clusters: kops, kubeadm, gcloud, az, docker swarm."""

from collections.abc import Callable, Iterator

from complexity_lint.model.clusters import Cluster
from complexity_lint.model.commands import Command, values_of
from complexity_lint.model.environment_names import from_path, from_word
from complexity_lint.model.environments import UNSTATED, Environment
from complexity_lint.model.pipelines import Script
from complexity_lint.model.values import Located


def clusters_of_script(script: Script) -> Iterator[Cluster]:
    """The clusters that a script's commands create with one control-plane node or with several."""
    environment = from_path(script.at.path) or UNSTATED
    for command in script.commands:
        reader = _READERS.get(command.name)
        if reader is not None:
            yield from reader(command, list(command.arguments), environment, script)


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
    basis = "kops creates one control-plane node" if count == 1 else f"{count} control-plane nodes"
    yield _cluster(command, "kops", name, count, basis, "--control-plane-count 3 over three zones", environment)


def _kubeadm(command: Command, words: list[str], environment: Environment, script: Script) -> Iterator[Cluster]:
    if words[:1] != ["init"] or any(w.startswith(("--control-plane-endpoint", "--config")) for w in words):
        return
    joins = any(c.name == "kubeadm" and "--control-plane" in c.words for c in script.commands)
    if not joins:
        basis = "kubeadm init has no --control-plane-endpoint, so no second one can join"
        yield _cluster(command, "kubeadm", "", 1, basis, "a control-plane endpoint and three nodes", environment)


def _gcloud(command: Command, words: list[str], environment: Environment, script: Script) -> Iterator[Cluster]:
    plain = [w for w in words if w not in ("beta", "alpha")]
    if plain[:3] != ["container", "clusters", "create"]:
        return
    zones = values_of(words, "--zone", "-z")
    if any(w.startswith(("--region", "--location")) for w in words) or not zones:
        return
    name = plain[3] if len(plain) > 3 and not plain[3].startswith("-") else "cluster"
    basis = f"--zone {zones[0]} makes a zonal cluster, whose control plane is one machine"
    yield _cluster(command, "GKE", name, 1, basis, "--region, a regional cluster", environment, managed=True)


def _swarm(command: Command, words: list[str], environment: Environment, script: Script) -> Iterator[Cluster]:
    if words[:2] != ["swarm", "init"]:
        return
    texts = [" ".join(c.words) for c in script.commands]
    joined = any("join-token" in t and "manager" in t for t in texts) or any("node promote" in t for t in texts)
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
    if not environment.name:
        environment = from_word(name) or environment
    return Cluster(
        at=command.at,
        name=name if name and "$" not in name else "cluster",
        platform=platform,
        environment=environment,
        control_plane=Located(count, command.at),
        basis=basis,
        remedy=remedy,
        managed=managed,
    )


_READERS: dict[str, Callable[[Command, list[str], Environment, Script], Iterator[Cluster]]] = {
    "kops": _kops,
    "kubeadm": _kubeadm,
    "gcloud": _gcloud,
    "docker": _swarm,
}
