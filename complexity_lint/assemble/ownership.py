"""Whose each workload is, and what it does: from builds, pushes and knowledge of images."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from complexity_lint.assemble.starts import first_commands, started
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.image_contents import carried_installations
from complexity_lint.model.images import Copy, ImageBuild, ImageReference, Variable
from complexity_lint.model.installs import PackageFamily
from complexity_lint.model.knowledge import ImageFacts, describe, describe_name
from complexity_lint.model.pipelines import Script
from complexity_lint.model.references import parse_image_reference
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import Container, Exposure, Workload

_GENERIC_NAMES = frozenset(
    {"docker", "build", "app", "src", "deploy", "server", "image", "container", "base", "ci", ""}
)
"""Folder names too common to tell that an image of that name is built there."""


@dataclass(frozen=True, slots=True)
class Origins:
    """What the repository builds and pushes, by repository name, by image name, by Dockerfile and by compose service;
    `by_plugin` are the last names of images that are made without one; `only` is the build of the one Dockerfile
    that is there to be deployed, where there is just one.
    """

    by_repository: dict[str, ImageBuild]
    by_name: dict[str, ImageBuild]
    by_dockerfile: dict[str, ImageBuild]
    pushed: frozenset[str]
    organisations: frozenset[str]
    by_service: dict[str, ImageBuild]
    by_plugin: frozenset[str] = frozenset()
    only: ImageBuild | None = None

    def build_of(self, container: Container, *, production: bool = False) -> ImageBuild | None:
        """The build that makes a container's image, when the repository makes it.

        What runs in production under a registry's name is not made by a Dockerfile for development that happens to
        give its image the same last name.
        """
        if container.build is not None and container.build.dockerfile is not None:
            return self.by_dockerfile.get(container.build.dockerfile)
        image = container.image
        if image is None:
            return None
        found = self.by_repository.get(image.repository)
        if found is not None:
            return found
        namesake = self.by_name.get(image.name) or self._of_service(image)
        elsewhere = (
            production and image.registry and namesake is not None and not _is_for_production(namesake)
        )
        return None if elsewhere else namesake

    def _of_service(self, image: ImageReference) -> ImageBuild | None:
        """The build of the compose service that an image is called after, or of the only Dockerfile: a name without
        publisher that is none of the well-known ones is nowhere to be had but here.

        Compose itself calls what it builds `<project>-<service>` (docs.docker.com, "Compose file: image").
        """
        bare = not image.registry and "/" not in image.repository and not image.partial
        if not bare or describe(image) is not None or image.name in _OFFICIAL_NAMES:
            return None
        name = _plain(image.name)
        return (
            self.by_service.get(name) or self.by_service.get(_longest_end(name, self.by_service)) or self.only
        )


_OFFICIAL_NAMES = frozenset(
    "alt api-firewall backdrop bonita cirros clefos convertigo eggdrop express-gateway gazebo geonetwork groovy haxe "
    "hola-mundo hylang irssi jobber kaazing-gateway known lightstreamer mageia neurodebian nuxeo plone postfixadmin "
    "rakudo-star rapidoid satosa silverpeas sl sourcemage spiped swipl thrift znc celery django iojs glassfish hipache "
    "docker-dev".split()
)
"""Images of Docker's own (github.com/docker-library/official-images) of which no more is known than that they are."""


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def find_origins(
    builds: Sequence[ImageBuild],
    scripts: Iterable[Script],
    workloads: Iterable[Workload],
    by_plugin: frozenset[str] = frozenset(),
) -> Origins:
    """Index what is built and pushed here; the names of what `workloads` run may show how the repository's images are
    called.
    """
    workloads = tuple(workloads)
    run = [c.image for w in workloads for c in w.containers if c.image and not c.build]
    by_name: dict[str, ImageBuild] = {}
    for build in builds:
        folder = build.home.rpartition("/")[2].lower()
        if folder not in _GENERIC_NAMES and build.at.path.rpartition("/")[2] == "Dockerfile":
            by_name.setdefault(folder, build)
    by_name |= {r.name: b for b in _deployed_last(builds) for r in b.references if r.name}
    by_service = dict(_of_services(builds, workloads))
    nameless = {name: build for name, build in by_service.items() if name not in by_name}
    by_repository = _called_by_pattern(builds, run) | _called_like_services(nameless, run)
    by_repository |= _called_after_repository(builds, run)
    # What stands before the rest of `$REGISTRY/nginx` makes another image of it than `nginx`.
    by_repository |= {
        r.repository: b
        for b in _deployed_last(builds)
        for r in b.references
        if r.repository and not r.text.startswith(("$", "{"))
    }
    pushed = {
        p.reference.repository for s in scripts for p in s.pushes if p.reference and p.reference.repository
    }
    named = {repository.rpartition("/")[0] for repository in (*by_repository, *pushed)}
    return Origins(
        by_repository,
        by_name,
        {b.at.path: b for b in reversed(builds)},
        frozenset(pushed),
        frozenset(n for n in named if n and n not in ("library", "bitnami")),
        by_service,
        by_plugin - _GENERIC_NAMES,
        _only(builds),
    )


def _only(builds: Sequence[ImageBuild]) -> ImageBuild | None:
    """The build of the one Dockerfile of a repository that is not for development, tests or examples."""
    deployed = {build.at.path: build for build in reversed(builds) if _is_for_production(build)}
    return next(iter(deployed.values())) if len(deployed) == 1 else None


def _of_services(
    builds: Sequence[ImageBuild], workloads: Iterable[Workload]
) -> Iterator[tuple[str, ImageBuild]]:
    """The compose services that are built here and give their image no name, and what builds them."""
    by_dockerfile = {build.at.path: build for build in reversed(builds)}
    for workload in workloads:
        for container in workload.containers:
            request = container.build
            dockerfile = request.dockerfile if request and container.image is None else None
            if dockerfile in by_dockerfile and _plain(workload.name) not in _GENERIC_NAMES:
                yield _plain(workload.name), by_dockerfile[dockerfile]


_MIN_OF_A_PATTERN = 2


def _called_by_pattern(
    builds: Sequence[ImageBuild], deployed: Iterable[ImageReference]
) -> dict[str, ImageBuild]:
    """Images of one organisation that are called alike, each after the folder of a Dockerfile: `acme/shop-cart` and
    `acme/shop-orders`, where `cart/Dockerfile` and `orders/Dockerfile` are. One of them alone proves nothing.
    """
    folders: dict[str, list[ImageBuild]] = defaultdict(list)
    for build in builds:
        if build.at.path.rpartition("/")[2] == "Dockerfile":
            for folder in _folders_of_module(build.home.lower()):
                folders[folder].append(build)
    patterns: dict[tuple[str, str, str], dict[str, ImageBuild]] = defaultdict(dict)
    for image in deployed:
        home, _, name = image.repository.rpartition("/")
        if not home or (image.partial and "$" in image.repository) or describe(image) is not None:
            continue
        folder = _longest_end(name.lower(), folders)
        if folder and len({one.at.path for one in folders[folder]}) == 1:
            prefix = name.lower().removesuffix(folder)
            patterns[image.registry, home, prefix][image.repository] = folders[folder][0]
    found: dict[str, ImageBuild] = {}
    for called in patterns.values():
        if len({build.at.path for build in called.values()}) >= _MIN_OF_A_PATTERN:
            found |= called
    return found


_AFTER_REPOSITORY = re.compile(
    r"^(?P<registry>[\w.-]+(:\d+)?)/\$\{\{\s*github\.repository\s*\}\}(?P<rest>[\w./-]*)(?=[:@]|$)"
)
"""An image that a workflow calls after the repository it is in, whose name the files do not tell."""


def _called_after_repository(
    builds: Sequence[ImageBuild], deployed: Iterable[ImageReference]
) -> dict[str, ImageBuild]:
    """The image that is called `ghcr.io/${{ github.repository }}` where it is built: the only one of that registry and
    form that is run here and is none of the well-known ones.
    """
    built: dict[tuple[str, str], dict[str, ImageBuild]] = defaultdict(dict)
    for build in builds:
        for reference in build.references:
            match = _AFTER_REPOSITORY.match(reference.text)
            if match is not None:
                built[match["registry"], match["rest"]][build.at.path] = build
    found: dict[str, ImageBuild] = {}
    for (registry, rest), made in built.items() if built else ():
        form = re.compile(rf"[^/]+/[^/]+{re.escape(rest)}")
        names = {
            image.repository
            for image in deployed
            if image.registry == registry and form.fullmatch(image.repository) and describe(image) is None
        }
        if len(names) == 1 and len(made) == 1:
            found[names.pop()] = next(iter(made.values()))
    return found


def _called_like_services(
    services: dict[str, ImageBuild], deployed: Iterable[ImageReference]
) -> dict[str, ImageBuild]:
    """Images of one publisher that are called like compose services that are built here: `acme/cart` and
    `acme/orders`. One of them alone proves nothing.
    """
    published: dict[tuple[str, str], dict[str, ImageBuild]] = defaultdict(dict)
    for image in deployed:
        home, _, name = image.repository.rpartition("/")
        build = services.get(_plain(name))
        if home and build is not None and not image.partial and describe(image) is None:
            published[image.registry, home][image.repository] = build
    found: dict[str, ImageBuild] = {}
    for called in published.values():
        if len({build.at.path for build in called.values()}) >= _MIN_OF_A_PATTERN:
            found |= called
    return found


def _longest_end(name: str, folders: Iterable[str]) -> str:
    """The longest of the folders that a name ends with, after a prefix of its own."""
    ends = [one for one in folders if one not in _GENERIC_NAMES and name.endswith((f"-{one}", f"_{one}"))]
    return max(ends, key=len, default="")


def _folders_of_module(home: str) -> tuple[str, ...]:
    """The names that an image of a module may go by: its folder's, and that of `order` for `order/order-main`."""
    parents, _, own = home.rpartition("/")
    parent = parents.rpartition("/")[2]
    return (own, parent) if parent and own.startswith(f"{parent}-") else (own,)


def _deployed_last(builds: Sequence[ImageBuild]) -> list[ImageBuild]:
    """Builds whose path names development or tests come first, so that another build may take their names over."""
    return sorted(builds, key=_is_for_production)


def _is_for_production(build: ImageBuild) -> bool:
    """Whether a build's path does not name development or tests."""
    stated = from_path(build.at.path)
    return stated is None or stated.is_production


def settle(
    workloads: Iterable[Workload], origins: Origins, exposures: Iterable[Exposure] = ()
) -> tuple[Workload, ...]:
    """The workloads with their role and ownership. One of our own that a Service leads to serves, whether or not it
    names its port.
    """
    selectors: dict[str, list[frozenset[tuple[str, str]]]] = defaultdict(list)
    for exposure in exposures:
        if exposure.selector:
            selectors[exposure.project].append(frozenset(exposure.selector))
    found = []
    for workload in workloads:
        settled = _settled(workload, origins)
        if settled.role is Role.WORKER and settled.is_first_party:
            labels = set(settled.labels)
            served = any(selector <= labels for selector in selectors[settled.project])
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
    if image is not None and image.name.lower() in origins.by_plugin:
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
