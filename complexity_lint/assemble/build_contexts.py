"""The folder that a build is given: what is stated, or what the Dockerfile is written for."""

import posixpath
from collections.abc import Iterator

from complexity_lint.assemble.known_paths import Known
from complexity_lint.model.images import Copy, Dockerfile, Stage


def true_context(dockerfile: Dockerfile, stated: str | None, known: Known) -> str | None:
    """The stated context, unless it lacks a named file that lies beside the Dockerfile: then that folder is what the
    Dockerfile is written for, where it holds all that is named, and else nobody can tell.
    """
    own = dockerfile.at.path.rpartition("/")[0]
    if stated is None or stated == own:
        return stated
    lacking = [s for s in _named_sources(dockerfile) if not _holds(stated, s, known)]
    if not any(_holds(own, source, known) for source in lacking):
        return stated
    return own if all(_holds(own, source, known) for source in _named_sources(dockerfile)) else None


def _named_sources(dockerfile: Dockerfile) -> list[str]:
    """What is copied out of the context and said plainly."""
    return [s for stage in dockerfile.stages for s in copied_from_context(stage) if not set(s) & set("*?[$")]


def _holds(folder: str, source: str, known: Known) -> bool:
    return known.holds(posixpath.join(folder, source.lstrip("/")))


def likely_context(dockerfile: Dockerfile, known: Known) -> str:
    """The nearest folder, from the Dockerfile's own up to the root, that holds everything it copies; else its own."""
    own = dockerfile.at.path.rpartition("/")[0]
    sources = _named_sources(dockerfile)
    folder = own
    while True:
        if all(_holds(folder, source, known) for source in sources):
            return folder
        if not folder:
            return own
        folder = folder.rpartition("/")[0]


def copied_from_context(stage: Stage) -> Iterator[str]:
    """The paths that a stage copies out of the build context."""
    for step in stage.steps:
        if isinstance(step, Copy) and not step.from_ and not step.is_heredoc:
            yield from (s for s in step.sources if "://" not in s and not s.startswith("git@"))
