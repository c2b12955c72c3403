"""Whose each workload is, and what it does: from builds, pushes and knowledge of images."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from complexity_lint.assemble.origins import Origins, is_of_ones_own_registry
from complexity_lint.assemble.starts import first_commands, started
from complexity_lint.assemble.thin_wrappers import is_thin_wrapper
from complexity_lint.model.image_contents import carried_installations
from complexity_lint.model.images import Copy, ImageBuild, Variable
from complexity_lint.model.installs import PackageFamily
from complexity_lint.model.knowledge import ImageFacts, describe, describe_name
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.serving import leads_to
from complexity_lint.model.workloads import Container, Exposure, Workload


def settle(
    workloads: Iterable[Workload], origins: Origins, exposures: Iterable[Exposure] = ()
) -> tuple[Workload, ...]:
    """The workloads with their role and ownership. One of our own that a Service leads to serves, whether or not it
    names its port.
    """
    of_project: dict[str, list[Exposure]] = defaultdict(list)
    for exposure in exposures:
        of_project[exposure.project].append(exposure)
    found = []
    for workload in workloads:
        settled = _settled(workload, origins)
        if settled.role is Role.WORKER and settled.is_first_party:
            served = any(leads_to(one, settled) for one in of_project[settled.project])
            settled = replace(settled, role=Role.WEB) if served else settled
        found.append(settled)
    return tuple(found)


def _settled(workload: Workload, origins: Origins) -> Workload:
    container = workload.main
    if container is None:
        return workload
    facts = describe(container.image) if container.image else None
    build = origins.build_of(container, production=workload.is_production)
    if (
        build is not None
        and container.build is None
        and facts is not None
        and _is_the_well_known(container, build)
    ):
        build = None
    if build is not None:
        wrapped = wrapped_image(build, container.build.arguments if container.build else ())
        if wrapped is not None:
            found = replace(workload, role=wrapped.role, ownership=Ownership.OFF_THE_SHELF, software=wrapped)
            return replace(found, built_by=build.at.path)
        packaged = _packaged(build, container)
        if packaged:
            software = describe_name(packaged)
            found = replace(workload, ownership=Ownership.OFF_THE_SHELF, built_by=build.at.path)
            return replace(found, role=software.role, software=software) if software else found
        if is_thin_wrapper(build, workload.name, container, origins):
            return replace(workload, ownership=Ownership.OFF_THE_SHELF, built_by=build.at.path)
        return replace(_own(workload), built_by=build.at.path)
    image = container.image
    if container.build is not None or (image is not None and image.repository in origins.pushed):
        return _own(workload)
    if facts is not None:
        role = Role.APPLICATION if facts.role is Role.RUNTIME else facts.role
        role = Role.PROXY if role.keeps_state and _is_stateless_part(workload) else role
        coordinates = role is Role.BROKER and _first_words(workload) & _COORDINATING_PARTS
        role = Role.COORDINATION if coordinates else role
        return replace(workload, role=role, ownership=Ownership.OFF_THE_SHELF, software=facts)
    if image is not None and (image.name.lower() in origins.by_plugin or is_of_ones_own_registry(image)):
        return _own(workload)
    if image is not None and image.repository.rpartition("/")[0] in origins.organisations:
        return replace(workload, ownership=Ownership.SIBLING)
    known = image is not None and not image.partial
    return replace(workload, ownership=Ownership.OFF_THE_SHELF if known else Ownership.UNKNOWN)


def _is_the_well_known(container: Container, build: ImageBuild) -> bool:
    """Whether a container runs a well-known image, and a build here only happens to bear its name: a folder's, or that
    of `$REGISTRY/nginx`.
    """
    image = container.image
    bare = image is not None and not image.registry and "/" not in image.repository
    named = {r.repository for r in build.references if not r.text.startswith(("$", "{"))}
    return not build.references or (bare and image is not None and image.repository not in named)


_STATELESS_PARTS = frozenset(
    "coordinator broker overlord router middlemanager indexer mongos resourcemanager nodemanager autorecovery".split()
)
"""Parts of distributed stores that route, plan and take in, and keep nothing themselves (of Druid, what its middle
managers and indexers take in is kept by the deep storage: druid.apache.org, "Design"; BookKeeper's autorecovery has
others copy theirs: bookkeeper.apache.org, "AutoRecovery").
"""
_COORDINATING_PARTS = frozenset({"zookeeper", "zookeeper-server-start", "zookeeper-server-start.sh"})
"""What brokers bring along to start ZooKeeper with: `bin/pulsar zookeeper`."""


def _first_words(workload: Workload) -> set[str]:
    """The programs that a workload's main container starts, and what each is told first."""
    container = workload.main
    starts = container.starts if container else ()
    return {word.rpartition("/")[2].lower() for command in starts for word in command.words[:2]}


def _is_stateless_part(workload: Workload) -> bool:
    container = workload.main
    words = _first_words(workload)
    parts = {"coordinator", "overlord", "router", "mongos", "arbiter", "yarn", "proxy"}
    settings = {(v.name, v.value) for v in container.settings} if container else set()
    told = settings & {
        ("NODE_DATA", "false"),
        ("node.data", "false"),
        ("MONGODB_REPLICA_SET_MODE", "arbiter"),
    }
    return bool(words & _STATELESS_PARTS or told or set(re.split(r"[-_.]", workload.name)) & parts)


def _own(workload: Workload) -> Workload:
    return replace(workload, role=_role_of_own(workload), ownership=Ownership.FIRST_PARTY)


def _role_of_own(workload: Workload) -> Role:
    if workload.runs_to_completion:
        return Role.JOB
    served = any(c.ports for c in workload.containers)
    return Role.WEB if served else Role.WORKER


def _packaged(build: ImageBuild, container: Container) -> str:
    """The program that an image starts out of its distribution's packages, where it holds nothing of the repository: a
    DHCP server, a mirror; empty for all others.
    """
    taken = (s for stage in build.needed_stages for s in stage.steps if isinstance(s, Copy) and not s.from_)
    if any(True for _ in taken):
        return ""
    installed = {
        name
        for one in carried_installations(build)
        if one.family is PackageFamily.SYSTEM
        for name in one.names
    }
    programs = {command.name for command in container.starts or first_commands(started(build))}
    return programs.pop() if len(programs) == 1 and programs <= installed - _LANGUAGES else ""


_LANGUAGES = frozenset("bash python python3 perl ruby nodejs node php npm java make git curl ssh".split())
"""Packages that run what somebody mounts or passes in."""


def wrapped_image(build: ImageBuild, arguments: Sequence[Variable] = ()) -> ImageFacts | None:
    """The well-known image that a build merely wraps with configuration, or None when it makes something of
    its own. `arguments` are those the build is given, which may name the base.
    """
    stages = build.shipped_stages
    if not stages:
        return None
    facts = describe(_given(stages[-1].base, arguments))
    if facts is None or facts.base or facts.role is Role.RUNTIME:
        return None
    if facts.role is Role.PROXY and _carries_site(build):
        return None
    return facts


def _given(base: ImageReference, arguments: Sequence[Variable]) -> ImageReference:
    """A base with the build's arguments put in, where it is made of them."""
    if not base.partial or not arguments:
        return base
    values = {variable.name: variable.value or "" for variable in arguments}
    text = re.sub(r"\$\{?(\w+)\}?", lambda match: values.get(match[1]) or match[0], base.text)
    return parse_image_reference(text, base.at)


def _carries_site(build: ImageBuild) -> bool:
    """Whether a web server's image is filled with a site: something built in another stage, or a folder of pages."""
    for stage in build.shipped_stages:
        for step in stage.steps:
            if not isinstance(step, Copy):
                continue
            if (
                step.from_
                or "html" in step.destination
                or "www" in step.destination
                or "/srv" in step.destination
            ):
                return True
    return False
