"""What image builds carry of the repository's own code."""

import re
from collections.abc import Iterator, Sequence

from complexity_lint.assemble.contexts import files_behind, sent_files
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.code import Deployable, Payload, PythonCode
from complexity_lint.model.images import Copy, ImageBuild
from complexity_lint.model.workloads import Workload
from complexity_lint.parsers.deployables import count_lines, find_deployables
from complexity_lint.source import Source

MAX_PYTHON_FILES = 1500
"""Beyond it a code base is not read module by module; its lines are still counted."""

FEW_LINES = 2000
"""Code of fewer lines is read module by module only when its text speaks of many routes, models or apps."""

_WORK = re.compile(
    r"(?m)^\s*@\w+(\.\w+)*\.(route|get|post|put|patch|delete|websocket)\(|\b(re_)?path\(|\burl\(|\(.*\b(Model|Base)\):|AppConfig"
)
MUCH_WORK = 6


def find_payloads(
    builds: Sequence[ImageBuild], workloads: Sequence[Workload], repository: Repository
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
    found = [_payload(build, deployables, repository) for build in services]
    return tuple(payload for payload in found if payload is not None and payload.lines), deployables


def _services(builds: Sequence[ImageBuild], workloads: Sequence[Workload]) -> list[ImageBuild]:
    """The builds of images that run as services; all deployed ones where no deployment is described."""
    used = {w.built_by for w in workloads if w.is_first_party and not w.controller.runs_to_completion}
    return [b for b in builds if b.is_deployed and (b.at.path in used or not used - {""})]


def _payload(build: ImageBuild, deployables: Sequence[Deployable], repository: Repository) -> Payload | None:
    sent = sent_files(build, repository)
    copied: dict[str, Copy] = {}
    for copy, source in _copies(build):
        for path in files_behind(build.context or "", source, sent):
            copied.setdefault(path, copy)
    if not copied:
        return None
    # A deployable is carried when the file that makes it one is.
    carried = tuple(d for d in deployables if d.at.path in copied)
    first = next((copied[d.at.path] for d in carried), next(iter(copied.values())))
    lines = count_lines(sorted(copied), repository.text)
    return Payload(
        at=first.at,
        build=build.at.path,
        context=build.context or "",
        copied=tuple(sorted({path.rpartition("/")[0] for path in copied})),
        deployables=carried,
        lines=lines,
        python=_python(build, sorted(copied), lines, repository),
    )


def _copies(build: ImageBuild) -> Iterator[tuple[Copy, str]]:
    for stage in build.shipped_stages:
        for step in stage.steps:
            if isinstance(step, Copy) and not step.from_ and not step.is_heredoc:
                yield from ((step, source) for source in step.sources)


def _python(
    build: ImageBuild, copied: Sequence[str], lines: int, repository: Repository
) -> PythonCode | None:
    modules = [path for path in copied if path.endswith(".py")]
    if not modules or len(modules) > MAX_PYTHON_FILES:
        return None
    sources = [Source(path, text) for path in modules if (text := repository.text(path)) is not None]
    if lines < FEW_LINES and sum(len(_WORK.findall(s.text)) for s in sources) < MUCH_WORK:
        return None
    from complexity_lint.parsers.python import measure  # libcst is loaded only where there is Python to read

    words = next((c.words for c in reversed(build.starts) if c.words), ())
    return measure(build.context or "", sources, words)
