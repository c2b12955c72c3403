"""Helmfiles: the charts they release, with their versions (helmfile.readthedocs.io, `releases`)."""

import re
from collections.abc import Iterator

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.environments import PRODUCTION
from complexity_lint.model.packages import PackageKind, PackageUse
from complexity_lint.parsers.yaml_nodes import Mapping, load
from complexity_lint.source import Source

_HELMFILE = re.compile(r"(^|/)helmfile[^/]*\.ya?ml(\.gotmpl)?$|(^|/)helmfile\.d/[^/]+\.ya?ml(\.gotmpl)?$")


def released_charts(repository: Repository) -> Iterator[PackageUse]:
    """The charts from elsewhere that helmfiles release; what a lock file beside one has counts as locked."""
    for path in repository.paths:
        if not _HELMFILE.search(path):
            continue
        source = Source(path, repository.text(path) or "")
        locked = _locked(repository, path)
        for top in load(source).mappings():
            for release in top.items("releases"):
                if isinstance(release, Mapping):
                    yield from _of_release(release, path, locked)


def _of_release(release: Mapping, path: str, locked: dict[str, str]) -> Iterator[PackageUse]:
    chart, version = release.scalar("chart"), release.scalar("version")
    if chart is None or chart.text.startswith((".", "/")) or "{{" in chart.text:
        return
    yield PackageUse(
        at=(version or chart).at,
        kind=PackageKind.HELMFILE_RELEASE,
        name=release.text("name"),
        source=chart.text,
        version=version.text if version else "",
        locked=locked.get(chart.text.rpartition("/")[2], ""),
        environment=from_path(path) or PRODUCTION,
    )


def _locked(repository: Repository, path: str) -> dict[str, str]:
    """What `helmfile deps` wrote down beside a helmfile."""
    stem = re.sub(r"\.ya?ml(\.gotmpl)?$", "", path)
    text = repository.text(f"{stem}.lock")
    found: dict[str, str] = {}
    for top in load(Source(f"{stem}.lock", text)).mappings() if text else ():
        for item in top.items("dependencies"):
            if isinstance(item, Mapping):
                found[item.text("name")] = item.text("version")
    return found
