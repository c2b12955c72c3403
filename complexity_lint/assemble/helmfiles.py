"""Helmfiles: the charts they release, with their versions and values (helmfile.readthedocs.io, `releases`)."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.charts import ChartDependency, ConfigurationOverride
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.packages import PackageKind, PackageUse
from complexity_lint.model.values import Located
from complexity_lint.source import Source

if TYPE_CHECKING:
    from complexity_lint.parsers.yaml_nodes import Mapping, Scalar


@dataclass(frozen=True, slots=True)
class Released:
    """The charts from elsewhere that helmfiles release, as packages and as charts, and what their values override."""

    packages: tuple[PackageUse, ...]
    charts: tuple[ChartDependency, ...]
    overrides: tuple[ConfigurationOverride, ...]


def released_charts(repository: Repository) -> Released:
    """What helmfiles release; what a lock file beside a helmfile has counts as locked."""
    packages: list[PackageUse] = []
    charts: list[ChartDependency] = []
    overrides: list[ConfigurationOverride] = []
    for path in repository.paths:
        if "helmfile" not in path or not _is_helmfile(path):
            continue
        # what reads values is loaded only where there is a helmfile
        from complexity_lint.parsers.configuration_overrides import overrides_in
        from complexity_lint.parsers.given_values import with_given

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
            # one that a template decides may well not be there
            enabled = Located(switch.boolean is True, switch.at) if switch is not None else None
            made = ChartDependency(
                chart.at, name, folder, environment, enabled=enabled, installed_by="helmfile"
            )
            given = tuple(_given(release, folder, repository))
            charts += with_given(made, given)
            overrides += (found for one in given for found in overrides_in(one, name, environment))
    return Released(tuple(packages), tuple(charts), tuple(overrides))


def _given(release: "Mapping", folder: str, repository: Repository) -> "Iterator[Mapping]":
    """The values of a release, those of files without templates among them; what counts most comes first."""
    from complexity_lint.parsers.yaml_nodes import Mapping, Scalar, load

    for one in reversed(release.items("values")):
        if isinstance(one, Mapping):
            yield one
        elif isinstance(one, Scalar) and one.text.endswith((".yaml", ".yml")):
            path = posixpath.normpath(posixpath.join(folder, one.text))
            yield from load(Source(path, repository.text(path) or "")).mappings()


def _releases(source: Source) -> "Iterator[tuple[Mapping, Scalar]]":
    """The releases of a helmfile with the charts they take from elsewhere."""
    # the YAML library is loaded only where there is a helmfile
    from complexity_lint.parsers.gotemplate.provenance import UNKNOWN_TEXT
    from complexity_lint.parsers.helmfile_text import for_environment
    from complexity_lint.parsers.yaml_nodes import Mapping, load

    tops = list(load(for_environment(source)).mappings())
    declared = {
        one.text("name") for top in tops for one in top.items("repositories") if isinstance(one, Mapping)
    }
    if any(top.get("bases") is not None for top in tops):
        declared = set()  # whose repositories are declared elsewhere
    for release in (one for top in tops for one in top.items("releases")):
        chart = release.scalar("chart") if isinstance(release, Mapping) else None
        if not isinstance(release, Mapping) or chart is None or chart.text.startswith((".", "/")):
            continue
        # a name before the slash that is no repository's is a folder's
        is_folder = declared and "://" not in chart.text and chart.text.partition("/")[0] not in declared
        if not is_folder and "{{" not in chart.text and UNKNOWN_TEXT not in chart.text:
            yield release, chart


def _is_helmfile(path: str) -> bool:
    from complexity_lint.parsers.helmfile_text import is_helmfile

    return is_helmfile(path)


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
