"""Compose files that were put aside: nothing names them, and the file beside them has their services."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable

from complexity_lint.discovery.repository import Repository
from complexity_lint.model.environment_names import from_path
from complexity_lint.model.workloads import Controller, Workload
from complexity_lint.parsers.compose.show import DEFAULT_NAMES

_TELLS = re.compile(
    r"(?i)(^|/)([^/]*\.(md|rst|adoc|txt|sh|bash|ps1|bat|py|ya?ml|toml|json|mk|tf|service)|(gnu)?makefile|justfile|"
    r"jenkinsfile[^/]*|vagrantfile|\.env[^/]*)$"
)
"""Files that may say which compose file is used."""
_COPY = re.compile(
    r"(?i)compose[._-]?(v?\d+|old|bak|backup|copy|orig(inal)?|unused|disabled|te?mp)\b|(^|[._-])(old|bak|copy)[._-]"
)
"""How files are called that somebody keeps beside the one in use."""
MAX_FILES = 3_000
_SHARED = 2


def parked_projects(workloads: Iterable[Workload], repository: Repository) -> dict[str, str]:
    """The compose files that are called like copies, that no file of the repository names, and half of whose services,
    two at least, are in a file beside them that compose finds by itself; each with what shows it.
    """
    services: dict[str, set[str]] = defaultdict(set)
    for workload in workloads:
        if workload.controller in (Controller.COMPOSE, Controller.SWARM):
            services[workload.project].add(workload.name)
    found = {path for path in services if _is_a_copy(path, services)}
    for path in repository.paths[:MAX_FILES] if found else ():
        if _TELLS.search(path):
            text = repository.text(path) or ""
            found -= {one for one in found if one != path and posixpath.basename(one) in text}
    return dict.fromkeys(sorted(found), "it is a copy that nothing names")


def _is_a_copy(path: str, services: dict[str, set[str]]) -> bool:
    folder, name = posixpath.split(path)
    if name in DEFAULT_NAMES or from_path(path) is not None or not _COPY.search(name):
        return False
    own = services[path]
    beside = (services.get(posixpath.join(folder, default), set()) for default in DEFAULT_NAMES)
    return any(len(own & other) >= max(_SHARED, len(own) / 2) for other in beside)
