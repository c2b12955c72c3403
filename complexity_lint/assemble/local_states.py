"""State that first-party Python code keeps in its own process or on its own disk."""

import re
from collections.abc import Iterable, Iterator, Sequence

from complexity_lint.assemble.starts import copied_files
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.code import LocalState
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.scaling import is_scaled
from complexity_lint.model.workloads import Autoscaler, Workload
from complexity_lint.source import Source

MAX_FILES = 800
"""Python files of one image beyond which its code is not read for this."""

_HINTS = re.compile(r"(?i)sqlite|schedul|crontab|session|upload|media_root|storage|\.save\(")
"""Words without which no module keeps any of the states that are looked for."""


def find_local_states(
    builds: Iterable[ImageBuild],
    workloads: Sequence[Workload],
    autoscalers: Sequence[Autoscaler],
    repository: Repository,
) -> tuple[LocalState, ...]:
    """What the code of the images keeps whose workloads run more than once; other code is not read."""
    scaled = {w.built_by for w in workloads if w.built_by and is_scaled(w, autoscalers)}
    found: dict[LocalState, None] = {}
    for build in builds:
        if build.at.path in scaled:
            found |= dict.fromkeys(_of_build(build, repository))
    return tuple(found)


def _of_build(build: ImageBuild, repository: Repository) -> Iterator[LocalState]:
    paths = sorted({path for path in copied_files(build, repository.paths) if path.endswith(".py")})
    if not paths or len(paths) > MAX_FILES:
        return
    read = (Source(path, text) for path in paths if (text := repository.text(path)) is not None)
    sources = [source for source in read if _HINTS.search(source.text)]
    if not sources:
        return
    # libcst is loaded only where there is Python that may keep something
    from complexity_lint.parsers.python import read_modules

    for module in read_modules(sources):
        if module.is_test or module.is_migration:
            continue
        kinds = {
            "a SQLite database": module.sqlite,
            "a scheduler in the process": module.schedulers,
            "sessions in files": module.file_sessions,
            "uploads on its own disk": module.uploads,
        }
        for what, places in kinds.items():
            for at in places[:1]:
                yield LocalState(at, build.at.path, what)
