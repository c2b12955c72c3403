"""Environments of workloads that state none: decided by what else the repository deploys (catalogue, Rulings)."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from complexity_lint.assemble.development_signs import development_sign
from complexity_lint.assemble.readmes import Said
from complexity_lint.assemble.test_tools import is_for_tests, runs_tests
from complexity_lint.model.environment_names import KIND_OF, from_path, words_of
from complexity_lint.model.environments import (
    DEVELOPMENT,
    PRODUCTION,
    TEST,
    UNSTATED,
    Environment,
    EnvironmentKind,
)
from complexity_lint.model.pipelines import Script, ScriptKind
from complexity_lint.model.ran_commands import commands_anywhere
from complexity_lint.model.retention import StorageClass
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import Controller, PlatformObject, Workload


def settle(
    workloads: Sequence[Workload],
    evidence: Callable[[str], Said],
    namespaces: Callable[[str], Sequence[str]],
    trials: Mapping[str, str],
    brought_up: frozenset[str] = frozenset(),
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Workload, ...]:
    """The workloads, each with an environment that says what tells of it.

    `evidence` tells of a file what its leading comment and a README say of it, `namespaces` of a folder of manifests
    to which namespaces the README beside it applies them.
    `trials` are the projects that something else shows to be for development, with what does; compose files that a
    pipeline brings up (`brought_up`) are for production, unless they are plainly for development. `elsewhere` says of
    projects what deploys their services in another way.
    A compose project that states no environment is production only when nothing else in the repository
    deploys and nothing in it speaks of development.
    """
    unstated = _unstated(workloads)
    running = _running(unstated, evidence, brought_up - trials.keys())
    everything = [replace(w, environment=running.get(w.project, w.environment)) for w in workloads]
    decided = {
        project: DEVELOPMENT.because(trials[project])
        if project in trials
        else _of_project(project, listed, everything, evidence, namespaces, running.keys(), elsewhere)
        for project, listed in unstated.items()
        if project not in running
    }
    decided |= running
    return tuple(
        replace(w, environment=_of_workload(w, _stated(w, decided)))
        if w.environment == UNSTATED or runs_tests(w)
        else w
        for w in workloads
    )


def _running(
    unstated: Mapping[str, list[Workload]], evidence: Callable[[str], Said], brought_up: Collection[str]
) -> dict[str, Environment]:
    """The projects that a pipeline brings up, but those that are plainly for development."""
    return {
        project: PRODUCTION.because("a pipeline brings it up")
        for project, listed in unstated.items()
        if project in brought_up
        and not evidence(project).comment
        and not development_sign(listed, brought_up=True)
    }


def _unstated(workloads: Iterable[Workload]) -> dict[str, list[Workload]]:
    """The projects of which something states no environment, each with its workloads."""
    projects: dict[str, list[Workload]] = defaultdict(list)
    for workload in workloads:
        projects[workload.project].append(workload)
    return {
        project: listed
        for project, listed in projects.items()
        if any(one.environment == UNSTATED for one in listed)
    }


def _stated(workload: Workload, decided: Mapping[str, Environment]) -> Environment:
    return decided[workload.project] if workload.environment == UNSTATED else workload.environment


def _of_workload(workload: Workload, project: Environment) -> Environment:
    """The environment of a workload among manifests of several namespaces, one of which is for trials by all its
    name, or of which it is a tool to test the others with.
    """
    if project.is_production and runs_tests(workload):
        return TEST.because("it runs tests")
    if project.is_production and is_for_tests(workload):
        return TEST.because("it only waits for somebody to come in, or makes load")
    word = workload.namespace.rstrip("0123456789").lower()
    trial = word in _TRIAL_WORDS and workload.controller.is_kubernetes and project == PRODUCTION
    return _in_namespace(workload.namespace, word) if trial else project


def _in_namespace(namespace: str, word: str) -> Environment:
    return Environment(KIND_OF[word], word, f"its namespace is `{namespace}`")


def _of_project(
    project: str,
    listed: Sequence[Workload],
    everything: Sequence[Workload],
    evidence: Callable[[str], Said],
    namespaces: Callable[[str], Sequence[str]],
    running: Collection[str],
    elsewhere: Mapping[str, str],
) -> Environment:
    if any(w.controller is not Controller.COMPOSE for w in listed):
        if _has_production_sibling(project, everything):
            return DEVELOPMENT.because("a folder beside it is for production")
        return _of_namespaces(listed) or _of_commands(project, listed, namespaces) or _UNCONTESTED
    said = evidence(project)
    sign = "its first comment says so" if said.comment else development_sign(listed)
    others = [w for w in everything if w.project not in running or _is_way_to_run(w, project, listed)]
    sign = sign or elsewhere.get(project) or _of_the_others(project, listed, others, said)
    return DEVELOPMENT.because(sign) if sign else _UNCONTESTED


def _is_way_to_run(other: Workload, project: str, listed: Sequence[Workload]) -> bool:
    """Whether a file that a pipeline brings up, which says by no name what it is for, is another way to run the same
    services: where one of them is in both, and the file here is no addition to others that it shares with that one.
    """
    return any(w.name == other.name for w in listed) and all(w.at.path == project for w in listed)


_UNCONTESTED = PRODUCTION.because("nothing says otherwise")


def _of_the_others(
    project: str, listed: Sequence[Workload], everything: Sequence[Workload], said: Said
) -> str:
    """What, beside the compose file itself, says in words that it is for development; empty where nothing does."""
    twin = _twin(project, listed, everything)
    if twin:
        return f"{twin} deploys the same services"
    # Where another file beside it is the one for development, a README that speaks of development means that one.
    if said.readme and not _has_development_sibling(project, everything):
        return f"{said.readme} says so"
    built = {w.name for w in listed if any(c.build for c in w.containers)}
    paths = {w.built_by for w in listed} - {""}
    deployer = next((other for other in everything if _deploys(other, project, built, paths)), None)
    if deployer is None:
        return ""
    file = deployer.project if deployer.controller is Controller.COMPOSE else deployer.at.path
    return f"{file} deploys {deployer.name}"


_TRIAL_WORDS = frozenset("dev development test testing qa sandbox e2e".split())


def _of_namespaces(listed: Sequence[Workload]) -> Environment | None:
    """What the namespaces say that all the workloads are written into: `dev`, `shop-test`, `dev3`."""
    found = {of_namespace(w.namespace) for w in listed}
    return found.pop() if len(found) == 1 else None


def _of_commands(
    project: str, listed: Sequence[Workload], namespaces: Callable[[str], Sequence[str]]
) -> Environment | None:
    """What the namespaces say that a README applies manifests to which name none."""
    if any(w.namespace for w in listed):
        return None
    found = {of_namespace(one) for one in namespaces(project)}
    return found.pop() if len(found) == 1 else None


_OWN_MACHINE = frozenset({"k8s.io/minikube-hostpath", "docker.io/hostpath"})
"""Provisioners of minikube and Docker Desktop."""
_CLUSTERS_IN_CONTAINERS = ("kind.x-k8s.io/", "k3d.io/")
_DEPLOYING = frozenset("argocd flux helm helmfile kubectl kustomize oc".split())


def on_ones_own_machine(
    classes: Iterable[StorageClass], objects: Iterable[PlatformObject], scripts: Iterable[Script]
) -> dict[str, str]:
    """The projects that are deployed to a cluster on a developer's machine, with what shows it: all their storage
    classes come from one, or they hold the description of one in containers and no pipeline deploys anything.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for storage in classes:
        found[storage.project].add(storage.provisioner)
    own = {
        project: "its storage classes are those of a cluster on one's own machine"
        for project, provisioners in found.items()
        if provisioners <= _OWN_MACHINE
    }
    pipelines = (script for script in scripts if script.kind is ScriptKind.PIPELINE)
    if not any(command.name in _DEPLOYING for script in pipelines for command in commands_anywhere(script)):
        for one in objects:
            if one.api_version.startswith(_CLUSTERS_IN_CONTAINERS):
                own[one.project] = f"{one.at.path} describes a cluster in containers"
    return own


def of_namespace(namespace: str) -> Environment | None:
    """What a namespace says whose first or last word is one for trials; None for any other."""
    words = words_of(namespace.rstrip("0123456789"))
    word = next((one for one in (*words[:1], *words[-1:]) if one in _TRIAL_WORDS), "")
    return _in_namespace(namespace, word) if word else None


def _has_production_sibling(project: str, everything: Sequence[Workload]) -> bool:
    """Whether the folder beside this one of manifests is the production twin (`k8s/base` or `k8s/common` beside
    `k8s/production`). One that names more than the environment is the twin of what is called the same or deploys the
    same: `services/prod-shop` is none of `services/mail`.
    """
    parent, _, own = project.rpartition("/")
    names = {w.name for w in everything if w.project == project}
    for other in everything if parent else ():
        folder, _, name = other.project.rpartition("/")
        if other.project == project or folder != parent or other.controller is Controller.COMPOSE:
            continue  # a compose file for production is another way to deploy, and no twin of manifests
        stated = from_path(name)
        if stated is not None and stated.is_production:
            whose = {word for word in words_of(name) if KIND_OF.get(word) is not EnvironmentKind.PRODUCTION}
            if whose <= set(words_of(own)) or other.name in names:
                return True
    return False


def _has_development_sibling(project: str, everything: Sequence[Workload]) -> bool:
    """Whether a compose file beside this one says that it is the one for development."""
    folder = project.rpartition("/")[0]
    return any(
        w.project != project
        and w.controller is Controller.COMPOSE
        and w.project.rpartition("/")[0] == folder
        and w.environment.kind is EnvironmentKind.DEVELOPMENT
        and w.environment.name
        and w.environment != DEVELOPMENT  # the override is no file anybody chooses
        for w in everything
    )


def _twin(project: str, listed: Sequence[Workload], everything: Sequence[Workload]) -> str:
    """Which manifests or container services of Terraform in the repository deploy the same services, by their names
    or images, so that the compose file is for development; empty for none.

    A stack file is how Swarm deploys, and no twin of anything.
    """
    if "stack" in project or "swarm" in project:
        return ""
    running = [w for w in listed if not w.role.keeps_state]
    others = [w for w in everything if _is_how_it_runs(w) and w.controller is not Controller.COMPOSE]
    names = _plain_names([w for w in others if w.controller is not Controller.SWARM])
    alike = sorted(_plain_names(running).keys() & names.keys())
    if len(alike) >= _SEVERAL:
        return names[alike[0]] or "the root folder"
    run = {_image(w) for w in running} - {""}
    serving = (w for w in others if w.controller is Controller.CONTAINER_SERVICE and _is_no_part(w))
    return next((w.at.path for w in serving if _image(w) in run), "")


_SEVERAL = 2
"""So many services alike are no accident."""


def _is_how_it_runs(workload: Workload) -> bool:
    """Whether it is what a compose file beside it is the twin of: production, or manifests that themselves only go to
    a developer's cluster, which make no production of the compose file.
    """
    if workload.controller.is_kubernetes and workload.environment.kind is EnvironmentKind.DEVELOPMENT:
        return from_path(workload.project) is None  # a folder for development is beside one for production
    return workload.environment.is_production


def _plain_names(workloads: Iterable[Workload]) -> dict[str, str]:
    """The names of services as several files may agree on them, each with a project that has it: without what all of
    the project's begin with, signs and the word that says what they are (`shop-cart-service` is `cart`).
    """
    by_project: dict[str, list[str]] = defaultdict(list)
    for workload in workloads:
        by_project[workload.project].append(workload.name.lower())
    found: dict[str, str] = {}
    for project, names in by_project.items():
        prefix = posixpath.commonprefix(names) if len(set(names)) > 1 else ""
        start = prefix.rfind("-") + 1
        for name in names:
            found.setdefault(_SERVICE.sub("", re.sub(r"[-_.]", "", name[start:])) or name, project)
    return found


_SERVICE = re.compile(r"(service|svc)$")


def _is_no_part(workload: Workload) -> bool:
    """Whether it is an application, and not a proxy or another part that many have."""
    return workload.software is None or workload.role is Role.APPLICATION


def _image(workload: Workload) -> str:
    """What its main container runs, without the tag; empty where that is not known."""
    image = workload.main.image if workload.main else None
    return "" if image is None or image.partial else image.repository


def _deploys(other: Workload, project: str, built: set[str], paths: set[str]) -> bool:
    """Whether a workload of another project deploys, so that a compose file that states nothing is its
    development twin.

    `built` are the names of what the compose file builds, `paths` their Dockerfiles: another description that runs
    those from a registry is how they are deployed.
    """
    if other.project == project or not _is_how_it_runs(other):
        return False
    if other.controller is Controller.COMPOSE:
        same_place = other.project.rpartition("/")[0] == project.rpartition("/")[0]
        if same_place and other.environment != UNSTATED:
            return other.ownership is not Ownership.OFF_THE_SHELF or other.name in built
        above, own = (posixpath.join(posixpath.dirname(one), "") for one in (other.project, project))
        if other.built_by in paths and project.startswith(above) and other.built_by.startswith(own):
            return not same_place  # what starts a part of the whole by itself is there to work on the part
        return other.name in built and all(c.build is None and c.image for c in other.containers)
    if other.controller is Controller.CONTAINER_SERVICE and other.software is None:
        # what is built here is pushed by hand, or under a name that nobody can read: `acme/shop-web` is `shop`
        words = set(re.split(r"[-_./]", f"{_image(other)}/{other.name}".lower()))
        if not {name.lower() for name in built}.isdisjoint(words):
            return True
    return other.ownership is not Ownership.OFF_THE_SHELF or other.built_by in paths
