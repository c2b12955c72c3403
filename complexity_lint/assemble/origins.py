"""What the repository builds and pushes, by the names that its images go by."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from complexity_lint.model.environment_names import from_path
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.knowledge import describe
from complexity_lint.model.pipelines import Script
from complexity_lint.model.references import ImageReference
from complexity_lint.model.workloads import Container, Workload
from complexity_lint.parsers.build_commands import CALLED_AFTER_PROJECT

GENERIC_NAMES = frozenset(
    {"docker", "build", "app", "src", "deploy", "server", "image", "container", "base", "ci", ""}
)
"""Folder names too common to tell that an image of that name is built there."""


@dataclass(frozen=True, slots=True)
class Origins:
    """What the repository builds and pushes, by repository name, by image name, by Dockerfile and by compose service;
    `by_plugin` are the last names of images that are made without one; `only` is the build of the one Dockerfile
    that is there to be deployed, where there is just one; `under_variables` are builds by names of images of which
    nothing but variables is known.
    """

    by_repository: dict[str, ImageBuild]
    by_name: dict[str, ImageBuild]
    by_dockerfile: dict[str, ImageBuild]
    pushed: frozenset[str]
    organisations: frozenset[str]
    by_service: dict[str, ImageBuild]
    by_plugin: frozenset[str] = frozenset()
    only: ImageBuild | None = None
    under_variables: dict[str, ImageBuild] = field(default_factory=dict)

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
        found = self.by_repository.get(image.repository) or self.under_variables.get(image.text)
        if found is not None:
            return found
        namesake = self.by_name.get(image.name) or self._of_service(image)
        if namesake is None and is_of_ones_own_registry(image) and describe(image) is None:
            namesake = self.by_service.get(_plain(image.name)) or self.only
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


_MADE_REGISTRY = re.compile(
    r"^\$\{[^}]*\b(aws_ecr_repository|google_artifact_registry_repository|azurerm_container_registry)\."
    r"|/\$\{[^}]*\bgoogle_artifact_registry_repository\."
)


def is_of_ones_own_registry(image: ImageReference) -> bool:
    """Whether an image lies in a registry that Terraform makes here: it is put there by the same people."""
    return image.partial and _MADE_REGISTRY.search(image.text) is not None


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
    project: frozenset[str] = frozenset(),
    documented: Mapping[str, str] = MappingProxyType({}),
) -> Origins:
    """Index what is built and pushed here; the names of what `workloads` run may show how the repository's images are
    called. `project` are the names that the repository gives itself, `documented` the Dockerfiles that its pages have
    people build, by the names of the images.
    """
    workloads, scripts = tuple(workloads), tuple(scripts)
    only = _only(builds)
    run = [c.image for w in workloads for c in w.containers if c.image and not c.build]
    by_name: dict[str, ImageBuild] = {}
    for build in builds:
        folder = build.home.rpartition("/")[2].lower()
        if folder not in GENERIC_NAMES and build.at.path.rpartition("/")[2].lower() == "dockerfile":
            by_name.setdefault(folder, build)
    by_name |= {r.name: b for b in _deployed_last(builds) for r in b.references if r.name}
    by_dockerfile = {build.at.path: build for build in reversed(builds)}
    by_service = dict(_of_services(by_dockerfile, workloads))
    nameless = {name: build for name, build in by_service.items() if name not in by_name}
    by_repository = _called_by_pattern(builds, run) | _called_like_services(nameless, run)
    by_repository |= {name: by_dockerfile[path] for name, path in documented.items() if path in by_dockerfile}
    by_repository |= _called_after_repository(builds, run) | _called_after_project(only, run, project)
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
    nameless_push = any(not (p.reference and p.reference.repository) for s in scripts for p in s.pushes)
    if nameless_push:
        by_repository |= _the_one_left(only, run, {*by_repository, *pushed}, by_name)
    named = {repository.rpartition("/")[0] for repository in (*by_repository, *pushed)}
    return Origins(
        by_repository,
        by_name,
        by_dockerfile,
        frozenset(pushed),
        frozenset(n for n in named if n and n not in ("library", "bitnami")),
        by_service,
        by_plugin - GENERIC_NAMES,
        only,
        _under_variables(only, run) if nameless_push else {},
    )


def _under_variables(only: ImageBuild | None, deployed: Iterable[ImageReference]) -> dict[str, ImageBuild]:
    """The one image that runs here by variables alone, where one Dockerfile is there to be deployed."""
    named = {image.text for image in deployed if image.partial and not image.repository}
    return {named.pop(): only} if only is not None and len(named) == 1 else {}


def _only(builds: Sequence[ImageBuild]) -> ImageBuild | None:
    """The build of the one Dockerfile of a repository that is not for development, tests or examples."""
    deployed = {build.at.path: build for build in reversed(builds) if _is_for_production(build)}
    return next(iter(deployed.values())) if len(deployed) == 1 else None


def _of_services(
    by_dockerfile: Mapping[str, ImageBuild], workloads: Iterable[Workload]
) -> Iterator[tuple[str, ImageBuild]]:
    """The compose services that are built here and give their image no name, and what builds them."""
    for workload in workloads:
        for container in workload.containers:
            request = container.build
            dockerfile = request.dockerfile if request and container.image is None else None
            build = by_dockerfile.get(dockerfile) if dockerfile is not None else None
            if build is not None and _plain(workload.name) not in GENERIC_NAMES:
                yield _plain(workload.name), build


_MIN_OF_A_PATTERN = 2


def _called_by_pattern(
    builds: Sequence[ImageBuild], deployed: Iterable[ImageReference]
) -> dict[str, ImageBuild]:
    """Images of one organisation that are called alike, each after the folder of a Dockerfile or after what its name
    says more: `acme/shop-cart` and `acme/shop-orders`, where `cart/Dockerfile` and `Dockerfile.orders` are. One of
    them alone proves nothing.
    """
    folders: dict[str, list[ImageBuild]] = defaultdict(list)
    for build in builds:
        for name in _names_for(build):
            folders[name].append(build)
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
_OF_GITLAB = r"[\w.-]*gitlab[\w.:-]*|registry\.(?!k8s\.|access\.|hub\.|npmjs\.)[\w.:-]+"
"""Registries of GitLab: its own, and those that companies run beside theirs."""


def _called_after_repository(
    builds: Sequence[ImageBuild], deployed: Iterable[ImageReference]
) -> dict[str, ImageBuild]:
    """The image that is called `ghcr.io/${{ github.repository }}` or `$CI_REGISTRY_IMAGE` where it is built: the only
    one of that registry and form that is run here and is none of the well-known ones.
    """
    built: dict[tuple[str, str], dict[str, ImageBuild]] = defaultdict(dict)
    for build in builds:
        for reference in build.references:
            github = _AFTER_REPOSITORY.match(reference.text)
            gitlab = CALLED_AFTER_PROJECT.match(reference.text)
            if github is not None:
                built[re.escape(github["registry"]), rf"/[^/]+{re.escape(github['rest'])}"][build.at.path] = (
                    build
                )
            elif gitlab is not None:
                built[_OF_GITLAB, rf"(/[^/]+)+?{re.escape(gitlab['rest'])}"][build.at.path] = build
    found: dict[str, ImageBuild] = {}
    for (registry, form), made in built.items():
        names = {
            image.repository
            for image in deployed
            if re.fullmatch(registry, image.registry)
            and re.fullmatch(f"[^/]+{form}", image.repository)
            and describe(image) is None
        }
        if len(names) == 1 and len(made) == 1:
            found[names.pop()] = next(iter(made.values()))
    return found


def _called_after_project(
    only: ImageBuild | None, deployed: Iterable[ImageReference], project: frozenset[str]
) -> dict[str, ImageBuild]:
    """The image of some publisher that bears the name of the project, where there is one Dockerfile to make it."""
    if only is None:
        return {}
    return {
        image.repository: only
        for image in deployed
        if "/" in image.repository
        and not image.partial
        and _plain(image.name) in project
        and describe(image) is None
    }


def _the_one_left(
    only: ImageBuild | None,
    deployed: Iterable[ImageReference],
    known: Collection[str],
    by_name: Mapping[str, ImageBuild],
) -> dict[str, ImageBuild]:
    """The one image that runs here and of which nothing is known, where one Dockerfile is there to be deployed and what
    it makes is pushed under a name that nobody can read.
    """
    left = {
        image.repository
        for image in deployed
        if "/" in image.repository
        and not image.partial
        and image.repository not in known
        and image.name not in by_name
        and describe(image) is None
    }
    return {left.pop(): only} if only is not None and len(left) == 1 else {}


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
    ends = [one for one in folders if one not in GENERIC_NAMES and name.endswith((f"-{one}", f"_{one}"))]
    return max(ends, key=len, default="")


_NAMED = re.compile(r"dockerfile[._-](?P<after>[\w-]+)|(?P<before>[\w-]+)[._-]dockerfile")


def _names_for(build: ImageBuild) -> tuple[str, ...]:
    """The names that the image of a Dockerfile may go by: after its own, `Dockerfile.orders`, or after its folder."""
    file = build.at.path.rpartition("/")[2].lower()
    if file == "dockerfile":
        return _folders_of_module(build.home.lower())
    named = _NAMED.fullmatch(file) if _is_for_production(build) else None
    return (named["after"] or named["before"],) if named else ()


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
