"""Helmfiles: the charts they release, with their versions (helmfile.readthedocs.io, `releases`)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.charts import ChartDependency
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.packages import PackageKind, PackageUse
from complexity_lint.model.values import Located
from complexity_lint.source import Source

if TYPE_CHECKING:
    from complexity_lint.parsers.yaml_nodes import Mapping, Scalar

_HELMFILE = re.compile(r"(^|/)helmfile[^/]*\.ya?ml(\.gotmpl)?$|(^|/)helmfile\.d/[^/]+\.ya?ml(\.gotmpl)?$")


def released_charts(repository: Repository) -> tuple[tuple[PackageUse, ...], tuple[ChartDependency, ...]]:
    """The charts from elsewhere that helmfiles release, as packages and as charts; what a lock file beside a helmfile
    has counts as locked.
    """
    packages: list[PackageUse] = []
    charts: list[ChartDependency] = []
    for path in repository.paths:
        if not _HELMFILE.search(path):
            continue
        locked = _locked(repository, path)
        environment = from_path(path) or PRODUCTION
        for release, chart in _releases(Source(path, repository.text(path) or "")):
            name = chart.text.rpartition("/")[2]
            version = release.scalar("version")
            packages.append(
                PackageUse(
                    at=(version or chart).at,
                    kind=PackageKind.HELMFILE_RELEASE,
                    name=release.text("name"),
                    source=chart.text,
                    version=version.text if version else "",
                    locked=locked.get(name, ""),
                    environment=environment,
                )
            )
            folder = path.rpartition("/")[0]
            switch = release.scalar("installed")
            enabled = Located(switch.text != "false", switch.at) if switch is not None else None
            charts.append(
                ChartDependency(chart.at, name, folder, environment, enabled=enabled, installed_by="helmfile")
            )
    return tuple(packages), tuple(charts)


def _releases(source: Source) -> "Iterator[tuple[Mapping, Scalar]]":
    """The releases of a helmfile with the charts they take from elsewhere."""
    # the YAML library is loaded only where there is a helmfile
    from complexity_lint.parsers.yaml_nodes import Mapping, load

    for top in load(source).mappings():
        for release in top.items("releases"):
            chart = release.scalar("chart") if isinstance(release, Mapping) else None
            elsewhere = chart is not None and not chart.text.startswith((".", "/")) and "{{" not in chart.text
            if isinstance(release, Mapping) and chart is not None and elsewhere:
                yield release, chart


def _locked(repository: Repository, path: str) -> dict[str, str]:
    """What `helmfile deps` wrote down beside a helmfile."""
    stem = re.sub(r"\.ya?ml(\.gotmpl)?$", "", path)
    text = repository.text(f"{stem}.lock")
    found: dict[str, str] = {}
    from complexity_lint.parsers.yaml_nodes import Mapping, load

    for top in load(Source(f"{stem}.lock", text)).mappings() if text else ():
        for item in top.items("dependencies"):
            if isinstance(item, Mapping):
                found[item.text("name")] = item.text("version")
    return found
