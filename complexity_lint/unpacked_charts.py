"""Charts of others that are kept unpacked: beside the archive they were unpacked from."""

import re
from collections.abc import Collection

from complexity_lint.discovery.repository import Repository

_NAME = re.compile(r"(?m)^name:[ \t]*[\"']?([\w.-]+)")
_VERSION = re.compile(r"(?m)^version:[ \t]*[\"']?([\w.+-]+)")
_PUBLISHED = re.compile(r"(?m)^(home|sources):")


def unpacked_charts(repository: Repository, charts: Collection[str]) -> frozenset[str]:
    """The folders, of those with a `Chart.yaml`, that hold what `helm pull --untar` leaves: a published chart with
    its archive `<name>-<version>.tgz` beside it.

    Beside an `index.yaml` the archives are what the repository itself publishes (helm.sh, "The Chart Repository
    Guide").
    """
    paths = frozenset(repository.paths)
    archives = {path.rpartition("/")[0] for path in paths if path.endswith(".tgz")}
    found = set()
    for folder in charts:
        parent = folder.rpartition("/")[0]
        beside = f"{parent}/" if parent else ""
        if not folder or parent not in archives or f"{beside}index.yaml" in paths:
            continue
        text = repository.text(f"{folder}/Chart.yaml") or ""
        name, version = _NAME.search(text), _VERSION.search(text)
        if name and version and _PUBLISHED.search(text) and f"{beside}{name[1]}-{version[1]}.tgz" in paths:
            found.add(folder)
    return frozenset(found)
