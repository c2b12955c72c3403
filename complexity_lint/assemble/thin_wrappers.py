"""Images of somebody else's application that are merely given their configuration here."""

import re

from complexity_lint.assemble.origins import GENERIC_NAMES, Origins
from complexity_lint.model.image_contents import image_words
from complexity_lint.model.images import Copy, ImageBuild, Run
from complexity_lint.model.knowledge import describe
from complexity_lint.model.references import ImageReference, parse_image_reference
from complexity_lint.model.roles import Role
from complexity_lint.model.workloads import Container, MountKind

_SETTINGS = re.compile(
    r"(?i)\.(conf|cfg|cnf|ini|env|properties|toml|ya?ml|json|xml|template|tmpl|tpl|j2|sh|bash|awk|pem|crt|cer)$"
)
"""Endings of configuration, of templates of it, of certificates, and of scripts that fill it in and start something."""
_OF_SOURCES = re.compile(
    r"(?i)(^|/)(package|composer|tsconfig|deno)[\w.-]*\.json$|(^|/)(pyproject|cargo)\.toml$|/pom\.xml$"
)
_TOUCHES = frozenset("chmod chown mkdir ln rm mv cp touch echo cat sed true set : cd".split())
"""Commands that bring nothing into an image which was not there or copied."""
_PUBLIC = frozenset(("", "docker.io", "ghcr.io", "quay.io", "gcr.io", "public.ecr.aws", "mcr.microsoft.com"))
_ANYBODYS = GENERIC_NAMES | frozenset(
    "web api frontend backend worker client site www main service proxy".split()
)
_SPLIT = re.compile(r"[^a-z0-9]+")


def is_thin_wrapper(build: ImageBuild, name: str, container: Container, origins: Origins) -> bool:
    """Whether a build only adds configuration and start scripts to an application that somebody else publishes.

    `name` is the workload's. A base says that it is an application, and no language to run sources with, by being
    called as what it is used for (`tracker.dockerfile` is `FROM acme/tracker`), or as its publisher.
    """
    stages = build.shipped_stages
    if not stages or not _is_application(stages[-1].base, {name.lower()} | image_words(build), origins):
        return False
    steps = [step for stage in stages for step in stage.steps]
    copies = [step for step in steps if isinstance(step, Copy)]
    runs = [command for step in steps if isinstance(step, Run) for command in step.commands or (None,)]
    return (
        bool(copies)
        and all(_configures(copy) for copy in copies)
        and all(command is not None and command.name in _TOUCHES for command in runs)
        and not _mounts_sources(container)
    )


def _is_application(base: ImageReference, called: set[str], origins: Origins) -> bool:
    publisher, _, name = base.repository.lower().rpartition("/")
    words = {word for word in _SPLIT.split(name) if word}
    here = base.repository in origins.by_repository or base.repository in origins.pushed
    if base.partial or not publisher or here or base.repository.rpartition("/")[0] in origins.organisations:
        return False
    if describe(base) is not None or any(_runs_sources(word, base) for word in words) or name in _ANYBODYS:
        return False
    own = publisher.rpartition("/")[2] == name
    return base.registry in _PUBLIC and (own or name in called or words <= called)


_LANGUAGES = frozenset(
    "base runtime fpm jdk jre dotnet aspnet passenger gunicorn uvicorn uwsgi lamp lemp jupyter notebook shiny rails "
    "django flask fastapi laravel symfony wordpress drupal deno bun nodejs os linux cuda pytorch tensorflow "
    "lambda".split()
)
"""Words of images that run what somebody puts into them, beside those that Docker itself publishes."""


def _runs_sources(word: str, base: ImageReference) -> bool:
    facts = describe(parse_image_reference(word, base.at))
    return word in _LANGUAGES or (facts is not None and (facts.base or facts.role is Role.RUNTIME))


def _configures(copy: Copy) -> bool:
    if copy.from_ or copy.takes_all:
        return False
    if copy.is_heredoc:
        return _SETTINGS.search(copy.destination) is not None
    return all(_SETTINGS.search(source) and not _OF_SOURCES.search(source) for source in copy.sources)


def _mounts_sources(container: Container) -> bool:
    """Whether a folder of the repository may be mounted, or a file that is no configuration."""
    bound = (mount.source for mount in container.mounts if mount.kind is MountKind.BIND)
    return any(not source.startswith(("/", "~")) and not _SETTINGS.search(source) for source in bound)
