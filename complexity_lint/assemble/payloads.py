"""What image builds carry of the repository's own code."""

import re
from collections.abc import Iterator, Sequence

from complexity_lint.assemble.contexts import SentFiles, files_behind
from complexity_lint.assemble.python_code import PythonSources
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.code import Deployable, Payload, PythonCode
from complexity_lint.model.images import Copy, ImageBuild, Stage
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.code_lines import is_own_code
from complexity_lint.parsers.deployables import count_lines, find_deployables

MAX_PYTHON_FILES = 1500
"""Beyond it a code base is not read module by module; its lines are still counted."""

MAX_FILES = 5000
"""Of a larger folder the first files are counted."""

FEW_LINES = 2000
"""Code of fewer lines is read module by module only when its text speaks of many routes, models or apps."""

_WORK = re.compile(
    r"(?m)^\s*@\w+(\.\w+)*\.(route|get|post|put|patch|delete|websocket)\(|\b(re_)?path\(|\burl\(|\(.*\b(Model|Base)\):|AppConfig"
)
MUCH_WORK = 6


def find_payloads(
    builds: Sequence[ImageBuild],
    workloads: Sequence[Workload],
    sent: SentFiles,
    repository: Repository,
    python: PythonSources,
) -> tuple[tuple[Payload, ...], tuple[Deployable, ...]]:
    """The payload of every build whose shipped stages copy code out of the context, and the repository's
    deployables.

    A repository with a single service of its own is not asked: reading all code only pays where services can
    be compared.
    """
    services = _services(builds, workloads)
    if len({build.at.path for build in services}) < 2:
        return (), ()
    deployables = find_deployables(repository.paths, repository.text)
    own = _OwnLines(repository)
    found = [_payload(build, deployables, sent.of(build), repository, own, python) for build in services]
    return tuple(payload for payload in found if payload.lines or payload.own_lines), deployables


def _services(builds: Sequence[ImageBuild], workloads: Sequence[Workload]) -> list[ImageBuild]:
    """The builds of images that run as services; all deployed ones where no deployment is described."""
    used = {w.built_by for w in workloads if w.is_first_party and not w.runs_to_completion}
    return [b for b in builds if b.is_deployed and (b.at.path in used or not used - {""})]


class _OwnLines:
    """Lines of own code below folders and in sets of files, each counted once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.folders: dict[str, int] = {}

    def of(self, build: ImageBuild, sent: Sequence[str]) -> int:
        """The lines of a service: of its own folder, or of what the stages it needs copy."""
        folder = build.home
        if folder and folder not in self.folders:
            below = [p for p in self.repository.paths if p.startswith(folder + "/") and is_own_code(p)]
            self.folders[folder] = count_lines(below[:MAX_FILES], self.repository.text)
        if folder and self.folders[folder]:
            return self.folders[folder]
        if folder and not build.context:
            return 0  # it takes from the whole repository, and nobody can tell which part is its own
        copies = [source for stage in build.needed_stages for _, source in _copies_of(stage)]
        copied = {path for source in copies for path in files_behind(build.context or "", source, sent)}
        return count_lines(sorted(p for p in copied if is_own_code(p))[:MAX_FILES], self.repository.text)


def _payload(
    build: ImageBuild,
    deployables: Sequence[Deployable],
    sent: Sequence[str],
    repository: Repository,
    own: _OwnLines,
    python: PythonSources,
) -> Payload:
    copied: dict[str, Copy] = {}
    for copy, source in _copies(build):
        for path in files_behind(build.context or "", source, sent):
            copied.setdefault(path, copy)
    # A deployable is carried when the file that makes it one is.
    carried = tuple(d for d in deployables if d.at.path in copied)
    home = build.at.path.rpartition("/")[0]
    others_first = sorted(carried, key=lambda one: one.folder == home)
    first = next((copied[d.at.path] for d in others_first), next(iter(copied.values()), None))
    lines = count_lines(sorted(copied), repository.text)
    return Payload(
        at=first.at if first is not None else next((s.at for s in build.shipped_stages), build.at),
        build=build.at.path,
        context=build.context or "",
        copied=tuple(sorted({path.rpartition("/")[0] for path in copied})),
        deployables=carried,
        lines=lines,
        python=_python(build, sorted(copied), lines, python),
        own_lines=own.of(build, sent),
    )


def _copies(build: ImageBuild) -> Iterator[tuple[Copy, str]]:
    for stage in build.shipped_stages:
        yield from _copies_of(stage)


def _copies_of(stage: Stage) -> Iterator[tuple[Copy, str]]:
    for step in stage.steps:
        if isinstance(step, Copy) and not step.from_ and not step.is_heredoc:
            yield from ((step, source) for source in step.sources)


def _python(build: ImageBuild, copied: Sequence[str], lines: int, python: PythonSources) -> PythonCode | None:
    modules = [path for path in copied if path.endswith(".py")]
    if not modules or len(modules) > MAX_PYTHON_FILES:
        return None
    sources = python.at(modules)
    if lines < FEW_LINES and sum(len(_WORK.findall(s.text)) for s in sources) < MUCH_WORK:
        return None
    from complexity_lint.parsers.python import measure  # libcst is loaded only where there is Python to read

    words = next((c.words for c in reversed(build.starts) if c.words), ())
    return measure(build.context or "", sources, words, python.reader)
