"""Workloads with what they are compared by: their names without decoration, their images."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from complexity_lint.model.environment_names import without_environment
from complexity_lint.model.workloads import Controller, Workload

_KIND_WORDS = re.compile(r"[-_.](deployment|deploy|statefulset|sts|daemonset|ds|pod|rc|container)$")


@dataclass(frozen=True, slots=True)
class Record:
    """A workload with what it is compared by."""

    workload: Workload
    project: str
    name: str
    image: str


def records_of(workloads: Sequence[Workload]) -> list[Record]:
    """One record for each workload, in their order."""
    prefixes = _prefixes(workloads)
    return [_record(workload, prefixes.get(workload.project, ())) for workload in workloads]


_RELEASE = "release-name"
"""The name that charts are rendered with."""
_PREFIX_SHARE = 0.6


def _prefixes(workloads: Iterable[Workload]) -> dict[str, tuple[str, ...]]:
    """What the names of a project's workloads may begin with that tells nothing: the release's name, the name of the
    project's folder, and a first word that most of at least three share.
    """
    projects: dict[str, list[str]] = defaultdict(list)
    for workload in workloads:
        name = plain_name(named_without_environment(workload)).removeprefix(_RELEASE + "-")
        projects[workload.project].append(name)
    found = {}
    for project, names in projects.items():
        word, count = (
            Counter(name.partition("-")[0] for name in names if "-" in name).most_common(1)[0]
            if any("-" in name for name in names)
            else ("", 0)
        )
        common = (word,) if count >= max(3, _PREFIX_SHARE * len(names)) else ()
        folder = plain_name(project.rpartition("/")[2])
        found[project] = (_RELEASE, *(p for p in (folder, *common) if p))
    return found


def plain_name(name: str) -> str:
    """A name in small letters with dashes for all separators."""
    return re.sub(r"[_.]", "-", name.lower())


def squashed(name: str) -> str:
    """A name without its separators: `sql-data`, `sqldata` and `sql.data` are one."""
    return name.replace("-", "")


_FILE_EACH = frozenset({"Marathon application", "Nomad job", "ECS task definition", "unit of systemd"})
"""Formats of one file for each workload: the folder is what is deployed together."""


def project_of(workload: Workload) -> str:
    """What a workload is deployed with."""
    project = workload.project
    return project.rpartition("/")[0] or project if workload.format in _FILE_EACH else project


def named_without_environment(workload: Workload) -> str:
    """A workload's name; of a release that is called by its environment (`shop-prod`), as if it were not."""
    release = workload.release
    own = release and re.match(rf"{re.escape(release)}(?![^-_.])", workload.name)
    return without_environment(release) + workload.name[len(release) :] if own else workload.name


def _record(workload: Workload, prefixes: Sequence[str]) -> Record:
    main = workload.main
    image = workload.built_by
    if not image and main is not None and main.image is not None and not main.image.partial:
        image = main.image.repository
    name = plain_name(named_without_environment(workload))
    if workload.controller is not Controller.COMPOSE:
        for prefix in prefixes:
            name = name.removeprefix(prefix + "-")
        name = _KIND_WORDS.sub("", name) or name
    return Record(workload, project_of(workload), name, image)
