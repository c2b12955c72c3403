"""What image builds carry of the repository's own code."""

import posixpath
from collections.abc import Callable, Sequence

from complexity_lint.model.code import Deployable, Payload, PythonCode
from complexity_lint.model.images import Copy, ImageBuild
from complexity_lint.parsers.deployables import count_lines
from complexity_lint.source import Source

MAX_PYTHON_FILES = 1500


def find_payloads(
    builds: Sequence[ImageBuild],
    deployables: Sequence[Deployable],
    paths: Sequence[str],
    text_of: Callable[[str], str | None],
) -> tuple[Payload, ...]:
    """The payload of every build whose shipped stages copy code out of the context."""
    found = []
    for build in builds:
        copied = _copied(build, frozenset(paths))
        if copied:
            found.append(_payload(build, copied, deployables, paths, text_of))
    return tuple(p for p in found if p.lines)


def _copied(build: ImageBuild, paths: frozenset[str]) -> list[tuple[Copy, str]]:
    """The folders copied, each with the step that copies it; files copied one by one are no payload."""
    if build.context is None or not build.is_deployed:
        return []
    found = []
    for stage in build.shipped_stages:
        for step in stage.steps:
            if isinstance(step, Copy) and not step.from_ and not step.is_heredoc:
                for source in step.sources:
                    path = posixpath.normpath(
                        posixpath.join(build.context, source.lstrip("/").rstrip("*") or ".")
                    )
                    if path not in paths and not path.startswith(".."):
                        found.append((step, "" if path == "." else path))
    return found


def _payload(
    build: ImageBuild,
    copied: list[tuple[Copy, str]],
    deployables: Sequence[Deployable],
    paths: Sequence[str],
    text_of: Callable[[str], str | None],
) -> Payload:
    folders = tuple(dict.fromkeys(folder for _, folder in copied))
    inside = [p for p in paths if any(_within(p, folder) for folder in folders)]
    carried = tuple(d for d in deployables if any(d.folder == f or _within(d.folder, f) for f in folders))
    return Payload(
        at=copied[0][0].at,
        build=build.at.path,
        context=build.context or "",
        copied=folders,
        deployables=carried,
        lines=count_lines(inside, text_of),
        python=_python(build, inside, text_of),
    )


def _within(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(folder + "/")


def _python(build: ImageBuild, inside: list[str], text_of: Callable[[str], str | None]) -> PythonCode | None:
    modules = [p for p in inside if p.endswith(".py")]
    if not modules or len(modules) > MAX_PYTHON_FILES:
        return None
    from complexity_lint.parsers.python import measure  # libcst is loaded only where there is Python to read

    sources = [Source(path, text) for path in modules if (text := text_of(path)) is not None]
    words = next((c.words for c in reversed(build.starts) if c.words), ())
    return measure(build.context or "", sources, words)
