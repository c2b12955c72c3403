"""Build contexts that are copied whole -> what is sent and copied that nobody excludes."""

from collections.abc import Iterable
from dataclasses import replace

from complexity_lint.discovery.ballast import find_ballast
from complexity_lint.discovery.repository import Repository
from complexity_lint.model.images import Ballast, Copy, ImageBuild
from complexity_lint.parsers.dockerfile import IgnoreRules, parse_ignore


def with_ballast(builds: Iterable[ImageBuild], repository: Repository) -> tuple[ImageBuild, ...]:
    """The builds, those that copy their whole context with the ballast it holds."""
    return tuple(
        replace(build, ballast=_ballast(build, repository)) if copies_all(build) else build for build in builds
    )


def copies_all(build: ImageBuild) -> bool:
    """Whether some stage copies the whole context."""
    return build.context is not None and any(is_whole(step) for stage in build.dockerfile.stages for step in stage.steps)


def is_whole(step: object) -> bool:
    """Whether a step copies the whole context."""
    return (
        isinstance(step, Copy)
        and not step.from_
        and not step.is_heredoc
        and any(s in (".", "./", "/", "./.", "*", "./*") for s in step.sources)
    )


def _ballast(build: ImageBuild, repository: Repository) -> tuple[Ballast, ...]:
    context = build.context or ""
    prefix = f"{context}/" if context else ""
    rules = _rules(build, repository, prefix)
    found = find_ballast(repository, context)
    return tuple(b for b in found if not rules.excludes(b.path[len(prefix) :]))


def _rules(build: ImageBuild, repository: Repository, prefix: str) -> IgnoreRules:
    """The ignore file of this Dockerfile, else that of the context (docs.docker.com, "Build context")."""
    own = repository.text(f"{build.at.path}.dockerignore")
    shared = repository.text(f"{prefix}.dockerignore")
    return parse_ignore(own if own is not None else shared or "")
