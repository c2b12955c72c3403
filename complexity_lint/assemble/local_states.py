"""State that first-party Python code keeps in its own process or on its own disk."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from complexity_lint.assemble.loaded_modules import LoadedModules, is_never_imported
from complexity_lint.assemble.python_code import PythonSources
from complexity_lint.assemble.starts import copied_files
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.code import LocalState
from complexity_lint.model.images import ImageBuild
from complexity_lint.model.scaling import is_scaled
from complexity_lint.model.workloads import Autoscaler, Workload

MAX_FILES = 800
"""Python files of one image beyond which its code is not read for this."""

_HINTS = re.compile(r"(?i)sqlite|schedul|crontab|session|upload|media_root|storage|\.save\(")
"""Words without which no module keeps any of the states that are looked for."""


def find_local_states(
    builds: Iterable[ImageBuild],
    workloads: Sequence[Workload],
    autoscalers: Sequence[Autoscaler],
    repository: Repository,
    python: PythonSources,
) -> tuple[LocalState, ...]:
    """What the code of the images keeps whose workloads run more than once; other code is not read."""
    scaled: dict[str, list[Workload]] = defaultdict(list)
    for workload in workloads:
        if workload.built_by and is_scaled(workload, autoscalers):
            scaled[workload.built_by].append(workload)
    found: dict[LocalState, None] = {}
    for build in builds:
        if build.at.path in scaled:
            found |= dict.fromkeys(_of_build(build, scaled[build.at.path], repository, python))
    return tuple(found)


def _of_build(
    build: ImageBuild, workloads: Sequence[Workload], repository: Repository, python: PythonSources
) -> Iterator[LocalState]:
    copied = set(copied_files(build, repository.paths))
    paths = sorted(path for path in copied if path.endswith(".py"))
    if not paths or len(paths) > MAX_FILES:
        return
    sources = [source for source in python.at(paths) if _HINTS.search(source.text)]
    loaded: LoadedModules | None = None
    for module in python.reader.read(sources) if sources else ():
        if module.is_test or module.is_migration:
            continue
        kinds = {
            "a SQLite database": module.sqlite,
            "a scheduler in the process": module.schedulers,
            "sessions in files": module.file_sessions,
            "uploads on its own disk": module.uploads,
        }
        for what, places in kinds.items():
            places = tuple(at for at in places if not is_never_imported(at, build, copied, repository))
            for at in places[:1]:
                loaded = loaded or LoadedModules(build, paths, python)
                yield LocalState(at, build.at.path, what, loaded.left_out(module.path, workloads))
