"""Charts that are installed from elsewhere -> components: what they deploy is not here, that they are deployed is."""

from collections.abc import Iterable, Iterator

from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.components import Component, Description
from complexity_lint.model.environments import Environment
from complexity_lint.model.knowledge import describe_name
from complexity_lint.model.packages import PackageKind, PackageUse
from complexity_lint.model.roles import Ownership, Role
from complexity_lint.model.workloads import PlatformObject
from complexity_lint.source import Location

_RELEASES = (PackageKind.HELMFILE_RELEASE, PackageKind.ARGO_APPLICATION)
_OBJECTS = {
    ("helm.toolkit.fluxcd.io", "HelmRelease"): "Flux release",
    ("helm.cattle.io", "HelmChart"): "HelmChart",
}
"""Objects that install a chart."""


def installed_charts(
    dependencies: Iterable[ChartDependency],
    packages: Iterable[PackageUse],
    objects: Iterable[PlatformObject],
    known: Iterable[Component],
) -> tuple[Component, ...]:
    """One component for each chart that is pulled in by another chart, by a release of Flux or helmfile or by an
    application of Argo CD, and that is not rendered here; a chart that its values switch off is none.

    `known` are the components whose workloads are described: a name among them is not told again.
    """
    names = {component.name for component in known}
    found: dict[str, list[tuple[Location, str, Environment]]] = {}
    for name, at, form, environment in (
        *_of_dependencies(dependencies),
        *_of_packages(packages),
        *_of_objects(objects),
    ):
        if name and name not in names:
            found.setdefault(name, []).append((at, form, environment))
    return tuple(_component(name, uses) for name, uses in found.items())


def _of_dependencies(
    dependencies: Iterable[ChartDependency],
) -> Iterator[tuple[str, Location, str, Environment]]:
    for one in dependencies:
        library = one.name in ("common", "library") or one.name.endswith(("-library", "-lib"))
        if (
            not one.local
            and not one.is_package
            and not library
            and (one.enabled is None or one.enabled.value)
        ):
            yield one.name, one.at, "chart dependency", one.environment


def _of_packages(packages: Iterable[PackageUse]) -> Iterator[tuple[str, Location, str, Environment]]:
    for one in packages:
        # What an application takes from a git repository is manifests, which may well be those that are here.
        if one.kind in _RELEASES and "{{" not in one.name and not one.by_reference:
            yield one.name, one.at, one.kind.value, one.environment


def _of_objects(objects: Iterable[PlatformObject]) -> Iterator[tuple[str, Location, str, Environment]]:
    for one in objects:
        form = _OBJECTS.get((one.api_version.rpartition("/")[0], one.kind))
        if form is not None and "$" not in one.name:
            yield one.name, one.at, form, one.environment


def _component(name: str, uses: list[tuple[Location, str, Environment]]) -> Component:
    facts = describe_name(name)
    at = uses[0][0]
    return Component(
        name=name,
        ownership=Ownership.OFF_THE_SHELF,
        role=facts.role if facts is not None else Role.UNKNOWN,
        environments=tuple(dict.fromkeys(environment.name for _, _, environment in uses)),
        descriptions=tuple(Description(place, form, env.name) for place, form, env in uses),
        workloads=(),
        software=facts,
        application=at.path.rpartition("/")[0],
    )
