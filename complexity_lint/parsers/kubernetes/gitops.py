"""Objects of Argo CD, Flux and k3s that pull something in: charts and git repositories, with their versions.

Argo CD's Application v1alpha1 (`spec.source.targetRevision`), Flux's HelmRelease v2 and GitRepository v1, k3s's
HelmChart v1.
"""

from collections.abc import Iterator

from complexity_lint.model.charts import ChartDependency, ConfigurationOverride
from complexity_lint.model.credentials import credential_of
from complexity_lint.model.environments import Environment
from complexity_lint.model.packages import PackageKind, PackageUse
from complexity_lint.model.settings import SettingKind, StoredSetting
from complexity_lint.parsers.chart_values import secrets_in
from complexity_lint.parsers.configuration_overrides import overrides_in
from complexity_lint.parsers.given_values import restarts_in, with_given
from complexity_lint.parsers.unit import Parts
from complexity_lint.parsers.yaml_nodes import Mapping, Scalar, load
from complexity_lint.source import Source


def gitops_parts(node: Mapping, group: str, kind: str, environment: Environment) -> Parts:
    """What such an object pulls in; nothing for every other object."""
    if group == "argoproj.io" and kind in ("Application", "ApplicationSet"):
        spec = node.mapping("spec") if kind == "Application" else node.mapping("spec", "template", "spec")
        sources = [one for one in (spec.get("source"), *spec.items("sources")) if isinstance(one, Mapping)]
        return Parts(
            packages=tuple(p for one in sources for p in _of_argo(node, one, environment)),
            dependencies=tuple(
                released
                for one in sources
                if (chart := one.scalar("chart")) is not None
                for released in with_given(
                    _released(chart, one.text("repoURL"), "Argo CD", environment), _argo_values(one)
                )
            ),
            configuration_overrides=tuple(o for one in sources for o in _argo_overrides(one, environment)),
            settings=tuple(s for one in sources for s in _argo_secrets(one, environment)),
        )
    if group.endswith(".toolkit.fluxcd.io"):
        charts = tuple(_flux_charts(node, kind, environment))
        return Parts(
            packages=tuple(_of_flux(node, kind, environment)),
            dependencies=charts,
            auto_updates=tuple(
                u for one in charts for u in restarts_in((node.mapping("spec", "values"),), one)
            ),
            configuration_overrides=tuple(_flux_overrides(node, kind, environment)),
            settings=tuple(_flux_secrets(node, kind, environment)),
        )
    if group == "helm.cattle.io" and kind == "HelmChart":
        chart = node.scalar("spec", "chart")
        made = (_released(chart, node.text("spec", "repo"), "k3s", environment),) if chart is not None else ()
        return Parts(dependencies=made)
    return Parts()


def _released(chart: Scalar, repository: str, by: str, environment: Environment) -> ChartDependency:
    """A chart from elsewhere that an object releases, at the line that names it. Its version is told of the package."""
    name = chart.text.rstrip("/").rpartition("/")[2]
    folder = chart.at.path.rpartition("/")[0]
    return ChartDependency(chart.at, name, folder, environment, repository=repository, installed_by=by)


def _flux_charts(node: Mapping, kind: str, environment: Environment) -> Iterator[ChartDependency]:
    chart = node.scalar("spec", "chart", "spec", "chart")
    origin = node.text("spec", "chart", "spec", "sourceRef", "kind")
    if kind == "HelmRelease" and chart is not None and origin not in ("GitRepository", "Bucket"):
        released = _released(
            chart, node.text("spec", "chart", "spec", "sourceRef", "name"), "Flux", environment
        )
        yield from with_given(released, (node.mapping("spec", "values"),))


def _of_argo(node: Mapping, source: Mapping, environment: Environment) -> Iterator[PackageUse]:
    chart, revision = source.scalar("chart"), source.scalar("targetRevision")
    address = source.scalar("repoURL")
    if address is None:
        return
    at = revision or chart or address
    name = node.text("metadata", "name")
    kind = PackageKind.ARGO_APPLICATION
    version = "" if revision is None or revision.text == "HEAD" else revision.text
    # Without a chart the source is a git repository, most often this one: it follows its own branch on purpose.
    if chart is not None:
        yield PackageUse(at.at, kind, name, f"{address.text} {chart.text}", version, environment=environment)


def _argo_overrides(source: Mapping, environment: Environment) -> Iterator[ConfigurationOverride]:
    chart = source.text("chart")
    for given in _argo_values(source) if chart else ():
        yield from overrides_in(given, chart, environment)


def _argo_values(source: Mapping) -> Iterator[Mapping]:
    """The values that an Application writes down itself."""
    given = source.get("helm", "valuesObject")
    text = source.scalar("helm", "values")
    if isinstance(given, Mapping):
        yield given
    elif text is not None:
        # each line where it stands in the file
        lines = (" " * text.indent + line if line.strip() else "" for line in text.text.split("\n"))
        yield from load(Source(text.at.path, "\n" * (text.at.line or 0) + "\n".join(lines))).mappings()


def _argo_secrets(source: Mapping, environment: Environment) -> Iterator[StoredSetting]:
    """The credentials that an Application gives a chart: in its values, or as parameters of Helm."""
    for given in _argo_values(source):
        yield from secrets_in(given, environment, _folder(given))
    for one in source.items("helm", "parameters"):
        value = one.scalar("value") if isinstance(one, Mapping) else None
        if isinstance(one, Mapping) and value is not None and credential_of(one.text("name"), value.text):
            at = value.at
            kind = SettingKind.CHART_VALUE
            yield StoredSetting(at, one.text("name"), value.text, kind, at.path, environment, _folder(one))


def _flux_secrets(node: Mapping, kind: str, environment: Environment) -> Iterator[StoredSetting]:
    values = node.get("spec", "values")
    if kind == "HelmRelease" and isinstance(values, Mapping) and node.get("sops") is None:
        yield from secrets_in(values, environment, _folder(node))


def _folder(node: Mapping) -> str:
    return node.at.path.rpartition("/")[0]


def _of_flux(node: Mapping, kind: str, environment: Environment) -> Iterator[PackageUse]:
    name = node.text("metadata", "name")
    if kind == "HelmRelease":
        chart, version = (
            node.scalar("spec", "chart", "spec", "chart"),
            node.scalar("spec", "chart", "spec", "version"),
        )
        origin = node.text("spec", "chart", "spec", "sourceRef", "kind")
        # A chart that lies in a git repository has the version of its commit.
        if chart is not None and origin not in ("GitRepository", "Bucket"):
            at = (version or chart).at
            asked = version.text if version else ""
            yield PackageUse(at, PackageKind.FLUX_RELEASE, name, chart.text, asked, environment=environment)
    elif kind in ("GitRepository", "OCIRepository"):
        yield from _flux_source(node, name, environment)


def _flux_source(node: Mapping, name: str, environment: Environment) -> Iterator[PackageUse]:
    address = node.scalar("spec", "url")
    if address is None or name == "flux-system":
        return
    chosen = [
        found
        for key in ("commit", "tag", "digest", "semver", "branch", "name")
        if (found := node.scalar("spec", "ref", key)) is not None
    ]
    at = (chosen[0] if chosen else address).at
    by_reference = node.scalar("spec", "ref", "semver") is None
    yield PackageUse(
        at,
        PackageKind.FLUX_SOURCE,
        name,
        address.text,
        chosen[0].text if chosen else "",
        by_reference,
        environment=environment,
    )


def _flux_overrides(node: Mapping, kind: str, environment: Environment) -> Iterator[ConfigurationOverride]:
    values = node.get("spec", "values")
    chart = node.scalar("spec", "chart", "spec", "chart")
    if kind == "HelmRelease" and chart is not None and isinstance(values, Mapping):
        yield from overrides_in(values, chart.text.rpartition("/")[2], environment)
